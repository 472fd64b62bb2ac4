import { newId } from '@crossdock/domain'
import { getOrder, getRawOrder, type OrderDetail } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addMerchant, addOrders } from './order-rows.ts'

let warehouse: TestWarehouse
beforeAll(async () => { warehouse = await openWarehouse() })
afterAll(() => warehouse.close())

const now = new Date('2026-11-25T01:00:00Z')
const get = (id: string, { merchant = 'all', at = now } = {}) => warehouse.database.transact({ merchant }, (tx) => getOrder(tx, id, at))

it('says of each line how its stock stands', async () => {
  const productId = await addProduct(warehouse, 'TEA-001', 10)
  const lines = [
    { sku: 'TEA-001', quantity: 2, productId, reserved: 2 },
    { sku: 'TEA-001', quantity: 3, productId },
    { sku: 'NOPE', quantity: 1 },
    { sku: 'TEA-001', quantity: 2, productId, shipped: 2 },
    { sku: 'TEA-001', quantity: 2, productId, shipped: 1, reserved: 1 },
  ]
  const [open, canceled] = await addOrders(warehouse, [{ lines }, { lines, status: 'canceled' }])
  const states = async (id: string) => (await get(id))?.lines.map((line) => line.stock)
  expect(await states(open!)).toEqual(['reserved', 'short', 'unknown_product', 'shipped', 'reserved'])
  expect(await states(canceled!)).toEqual(['released', 'released', 'released', 'shipped', 'released'])
  expect((await get(open!))?.lines[0]).toEqual({
    lineId: 'l1', sku: 'TEA-001', title: '品名 TEA-001', variantTitle: null, quantity: 2, price: 300, shipped: 0,
    product: { id: productId, sku: 'TEA-001', name: 'TEA-001' }, reserved: 2, stock: 'reserved',
  })
})

interface GivenWrite { state: string; attempts?: number; connection?: string; confirmed?: boolean; error?: string; reading?: { kind: string; code: string; message: string } | null }

async function orderWithParcel({ state, attempts = 1, connection = 'connected', confirmed = false, error, reading }: GivenWrite): Promise<OrderDetail> {
  const [orderId] = await addOrders(warehouse, [{ status: 'processing', lines: [{ sku: 'TEA-001', quantity: 2 }] }])
  const [parcelId, writeId] = [newId(), newId()]
  await rows(warehouse, sql`update ec_account set connection_status = ${connection}`)
  await rows(warehouse, sql`
    insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, attempts, planned_at, sent_at, settled_at, http_status, error_code, error)
    values (${warehouse.merchantId}, ${writeId}, ${warehouse.accountId}, 'tracking', ${parcelId}, ${state}, ${writeId}, '{}', ${attempts}, '2026-11-23T01:00:00Z',
            ${attempts > 0 ? '2026-11-23T01:00:01Z' : null}::timestamptz, ${['accepted', 'rejected'].includes(state) ? '2026-11-23T01:00:02Z' : null}::timestamptz, 409, ${error ? 'already_shipped' : null}, ${error ?? null})`)
  await rows(warehouse, sql`
    insert into parcel (merchant_id, id, order_id, ec_account_id, tracking_number, carrier, shipped_at, actor_kind, actor_name, write_id, confirmed_at, store_view)
    values (${warehouse.merchantId}, ${parcelId}, ${orderId}, ${warehouse.accountId}, 'TW1', 'T-Cat', '2026-11-23T01:00:00Z', 'user', '小芳', ${writeId},
            ${confirmed ? '2026-11-23T01:00:03Z' : null}::timestamptz, ${confirmed ? JSON.stringify({ trackingNumber: 'TW1', carrier: 'T-Cat', shippedAt: '2026-11-23T01:00:00Z' }) : null}::jsonb)`)
  if (reading !== undefined) await rows(warehouse, sql`update parcel set confirm_after = '2026-11-23T07:00:00Z', confirm_attempts = 4, reading_trouble = ${reading && JSON.stringify(reading)}::jsonb where id = ${parcelId}`)
  await rows(warehouse, sql`insert into parcel_line (merchant_id, parcel_id, line_id, quantity) values (${warehouse.merchantId}, ${parcelId}, 'l1', 2)`)
  return (await get(orderId!))!
}

it.each<[string, GivenWrite, Partial<OrderDetail['parcels'][number]['push']>]>([
  ['planned and due', { state: 'planned', attempts: 0 }, { state: 'waiting', waitingFor: 'turn', since: '2026-11-23T01:00:00.000Z' }],
  ['planned again after a failure', { state: 'planned' }, { state: 'waiting', waitingFor: 'platform' }],
  ['planned while disconnected', { state: 'planned', attempts: 0, connection: 'disconnected' }, { state: 'waiting', waitingFor: 'connection' }],
  ['on its way', { state: 'sending' }, { state: 'waiting', waitingFor: 'platform' }],
  ['without an answer', { state: 'unknown' }, { state: 'waiting', waitingFor: 'platform' }],
  ['accepted but not read back', { state: 'accepted' }, { state: 'sent', waitingFor: 'platform', confirmedAt: null, since: '2026-11-23T01:00:02.000Z' }],
  ['taken long ago, and not shown', { state: 'accepted', reading: null }, { state: 'sent', reading: { tries: 4, nextAt: '2026-11-23T07:00:00.000Z', overdue: true, owner: 'platform', failed: null } }],
  ['taken long ago, and not readable', { state: 'accepted', reading: { kind: 'auth', code: 'insufficient_scope', message: 'A permission is missing.' } }, { state: 'sent', reading: { tries: 4, nextAt: '2026-11-23T07:00:00.000Z', overdue: true, owner: 'merchant', failed: { code: 'insufficient_scope', detail: 'A permission is missing.' } } }],
  ['accepted, then disconnected', { state: 'accepted', connection: 'disconnected' }, { state: 'sent', waitingFor: 'connection' }],
  ['read back', { state: 'accepted', confirmed: true }, { state: 'confirmed', waitingFor: null, confirmedAt: '2026-11-23T01:00:03.000Z' }],
  ['rejected', { state: 'rejected', error: 'shipped already' }, { state: 'refused', waitingFor: null, since: '2026-11-23T01:00:02.000Z' }],
])('shows a parcel whose push is %s as what it is', async (_, given, push) => {
  const order = await orderWithParcel(given)
  expect(order.parcels).toHaveLength(1)
  expect(order.parcels[0]).toMatchObject({
    trackingNumber: 'TW1', carrier: 'T-Cat', actor: { kind: 'user', name: '小芳' }, lines: [{ lineId: 'l1', sku: 'TEA-001', title: '品名 TEA-001', quantity: 2 }], push,
    store: given.confirmed ? { trackingNumber: 'TW1' } : null,
  })
  expect(order.parcels[0]?.push.write).toMatchObject({ state: given.state, status: 409, error: given.error ?? null })
})

it('calls a parcel overdue from a day after the store took it', async () => {
  const { id } = await orderWithParcel({ state: 'accepted', reading: null })
  const overdueAt = async (at: string) => (await get(id, { at: new Date(at) }))!.parcels[0]!.push.reading!.overdue
  expect([await overdueAt('2026-11-24T01:00:01.999Z'), await overdueAt('2026-11-24T01:00:02Z')]).toEqual([false, true])
})

it('tells what happened, newest last, and the holds that stand before those that are gone', async () => {
  const [id] = await addOrders(warehouse, [{ holds: ['merchant_request', 'unknown_product'] }])
  const { merchantId } = warehouse
  await rows(warehouse, sql`update hold set released_at = now(), released_by_kind = 'user', released_by_name = '小芳', release_note = '好了' where order_id = ${id} and reason = 'merchant_request'`)
  for (const type of ['imported', 'held', 'released']) {
    await rows(warehouse, sql`insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data) values (${merchantId}, ${id}, ${newId()}, ${type}, 'system', 'Crossdock', '{"a":1}')`)
  }
  const order = await get(id!)
  expect(order?.timeline.map((entry) => entry.type)).toEqual(['imported', 'held', 'released'])
  expect(order?.timeline[0]).toMatchObject({ actor: { kind: 'system', name: 'Crossdock' }, data: { a: 1 }, fetchRunId: null })
  expect(order?.holdHistory).toMatchObject([
    { reason: 'unknown_product', owner: 'warehouse', releasedAt: null, releasableByHand: false },
    { reason: 'merchant_request', owner: 'merchant', releasedBy: { kind: 'user', name: '小芳' }, releaseNote: '好了', releasableByHand: false },
  ])
})

it('keeps the platform’s own words at hand', async () => {
  const [id] = await addOrders(warehouse, [{}])
  expect(await warehouse.database.transact({ merchant: 'all' }, (tx) => getRawOrder(tx, id!))).toBeNull()
  await rows(warehouse, sql`
    insert into platform_order (merchant_id, ec_account_id, platform_order_id, payload, received_at, order_id)
    select merchant_id, ec_account_id, platform_order_id, '{"b": 2, "a": "\\u00e4", "b": 3}', '2026-11-23T00:00:00Z', id from orders where id = ${id}`)
  const raw = await warehouse.database.transact({ merchant: 'all' }, (tx) => getRawOrder(tx, id!))
  expect(raw).toEqual({ receivedAt: '2026-11-23T00:00:00.000Z', payload: { b: 3, a: 'ä' } })
})

it('is not there for another merchant', async () => {
  const other = await addMerchant(warehouse, 'M2')
  const [id] = await addOrders(warehouse, [{}])
  expect(await get(id!, { merchant: warehouse.merchantId })).toMatchObject({ id })
  expect(await get(id!, { merchant: other.merchantId })).toBeNull()
  expect(await warehouse.database.transact({ merchant: other.merchantId }, (tx) => getRawOrder(tx, id!))).toBeNull()
  expect(await get(newId())).toBeNull()
})

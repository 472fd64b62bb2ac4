import { newId } from '@crossdock/domain'
import { merchantScope, Refusal } from '@crossdock/flows/ports'
import { countOrders, listOrders, type OrderFilter } from '@crossdock/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addMerchant, addOrders } from './order-rows.ts'

const zone = 'Asia/Taipei'
let warehouse: TestWarehouse
let other: { merchantId: string; channelId: string; accountId: string }
const known: Record<string, string> = {}

beforeAll(async () => {
  warehouse = await openWarehouse()
  other = await addMerchant(warehouse, 'M2')
  const runId = newId()
  const unknownId = newId()
  await rows(warehouse, sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger) values (${warehouse.merchantId}, ${runId}, ${warehouse.accountId}, 'manual')`)
  await rows(warehouse, sql`insert into unknown_product (merchant_id, id, product_key, sku, title) values (${warehouse.merchantId}, ${unknownId}, 'NOPE', 'NOPE', '未知')`)
  Object.assign(known, { runId, unknownId })
  await addOrders(warehouse, [
    { orderNumber: 'LS-100', placedAt: '2026-11-20T15:59:59Z', fetchRunId: runId },
    { orderNumber: 'LS-101', placedAt: '2026-11-20T16:00:00Z', status: 'processing', recipientName: '陳大文' },
    { orderNumber: 'LS-102', placedAt: '2026-11-21T15:59:59.999Z', holds: ['unknown_product', 'merchant_request'], lines: [{ sku: 'NOPE' }] },
    { orderNumber: 'LS-103', placedAt: '2026-11-21T16:00:00Z', status: 'shipped', lines: [{ sku: 'CUP-9' }] },
    { orderNumber: 'LS-104', placedAt: '2026-11-22T01:00:00Z', status: 'canceled', shippingCode: '7-11', shippingType: null, lines: [{ sku: 'NOPE' }] },
    { orderNumber: 'LS-100', placedAt: '2026-11-22T02:00:00Z', ...other },
  ])
  await rows(warehouse, sql`
    insert into parcel (merchant_id, id, order_id, ec_account_id, tracking_number, carrier, actor_kind, actor_name, write_id)
    select merchant_id, new_id(), id, ec_account_id, 'TW900', 'T-Cat', 'user', '小芳', new_id() from orders where order_number = 'LS-103'`)
  // The store took it the day before yesterday, and does not show it.
  await rows(warehouse, sql`
    insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, settled_at)
    select merchant_id, write_id, ec_account_id, 'tracking', id, 'accepted', id, '{}', now() - interval '2 days' from parcel`)
  await rows(warehouse, sql`update parcel set confirm_after = now()`)
  await rows(warehouse, sql`update orders set tracking = 'sent' where order_number = 'LS-103'`)
})
afterAll(() => warehouse.close())

const list = (filter: OrderFilter & { cursor?: string; limit?: number }, merchant = 'all') =>
  warehouse.database.transact({ merchant }, (tx) => listOrders(tx, { limit: 50, ...filter }, zone))
const count = (filter: OrderFilter, merchant = 'all') => warehouse.database.transact({ merchant }, (tx) => countOrders(tx, filter, zone))
const numbers = async (filter: OrderFilter, merchant?: string) => (await list(filter, merchant)).items.map((order) => order.orderNumber)

it('lists newest first, with the names beside the ids', async () => {
  const page = await list({})
  expect(page.items.map((order) => order.orderNumber)).toEqual(['LS-100', 'LS-104', 'LS-103', 'LS-102', 'LS-101', 'LS-100'])
  expect(page.nextCursor).toBeNull()
  expect(page.items[5]).toEqual({
    id: expect.any(String), merchant: { id: warehouse.merchantId, name: '小山茶行' }, ecAccount: { id: warehouse.accountId, name: '官網帳號' }, salesChannel: { id: warehouse.channelId, name: '官網' },
    orderNumber: 'LS-100', status: 'pending', holds: [], placedAt: '2026-11-20T15:59:59.000Z', importedAt: expect.any(String), recipientName: '王小明',
    shipping: { code: 'homedelivery', name: null, type: { code: 'tcat', name: { en: 'T-Cat', zh: '黑貓' } } },
    lineCount: 1, units: 1, total: 380, codAmount: 0, trackingNumbers: [], tracking: 'none',
  })
})

it.each<[string, () => OrderFilter, string[]]>([
  ['merchant', () => ({ merchantId: other.merchantId }), ['LS-100']],
  ['account', () => ({ ecAccountId: other.accountId }), ['LS-100']],
  ['channel', () => ({ salesChannelId: other.channelId }), ['LS-100']],
  ['what the store knows', () => ({ tracking: 'sent' }), ['LS-103']],
  ['what the store took and does not show', () => ({ tracking: 'unshown' }), ['LS-103']],
  ['what the store refused', () => ({ tracking: 'refused' }), []],
  ['status', () => ({ status: 'processing' }), ['LS-101']],
  ['on hold', () => ({ onHold: true }), ['LS-102']],
  ['not on hold', () => ({ onHold: false, merchantId: warehouse.merchantId }), ['LS-104', 'LS-103', 'LS-101', 'LS-100']],
  ['hold reason', () => ({ holdReason: 'merchant_request' }), ['LS-102']],
  ['a hold reason that none has', () => ({ holdReason: 'risk_control' }), []],
  ['a hold reason, but not on hold', () => ({ holdReason: 'merchant_request', onHold: false }), []],
  ['shipping type', () => ({ shippingType: 'tcat', status: 'shipped' }), ['LS-103']],
  ['shipping code', () => ({ shippingCode: '7-11' }), ['LS-104']],
  ['a warehouse day, both ends', () => ({ placedFrom: '2026-11-21', placedTo: '2026-11-21' }), ['LS-102', 'LS-101']],
  ['from a day', () => ({ placedFrom: '2026-11-22' }), ['LS-100', 'LS-104', 'LS-103']],
  ['to a day', () => ({ placedTo: '2026-11-20' }), ['LS-100']],
  ['unknown product, open orders only', () => ({ unknownProductId: known['unknownId']! }), ['LS-102']],
  ['fetch run', () => ({ fetchRunId: known['runId']! }), ['LS-100']],
  ['a fetch run that is not there', () => ({ fetchRunId: newId() }), []],
  ['a whole number', () => ({ q: 'LS-101' }), ['LS-101']],
  ['the beginning of a number in small letters', () => ({ q: ' ls-10 ' }), ['LS-100', 'LS-104', 'LS-103', 'LS-102', 'LS-101', 'LS-100']],
  ['the middle of a number', () => ({ q: '101' }), []],
  ['a tracking number', () => ({ q: 'tw900' }), ['LS-103']],
  ['a SKU', () => ({ q: 'CUP-9' }), ['LS-103']],
  ['a recipient', () => ({ q: '陳大' }), ['LS-101']],
  ['a part of a recipient', () => ({ q: '大文' }), ['LS-101']],
  ['what LIKE would take for anything', () => ({ q: '%' }), []],
  ['a search and a filter together', () => ({ q: 'LS', status: 'shipped' }), ['LS-103']],
])('filters by %s', async (_, filter, expected) => {
  expect(await numbers(filter())).toEqual(expected)
  const counts = await count(filter())
  expect(counts.total).toBe(expected.length)
})

it('counts by status and by hold in one go', async () => {
  expect(await count({})).toEqual({
    total: 6, byStatus: { pending: 3, processing: 1, shipped: 1, canceled: 1 }, onHold: 1, byHoldReason: { unknown_product: 1, merchant_request: 1 },
  })
  expect(await count({ q: 'nothing of the kind' })).toEqual({ total: 0, byStatus: {}, onHold: 0, byHoldReason: {} })
})

it('shows a merchant only what is theirs, whatever they ask for', async () => {
  expect(await numbers({}, other.merchantId)).toEqual(['LS-100'])
  expect(await numbers({ merchantId: warehouse.merchantId }, other.merchantId)).toEqual([])
  expect(await numbers({ q: 'CUP-9' }, other.merchantId)).toEqual([])
  expect((await count({ unknownProductId: known['unknownId'] }, other.merchantId)).total).toBe(0)
})

it.each(['x', 'null', '[]', '["2026-11-20","1"]', '["2026-02-31T00:00:00.000000Z","00000000-0000-7000-8000-000000000000"]', '["2026-11-20T00:00:00.000000Z","\'; drop table hold"]'])(
  'refuses the made-up cursor %s', async (keys) => {
    const failure = await list({ cursor: Buffer.from(keys).toString('base64url') }).catch((err: unknown) => err)
    expect(failure).toBeInstanceOf(Refusal)
    expect(failure).toMatchObject({ code: 'invalid_input', errors: [{ path: 'cursor' }] })
  },
)

it('gives every order once and in order, whatever the size of the pages and however many share an instant', async () => {
  const crowd = await addMerchant(warehouse, 'CROWD')
  const instants = ['2026-11-20T04:00:00.000001Z', '2026-11-20T04:00:00.000002Z', '2026-11-20T04:00:00.001Z']
  await addOrders(warehouse, Array.from({ length: 23 }, (_, index) => ({ ...crowd, placedAt: instants[(index * 7) % 3]! })))
  const whole = await rows(warehouse, sql<{ id: string }>`select id from orders where merchant_id = ${crowd.merchantId} order by placed_at desc, id desc`)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.constantFrom('all', crowd.merchantId), async (limit, merchant) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await list({ merchantId: crowd.merchantId, limit, ...(cursor ? { cursor } : {}) }, merchant)
        expect(page.items.length).toBe(page.nextCursor === null ? whole.length - seen.length : limit)
        seen.push(...page.items.map((order) => order.id))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(seen).toEqual(whole.map((row) => row.id))
    }),
    { numRuns: 25 },
  )
})

it('goes on behind any order of any list before the end of a day', async () => {
  const days = await addMerchant(warehouse, 'DAYS')
  const instants = ['2026-11-19T16:00:00Z', '2026-11-20T15:59:59.999999Z', '2026-11-20T16:00:00Z', '2026-11-21T15:59:59.999999Z', '2026-11-21T16:00:00Z']
  await addOrders(warehouse, Array.from({ length: 15 }, (_, index) => ({ ...days, placedAt: instants[index % 5]! })))
  const whole = await rows(warehouse, sql<{ id: string; day: string; keys: string[] }>`
    select id, (placed_at at time zone ${zone})::date as day, array[to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), id::text] as keys
      from orders where merchant_id = ${days.merchantId} order by placed_at desc, id desc`)
  await fc.assert(
    fc.asyncProperty(fc.nat(14), fc.constantFrom('2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'), async (behind, placedTo) => {
      const cursor = Buffer.from(JSON.stringify(whole[behind]!.keys)).toString('base64url')
      const { items } = await list({ merchantId: days.merchantId, placedTo, cursor })
      expect(items.map(({ id }) => id)).toEqual(whole.slice(behind + 1).filter(({ day }) => day <= placedTo).map(({ id }) => id))
    }),
    { numRuns: 60 },
  )
})

it.each([{}, { placedTo: '2026-11-21' }, { placedTo: '9999-12-31' }])('takes a cursor of any day that is on the calendar, with %o', async (days) => {
  for (const [at, shown] of [['0000-01-01T00:00:00.000000Z', 0], ['9999-12-31T23:59:59.999999Z', days.placedTo === '2026-11-21' ? 3 : 6]] as const) {
    for (const id of ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']) {
      const { items } = await list({ cursor: Buffer.from(JSON.stringify([at, id])).toString('base64url'), ...days })
      expect(items.filter((order) => order.orderNumber.startsWith('LS-'))).toHaveLength(shown)
    }
  }
})

it('goes on behind an order that has no date at its store, which is written as the first day of all, in whatever zone', async () => {
  const dateless = await addMerchant(warehouse, 'DATELESS')
  const ids = await addOrders(warehouse, ['0001-12-31 16:00:00+00 BC', '0001-01-01 00:00:00+00', '0001-12-31 16:00:00+00 BC'].map((placedAt) => ({ ...dateless, placedAt })))
  const seen: string[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const page = await list({ merchantId: dateless.merchantId, limit: 1, ...(cursor ? { cursor } : {}) })
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
    more = page.nextCursor !== null
  }
  expect(seen).toEqual([ids[1], ids[2], ids[0]])
})

it.each(['planned', 'sending', 'unknown', 'accepted', 'rejected'])('filters by tracking as the orders have it, whatever their parcels wait for: of one whose write is %s', async (state) => {
  const store = await addMerchant(warehouse, `T-${state}`)
  const settled = state === 'accepted' || state === 'rejected'
  // Of a store that shows no parcels, none is read back.
  const kinds = [{ told: null, readAt: null }, { told: null, readAt: 'now' }, { told: 'T0', readAt: 'now' }, { told: 'T0', readAt: null }]
  const ids = await addOrders(warehouse, [...kinds, {}].map(() => ({ ...store, status: 'shipped' as const })))
  for (const [index, { told, readAt }] of kinds.entries()) {
    for (const [place, parcelState] of [state, 'accepted'].entries()) {
      const parcelId = newId()
      await rows(warehouse, sql`
        insert into parcel (merchant_id, id, order_id, ec_account_id, tracking_number, carrier, actor_kind, actor_name, write_id, told_number, confirm_after, confirmed_at)
        values (${store.merchantId}, ${parcelId}, ${ids[index]!}, ${store.accountId}, ${`T${index}-${place}`}, 'T-Cat', 'user', '小芳', ${parcelId}, ${place === 0 ? told : null}, ${place === 0 ? readAt : null}::timestamptz, ${place === 1 ? sql`now()` : null})`)
      await rows(warehouse, sql`
        insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, settled_at, lease_until, lease_holder)
        values (${store.merchantId}, ${parcelId}, ${store.accountId}, 'tracking', ${parcelId}, ${parcelState}, ${parcelId}, '{}', ${settled || place === 1 ? sql`now()` : null}, ${parcelState === 'sending' ? sql`now()` : null}, ${parcelState === 'sending' ? 'w' : null})`)
    }
  }
  await warehouse.store.transact(merchantScope(store.merchantId), (tx) => tx.shipping.refreshTracking(store.merchantId, ids))
  for (const tracking of ['none', 'waiting', 'sent', 'refused', 'differs', 'confirmed'] as const) {
    const plain = await rows(warehouse, sql<{ id: string }>`select id from orders where merchant_id = ${store.merchantId} and tracking = ${tracking} order by placed_at desc, id desc`)
    expect([tracking, (await list({ merchantId: store.merchantId, tracking })).items.map(({ id }) => id)]).toEqual([tracking, plain.map(({ id }) => id)])
  }
})

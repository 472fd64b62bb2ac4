import { cancelOrder, shipOrder, startProcessing } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let needs: Needs
beforeEach(async () => {
  warehouse = await openWarehouse()
  needs = needsOf(warehouse, createWritingStore())
})
afterEach(() => warehouse.close())

const ship = (orderId: string, ...parcels: Parameters<typeof shipOrder>[1]['parcels'][number][]) => shipOrder(needs, { scope, actor, orderId, parcels })
const parcel = (trackingNumber: string, lines?: { lineId: string; quantity: number }[]) => ({ trackingNumber, carrier: 'T-Cat', lines })

const orderOf = async (id: string) =>
  (await rows(warehouse, sql<{ status: string; tracking: string; tracking_numbers: string[] }>`select status, tracking, tracking_numbers from orders where id = ${id}`))[0]
const stockOf = async (sku: string) =>
  (await rows(warehouse, sql<{ on_hand: number; reserved: number }>`select on_hand, reserved from stock join product p on p.id = product_id where p.sku = ${sku}`))[0]
const events = async (id: string) => (await rows(warehouse, sql<{ type: string }>`select type from timeline where subject_id = ${id} order by id`)).map((row) => row.type)
const count = async (table: string) => (await rows(warehouse, sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)}`))[0]!.n

it('ships a pending order whole: stock leaves, the message to the store is planned, both events are told', async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  const [id] = await importOrders(warehouse, { orderNumber: 'A1', platformOrderId: 'p1', lines: [line('l1', 'TEA-001', 2)] })
  await ship(id!, parcel('TC100'))
  expect(await orderOf(id!)).toEqual({ status: 'shipped', tracking: 'waiting', tracking_numbers: ['TC100'] })
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 3, reserved: 0 })
  expect(await events(id!)).toEqual(expect.arrayContaining(['imported', 'processing_started', 'shipped']))
  expect(await rows(warehouse, sql`select kind, delta, on_hand_after, cause_kind, cause_id, cause_label, actor_name from stock_movement`)).toEqual([
    { kind: 'shipment', delta: -2, on_hand_after: 3, cause_kind: 'order', cause_id: id, cause_label: 'A1', actor_name: '陳倉管' },
  ])
  const [write] = await rows(warehouse, sql<{ kind: string; state: string; idempotency_key: string; subject_id: string; request: object }>`select * from platform_write`)
  expect(write).toMatchObject({ kind: 'tracking', state: 'planned', idempotency_key: `parcel-${write!.subject_id}`, request: { platformOrderId: 'p1', trackingNumber: 'TC100', lines: [{ lineId: 'l1', quantity: 2 }] } })
})

it('takes one instant for the start of its processing and for its leaving', async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
  let serial = 0
  await shipOrder({ ...needs, now: () => new Date(Date.UTC(2026, 10, 26, 1, 0, serial++)) }, { scope, actor, orderId: id!, parcels: [parcel('TC100')] })
  expect(await rows(warehouse, sql`
    select o.processing_at = o.shipped_at as once, o.shipped_at = p.shipped_at as parcel, (w.request ->> 'shippedAt')::timestamptz = p.shipped_at as told
      from orders o join parcel p on p.order_id = o.id join platform_write w on w.id = p.write_id where o.id = ${id}`)).toEqual([{ once: true, parcel: true, told: true }])
  expect((await events(id!)).filter((type) => type !== 'imported')).toEqual(['processing_started', 'shipped'])
})

it('F093 makes one parcel of a double click, however the two arrive', async () => {
  await addProduct(warehouse, 'TEA-001', 50)
  const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
  await Promise.all(Array.from({ length: 6 }, () => ship(id!, parcel('TC1'))))
  await ship(id!, parcel('TC1', [{ lineId: 'l1', quantity: 2 }]))
  expect([await count('parcel'), await count('platform_write'), await count('stock_movement')]).toEqual([1, 1, 1])
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 48, reserved: 0 })
})

it('ships in parts: several parcels, the rest last, and the order is shipped with the last unit', async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  await addProduct(warehouse, 'TEA-002', 5)
  const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 3), line('l2', 'TEA-002', 2)] })
  await ship(id!, parcel('A', [{ lineId: 'l1', quantity: 1 }, { lineId: 'l1', quantity: 1 }]))
  expect(await orderOf(id!)).toMatchObject({ status: 'processing', tracking_numbers: ['A'] })
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 3, reserved: 1 })
  await ship(id!, parcel('A', [{ lineId: 'l1', quantity: 2 }]), parcel('B', [{ lineId: 'l2', quantity: 1 }]), parcel('C'))
  expect(await orderOf(id!)).toMatchObject({ status: 'shipped', tracking_numbers: ['A', 'B', 'C'] })
  expect(await rows(warehouse, sql`select p.tracking_number, l.line_id, l.quantity from parcel p join parcel_line l on l.parcel_id = p.id order by 1, 2`)).toEqual([
    { tracking_number: 'A', line_id: 'l1', quantity: 2 },
    { tracking_number: 'B', line_id: 'l2', quantity: 1 },
    { tracking_number: 'C', line_id: 'l1', quantity: 1 },
    { tracking_number: 'C', line_id: 'l2', quantity: 1 },
  ])
  expect([await stockOf('TEA-001'), await stockOf('TEA-002')]).toEqual([{ on_hand: 2, reserved: 0 }, { on_hand: 3, reserved: 0 }])
})

describe('refuses, and changes nothing', () => {
  const half = [{ lineId: 'l1', quantity: 1 }]
  it.each([
    ['more than is left', [parcel('A', [{ lineId: 'l1', quantity: 3 }])], { code: 'parcel_exceeds_order', params: { sku: 'TEA-001', quantity: 3, left: 2 } }],
    ['more than is left, in two parcels together', [parcel('A', half), parcel('B', [{ lineId: 'l1', quantity: 2 }])], { code: 'parcel_exceeds_order', params: { left: 1 } }],
    ['a line that the order lacks', [parcel('A', [{ lineId: 'l9', quantity: 1 }])], { code: 'invalid_input', errors: [{ path: 'parcels.0.lines.0.lineId' }] }],
    ['a parcel for which nothing is left', [parcel('A'), parcel('B')], { code: 'parcel_empty', errors: [{ path: 'parcels.1' }] }],
    ['a tracking number twice in one request', [parcel('A', half), parcel('A', half)], { code: 'tracking_number_taken', params: { trackingNumber: 'A' } }],
  ])('%s', async (_, parcels, refusal) => {
    await addProduct(warehouse, 'TEA-001', 5)
    const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
    await expect(ship(id!, ...parcels)).rejects.toMatchObject(refusal)
    expect([await count('parcel'), await count('platform_write')]).toEqual([0, 0])
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 5, reserved: 2 })
    expect(await orderOf(id!)).toMatchObject({ status: 'pending' })
  })

  it('a tracking number that is another parcel of the order', async () => {
    await addProduct(warehouse, 'TEA-001', 5)
    const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 3)] })
    await ship(id!, parcel('A', half))
    await expect(ship(id!, parcel('A', [{ lineId: 'l1', quantity: 2 }]))).rejects.toMatchObject({ code: 'tracking_number_taken' })
    await expect(ship(id!, parcel('A'))).rejects.toMatchObject({ code: 'tracking_number_taken' })
    await expect(ship(id!, { ...parcel('A', half), carrier: 'HCT' })).rejects.toMatchObject({ code: 'tracking_number_taken' })
    expect(await count('parcel')).toBe(1)
  })

  it('an order on hold, whether it is pending or processing', async () => {
    const [id] = await importOrders(warehouse, {})
    await expect(ship(id!, parcel('A'))).rejects.toMatchObject({ code: 'order_on_hold', params: { reasons: 'unknown_product' } })
    await expect(startProcessing(needs, { scope, actor, orderId: id! })).rejects.toMatchObject({ code: 'order_on_hold' })
    await addProduct(warehouse, 'TEA-002', 1)
    const [other] = await importOrders(warehouse, { lines: [line('l1', 'TEA-002', 1)] })
    await startProcessing(needs, { scope, actor, orderId: other! })
    await warehouse.store.transact(scope, (tx) => tx.matching.placeHold(warehouse.merchantId, [other!], { reason: 'risk_control', actor }))
    await expect(ship(other!, parcel('A'))).rejects.toMatchObject({ code: 'order_on_hold', params: { reasons: 'risk_control' } })
  })

  it('an order that is shipped or canceled, or that is not the caller’s', async () => {
    await addProduct(warehouse, 'TEA-001', 5)
    const [shipped, canceled] = await importOrders(warehouse, {}, {})
    await ship(shipped!, parcel('A'))
    await cancelOrder(needs, { scope, actor, orderId: canceled! })
    await expect(ship(shipped!, parcel('B'))).rejects.toMatchObject({ code: 'order_wrong_status', params: { status: 'shipped' } })
    await expect(ship(canceled!, parcel('B'))).rejects.toMatchObject({ code: 'order_wrong_status', params: { status: 'canceled' } })
    await expect(startProcessing(needs, { scope, actor, orderId: shipped! })).rejects.toMatchObject({ code: 'order_wrong_status' })
    await expect(cancelOrder(needs, { scope, actor, orderId: shipped! })).rejects.toMatchObject({ code: 'order_wrong_status' })
    await expect(ship(newId(), parcel('B'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(shipOrder(needs, { scope: merchantScope(newId()), actor, orderId: shipped!, parcels: [parcel('A')] })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('canceling', () => {
  it('gives the stock to the order that waited longest, and frees it', async () => {
    await addProduct(warehouse, 'TEA-001', 2)
    const placed = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
    const [first, younger, older] = await importOrders(
      warehouse,
      { lines: [line('l1', 'TEA-001', 2)], placedAt: placed(30) },
      { lines: [line('l1', 'TEA-001', 2)], placedAt: placed(10) },
      { lines: [line('l1', 'TEA-001', 2)], placedAt: placed(20) },
    )
    await startProcessing(needs, { scope, actor, orderId: first! })
    await cancelOrder(needs, { scope, actor, orderId: first!, note: '客人取消' })
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 2, reserved: 2 })
    const holds = await rows(warehouse, sql<{ id: string; holds: string[] }>`select id, holds from orders`)
    expect(holds.find((row) => row.id === older)?.holds).toEqual([])
    expect(holds.find((row) => row.id === younger)?.holds).toEqual(['insufficient_stock'])
    expect(await orderOf(first!)).toMatchObject({ status: 'canceled' })
    expect(await events(first!)).toContain('canceled')
  })

  it('is refused once a parcel has left', async () => {
    await addProduct(warehouse, 'TEA-001', 2)
    const [id] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
    await ship(id!, parcel('A', [{ lineId: 'l1', quantity: 1 }]))
    await expect(cancelOrder(needs, { scope, actor, orderId: id! })).rejects.toMatchObject({ code: 'order_wrong_status' })
  })
})

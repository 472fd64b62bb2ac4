import type { ReadOrder } from '@crossdock/connector-kit'
import type { IncomingOrder } from '@crossdock/domain'
import { importPage } from '@crossdock/flows'
import { merchantScope, system, type PageCounts } from '@crossdock/flows/ports'
import { listMappings } from '@crossdock/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
beforeEach(async () => { warehouse = await openWarehouse() })
afterEach(() => warehouse.close())

const read = (order: IncomingOrder): ReadOrder => ({ raw: { ...order }, order, problem: null })

function importOrders(orders: readonly ReadOrder[], fetchedAt = new Date()): Promise<PageCounts> {
  return warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) => {
    const account = (await tx.accounts.get(warehouse.merchantId, warehouse.accountId))!
    return importPage(tx, { account, orders, fetchedAt, fetchRunId: null })
  })
}

interface OrderState { platform_order_id: string; status: string; holds: string[]; shipping_type_code: string | null; recipient_name: string; units: number }
const orderStates = () =>
  rows(warehouse, sql<OrderState>`select platform_order_id, status, holds, shipping_type_code, recipient_name, units from orders order by platform_order_id`)
const stockOf = async (sku: string) =>
  (await rows(warehouse, sql<{ on_hand: number; reserved: number }>`select on_hand, reserved from stock join product p on p.id = product_id where p.sku = ${sku}`))[0]
const later = (order: IncomingOrder, changes: Partial<IncomingOrder>): IncomingOrder => ({
  ...order, updatedAt: new Date(Date.parse(order.updatedAt) + 1_000).toISOString(), ...changes,
})

it('imports a new order, reserves its stock and lets it go', async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  const counts = await importOrders([read(incomingOrder())])
  expect(counts).toMatchObject({ seen: 1, new: 1, held: 0, skipped: 0 })
  expect(await orderStates()).toMatchObject([{ status: 'pending', holds: [], shipping_type_code: 'tcat' }])
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 5, reserved: 1 })
})

it('changes nothing when the same page comes again', async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  const page = [read(incomingOrder()), read(incomingOrder({ orderStatus: 'completed' }))]
  await importOrders(page)
  const before = await rows(warehouse, sql`select xmin::text, * from platform_order order by 3, 4`)
  const counts = await importOrders(page)
  expect(counts).toMatchObject({ seen: 2, new: 0, changed: 0, unchanged: 1, skipped: 1, skippedBy: { not_new: 1 } })
  expect(await rows(warehouse, sql`select xmin::text, * from platform_order order by 3, 4`)).toEqual(before)
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 5, reserved: 1 })
})

it('F033 takes a change over that follows within the same millisecond, in a page or after it, and never goes back', async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  const second = new Date().toISOString().slice(0, 19)
  const at = (micros: string, recipientName: string) => {
    const order = incomingOrder({ platformOrderId: 'a', orderNumber: 'N1', updatedAt: `${second}.123${micros}Z` })
    return read({ ...order, recipient: { ...order.recipient, name: recipientName } })
  }
  const versions = [at('', 'first'), at('4', 'second'), at('41', 'third'), at('411', 'fourth')] as const
  const name = async () => (await orderStates()).map((order) => order.recipient_name)
  await importOrders([versions[1], versions[0]])
  expect(await name()).toEqual(['second'])
  expect(await importOrders([versions[2]])).toMatchObject({ changed: 1 })
  expect(await importOrders([versions[3], versions[1]])).toMatchObject({ changed: 1 })
  expect(await importOrders([versions[2]])).toMatchObject({ changed: 0, unchanged: 1 })
  expect(await name()).toEqual(['fourth'])
})

it('holds what has no mapping, no product or no stock, and says so', async () => {
  await addProduct(warehouse, 'TEA-001', 1)
  const line = incomingOrder().lines[0]!
  const counts = await importOrders([
    read(incomingOrder({ platformOrderId: 'a', shippingCode: ' coldchain ' })),
    read(incomingOrder({ platformOrderId: 'b', lines: [{ ...line, sku: 'NOPE' }] })),
    read(incomingOrder({ platformOrderId: 'c', lines: [{ ...line, quantity: 2 }] })),
  ])
  expect(counts).toMatchObject({ new: 3, held: 3, heldBy: { unmapped_shipping_code: 1, unknown_product: 1, insufficient_stock: 1 } })
  expect((await orderStates()).map((order) => [order.platform_order_id, order.holds])).toEqual([
    ['a', ['unmapped_shipping_code']], ['b', ['unknown_product']], ['c', ['insufficient_stock']],
  ])
  expect(await rows(warehouse, sql<object>`select reason, detail from hold order by reason`)).toEqual([
    { reason: 'insufficient_stock', detail: { lines: [{ sku: 'TEA-001', missing: 2 }] } },
    { reason: 'unknown_product', detail: { skus: [{ sku: 'NOPE', title: '高山烏龍' }] } },
    { reason: 'unmapped_shipping_code', detail: { code: 'coldchain', name: '宅配' } },
  ])
})

it('F036 maps no code by its likeness: another case is another code, and none is one that waits by itself', async () => {
  await addProduct(warehouse, 'TEA-001', 9)
  const codes = ['homedelivery', 'HomeDelivery', 'home delivery', '', '  ']
  await importOrders(codes.map((shippingCode, index) => read(incomingOrder({ platformOrderId: `p${index}`, shippingCode, shippingName: null }))))
  expect((await orderStates()).map((order) => order.shipping_type_code)).toEqual(['tcat', null, null, null, null])
  expect(await rows(warehouse, sql`select detail->>'code' as code, count(*)::integer as orders from hold where reason = 'unmapped_shipping_code' group by detail->>'code' order by (detail->>'code') collate "C"`)).toEqual([
    { code: '', orders: 2 }, { code: 'HomeDelivery', orders: 1 }, { code: 'home delivery', orders: 1 },
  ])
})

it('F037 holds what would go by a shipping type that is disabled all the same, as after a backup was restored', async () => {
  await addProduct(warehouse, 'TEA-001', 9)
  const [before] = [incomingOrder({ platformOrderId: 'before' })]
  await importOrders([read(before)])
  await rows(warehouse, sql`update shipping_type set enabled = false where code = 'tcat'`)
  expect(await importOrders([read(incomingOrder({ platformOrderId: 'new' })), read(later(before, { buyerNote: '請快' }))])).toMatchObject({ new: 1, changed: 1, held: 2 })
  expect((await orderStates()).map((order) => [order.platform_order_id, order.holds, order.shipping_type_code])).toEqual([
    ['before', ['unmapped_shipping_code'], null], ['new', ['unmapped_shipping_code'], null],
  ])
  const mappings = await warehouse.database.transact({ merchant: 'all' }, (tx) => listMappings(tx, { merchantId: warehouse.merchantId, id: warehouse.accountId }))
  expect(mappings, 'flagged where it is looked after, with what waits').toEqual([{ platformCode: 'homedelivery', shippingTypeCode: 'tcat', valid: false, waiting: 2 }])
})

it('counts everything that it does not import, with the reason', async () => {
  const old = new Date(Date.now() - 8 * 86_400_000).toISOString()
  const counts = await importOrders([
    read(incomingOrder({ orderStatus: 'processing' })),
    read(incomingOrder({ shipmentStatus: 'unready' })),
    read(incomingOrder({ placedAt: old })),
    read(incomingOrder({ orderStatus: 'cancelled' })),
    { raw: { id: 'bad' }, order: null, problem: 'lines[0].quantity: expected integer, got "two"', platformOrderId: 'bad', updatedAt: null },
  ])
  expect(counts).toMatchObject({ seen: 5, new: 0, skipped: 5, skippedBy: { not_new: 1, not_ready_to_ship: 1, too_old: 1, canceled_before_import: 1, malformed: 1 } })
  expect(await orderStates()).toEqual([])
})

/* The simulation's seed 137. */
it('never goes back behind a version that could not be read, and takes that one once it can be', async () => {
  await addProduct(warehouse, 'TEA-001', 9)
  const order = incomingOrder({ platformOrderId: 'p1' })
  const newer = later(order, { buyerNote: '請快' })
  const unread: ReadOrder = { raw: { id: 'p1' }, order: null, problem: 'lines: expected an array', platformOrderId: 'p1', updatedAt: newer.updatedAt }
  const kept = () => rows<{ updated_at: Date; skip_reason: string | null }>(warehouse, sql`select updated_at, skip_reason from platform_order`)
  await importOrders([unread])
  expect(await importOrders([read(order)])).toMatchObject({ new: 0, skippedBy: { malformed: 1 } })
  expect(await kept()).toEqual([{ updated_at: new Date(newer.updatedAt), skip_reason: 'malformed' }])
  expect(await importOrders([read(newer)])).toMatchObject({ new: 1 })
  expect(await kept()).toEqual([{ updated_at: new Date(newer.updatedAt), skip_reason: null }])
})

it('imports an order when it becomes ready', async () => {
  await addProduct(warehouse, 'TEA-001', 1)
  const order = incomingOrder({ shipmentStatus: 'unready' })
  await importOrders([read(order)])
  expect(await importOrders([read(later(order, { shipmentStatus: 'ready_to_ship' }))])).toMatchObject({ new: 1, skipped: 0 })
})

it('cancels a pending order that the platform canceled, frees its stock and gives it to the next', async () => {
  await addProduct(warehouse, 'TEA-001', 1)
  const first = incomingOrder({ platformOrderId: 'a', placedAt: new Date(Date.now() - 120_000).toISOString() })
  await importOrders([read(first), read(incomingOrder({ platformOrderId: 'b' }))])
  expect((await orderStates()).map((order) => order.holds)).toEqual([[], ['insufficient_stock']])
  expect(await importOrders([read(later(first, { orderStatus: 'cancelled' }))])).toMatchObject({ canceled: 1 })
  expect((await orderStates()).map((order) => [order.status, order.holds])).toEqual([['canceled', []], ['pending', []]])
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 1, reserved: 1 })
})

it('F032 holds an order that is canceled or changed after processing began, with the difference', async () => {
  await addProduct(warehouse, 'TEA-001', 9)
  const [one, two] = [incomingOrder({ platformOrderId: 'a' }), incomingOrder({ platformOrderId: 'b' })]
  await importOrders([read(one), read(two)])
  await rows(warehouse, sql`update orders set status = 'processing'`)
  const counts = await importOrders([
    read(later(one, { orderStatus: 'cancelled' })),
    read(later(two, { recipient: { ...two.recipient, address: '忠孝東路 2 號' } })),
  ])
  expect(counts).toMatchObject({ canceled: 1, changed: 1, held: 2, heldBy: { canceled_on_platform: 1, changed_on_platform: 1 } })
  expect((await orderStates()).map((order) => [order.status, order.holds])).toEqual([['processing', ['canceled_on_platform']], ['processing', ['changed_on_platform']]])
  const [hold] = await rows(warehouse, sql<{ detail: object }>`select detail from hold where reason = 'changed_on_platform'`)
  expect(hold?.detail).toEqual({ changes: [{ field: 'recipient.address', before: '重慶南路一段 1 號', after: '忠孝東路 2 號' }] })
  expect(await rows(warehouse, sql`select distinct recipient->>'address' as address from orders`), 'what is being picked is not rewritten').toEqual([{ address: '重慶南路一段 1 號' }])
})

it('F032 takes over address and lines of a pending order, and reserves anew', async () => {
  await addProduct(warehouse, 'TEA-001', 3)
  const order = incomingOrder()
  await importOrders([read(order)])
  const line = order.lines[0]!
  await importOrders([read(later(order, { recipient: { ...order.recipient, name: '李大華' }, lines: [{ ...line, quantity: 3 }, { ...line, lineId: 'l2', sku: 'NEW' }] }))])
  expect(await orderStates()).toMatchObject([{ recipient_name: '李大華', units: 4, holds: ['unknown_product'] }])
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 3, reserved: 3 })
  await importOrders([read(later(later(order, {}), { lines: [{ ...line, quantity: 1 }] }))])
  expect(await orderStates()).toMatchObject([{ units: 1, holds: [] }])
  expect(await stockOf('TEA-001')).toEqual({ on_hand: 3, reserved: 1 })
  expect(await rows(warehouse, sql`select data from timeline where type = 'changed_on_platform' order by id`), 'each with its difference').toEqual([
    { data: { takenOver: true, changes: [{ field: 'recipient.name', before: '王小明', after: '李大華' }, { field: 'line.TEA-001.quantity', before: '1', after: '3' }, { field: 'line.NEW.quantity', before: null, after: '1' }] } },
    { data: { takenOver: true, changes: [{ field: 'recipient.name', before: '李大華', after: '王小明' }, { field: 'line.TEA-001.quantity', before: '3', after: '1' }, { field: 'line.NEW.quantity', before: '1', after: null }] } },
  ])
})

it.each(['pending', 'processing'])('F032 holds a %s order that the shop has sent itself, once, so that it does not leave twice', async (status) => {
  await addProduct(warehouse, 'TEA-001', 3)
  const order = incomingOrder()
  await importOrders([read(order)])
  await rows(warehouse, sql`update orders set status = ${status}`)
  const sent = later(order, { orderStatus: 'awaiting_receipt', shipmentStatus: 'shipped' })
  expect(await importOrders([read(sent)])).toMatchObject({ changed: 1, held: 1, heldBy: { changed_on_platform: 1 } })
  expect(await orderStates()).toMatchObject([{ status, holds: ['changed_on_platform'] }])
  expect(await rows(warehouse, sql`select detail from hold`)).toEqual([{ detail: { changes: [{ field: 'shipmentStatus', before: 'ready_to_ship', after: 'shipped' }] } }])
  await rows(warehouse, sql`update hold set released_at = now()`)
  await rows(warehouse, sql`update orders set holds = '{}'`)
  expect(await importOrders([read(later(sent, { orderStatus: 'completed', shipmentStatus: 'delivered' }))]), 'somebody has looked').toMatchObject({ held: 0 })
})

it('F032 takes over what changed of an order that has no lines', async () => {
  const order = incomingOrder({ lines: [] })
  expect(await importOrders([read(order)])).toMatchObject({ new: 1 })
  expect(await importOrders([read(later(order, { buyerNote: '請快' }))])).toMatchObject({ changed: 1 })
})

it('F033 never goes back to an older version', async () => {
  await addProduct(warehouse, 'TEA-001', 3)
  const order = incomingOrder()
  await importOrders([read(later(order, { recipient: { ...order.recipient, name: '新' } }))])
  expect(await importOrders([read(order)])).toMatchObject({ unchanged: 1, changed: 0 })
  expect(await orderStates()).toMatchObject([{ recipient_name: '新' }])
})

it('keeps what a hostile store sends: NUL, emoji, wildcards', async () => {
  const name = 'a\u0000b 👩‍👩‍👧 %_\u202e'
  const order = incomingOrder({ recipient: { ...incomingOrder().recipient, name }, buyerNote: '\u0000' })
  await importOrders([read(order)])
  expect(await orderStates()).toMatchObject([{ recipient_name: name.replace('\u0000', '') }])
})

it('F021 imports each order once, however pages repeat, overlap and race', async () => {
  await addProduct(warehouse, 'TEA-001', 10_000)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer({ min: 0, max: 14 }), { maxLength: 8 }), { minLength: 1, maxLength: 5 }), async (pages) => {
      await rows(warehouse, sql`with a as (delete from orders), b as (delete from order_line), c as (delete from platform_order), d as (delete from hold) update stock set reserved = 0`)
      const orders = Array.from({ length: 15 }, (_, index) => incomingOrder({ platformOrderId: `p${index}` }))
      const results = await Promise.all(pages.map((page) => importOrders(page.map((index) => read(orders[index]!)))))
      const distinct = new Set(pages.flat()).size
      expect(results.reduce((sum, each) => sum + each.new, 0)).toBe(distinct)
      expect(await orderStates()).toHaveLength(distinct)
      expect(await stockOf('TEA-001')).toMatchObject({ reserved: distinct })
    }),
    { numRuns: 15 },
  )
})

it('settles once: releasing twice releases nothing the second time', async () => {
  await addProduct(warehouse, 'TEA-001', 3)
  await importOrders([read(incomingOrder({ shippingCode: 'coldchain' }))])
  const settle = () =>
    warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) =>
      tx.matching.settle(warehouse.merchantId, await tx.matching.pendingWithCodes(warehouse.merchantId, warehouse.accountId, ['coldchain']), system))
  await rows(warehouse, sql`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values (${warehouse.merchantId}, ${warehouse.accountId}, 'coldchain', 'tcat')`)
  expect(await settle()).toMatchObject({ released: 1 })
  expect(await settle()).toMatchObject({ released: 0, heldOrders: 0 })
  expect(await orderStates()).toMatchObject([{ holds: [], shipping_type_code: 'tcat' }])
})

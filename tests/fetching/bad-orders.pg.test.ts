import { randomBytes } from 'node:crypto'
import type { ReadOrder } from '@crossdock/connector-kit'
import type { IncomingOrder } from '@crossdock/domain'
import { importPage } from '@crossdock/flows'
import { merchantScope, type PageCounts } from '@crossdock/flows/ports'
import { getCoverage } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { line } from '../support/imported-orders.ts'
import { expectConsistent } from '../support/races.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
beforeEach(async () => { warehouse = await openWarehouse() })
afterEach(() => warehouse.close())

const read = (order: IncomingOrder): ReadOrder => ({ raw: { ...order }, order, problem: null })
const unreadable = (order: IncomingOrder, updatedAt: string | null): ReadOrder =>
  ({ raw: { id: order.platformOrderId }, order: null, problem: 'lines: expected array, got nothing', platformOrderId: order.platformOrderId, updatedAt })
function importOrders(...orders: ReadOrder[]): Promise<PageCounts> {
  return warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) => {
    const account = (await tx.accounts.get(warehouse.merchantId, warehouse.accountId))!
    return importPage(tx, { account, orders, fetchedAt: new Date(), fetchRunId: null })
  })
}
const later = (order: IncomingOrder, seconds: number) => new Date(Date.parse(order.updatedAt) + seconds * 1_000).toISOString()
const states = () => rows(warehouse, sql<object>`select platform_order_id as id, status, holds from orders order by 1`)

// Nothing that a database could make small.
const endless = randomBytes(500_000).toString('hex')
const most = 2_147_483_647

it.each<[string, (order: IncomingOrder) => Partial<IncomingOrder>, string]>([
  ['more units together than can be counted', () => ({ lines: [line('l1', 'TEA-001', most), line('l2', 'TEA-001', 1)] }), 'lines: expected at most 2147483647 units together, got 2147483648'],
  ['a quantity that is not whole', () => ({ lines: [line('l1', 'TEA-001', 1.5)] }), 'lines[0].quantity: expected a whole number of at least 1, got 1.5'],
  ['a quantity beyond all warehouses', () => ({ lines: [line('l1', 'TEA-001', most + 1)] }), 'lines[0].quantity: expected a whole number of at least 1, got 2147483648'],
  ['a sum beyond all money', () => ({ total: most + 1 }), 'total: expected a whole amount of at most 2147483647, got 2147483648'],
  ['a price that is not whole', () => ({ lines: [{ ...line('l1', 'TEA-001', 1), price: 0.5 }] }), 'lines[0].price: expected a whole amount of at most 2147483647, got 0.5'],
  ['a line twice', () => ({ lines: [line('l1', 'TEA-001', 1), line('l1', 'TEA-001', 1)] }), 'lines: expected line ids that differ'],
  ['a name of a megabyte', (order) => ({ recipient: { ...order.recipient, name: endless } }), 'recipient.name: expected at most 500 characters, got 1000000'],
  ['a SKU of a megabyte', () => ({ lines: [line('l1', endless, 1)] }), 'lines[0].sku: expected at most 500 characters, got 1000000'],
  ['a title of a megabyte in place of a SKU', () => ({ lines: [{ ...line('l1', ' ', 1), title: endless }] }), 'lines[0].title: expected at most 500 characters, got 1000006'],
  ['a shipping code of a megabyte', () => ({ shippingCode: endless }), 'shippingCode: expected at most 500 characters, got 1000000'],
  ['a number of a megabyte', () => ({ orderNumber: endless }), 'orderNumber: expected at most 500 characters, got 1000000'],
])('an order with %s is told apart, and the others of its page go on', async (_, change, problem) => {
  const good = incomingOrder({ platformOrderId: 'good' })
  const bad = incomingOrder({ platformOrderId: 'bad' })
  expect(await importOrders(read({ ...bad, ...change(bad) }), read(good))).toMatchObject({ new: 1, skipped: 1, skippedBy: { malformed: 1 } })
  expect(await rows(warehouse, sql`select skip_reason, skip_detail from platform_order where platform_order_id = 'bad'`)).toEqual([{ skip_reason: 'malformed', skip_detail: problem }])
  expect(await importOrders(read({ ...bad, updatedAt: later(bad, 1) }))).toMatchObject({ new: 1 })
  expect(await importOrders(read({ ...bad, ...change(bad), updatedAt: later(bad, 2) }), read(good)), 'as a change of an order that is there').toMatchObject({ skipped: 1 })
  await expectConsistent(warehouse)
})

it('F029 says of an account which orders could not be read, and no more of one that can be', async () => {
  const [good, bad] = [incomingOrder({ platformOrderId: 'good' }), incomingOrder({ platformOrderId: 'bad' })]
  const asked = async () => (await warehouse.database.transact({ merchant: 'all' }, (tx) => getCoverage(tx, warehouse.accountId, new Date())))!.unreadable
  await importOrders(read(good), unreadable(bad, bad.updatedAt))
  expect(await asked()).toMatchObject({ count: 1, orders: [{ platformOrderId: 'bad', problem: 'lines: expected array, got nothing' }] })
  await importOrders(read(bad))
  expect(await asked()).toEqual({ count: 0, orders: [] })
})

it.each([0, -1])('F034 an order of %i units is not imported, with the reason, and the others of its page go on', async (quantity) => {
  expect(await importOrders(read(incomingOrder({ platformOrderId: 'bad', lines: [line('l1', 'TEA-001', quantity)] })), read(incomingOrder({ platformOrderId: 'good' })))).toMatchObject({ new: 1, skipped: 1 })
  expect(await rows(warehouse, sql`select skip_detail from platform_order where platform_order_id = 'bad'`)).toEqual([{ skip_detail: `lines[0].quantity: expected a whole number of at least 1, got ${quantity}` }])
})

it('F034 one SKU on two lines needs stock for both, and holds the order until there is', async () => {
  const productId = await addProduct(warehouse, 'TEA-001', 4)
  const lines = [line('l1', 'TEA-001', 3), line('l2', 'TEA-001', 2)]
  expect(await importOrders(read(incomingOrder({ platformOrderId: 'a', lines })))).toMatchObject({ new: 1, heldBy: { insufficient_stock: 1 } })
  await rows(warehouse, sql`update stock set on_hand = 5 where product_id = ${productId}`)
  expect(await importOrders(read(incomingOrder({ platformOrderId: 'b', lines: [line('l1', 'TEA-001', 1)] })))).toMatchObject({ new: 1 })
  const reserved = await rows(warehouse, sql<{ reserved: number; lines: number }>`select reserved, (select sum(l.reserved)::integer from order_line l) as lines from stock`)
  expect(reserved[0]!.reserved).toBe(reserved[0]!.lines)
})

it('F034 sums that do not add up are the store’s affair: they stay as it says and hold nothing', async () => {
  await addProduct(warehouse, 'TEA-001', 1)
  expect(await importOrders(read(incomingOrder({ subtotal: 300, shippingFee: 80, discount: 0, total: 1, codAmount: 999 })))).toMatchObject({ new: 1, held: 0 })
  expect(await rows(warehouse, sql`select subtotal, total, cod_amount, holds from orders`)).toEqual([{ subtotal: 300, total: 1, cod_amount: 999, holds: [] }])
})

it('keeps what is long where length does no harm: notes, titles beside a SKU, 5,000 lines', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) => ({ ...line(`l${index}`, `SKU-${index % 700}`, 1), title: index === 0 ? endless : '茶' }))
  expect(await importOrders(read(incomingOrder({ lines, buyerNote: endless })))).toMatchObject({ new: 1, skipped: 0 })
  expect(await rows(warehouse, sql`select line_count, units, length(buyer_note) as note from orders`)).toEqual([{ line_count: 5_000, units: 5_000, note: 1_000_000 }])
})

it('F030 keeps ids of any characters as long as an index can hold', async () => {
  const long = (first: string) => first + Array.from(randomBytes(249), (byte) => String.fromCodePoint(0x1f300 + byte)).join('')
  const order = incomingOrder({ platformOrderId: long('o/'), orderNumber: long('n '), lines: [line(long('l%'), 'TEA-001', 1)] })
  expect(order.platformOrderId).toHaveLength(500)
  expect(await importOrders(read(order))).toMatchObject({ new: 1, skipped: 0 })
  expect(await rows(warehouse, sql`select platform_order_id, order_number from orders`)).toEqual([{ platform_order_id: order.platformOrderId, order_number: order.orderNumber }])
  expect(await importOrders(read({ ...order, orderStatus: 'cancelled', updatedAt: later(order, 1) }))).toMatchObject({ canceled: 1 })
})

it('takes the readable one of two versions in a page when the other does not say when it changed', async () => {
  const order = incomingOrder({ platformOrderId: 'a' })
  expect(await importOrders(unreadable(order, null), read(order))).toMatchObject({ new: 1 })
})

it('F029 holds an order that cannot be read any more and does not say when it changed, once, until it can be read again', async () => {
  const order = incomingOrder({ platformOrderId: 'a' })
  await importOrders(read(order))
  await rows(warehouse, sql`update orders set status = 'processing', holds = '{}'`)
  await rows(warehouse, sql`delete from hold`)
  expect(await importOrders(unreadable(order, null))).toMatchObject({ skippedBy: { malformed: 1 }, held: 1, heldBy: { changed_on_platform: 1 } })
  await rows(warehouse, sql`update hold set released_at = now()`)
  await rows(warehouse, sql`update orders set holds = '{}'`)
  expect(await importOrders(unreadable(order, null)), 'somebody has looked').toMatchObject({ held: 0 })
  expect(await importOrders(read(order)), 'nothing had changed').toMatchObject({ unchanged: 1, held: 0 })
  expect(await importOrders(unreadable(order, null)), 'and now it may have').toMatchObject({ held: 1 })
  expect(await importOrders(read({ ...order, updatedAt: later(order, 5), orderStatus: 'cancelled' }))).toMatchObject({ canceled: 1 })
})

it('F041 does not believe a time that never comes: by it, no later change would be news', async () => {
  const order = incomingOrder({ platformOrderId: 'a' })
  const never = '9999-12-31T23:59:59.000Z'
  expect(await importOrders(read({ ...order, updatedAt: never }))).toMatchObject({ new: 0, skippedBy: { malformed: 1 } })
  expect(await rows(warehouse, sql`select skip_detail, updated_at from platform_order`)).toEqual([{ skip_detail: `updatedAt: expected a time that has come, got "${never}"`, updated_at: null }])
  expect(await importOrders(read(order))).toMatchObject({ new: 1 })
  expect(await importOrders(unreadable(order, never))).toMatchObject({ held: 1 })
  expect(await importOrders(read({ ...order, updatedAt: later(order, 5), orderStatus: 'cancelled' }))).toMatchObject({ canceled: 1 })
})

it('holds an order whose change cannot be read, once, until somebody has looked or the store says it in a way that can', async () => {
  const order = incomingOrder({ platformOrderId: 'a' })
  await importOrders(read(order))
  await rows(warehouse, sql`update orders set status = 'processing', holds = '{}'`)
  await rows(warehouse, sql`delete from hold`)
  const change = unreadable(order, later(order, 5))
  expect(await importOrders(change)).toMatchObject({ skippedBy: { malformed: 1 }, held: 1, heldBy: { changed_on_platform: 1 } })
  expect(await states()).toEqual([{ id: 'a', status: 'processing', holds: ['changed_on_platform'] }])
  expect(await rows(warehouse, sql`select detail from hold`)).toEqual([{ detail: { changes: [{ field: 'order', before: null, after: 'lines: expected array, got nothing' }] } }])

  await rows(warehouse, sql`update hold set released_at = now()`)
  await rows(warehouse, sql`update orders set holds = '{}'`)
  expect(await importOrders(change), 'the same page again').toMatchObject({ held: 0 })
  expect(await importOrders(read({ ...order, updatedAt: later(order, 5), orderStatus: 'cancelled' })), 'the same version, readable').toMatchObject({ canceled: 1, held: 1 })
  expect(await states()).toEqual([{ id: 'a', status: 'processing', holds: ['canceled_on_platform'] }])
})

import { shipMany, shipOrder, type ShipRow } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }

let warehouse: TestWarehouse
let needs: Needs
beforeEach(async () => {
  warehouse = await openWarehouse()
  needs = needsOf(warehouse, createWritingStore())
  await addProduct(warehouse, 'TEA-001', 1_000)
  await addProduct(warehouse, 'TEA-002', 1_000)
})
afterEach(() => warehouse.close())

/** order, tracking number, carrier, SKU, quantity; one row a line. */
const toRows = (...texts: string[]): ShipRow[] =>
  texts.map((text, index) => {
    const [orderNumber = '', trackingNumber = '', carrier = '', sku = '', quantity = ''] = text.split(',')
    return { row: index + 2, orderNumber, trackingNumber, carrier, sku, quantity }
  })
const ship = (texts: string[], changes: Partial<Parameters<typeof shipMany>[1]> = {}) =>
  shipMany(needs, { scope: everyMerchant, actor, rows: toRows(...texts), dryRun: false, ...changes })
const codes = async (outcomes: ReturnType<typeof ship>) => (await outcomes).map((outcome) => outcome.problem?.code ?? 'ok')
const statuses = async () => (await rows(warehouse, sql<{ status: string }>`select status from orders order by order_number`)).map((row) => row.status)
const parcels = () =>
  rows(warehouse, sql`select o.order_number, p.tracking_number, p.carrier, (select string_agg(l.line_id || '×' || l.quantity, ' ' order by l.line_id) from parcel_line l where l.parcel_id = p.id) as lines
    from parcel p join orders o on o.id = p.order_id order by 1, 2`)

it('ships orders whole and in parts, rows of one tracking number in one parcel, and nothing more when the rows come again', async () => {
  await importOrders(
    warehouse,
    { orderNumber: 'A1', lines: [line('l1', 'TEA-001', 2), line('l2', 'TEA-002', 1)] },
    { orderNumber: 'A2', lines: [line('l1', 'TEA-001', 2), line('l2', 'TEA-001', 3), line('l3', 'TEA-002', 4)] },
  )
  const texts = ['A1,tc1,T-Cat', 'A2,TC2,HCT,TEA-001,4', 'A2,TC2,,TEA-002', 'A2,TC3,HCT']
  expect(await codes(ship(texts, { dryRun: true }))).toEqual(['ok', 'ok', 'ok', 'ok'])
  expect([await statuses(), await parcels()]).toEqual([['pending', 'pending'], []])
  const made = [
    { order_number: 'A1', tracking_number: 'TC1', carrier: 'T-Cat', lines: 'l1×2 l2×1' },
    { order_number: 'A2', tracking_number: 'TC2', carrier: 'HCT', lines: 'l1×2 l2×2 l3×4' },
    { order_number: 'A2', tracking_number: 'TC3', carrier: 'HCT', lines: 'l2×1' },
  ]
  for (let time = 1; time <= 2; time++) {
    expect(await codes(ship(texts))).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect([await statuses(), await parcels()]).toEqual([['shipped', 'shipped'], made])
  }
  expect(await rows(warehouse, sql`select sku, on_hand, reserved from stock join product on id = product_id order by sku`)).toEqual([
    { sku: 'TEA-001', on_hand: 993, reserved: 0 },
    { sku: 'TEA-002', on_hand: 995, reserved: 0 },
  ])
})

it.each([
  ['a missing column', ['A1,,T-Cat'], ['row_incomplete']],
  ['an order that is not there', ['NOPE,T1,T-Cat'], ['order_not_found']],
  ['a tracking number in Chinese', ['A1,單號,T-Cat'], ['tracking_number_invalid']],
  ['a quantity that is none', ['A1,T1,T-Cat,TEA-001,2.5', 'A1,T2,T-Cat,TEA-001,0', 'A1,T3,T-Cat,TEA-001,many'], ['quantity_invalid', 'quantity_invalid', 'quantity_invalid']],
  ['a quantity without a SKU', ['A1,T1,T-Cat,,2'], ['quantity_without_sku']],
  ['a SKU that the order lacks', ['A1,T1,T-Cat,TEA-009,1'], ['sku_not_in_order']],
  ['more than is left', ['A1,T1,T-Cat,TEA-001,3'], ['parcel_exceeds_order']],
  ['two carriers of one parcel', ['A1,T1,T-Cat,TEA-001,1', 'A1,T1,HCT,TEA-002,1'], ['parcel_row_refused', 'carrier_differs']],
  ['all that is left beside a SKU', ['A1,T1,T-Cat,TEA-001,1', 'A1,T1,T-Cat'], ['parcel_row_refused', 'parcel_mixed']],
  ['nothing left for the second parcel', ['A1,T1,T-Cat', 'A1,T2,T-Cat'], ['ok', 'parcel_empty']],
  ['an order on hold', ['H1,T1,T-Cat'], ['order_on_hold']],
])('refuses %s, and ships the rest', async (_, texts, expected) => {
  await importOrders(warehouse,
    { orderNumber: 'A1', lines: [line('l1', 'TEA-001', 2), line('l2', 'TEA-002', 1)] },
    { orderNumber: 'H1', lines: [line('l1', 'NOPE', 1)] },
    { orderNumber: 'Z9', lines: [line('l1', 'TEA-002', 1)] },
  )
  expect(await codes(ship([...texts, 'Z9,TZ,T-Cat'], { dryRun: true }))).toEqual([...expected, 'ok'])
  expect(await codes(ship([...texts, 'Z9,TZ,T-Cat']))).toEqual([...expected, 'ok'])
  expect(await parcels()).toHaveLength(1 + expected.filter((code) => code === 'ok').length)
})

it('asks for the account when several stores have the number, and never finds another merchant’s', async () => {
  const [id] = await importOrders(warehouse, { orderNumber: 'A1' })
  const second = newId()
  await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status)
    values (${warehouse.merchantId}, ${second}, 'teststore', '第二家', ${warehouse.channelId}, 'connected')`)
  const here = warehouse.accountId
  warehouse.accountId = second
  await importOrders(warehouse, { orderNumber: 'A1' })
  expect(await codes(ship(['A1,T1,T-Cat']))).toEqual(['order_ambiguous'])
  expect(await codes(ship(['A1,T1,T-Cat'], { scope: merchantScope(newId()) }))).toEqual(['order_not_found'])
  expect(await codes(ship(['A1,T1,T-Cat'], { merchantId: newId() }))).toEqual(['order_not_found'])
  const [outcome] = await ship(['A1,T1,T-Cat'], { ecAccountId: here })
  expect(outcome).toMatchObject({ orderId: id, problem: null })
})

it('refuses a tracking number that is another parcel, and takes over where a form began', async () => {
  const [id] = await importOrders(warehouse, { orderNumber: 'A1', lines: [line('l1', 'TEA-001', 3)] })
  await shipOrder(needs, { scope: everyMerchant, actor, orderId: id!, parcels: [{ trackingNumber: 'T1', carrier: 'T-Cat', lines: [{ lineId: 'l1', quantity: 1 }] }] })
  expect(await codes(ship(['A1,T1,T-Cat,TEA-001,2', 'A1,T2,T-Cat,TEA-001,2']))).toEqual(['tracking_number_taken', 'ok'])
  expect(await codes(ship(['A1,T1,T-Cat,TEA-001,1', 'A1,T2,T-Cat,TEA-001']))).toEqual(['ok', 'ok'])
  expect(await parcels()).toHaveLength(2)
})

it('ships 1,000 orders with movements that add up', async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => ({ orderNumber: `M${index}`, lines: [line('l1', 'TEA-001', 1)] }))
  await importOrders(warehouse, ...many)
  const outcomes = await ship(many.map(({ orderNumber }) => `${orderNumber},T${orderNumber},T-Cat`))
  expect(outcomes.filter((outcome) => outcome.problem)).toEqual([])
  const movements = await rows(warehouse, sql<{ delta: number; on_hand_after: number }>`select delta, on_hand_after from stock_movement order by at, id`)
  expect(movements.map((each) => each.on_hand_after)).toEqual(Array.from({ length: 1_000 }, (_, index) => 999 - index))
})

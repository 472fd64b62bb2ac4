import { newId } from '@crossdock/domain'
import { countOrders, type OrderFilter } from '@crossdock/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
const channels = [newId(), newId()]
const accounts = [newId(), newId()]
const statuses = ['pending', 'processing', 'shipped', 'canceled']
const types = [null, 'tcat', 'self_pickup']
const holds = ['{}', '{unmapped_shipping_code}', '{insufficient_stock,unknown_product}']

beforeAll(async () => {
  warehouse = await openWarehouse()
})
afterAll(() => warehouse.close())

const somewhere = fc.record({ account: fc.constantFrom(...accounts), channel: fc.constantFrom(...channels), status: fc.constantFrom(...statuses), holds: fc.constantFrom(...holds), type: fc.constantFrom(...types) })
const step = fc.oneof(
  fc.record({ kind: fc.constant('new' as const), at: somewhere, orders: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('moved' as const), at: somewhere, from: fc.constantFrom(...statuses) }),
  fc.record({ kind: fc.constant('gone' as const), at: somewhere }),
  fc.record({ kind: fc.constant('undone' as const), at: somewhere }),
)

/** As one pass over all orders would count them. */
const counted = () => rows(warehouse, sql`
  select ec_account_id, sales_channel_id, status, holds, coalesce(shipping_type_code, '') as type, count(*) as orders from orders group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`)
const tallied = () => rows(warehouse, sql`select ec_account_id, sales_channel_id, status, holds, shipping_type_code as type, orders from order_tally where orders <> 0 order by 1, 2, 3, 4, 5`)

it('the tally says what counting would, whatever was done to orders', async () => {
  const { merchantId } = warehouse
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
    for (const { kind, at, ...rest } of steps) {
      const insert = (orders: number) => sql`
        insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, status, holds, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at, shipping_code, shipping_type_code,
                            recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
        select ${merchantId}, new_id(), ${at.account}, ${at.channel}, gen_random_uuid()::text, 'N', ${at.status}, ${at.holds}::text[], 'new', 'ready_to_ship', 'paid', now(), now(), 'x', ${at.type}, '{}', 'x', 'TWD', 1, 0, 0, 1, 0, 1, 1
          from generate_series(1, ${orders}::integer)`
      if (kind === 'new') await rows(warehouse, insert((rest as { orders: number }).orders))
      else if (kind === 'moved') await rows(warehouse, sql`update orders set status = ${at.status}, holds = ${at.holds}::text[], sales_channel_id = ${at.channel}, shipping_type_code = ${at.type} where status = ${(rest as { from: string }).from}`)
      else if (kind === 'gone') await rows(warehouse, sql`delete from orders where ec_account_id = ${at.account} and status = ${at.status}`)
      else await warehouse.database.transact({ merchant: merchantId }, async (tx) => { await insert(5).execute(tx); throw new Error('undone') }).catch(() => {})
    }
    expect(await tallied()).toEqual(await counted())
  }), { numRuns: 12 })
})

it('counts by the tally are those of one pass over the orders', async () => {
  await rows(warehouse, sql`delete from orders`)
  const { merchantId } = warehouse
  for (const [index, status] of statuses.entries()) {
    for (const [place, held] of holds.entries()) {
      await rows(warehouse, sql`
        insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, status, holds, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at, shipping_code, shipping_type_code,
                            recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
        select ${merchantId}, new_id(), ${accounts[(index + place) % 2]!}, ${channels[index % 2]!}, gen_random_uuid()::text, 'N', ${status}, ${held}::text[], 'new', 'ready_to_ship', 'paid', now(), now(), 'x', ${types[(index + place) % 3]!}, '{}', 'x', 'TWD', 1, 0, 0, 1, 0, 1, 1
          from generate_series(1, ${1 + index * 3 + place}::integer)`)
    }
  }
  const filters: OrderFilter[] = [{}, { status: 'pending' }, { onHold: true }, { onHold: false }, { holdReason: 'unknown_product' }, { merchantId, ecAccountId: accounts[0]! }, { salesChannelId: channels[0]!, status: 'shipped', onHold: true }, { merchantId }, { shippingType: 'tcat' }, { shippingType: 'self_pickup', status: 'shipped' }]
  for (const filter of filters) {
    const count = (more: OrderFilter) => warehouse.database.transact({ merchant: 'all' }, (tx) => countOrders(tx, { ...filter, ...more }, 'Asia/Taipei'))
    const [byTally, byPass] = [await count({}), await count({ shippingCode: 'x' })]
    expect([filter, byTally]).toEqual([filter, byPass])
    expect(byTally.total).toBeGreaterThan(0)
  }
})

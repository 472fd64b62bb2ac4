import { system } from '@crossdock/flows/ports'
import { importPage } from '@crossdock/flows'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let productIds: string[]
beforeAll(async () => {
  warehouse = await openWarehouse()
  productIds = [await addProduct(warehouse, 'PLENTY', 10_000), await addProduct(warehouse, 'SCARCE', 25), await addProduct(warehouse, 'NONE', 0)]
})
afterAll(() => warehouse.close())

const line = fc.record({ sku: fc.constantFrom('PLENTY', 'SCARCE', 'NONE', 'STRANGE', '', 'ODD "\\ 字'), title: fc.constantFrom('Tea', '茶'), quantity: fc.integer({ min: 1, max: 9 }) })
const order = fc.record({ lines: fc.array(line, { maxLength: 4 }), shippingCode: fc.constantFrom('homedelivery', ' homedelivery ', 'drone', ''), minutesAgo: fc.integer({ min: 1, max: 9_000 }) })

/** New orders come in with the holds, products and reservations that settling would give them: two rules that must never part. */
it('admits new orders just as settling would settle them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 12 }), fc.boolean(), async (wanted, channelEnabled) => {
      const { store, merchantId, channelId, accountId } = warehouse
      await rows(warehouse, sql`update sales_channel set enabled = ${channelEnabled} where id = ${channelId}`)
      const orders = wanted.map(({ lines, shippingCode, minutesAgo }) => {
        const placedAt = new Date(Date.now() - minutesAgo * 60_000).toISOString()
        return incomingOrder({ shippingCode, placedAt, lines: lines.map((each, index) => ({ lineId: `l${index}`, variantTitle: null, price: 1, fulfilledQuantity: 0, ...each })) })
      })
      await store.transact({ merchant: merchantId }, async (tx) => {
        const account = (await tx.accounts.get(merchantId, accountId))!
        const counts = await importPage(tx, { account, orders: orders.map((each) => ({ raw: each, order: each, problem: null })), fetchedAt: new Date(), fetchRunId: null })
        expect(counts.new).toBe(orders.length)
      })
      const state = () => rows(warehouse, sql`
        select o.id, o.holds, o.shipping_type_code, (select array_agg((h.reason, h.detail)::text order by h.reason) from hold h where h.order_id = o.id and h.released_at is null) as detail,
               (select array_agg((l.product_id, l.reserved)::text order by l.position) from order_line l where l.order_id = o.id) as lines from orders o where o.platform_order_id = any(${orders.map((each) => each.platformOrderId)}) order by o.id`)
      const before = await state()
      await store.transact({ merchant: merchantId }, async (tx) => {
        await tx.matching.lockMerchant(merchantId)
        expect(await tx.matching.reserve(merchantId, productIds)).toEqual([])
        expect(await tx.matching.settle(merchantId, before.map((row) => (row as { id: string }).id), system)).toEqual({ released: 0, heldOrders: 0, held: {} })
      })
      expect(await state()).toEqual(before)
    }),
    { numRuns: 25 },
  )
})

import { sql } from 'kysely'
import type { SimAccount, World } from '../world.ts'
import { differ, shopOf, type Says } from './saying.ts'

/** I01, I02, I03, I07 */
export async function checkOrders(world: World, account: SimAccount, says: Says): Promise<void> {
  const shop = shopOf(world, account)
  const rows = await world.look<{ id: string; merchantId: string; at: number; number: string; status: string; platformStatus: string }>(sql`
    select o.platform_order_id as id, o.merchant_id as "merchantId", (extract(epoch from o.platform_updated_at) * 1000)::float8 as at, o.order_number as number, o.status, o.platform_order_status as "platformStatus"
      from orders o where o.ec_account_id = ${account.id}`)
  const ids = rows.map((row) => row.id)
  const wanted = shop.orders().filter((order) => order.orderStatus === 'new' && order.shipmentStatus === 'ready_to_ship')
  for (const id of differ(wanted.map((order) => order.platformOrderId), ids)) says(`I01 ${id} is ready to ship at ${account.shopId} and was never imported`)
  for (const id of differ(ids, shop.orders().map((order) => order.platformOrderId))) says(`I01 ${id} was imported and is not an order of ${account.shopId}`)
  if (new Set(ids).size !== ids.length) says(`I02 an order of ${account.shopId} was imported twice`)
  for (const row of rows) {
    const order = shop.order(row.id)
    if (!order) continue
    if (row.merchantId !== account.merchantId) says(`I07 ${row.id} belongs to another merchant`)
    if (Math.round(row.at) !== Date.parse(order.updatedAt)) says(`I03 ${row.id} is known as of ${new Date(row.at).toISOString()} and is of ${order.updatedAt}`)
    if (row.platformStatus !== order.orderStatus) says(`I03 ${row.id} is ${order.orderStatus} at the store and ${row.platformStatus} here`)
  }
}

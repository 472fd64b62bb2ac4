import type { IncomingOrder } from '@crossdock/domain'
import { importPage } from '@crossdock/flows'
import { merchantScope } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { incomingOrder, rows, type TestWarehouse } from './warehouse.ts'

/** Imports orders as a fetch would. @returns their ids, in the order given */
export async function importOrders(warehouse: TestWarehouse, ...changes: Partial<IncomingOrder>[]): Promise<string[]> {
  const orders = changes.map((change) => incomingOrder(change))
  await warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) => {
    const account = (await tx.accounts.get(warehouse.merchantId, warehouse.accountId))!
    await importPage(tx, { account, orders: orders.map((order) => ({ raw: order, order, problem: null })), fetchedAt: new Date(), fetchRunId: null })
  })
  const found = await rows(warehouse, sql<{ id: string; platform_order_id: string }>`select id, platform_order_id from orders`)
  return orders.map((order) => found.find((row) => row.platform_order_id === order.platformOrderId)!.id)
}

/** A line of an order. */
export function line(lineId: string, sku: string, quantity: number): IncomingOrder['lines'][number] {
  return { lineId, sku, title: sku, variantTitle: null, quantity, price: 100, fulfilledQuantity: 0 }
}

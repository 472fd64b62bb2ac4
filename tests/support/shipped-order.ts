import { shipOrder } from '@crossdock/flows'
import { everyMerchant, type Needs } from '@crossdock/flows/ports'
import { importOrders } from './imported-orders.ts'
import { addProduct, openWarehouse, type TestWarehouse } from './warehouse.ts'
import { createWritingStore, needsOf, type WritingStore } from './writing-store.ts'

/** A warehouse from which one order has left in a parcel, TC1, and its store, which has not been told yet. */
export async function shipOneOrder(now: () => Date): Promise<{ warehouse: TestWarehouse; store: WritingStore; needs: Needs; orderId: string }> {
  const warehouse = await openWarehouse()
  const store = createWritingStore()
  const needs = needsOf(warehouse, store, { now })
  await addProduct(warehouse, 'TEA-001', 5)
  const [orderId] = await importOrders(warehouse, {})
  await shipOrder(needs, { scope: everyMerchant, actor: { kind: 'user', name: '陳倉管' }, orderId: orderId!, parcels: [{ trackingNumber: 'TC1', carrier: 'T-Cat' }] })
  return { warehouse, store, needs, orderId: orderId! }
}

import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { refuseStatusBut } from './may-ship.ts'

/**
 * Cancels an order here, before anything of it has left: its stock goes to the orders that wait for it. The store is not told.
 * @throws Refusal not_found, order_wrong_status (also when a parcel has left)
 */
export async function cancelOrder(
  needs: Needs,
  { scope, actor, orderId, note }: { scope: Scope; actor: Actor; orderId: string; note?: string | null },
): Promise<void> {
  await needs.store.transact(scope, async (tx) => {
    const [order] = await tx.shipping.lock([orderId])
    if (!order) throw new Refusal('not_found')
    refuseStatusBut(order, 'pending', 'processing')
    if (order.parcels.length > 0) throw new Refusal('order_wrong_status', { orderNumber: order.orderNumber, status: 'partly_shipped', expected: 'pending, processing' })
    const productIds = await tx.matching.free(order.merchantId, order.id)
    await tx.shipping.cancel(order.merchantId, order.id, needs.now())
    await tx.matching.closeHolds(order.merchantId, order.id, actor, note ?? 'canceled')
    await tx.timeline.write(order.merchantId, [{ subjectId: order.id, type: 'canceled', actor, data: { note: note ?? null } }])
    const served = await tx.matching.reserve(order.merchantId, productIds)
    await tx.matching.settle(order.merchantId, served, actor)
  })
}

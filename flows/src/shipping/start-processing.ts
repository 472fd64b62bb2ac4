import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { freshen } from './freshen.ts'
import { refuseUnfresh, unreadEntry } from './freshness.ts'
import { refuseHeld, refuseStatusBut } from './may-ship.ts'

/**
 * The floor begins with an order: pending → processing, once its store has been asked whether it still stands. From here on,
 * changes at the platform hold it.
 * @param evenIfUnread lets it go, for this once, although its store cannot be asked
 * @throws Refusal not_found, order_wrong_status, order_on_hold, order_canceled_at_store, order_changed_at_store, order_not_read
 */
export async function startProcessing(
  needs: Needs,
  { scope, actor, orderId, evenIfUnread = false }: { scope: Scope; actor: Actor; orderId: string; evenIfUnread?: boolean },
): Promise<void> {
  const fresh = (await freshen(needs, { scope, orderIds: [orderId], step: 'process' })).get(orderId)
  await needs.store.transact(scope, async (tx) => {
    const [order] = await tx.shipping.lock([orderId])
    if (!order) throw new Refusal('not_found')
    refuseUnfresh(order, fresh, evenIfUnread, needs.now())
    refuseStatusBut(order, 'pending')
    refuseHeld(order, order.holds)
    await tx.shipping.startProcessing(order.merchantId, [order.id], needs.now())
    await tx.timeline.write(order.merchantId, [...unreadEntry(order, fresh, 'process', actor, evenIfUnread), { subjectId: order.id, type: 'processing_started', actor }])
  })
}

import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { refuseHeld, refuseStatusBut } from './may-ship.ts'

/**
 * The floor begins with an order: pending → processing. From here on, changes at the platform hold it.
 * @throws Refusal not_found, order_wrong_status, order_on_hold
 */
export async function startProcessing(needs: Needs, { scope, actor, orderId }: { scope: Scope; actor: Actor; orderId: string }): Promise<void> {
  await needs.store.transact(scope, async (tx) => {
    const [order] = await tx.shipping.lock([orderId])
    if (!order) throw new Refusal('not_found')
    refuseStatusBut(order, 'pending')
    refuseHeld(order, order.holds)
    await tx.shipping.startProcessing(order.merchantId, [order.id], needs.now())
    await tx.timeline.write(order.merchantId, [{ subjectId: order.id, type: 'processing_started', actor }])
  })
}

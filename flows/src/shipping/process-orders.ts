import { outcomesOf, type Outcome } from '../matching/outcome.ts'
import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { freshen } from './freshen.ts'
import { refuseUnfresh, unreadEntry } from './freshness.ts'
import { refuseHeld, refuseStatusBut } from './may-ship.ts'

/** As `startProcessing`, of many orders at once; each has its own outcome. */
export async function processOrders(
  needs: Needs,
  { scope, actor, orderIds, evenIfUnread = false }: { scope: Scope; actor: Actor; orderIds: readonly string[]; evenIfUnread?: boolean },
): Promise<Outcome[]> {
  const fresh = await freshen(needs, { scope, orderIds, step: 'process' })
  return needs.store.transact(scope, async (tx) => {
    const orders = new Map((await tx.shipping.lock(orderIds)).map((order) => [order.id, order]))
    const outcomes = outcomesOf(orderIds, (id) => {
      const order = orders.get(id)
      if (!order) throw new Refusal('not_found')
      refuseUnfresh(order, fresh.get(id), evenIfUnread, needs.now())
      refuseStatusBut(order, 'pending')
      refuseHeld(order, order.holds)
    })
    const begun = outcomes.flatMap(({ id, refusal }) => (refusal ? [] : [orders.get(id)!]))
    for (const [merchantId, ofMerchant] of Map.groupBy(begun, (order) => order.merchantId)) {
      await tx.shipping.startProcessing(merchantId, ofMerchant.map((order) => order.id), needs.now())
      await tx.timeline.write(merchantId, ofMerchant.flatMap((order) => [...unreadEntry(order, fresh.get(order.id), 'process', actor, evenIfUnread), { subjectId: order.id, type: 'processing_started', actor }]))
    }
    return outcomes
  })
}

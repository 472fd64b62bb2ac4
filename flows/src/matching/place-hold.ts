import type { PersonHoldReason } from '@crossdock/domain'
import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { refuseStatusBut } from '../shipping/may-ship.ts'
import { outcomesOf, type Outcome } from './outcome.ts'

export interface HoldRequest {
  reason: PersonHoldReason
  note?: string | null | undefined
}

/**
 * Puts an order on hold, with a reason that a person gives. What is reserved stays reserved. The same reason again only
 * renews the note.
 * @throws Refusal not_found, order_wrong_status (shipped and canceled orders cannot wait)
 */
export async function placeHold(needs: Needs, { orderId, ...hold }: HoldRequest & { scope: Scope; actor: Actor; orderId: string }): Promise<void> {
  const [outcome] = await placeHolds(needs, { ...hold, orderIds: [orderId] })
  if (outcome?.refusal) throw outcome.refusal
}

/** As `placeHold`, of many orders at once; each has its own outcome. */
export async function placeHolds(
  needs: Needs,
  { scope, actor, orderIds, reason, note }: HoldRequest & { scope: Scope; actor: Actor; orderIds: readonly string[] },
): Promise<Outcome[]> {
  return needs.store.transact(scope, async (tx) => {
    const orders = new Map((await tx.shipping.lock(orderIds)).map((order) => [order.id, order]))
    const outcomes = outcomesOf(orderIds, (id) => {
      const order = orders.get(id)
      if (!order) throw new Refusal('not_found')
      refuseStatusBut(order, 'pending', 'processing')
    })
    const held = outcomes.flatMap(({ id, refusal }) => (refusal ? [] : [orders.get(id)!]))
    for (const [merchantId, ofMerchant] of Map.groupBy(held, (order) => order.merchantId)) {
      await tx.matching.placeHold(merchantId, ofMerchant.map((order) => order.id), { reason, note: note ?? null, actor })
    }
    return outcomes
  })
}

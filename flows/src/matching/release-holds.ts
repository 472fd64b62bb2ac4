import { releasableByPerson } from '@crossdock/domain'
import { Refusal, type Actor, type LockedHold, type Needs, type Scope } from '../ports/index.ts'
import { outcomesOf, type Outcome } from './outcome.ts'

interface Release {
  scope: Scope
  actor: Actor
  note?: string | null | undefined
}

/**
 * Lifts holds by hand, many at once; each has its own outcome: not_found, hold_released (somebody was faster) or
 * hold_needs_cause (it goes by itself when its cause goes, and not before).
 */
export async function releaseHolds(needs: Needs, { scope, actor, note, holdIds }: Release & { holdIds: readonly string[] }): Promise<Outcome[]> {
  return needs.store.transact(scope, async (tx) => {
    const holds = new Map((await tx.holding.lockHolds(holdIds)).map((hold) => [hold.id, hold]))
    const outcomes = outcomesOf(holdIds, (id) => {
      const hold = holds.get(id)
      if (!hold) throw new Refusal('not_found')
      if (hold.released) throw new Refusal('hold_released')
      if (!releasableByPerson.includes(hold.reason)) throw new Refusal('hold_needs_cause', { reason: hold.reason })
    })
    await tx.holding.release(outcomes.flatMap(({ id, refusal }) => (refusal ? [] : [holds.get(id)!])), actor, note ?? null)
    needs.failpoint?.('hold.released')
    return outcomes
  })
}

/**
 * Lifts whatever a person may lift of these orders' holds. An order of which nothing could be lifted is refused with
 * hold_needs_cause, or with hold_released when nothing holds it.
 */
export async function releaseOrders(needs: Needs, { scope, actor, note, orderIds }: Release & { orderIds: readonly string[] }): Promise<Outcome[]> {
  return needs.store.transact(scope, async (tx) => {
    const orders = new Set((await tx.shipping.lock(orderIds)).map((order) => order.id))
    const holdsOf = Map.groupBy(await tx.holding.lockHoldsOf([...orders]), (hold) => hold.orderId)
    const byHand = (holds: readonly LockedHold[]) => holds.filter((hold) => releasableByPerson.includes(hold.reason))
    const outcomes = outcomesOf(orderIds, (id) => {
      if (!orders.has(id)) throw new Refusal('not_found')
      const holds = holdsOf.get(id) ?? []
      if (holds.length === 0) throw new Refusal('hold_released')
      if (byHand(holds).length === 0) throw new Refusal('hold_needs_cause', { reason: holds.map((hold) => hold.reason).join(', ') })
    })
    await tx.holding.release(outcomes.flatMap(({ id, refusal }) => (refusal ? [] : byHand(holdsOf.get(id) ?? []))), actor, note ?? null)
    return outcomes
  })
}

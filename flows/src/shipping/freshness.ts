import type { FloorStep, HoldReason, OrderChange, UnreachableRule } from '@crossdock/domain'
import { Refusal, type Actor, type LockedOrder, type TimelineEntry } from '../ports/index.ts'
import { refuseHeld } from './may-ship.ts'

/** What the store said of an order, read just before a step of the floor. */
export type Freshness =
  | { verdict: 'go' }
  /** Held as the step began, so that its store was not asked. */
  | { verdict: 'held'; holds: readonly HoldReason[] }
  | { verdict: 'canceled'; at: Date }
  | { verdict: 'changed'; changes: OrderChange[]; takenOver: boolean }
  /** `rule`: what the EC account's setting says then. */
  | { verdict: 'unknown'; since: Date; reason: 'disconnected' | 'unreachable' | 'late' | 'gone'; rule: UnreachableRule }

/**
 * @param evenIfUnread an operator has said, for this once, that what cannot be read goes all the same
 * @throws Refusal order_on_hold, order_canceled_at_store, order_changed_at_store, order_not_read
 */
export function refuseUnfresh(order: Pick<LockedOrder, 'orderNumber' | 'holds'>, fresh: Freshness | undefined, evenIfUnread: boolean, now: Date): void {
  const { orderNumber } = order
  // What holds it by now says more than what did.
  if (fresh?.verdict === 'held' && order.holds.length === 0) refuseHeld(order, fresh.holds)
  if (fresh?.verdict === 'canceled') throw new Refusal('order_canceled_at_store', { orderNumber, minutes: minutesSince(fresh.at, now), since: fresh.at.toISOString() })
  if (fresh?.verdict === 'changed') throw new Refusal('order_changed_at_store', { orderNumber, count: fresh.changes.length, changes: JSON.stringify(fresh.changes.slice(0, 20)) })
  if (fresh?.verdict === 'unknown' && fresh.rule === 'stop' && !evenIfUnread) {
    throw new Refusal('order_not_read', { orderNumber, minutes: minutesSince(fresh.since, now), since: fresh.since.toISOString(), cause: fresh.reason })
  }
}

const minutesSince = (at: Date, now: Date) => Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000))

/** What stands in an order's timeline when it went although its store could not be asked: who let it go, and why it was not known. */
export function unreadEntry(order: Pick<LockedOrder, 'id'>, fresh: Freshness | undefined, step: FloorStep, actor: Actor, evenIfUnread: boolean): TimelineEntry[] {
  if (fresh?.verdict !== 'unknown') return []
  const data = { step, since: fresh.since.toISOString(), cause: fresh.reason, by: fresh.rule === 'go' && !evenIfUnread ? 'setting' : 'operator' }
  return [{ subjectId: order.id, type: 'went_unread', actor, data }]
}

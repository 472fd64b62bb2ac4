/*
 * How often one account of a platform is called, agreed upon by everybody who calls it. Instants are in ms of one clock.
 */

/** What a platform allows an account: `capacity` calls at once, filled again at `perSecond`. */
export interface RateBudget {
  capacity: number
  perSecond: number
}

/** `fullAt`: when all that was given out will be filled again. `restUntil`: until when the platform asked not to be called. */
export interface RateState {
  fullAt: number
  restUntil: number
}

export interface CallsWanted {
  /** Somebody waits for it. */
  urgent: boolean
  count: number
}

/** So many calls, the first so many ms from now (at once when it is not above 0) and the others a step apart. */
export interface CallsGiven {
  count: number
  firstInMs: number
  stepMs: number
  /** When there will be another one to give, for whoever got fewer than were wanted. */
  moreInMs: number
  /** How long the platform asks not to be called; nothing is given then. */
  restMs: number
  /** Calls that are left now. */
  left: number
}

/** An urgent call may be promised for so long ahead. */
export const urgentAheadMs = 5_000

/** Of the capacity, what is kept for urgent calls. */
export const keptForUrgent = ({ capacity }: RateBudget): number => Math.floor(capacity * 0.3)

/** Calls in bulk are promised no longer ahead than what is kept makes up for: an urgent one that comes then still goes at once. */
export const bulkAheadMs = (budget: RateBudget): number => Math.max(0, keptForUrgent(budget) - 1) * stepOf(budget)

const stepOf = ({ perSecond }: RateBudget): number => 1000 / perSecond

/** By what calls are promised: urgent ones out of the whole capacity. No promise reaches further than the horizon, so that a clock that was set back does not make everybody wait. */
export function promiseTerms(budget: RateBudget, urgent: boolean): { laneCapacity: number; stepMs: number; aheadMs: number; horizonMs: number } {
  const stepMs = stepOf(budget)
  return {
    laneCapacity: budget.capacity - (urgent ? 0 : keptForUrgent(budget)),
    stepMs,
    aheadMs: urgent ? urgentAheadMs : bulkAheadMs(budget),
    horizonMs: budget.capacity * stepMs + urgentAheadMs,
  }
}

/**
 * Promises the next calls (GCRA, a leaky bucket as one instant). In any span of time, no more calls are promised than the
 * capacity and what fills during the span; whatever is promised and not used is simply lost.
 */
export function promiseCalls(state: RateState, budget: RateBudget, wanted: CallsWanted, now: number): { state: RateState; given: CallsGiven } {
  const { laneCapacity, stepMs, aheadMs, horizonMs } = promiseTerms(budget, wanted.urgent)
  const restMs = state.restUntil - now
  if (restMs > 0) return { state, given: { count: 0, firstInMs: restMs, stepMs, moreInMs: restMs, restMs, left: 0 } }
  const from = Math.max(now, Math.min(state.fullAt, now + horizonMs))
  const firstInMs = from - now - (laneCapacity - 1) * stepMs
  const count = Math.max(0, Math.min(wanted.count, Math.floor((aheadMs - firstInMs) / stepMs) + 1))
  const fullAt = from + count * stepMs
  return {
    state: count === 0 ? state : { fullAt, restUntil: state.restUntil },
    given: { count, firstInMs, stepMs, moreInMs: Math.max(0, firstInMs + count * stepMs - aheadMs), restMs: 0, left: budget.capacity - (fullAt - now) / stepMs },
  }
}

/** The platform asks not to be called for so long. After that, it goes on call by call, and not with all that waited. */
export function rest(state: RateState, budget: RateBudget, ms: number, now: number): RateState {
  const restUntil = Math.max(state.restUntil, now + ms)
  return { restUntil, fullAt: Math.max(state.fullAt, restUntil + (budget.capacity - 1) * stepOf(budget)) }
}

/** The platform says how many calls are left: believed when it is less than we thought, since somebody else may call for the account. */
export function correctLeft(state: RateState, budget: RateBudget, left: number, now: number): RateState {
  return left >= 0 && left < budget.capacity ? { ...state, fullAt: Math.max(state.fullAt, now + (budget.capacity - left) * stepOf(budget)) } : state
}

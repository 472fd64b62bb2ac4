import { type CallsGiven, type RateBudget } from '@crossdock/domain'
import { createBucket } from './bucket.ts'

/** What one account may still call. */
export interface Budget {
  /**
   * Waits for leave to make one call. An urgent one, for which somebody waits, goes before those in bulk.
   * @param soon called a moment before it may go, as far as that is known ahead, perhaps twice: what the call needs can be got ready meanwhile
   * @returns 0 when it may go now; or, at once, the ms for which the platform has asked not to be called
   * @throws the signal's reason, when it is aborted meanwhile
   */
  leave(urgent: boolean, signal?: AbortSignal, soon?: () => void): Promise<number>
  /** Ms for which the platform has asked not to be called, as far as this process knows by now. */
  resting(): number
  /** Nothing goes out for so long; after that, one at a time and not all that waited. */
  rest(ms: number): void
  /** The platform has said how many calls are left: believed when it is less than we thought. */
  correct(left: number): void
}

/** The budget of an account, the same one at each call. */
export type OpenBudget = (accountId: string, budget: RateBudget) => Budget

/** Where several processes agree on the budgets of accounts. */
export interface SharedRates {
  promise(accountId: string, budget: RateBudget, wanted: { urgent: boolean; count: number }): Promise<CallsGiven>
  rest(accountId: string, budget: RateBudget, ms: number): Promise<void>
  correct(accountId: string, budget: RateBudget, left: number): Promise<void>
}

/** Budgets that this process alone knows of. */
export function localBudgets({ ticks, sleep }: { ticks: () => number; sleep: (ms: number, signal?: AbortSignal) => Promise<void> }): OpenBudget {
  const budgets = new Map<string, Budget>()
  return (accountId, of) => {
    const known = budgets.get(accountId)
    if (known) return known
    const bucket = createBucket(of, ticks)
    const budget: Budget = {
      async leave(_urgent, signal) {
        for (;;) {
          const resting = bucket.pausedFor()
          if (resting > 0) return resting
          const wait = bucket.take()
          if (wait === 0) return 0
          await sleep(wait, signal)
        }
      },
      resting: bucket.pausedFor,
      rest: bucket.pause,
      correct: bucket.correct,
    }
    budgets.set(accountId, budget)
    return budget
  }
}

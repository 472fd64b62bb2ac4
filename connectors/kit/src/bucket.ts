import type { RateBudget } from '@crossdock/domain'

/** What one account may still call, as far as this process knows. */
export interface Bucket {
  /** Takes one call out; or, when none is left, leaves the bucket alone and says how many ms to wait before asking again. */
  take(): number
  /** Ms for which the platform has asked not to be called. */
  pausedFor(): number
  /** Nothing goes out for so long; after that, one at a time and not all that waited. */
  pause(ms: number): void
  /** The platform has said how many calls are left: believed when it is less than we thought. */
  correct(remaining: number): void
}

/** @param ticks ms of a clock that never jumps */
export function createBucket(budget: RateBudget, ticks: () => number): Bucket {
  let level = budget.capacity
  let filledAt = ticks()
  let pausedUntil = -Infinity

  const fill = (): number => {
    const at = ticks()
    if (at > filledAt) level = Math.min(budget.capacity, level + ((at - filledAt) * budget.perSecond) / 1000)
    filledAt = at
    return at
  }

  return {
    take() {
      const at = fill()
      if (at < pausedUntil) return pausedUntil - at
      // The tolerance forgives floating point, so that a wait that was kept in full is never followed by another of nothing.
      if (level < 1 - 1e-9) return Math.ceil(((1 - level) * 1000) / budget.perSecond)
      level -= 1
      return 0
    },
    pausedFor: () => Math.max(0, pausedUntil - ticks()),
    pause(ms) {
      const at = fill()
      pausedUntil = Math.max(pausedUntil, at + ms)
      // What fills during the pause is taken off beforehand.
      level = Math.min(level, 1 - ((pausedUntil - at) * budget.perSecond) / 1000)
    },
    correct(remaining) {
      fill()
      if (Number.isFinite(remaining) && remaining >= 0) level = Math.min(level, remaining)
    },
  }
}

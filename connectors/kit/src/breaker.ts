/** Spares a platform that is down, and the workers that would wait for it. One for each platform. */
export interface Breaker {
  /** @returns 0 when a call may go out; else the ms until the next one may */
  admit(): number
  /** The platform has answered, whatever it said. */
  succeeded(): void
  /** The platform has not answered, or only that it cannot. */
  failed(accountId: string): void
  isOpen(): boolean
}

// One account's trouble is its own: only when several fail in a row, with no success between them, is it the platform's.
const failuresToOpen = 10
const accountsToOpen = 5
const probeEveryMs = 30_000

/** @param ticks ms of a clock that never jumps */
export function createBreaker(ticks: () => number): Breaker {
  let failures = 0
  let accounts = new Set<string>()
  let nextProbeAt: number | null = null

  return {
    admit() {
      if (nextProbeAt === null) return 0
      const wait = nextProbeAt - ticks()
      // A clock that was set back must not keep it shut.
      if (wait > 0 && wait <= probeEveryMs) return wait
      nextProbeAt = ticks() + probeEveryMs
      return 0
    },
    succeeded() {
      failures = 0
      accounts = new Set()
      nextProbeAt = null
    },
    failed(accountId) {
      failures += 1
      accounts.add(accountId)
      if (nextProbeAt === null && failures >= failuresToOpen && accounts.size >= accountsToOpen) nextProbeAt = ticks() + probeEveryMs
    },
    isOpen: () => nextProbeAt !== null,
  }
}

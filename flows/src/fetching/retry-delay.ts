const baseMs = 2_000
const capMs = 10 * 60_000

/** Full jitter, so that many that failed together do not come back together. @param attempt 1 for the first */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number {
  return Math.round(1_000 + random() * Math.min(capMs, baseMs * 2 ** attempt))
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000]

/** After each failed try, how long until the next: eight tries within some 28 hours, as Standard Webhooks suggests. */
export const noticeSchedule: readonly number[] = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour]

/** A receiver that has failed for so long without a success is switched off. */
export const failingMs = 5 * 24 * hour

/** Spread by a tenth, so that a receiver that comes back is not met by everything at once. @param random from 0 to 1 @returns null after the last try */
export function nextTry(tries: number, failedAt: Date, random: number): Date | null {
  const wait = noticeSchedule[tries - 1]
  return wait === undefined ? null : new Date(failedAt.getTime() + wait * (1 + random / 10))
}

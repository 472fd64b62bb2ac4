/** Clocks differ by minutes, and by hours where a zone is wrong. More than that is no clock. */
const furthestApartMs = 24 * 3_600_000

/**
 * A platform's own clock, as an answer tells it, by which windows are cut. One that is absurd (1970 after a reset, a year that has not begun)
 * would have a fetch read a window in which nothing can be, and call it success: then it is ours.
 * @param headers with lower-case names
 * @param now ms
 */
export function readPlatformTime(headers: Record<string, string>, now: number): Date {
  const told = Date.parse(headers['date'] ?? '')
  return new Date(Math.abs(told - now) <= furthestApartMs ? told : now)
}

// A platform that asks for more than this has made a mistake; the bound keeps dates that are made from it valid.
const longestMs = 30 * 24 * 3_600_000

/**
 * The wait that an answer asks for.
 * @param headers with lower-case names
 * @param now ms, used where a date comes without a `Date` header beside it
 * @returns ms, never negative, at most 30 days; null when it asks for none or cannot be read
 */
export function readRetryAfter(headers: Record<string, string>, now: number): number | null {
  const value = headers['retry-after']?.trim()
  if (!value) return null
  if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.ceil(Number(value) * 1000), longestMs)
  if (!/[a-z]/i.test(value)) return null
  const until = Date.parse(value)
  if (Number.isNaN(until)) return null
  // The platform's own clock cancels out of the difference, however wrong it is.
  const platformNow = Date.parse(headers['date'] ?? '')
  return Math.min(Math.max(0, until - (Number.isNaN(platformNow) ? now : platformNow)), longestMs)
}

/** Nobody closes a store for longer than this by a header. */
const longestMs = 24 * 3_600_000
/** A platform that asks for more has made a mistake. Believing it would cost days of orders; asking once an hour costs a call. */
const disbelievedMs = 3_600_000
/** A date that differs from the platform's own count of seconds by more than this comes from another clock than its `Date`. */
const clocksApartMs = 60_000

/**
 * The wait that an answer asks for.
 * @param headers with lower-case names
 * @param now ms, used where a date comes without a `Date` header beside it
 * @returns ms, never negative, at most a day; null when it asks for none or cannot be read
 */
export function readRetryAfter(headers: Record<string, string>, now: number): number | null {
  const value = headers['retry-after']?.trim()
  if (!value) return null
  if (/^\d+(\.\d+)?$/.test(value)) return believe(Math.ceil(Number(value) * 1000))
  const until = readHttpDate(value)
  if (Number.isNaN(until)) return null
  // The platform's own clock cancels out of the difference, however wrong it is.
  const platformNow = readHttpDate(headers['date'] ?? '')
  return believe(Math.max(0, until - (Number.isNaN(platformNow) ? now : platformNow)))
}

const believe = (ms: number): number => (ms > longestMs ? disbelievedMs : ms)

/**
 * As above, of a refusal for too many calls that also says in how many seconds the bucket is empty again. No clock is needed
 * to understand that one: where a date speaks of another time altogether, it is the clocks that differ (a `Date` that a proxy
 * wrote, say), and nobody has to wait until they agree.
 */
export function readRateLimitWait(headers: Record<string, string>, now: number): number | null {
  const asked = readRetryAfter(headers, now)
  const reset = headers['ratelimit-reset']?.trim() ?? ''
  if (asked === null || !/[a-z]/i.test(headers['retry-after'] ?? '') || !/^\d{1,6}$/.test(reset)) return asked
  const resetMs = Math.max(1, Number(reset)) * 1000
  return Math.abs(asked - resetMs) > clocksApartMs ? resetMs : asked
}

/** Each of the three forms of RFC 9110 §5.6.7; the oldest names no zone and means UTC all the same. @returns ms, or NaN */
function readHttpDate(text: string): number {
  if (!/[a-z]/i.test(text)) return NaN
  return Date.parse(/\d{4}$/.test(text.trim()) ? `${text} GMT` : text)
}

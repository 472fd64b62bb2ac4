const rfc3339Utc = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:[Zz]|\+00:00)$/

/**
 * Milliseconds of an RFC 3339 instant in UTC, rounded up so that half-open ranges stay exact below a millisecond.
 * Answers undefined for anything else, another zone and impossible dates among them.
 */
export function parseInstant(text: string): number | undefined {
  const parts = rfc3339Utc.exec(text)
  if (!parts) return undefined
  const [, year, month, day, hour, minute, second, fraction = ''] = parts
  const whole = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`)
  if (Number.isNaN(whole) || new Date(whole).getUTCDate() !== Number(day) || Number(hour) > 23) return undefined
  return whole + Math.ceil(Number(`0.${fraction || '0'}`) * 1000)
}

export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

const taipeiOffset = 8 * 3600_000
export const day = 24 * 3600_000

/** The Asia/Taipei midnight at or before the instant (the zone has no daylight saving). */
export function taipeiMidnight(milliseconds: number): number {
  return Math.floor((milliseconds + taipeiOffset) / day) * day - taipeiOffset
}

/** `2026-11-23 19:24`, on Taipei's clock. */
export function formatTaipei(milliseconds: number): string {
  return new Date(milliseconds + taipeiOffset).toISOString().slice(0, 16).replace('T', ' ')
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)$/
// As most platforms write them: in UTC, to the second or the millisecond. Every order has two.
const utc = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/

/**
 * Reads an RFC 3339 instant and writes it in UTC, with three to six decimals: what is finer than a millisecond is kept,
 * because two versions of an order may differ by less.
 * @returns null when it is not one: no zone, no such day, no such hour
 */
export function readInstant(text: string): string | null {
  if (utc.test(text)) {
    if (!isDay(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))) return null
    return text.length === 24 ? text : `${text.slice(0, 19)}.000Z`
  }
  const match = rfc3339.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match
  // A leap second is counted as the second before it, which every clock has.
  const seconds = second === '60' ? '59' : second!
  if (!isDay(Number(year), Number(month), Number(day)) || Number(hour) > 23 || Number(minute) > 59 || Number(seconds) > 59) return null
  if (zone.length > 1 && (Number(zone.slice(1, 3)) > 23 || Number(zone.slice(4)) > 59)) return null
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${seconds}${zone.toUpperCase()}`)
  if (Number.isNaN(ms)) return null
  const whole = new Date(ms).toISOString()
  if (whole.length !== 24) return null
  const decimals = fraction.slice(1, 7).replace(/0+$/, '').padEnd(3, '0')
  return `${whole.slice(0, 19)}.${decimals}Z`
}

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDay(year: number, month: number, day: number): boolean {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOf[month - 1]! + leap
}

function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let place = from; place < to; place++) number = number * 10 + text.charCodeAt(place) - 48
  return number
}

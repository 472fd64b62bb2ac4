import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readOrigin } from './address.ts'
import { readInstant } from './instant.ts'
import { makeStorable, parseJson } from './json.ts'
import { readRateLimitWait, readRetryAfter } from './retry-after.ts'
import { explainShape, id, instant, readShape, ShapeError, text, whole } from './shape.ts'

describe('F048 instants', () => {
  test.each([
    ['2026-11-23T09:00:00Z', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23T09:00:00.5Z', '2026-11-23T09:00:00.500Z'],
    ['2026-11-23T17:00:00+08:00', '2026-11-23T09:00:00.000Z'],
    ['2026-11-23t09:00:00.123456789z', '2026-11-23T09:00:00.123456Z'],
    ['2026-11-23T09:00:00.123400Z', '2026-11-23T09:00:00.1234Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z'],
    ['2038-01-19T03:14:08Z', '2038-01-19T03:14:08.000Z'],
    ['2026-01-01T00:00:00+08:00', '2025-12-31T16:00:00.000Z'],
  ])('%s is %s', (given, expected) => expect(readInstant(given)).toBe(expected))

  test.each(['2026-11-23T09:00:00', '2026-11-23 09:00:00Z', '2026-11-23', '2026-02-30T00:00:00Z', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-11-23T24:00:00Z', '2026-11-23T09:00:00+0800', '2026-11-23T09:00:00+25:00', '1763888400', '1763888400000', '', 'now', '0000-01-01T00:00:00+14:00'])('%j is none', (given) => {
    expect(readInstant(given)).toBeNull()
  })

  test('what looks like an instant in UTC is one on the days and at the times that there are', () => {
    const two = fc.oneof(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 31 }), fc.constantFrom(2, 28, 29, 30)).map((number) => String(number).padStart(2, '0'))
    const year = fc.oneof(fc.integer({ min: 0, max: 9999 }), fc.constantFrom(1900, 2000, 2024, 2026, 2100)).map((number) => String(number).padStart(4, '0'))
    fc.assert(fc.property(year, two, two, two, two, two, fc.constantFrom('', '.5', '.000', '.120', '.123', '.1234'), (...[years, months, days, hours, minutes, seconds, fraction]) => {
      const second = seconds === '60' ? '59' : seconds
      const date = new Date(`${years}-${months}-${days}T${hours}:${minutes}:${second}.${fraction.slice(1, 4).padEnd(3, '0')}Z`)
      // JavaScript takes 30 February for 2 March, and 24:00 for the next day.
      const isOne = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${years}-${months}-${days}T${hours}:${minutes}:${second}`)
      expect(readInstant(`${years}-${months}-${days}T${hours}:${minutes}:${seconds}${fraction}Z`)).toBe(isOne ? date.toISOString().replace('Z', `${fraction.slice(4)}Z`) : null)
    }), { numRuns: 2_000 })
  })

  test('every instant of ours survives', () => {
    fc.assert(fc.property(fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }), (date) => readInstant(date.toISOString()) === date.toISOString()))
  })
})

describe('JSON', () => {
  test('F119 what PostgreSQL cannot store is replaced, and only that', () => {
    const fit = { name: '👨‍👩‍👧 𠮷 \u202e', list: [1, null, true], __proto__: null }
    expect(makeStorable(fit)).toBe(fit)
    expect(makeStorable({ name: 'a\0b', half: '\ud800', list: ['\udc00'] })).toEqual({ name: 'a\uFFFDb', half: '\uFFFD', list: ['\uFFFD'] })
  })

  test('F123 depth beyond reason is replaced', () => {
    const deep: unknown = JSON.parse(`${'{"a":['.repeat(5_000)}1${']}'.repeat(5_000)}`)
    expect(JSON.stringify(makeStorable({ id: 'o1', deep }))).toContain('[nested too deeply]')
  })

  test('what is made storable is storable', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 4, withNullPrototype: false, key: fc.string({ unit: 'binary' }), values: [fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null), fc.constant('\0\ud800')] }), (value) => {
        const made = makeStorable(value)
        return !/(^|[^\\])(\\\\)*\\u(0000|d[89a-f])/i.test(JSON.stringify(made) ?? '')
      }),
    )
  })

  test('F030 exact digits, and floats as they are', () => {
    expect(parseJson(Buffer.from('[9007199254740993, -9007199254740993, 9007199254740991, 123456.123456789012345, 1e30]'))).toEqual(['9007199254740993', '-9007199254740993', 9007199254740991, Number('123456.123456789012345'), 1e30])
  })

  test('F123 __proto__ is an ordinary name', () => {
    const value = parseJson(Buffer.from('{"__proto__":{"x":1}}')) as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.getPrototypeOf(makeStorable({ value, bad: '\0' }))).toBe(Object.prototype)
  })
})

describe('shapes', () => {
  const shape = z.object({ id, at: instant, items: z.array(z.object({ qty: whole.min(1), kind: z.enum(['a', 'b']), name: text })) })
  const good = { id: 'x', at: '2026-11-23T09:00:00Z', items: [{ qty: 1, kind: 'a', name: '' }] }

  test.each<[unknown, string]>([
    [{ ...good, items: [good.items[0], good.items[0], { ...good.items[0], qty: 'two' }] }, 'items[2].qty: expected integer, got "two"'],
    [{ ...good, items: [{ ...good.items[0], qty: 1.5 }] }, 'items[0].qty: expected integer, got 1.5'],
    [{ ...good, items: [{ ...good.items[0], qty: 0 }] }, 'items[0].qty: expected at least 1, got 0'],
    [{ ...good, items: [{ ...good.items[0], qty: 3_000_000_000 }] }, 'items[0].qty: expected at most 2147483647, got 3000000000'],
    [{ ...good, items: [{ ...good.items[0], kind: 'c' }] }, 'items[0].kind: expected "a" or "b", got "c"'],
    [{ ...good, items: [{ ...good.items[0], name: 'a\0' }] }, 'items[0].name: contains a NUL character or half a surrogate pair, got "a\\u0000"'],
    [{ ...good, items: null }, 'items: expected array, got null'],
    [{ ...good, at: 'yesterday' }, 'at: expected an RFC 3339 instant with a zone, got "yesterday"'],
    [{ ...good, id: undefined }, 'id: expected an id, got nothing'],
    [{ ...good, id: '' }, 'id: expected an id, got ""'],
    [[], 'answer: expected object, got a list'],
  ])('F029 what is wrong is said with its place', (value, sentence) => {
    expect(() => readShape(shape, value)).toThrow(new ShapeError(sentence))
    expect(explainShape(shape.safeParse(value).error!, value)).toBe(sentence)
  })

  test('F030 an id that is a number is its digits', () => expect(readShape(shape, { ...good, id: 12 }).id).toBe('12'))
})

describe('Retry-After', () => {
  test.each([['100000000000000000000'], ['9999999999'], ['86401'], ['Fri, 31 Dec 9999 23:59:59 GMT'], ['1e3'.padStart(400, '9')]])('F004 %s is a mistake: the platform is asked again in an hour, not in a month', (value) => {
    expect([null, 3_600_000]).toContain(readRetryAfter({ 'retry-after': value, date: 'Wed, 25 Nov 2026 10:00:00 GMT' }, 0))
    expect(readRetryAfter({ 'retry-after': '86400' }, 0)).toBe(86_400_000)
  })

  test('is never negative and never beyond what a date can hold', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat({ max: 2 ** 31 }).map(String), fc.date({ noInvalidDate: true }).map((date) => date.toUTCString())), fc.nat(), (value, now) => {
        const ms = readRetryAfter({ 'retry-after': value }, now)
        return ms === null || (ms >= 0 && !Number.isNaN(new Date(now + ms).getTime()))
      }),
    )
  })

  test.each([['Wed, 25 Nov 2026 10:00:07 GMT'], ['Wednesday, 25-Nov-26 10:00:07 GMT'], ['Wed Nov 25 10:00:07 2026']])('F002 reads the date %s as UTC, whatever zone we are in', (value) => {
    const zone = process.env['TZ']
    try {
      for (const place of ['UTC', 'Asia/Taipei', 'America/New_York']) {
        process.env['TZ'] = place
        expect(readRetryAfter({ 'retry-after': value }, Date.UTC(2026, 10, 25, 10, 0, 0))).toBe(7_000)
        expect(readRetryAfter({ 'retry-after': 'Wed, 25 Nov 2026 10:00:17 GMT', date: value }, 0)).toBe(10_000)
      }
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })

  test('F002 believes the seconds until the bucket is empty before a date by a clock that is far from that of the answer', () => {
    const now = Date.UTC(2026, 10, 25, 10, 0, 0)
    const headers = (ms: number) => ({ date: new Date(now).toUTCString(), 'retry-after': new Date(now + ms).toUTCString(), 'ratelimit-reset': '2' })
    expect(readRateLimitWait(headers(8 * 3_600_000), now)).toBe(2_000)
    expect(readRateLimitWait(headers(30_000), now)).toBe(30_000)
    expect(readRateLimitWait({ ...headers(0), 'retry-after': '86400' }, now)).toBe(86_400_000)
  })
})

describe('F121 the address of a platform', () => {
  test.each([
    ['https://api.example.tw/', 'https://api.example.tw'],
    ['https://api.example.tw:8443', 'https://api.example.tw:8443'],
    ['http://127.0.0.1:4400', 'http://127.0.0.1:4400'],
    ['http://localhost:4400/', 'http://localhost:4400'],
    ['http://[::1]:4400', 'http://[::1]:4400'],
    ['http://0x7f.1:4400', 'http://127.0.0.1:4400'],
  ])('%s is %s', (value, origin) => expect(readOrigin('SHOP_URL', value)).toEqual({ origin }))

  test.each(['', 'example.tw', 'ftp://example.tw', 'file:///etc/passwd', 'gopher://x', 'http://example.tw', 'http://169.254.169.254', 'http://10.0.0.1', 'http://127.0.0.1.example.tw', 'https://user:pass@example.tw', 'https://example.tw/path', 'https://example.tw/?a=1', 'https://example.tw/#x'])('%j is refused in a sentence', (value) => {
    const read = readOrigin('SHOP_URL', value)
    expect('mistake' in read && read.mistake).toMatch(/^SHOP_URL .+\.$/)
  })
})

import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { readInstant, toMicroseconds } from './instants.ts'

const pad = (number: number, digits: number) => String(number).padStart(digits, '0')
const readAsPgDoes = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as (written: string) => Date | number

/** As PostgreSQL writes an instant, in any time zone: no trailing noughts, and no minutes of the offset where there are none. */
const written = fc.record({
  year: fc.oneof(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1990, max: 2040 }), fc.integer({ min: 10_000, max: 20_000 })), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }),
  seconds: fc.integer({ min: 0, max: 86_399 }), fraction: fc.stringMatching(/^(\d{0,5}[1-9])?$/), sign: fc.constantFrom('+', '-'), hours: fc.integer({ min: 0, max: 15 }), minutes: fc.constantFrom('', ':30', ':45', ':05:43'), era: fc.constantFrom('', '', '', ' BC'),
}).map(({ year, month, day, seconds, fraction, sign, hours, minutes, era }) =>
  `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)} ${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}${fraction && '.'}${fraction}${sign}${pad(hours, 2)}${minutes}${era}`)

describe('an instant as PostgreSQL writes it', () => {
  it('is read as pg reads it', () => {
    fc.assert(fc.property(written, (text) => { expect(readInstant(text)).toEqual(readAsPgDoes(text)) }), { numRuns: 2_000 })
    expect([readInstant('infinity'), readInstant('-infinity')]).toEqual([Infinity, -Infinity])
  })

  it('keeps its microseconds in a cursor', () => {
    expect(toMicroseconds('2026-11-26 17:50:26.123456+08')).toBe('2026-11-26T09:50:26.123456Z')
    expect(toMicroseconds('2026-11-26 09:50:26.1+00')).toBe('2026-11-26T09:50:26.100000Z')
    expect(toMicroseconds('2026-11-26 09:50:26+05:30')).toBe('2026-11-26T04:20:26.000000Z')
    expect(toMicroseconds('1969-12-31 23:59:59.999999+00')).toBe('1969-12-31T23:59:59.999999Z')
  })
})

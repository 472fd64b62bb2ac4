import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSlot, isTimeZone, latestSlot, nextSlot, nightlySlot, slotsBetween, startOfDay } from './slots.ts'

const at = (text: string) => new Date(text)

describe('slots', () => {
  it('finds the next slot in the account’s time zone', () => {
    expect(nextSlot(['09:00', '14:00'], 'Asia/Taipei', at('2026-11-23T01:00:00Z'))).toEqual({ date: '2026-11-23', time: '14:00', at: at('2026-11-23T06:00:00Z') })
    expect(nextSlot(['09:00'], 'Asia/Taipei', at('2026-11-23T00:59:59Z'))?.at).toEqual(at('2026-11-23T01:00:00Z'))
  })
  it('goes on to the next local day, also over the year’s end', () => {
    expect(nextSlot(['00:10'], 'Asia/Taipei', at('2026-12-31T16:10:00Z'))).toMatchObject({ date: '2027-01-02', time: '00:10' })
  })
  it('finds the latest slot that has come', () => {
    expect(latestSlot(['09:00', '18:00'], 'Asia/Taipei', at('2026-11-23T00:00:00Z'))).toMatchObject({ date: '2026-11-22', time: '18:00' })
  })
  it('F042 runs at the end of the gap when a clock change skips a slot', () => {
    expect(nextSlot(['02:30'], 'Europe/Berlin', at('2026-03-29T00:00:00Z'))).toMatchObject({ date: '2026-03-29', at: at('2026-03-29T01:30:00Z') })
  })
  it('F043 runs at the first of two when a clock change repeats a slot', () => {
    expect(nextSlot(['02:30'], 'Europe/Berlin', at('2026-10-24T22:00:00Z'))).toMatchObject({ date: '2026-10-25', at: at('2026-10-25T00:30:00Z') })
    expect(nextSlot(['02:30'], 'Europe/Berlin', at('2026-10-25T00:30:00Z'))).toMatchObject({ date: '2026-10-26' })
  })
  it.each([
    ['a leap day', '2028-02-28T16:30:00Z', { date: '2028-02-29', at: at('2028-02-29T01:00:00Z') }],
    ['the day after a leap day', '2028-02-29T02:00:00Z', { date: '2028-03-01', at: at('2028-03-01T01:00:00Z') }],
    ['no leap day', '2027-02-28T02:00:00Z', { date: '2027-03-01', at: at('2027-03-01T01:00:00Z') }],
    ['the year’s end', '2026-12-31T02:00:00Z', { date: '2027-01-01', at: at('2027-01-01T01:00:00Z') }],
    ['the end of 32-bit seconds', '2038-01-19T03:14:08Z', { date: '2038-01-20', at: at('2038-01-20T01:00:00Z') }],
    ['the second that a leap second followed', '2016-12-31T23:59:59.999Z', { date: '2017-01-01', at: at('2017-01-01T01:00:00Z') }],
  ])('F047 goes on as on any day over %s', (_, after, next) => {
    expect(nextSlot(['09:00'], 'Asia/Taipei', at(after))).toMatchObject(next)
  })
  it('names every slot that fell in a span, and the night in which each account has its turn', () => {
    expect(slotsBetween(['09:00', '18:00'], 'Asia/Taipei', { from: at('2026-11-23T01:00:00Z'), to: at('2026-11-24T01:00:00Z') }).map((slot) => `${slot.date} ${slot.time}`)).toEqual(['2026-11-23 09:00', '2026-11-23 18:00'])
    fc.assert(fc.property(fc.uuid(), (id) => isSlot(nightlySlot(id)) && nightlySlot(id) >= '02:00' && nightlySlot(id) < '05:00'))
    expect(startOfDay('2026-11-23', 'Asia/Taipei')).toEqual(at('2026-11-22T16:00:00Z'))
    expect(startOfDay('2026-10-25', 'Europe/Berlin', 1)).toEqual(at('2026-10-25T23:00:00Z'))
  })
  it('has no slot without a schedule', () => {
    expect(nextSlot([], 'Asia/Taipei', new Date())).toBeNull()
    expect(latestSlot([], 'Asia/Taipei', new Date())).toBeNull()
  })
  it('gives each slot once a local day, in order, in any zone', () => {
    const slot = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    fc.assert(
      fc.property(fc.uniqueArray(slot, { minLength: 1, maxLength: 3 }), fc.constantFrom('Asia/Taipei', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'), fc.date({ min: at('2026-01-01'), max: at('2027-01-01'), noInvalidDate: true }), (slots, zone, start) => {
        let now = start
        const seen = new Set<string>()
        for (let step = 0; step < 12; step++) {
          const next = nextSlot(slots, zone, now)!
          expect(next.at.getTime()).toBeGreaterThan(now.getTime())
          expect(seen.has(`${next.date} ${next.time}`)).toBe(false)
          seen.add(`${next.date} ${next.time}`)
          expect(latestSlot(slots, zone, next.at)?.at).toEqual(next.at)
          now = next.at
        }
      }),
      { numRuns: 60 },
    )
  })
  it('knows a time of day and a time zone when it sees one', () => {
    expect(['00:00', '23:59'].every(isSlot)).toBe(true)
    expect(['24:00', '9:00', '09:60', '', ' 09:00'].some(isSlot)).toBe(false)
    expect(isTimeZone('Asia/Taipei')).toBe(true)
    expect(['Mars/Olympus', '2026-11-23T08:00Z', ''].some(isTimeZone)).toBe(false)
  })
})

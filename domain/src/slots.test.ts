import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSlot, isTimeZone, latestSlot, nextSlot } from './slots.ts'

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
  it('runs at the end of the gap when a clock change skips a slot', () => {
    expect(nextSlot(['02:30'], 'Europe/Berlin', at('2026-03-29T00:00:00Z'))).toMatchObject({ date: '2026-03-29', at: at('2026-03-29T01:30:00Z') })
  })
  it('runs at the first of two when a clock change repeats a slot', () => {
    expect(nextSlot(['02:30'], 'Europe/Berlin', at('2026-10-24T22:00:00Z'))).toMatchObject({ date: '2026-10-25', at: at('2026-10-25T00:30:00Z') })
    expect(nextSlot(['02:30'], 'Europe/Berlin', at('2026-10-25T00:30:00Z'))).toMatchObject({ date: '2026-10-26' })
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

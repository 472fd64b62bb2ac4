import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageingOut, certainEnd, coverageGaps, gapsIn, joinSpans, type CoverageFacts, type Span } from './coverage.ts'

const at = (text: string) => new Date(text)
const hours = (count: number) => new Date(count * 3_600_000)
const span = (from: number, to: number): Span => ({ from: hours(from), to: hours(to) })
const length = (spans: readonly Span[]) => spans.reduce((sum, each) => sum + each.to.getTime() - each.from.getTime(), 0)
const holds = (spans: readonly Span[], hour: number) => spans.some((each) => each.from <= hours(hour) && hours(hour) < each.to)
const anySpans = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 })).map(([from, size]) => span(from, from + size)), { maxLength: 12 })

describe('spans', () => {
  it('join where they overlap or touch, and nowhere else', () => {
    expect(joinSpans([span(5, 6), span(1, 3), span(3, 4), span(2, 3), span(9, 9)])).toEqual([span(1, 4), span(5, 6)])
  })
  it('hold the same hours once they are joined, apart and in order', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const joined = joinSpans(spans)
        for (let hour = 0; hour < 75; hour++) expect(holds(joined, hour)).toBe(holds(spans, hour))
        for (const [index, each] of joined.entries()) if (index > 0) expect(each.from > joined[index - 1]!.to).toBe(true)
      }),
    )
  })
  it('leave gaps that together with them are the whole, and share nothing with them', () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 40 }), (spans, from, size) => {
        const within = span(from, from + size)
        const gaps = gapsIn(within, spans)
        for (let hour = from; hour < from + size; hour++) expect(holds(gaps, hour)).toBe(!holds(spans, hour))
        expect(length(joinSpans([...gaps, ...spans]))).toBe(length(joinSpans([...spans, within])))
        expect(gapsIn(within, [...spans, ...gaps])).toEqual([])
      }),
    )
  })
})

describe('a window', () => {
  it('is certain up to two minutes before it was cut, and an old one to its end', () => {
    expect(certainEnd({ from: at('2026-11-23T00:00:00Z'), to: at('2026-11-23T09:00:01Z') }, at('2026-11-23T09:00:00Z'))).toEqual(at('2026-11-23T08:58:00Z'))
    expect(certainEnd({ from: at('2026-11-20T00:00:00Z'), to: at('2026-11-21T00:00:00Z') }, at('2026-11-23T09:00:00Z'))).toEqual(at('2026-11-21T00:00:00Z'))
    expect(certainEnd({ from: at('2026-11-23T08:59:30Z'), to: at('2026-11-23T09:00:01Z') }, at('2026-11-23T09:00:00Z'))).toEqual(at('2026-11-23T08:59:30Z'))
  })
})

const account = (changes: Partial<CoverageFacts> = {}): CoverageFacts => ({
  firstConnectedAt: at('2026-11-01T00:00:00Z'), fetched: true, fetchEnabled: true, connected: true, fetchSchedule: ['09:00', '18:00'], timeZone: 'Asia/Taipei', clockAheadMs: 0, ...changes,
})
const days = (from: string, to: string): Span => ({ from: at(from), to: at(to) })

describe('gaps', () => {
  // 09:00 in Taipei is 01:00 UTC.
  const now = at('2026-11-23T03:00:00Z')
  it('are none while every slot has been read, however long ago that was', () => {
    expect(coverageGaps(account(), [days('2026-11-01T00:00:00Z', '2026-11-23T00:58:00Z')], now)).toEqual([])
    expect(coverageGaps(account(), [days('2026-11-01T00:00:00Z', '2026-11-23T00:58:00Z')], at('2026-11-23T09:59:00Z'))).toEqual([])
  })
  it('lie between what was read, whether a slot has come since or not', () => {
    const read = [days('2026-11-01T00:00:00Z', '2026-11-20T00:00:00Z'), days('2026-11-20T05:00:00Z', '2026-11-23T02:58:00Z')]
    expect(coverageGaps(account(), read, now)).toEqual([days('2026-11-20T00:00:00Z', '2026-11-20T05:00:00Z')])
  })
  it('begin where reading ended when a slot came and nothing was read', () => {
    expect(coverageGaps(account(), [days('2026-11-01T00:00:00Z', '2026-11-22T10:00:00Z')], now)).toEqual([days('2026-11-22T10:00:00Z', '2026-11-23T00:50:00Z')])
  })
  it('wait for a slot that has only just come', () => {
    expect(coverageGaps(account(), [days('2026-11-01T00:00:00Z', '2026-11-22T10:00:00Z')], at('2026-11-23T01:05:00Z'))).toEqual([])
  })
  it('are not owed by an account that has never fetched, or that somebody turned off', () => {
    expect(coverageGaps(account({ fetched: false }), [], now)).toEqual([])
    expect(coverageGaps(account({ fetchEnabled: false }), [], now)).toEqual([])
  })
  it('begin with the first connection, and are not looked for beyond a fortnight', () => {
    const [first] = coverageGaps(account({ firstConnectedAt: at('2026-11-20T12:00:00Z') }), [days('2026-11-21T00:00:00Z', '2026-11-23T02:00:00Z')], now)
    expect(first).toEqual(days('2026-11-20T12:00:00Z', '2026-11-21T00:00:00Z'))
    expect(coverageGaps(account(), [days('2026-11-15T00:00:00Z', '2026-11-23T02:00:00Z')], now)[0]?.from).toEqual(at('2026-11-09T03:00:00Z'))
  })
  it('F041 are the same by any clock of a platform: what was due by ours is looked for where its clock was then', () => {
    const instant = (hour: number, aheadMs = 0) => new Date(at('2026-11-18T00:00:00Z').getTime() + hour * 3_600_000 + aheadMs)
    fc.assert(
      fc.property(anySpans, fc.integer({ min: -1440, max: 1440 }), fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: 60 }), (read, aheadMinutes, hour, connected) => {
        const gaps = (clockAheadMs: number) => coverageGaps(
          account({ firstConnectedAt: instant(connected), clockAheadMs }), read.map((each) => ({ from: instant(each.from.getTime() / 3_600_000, clockAheadMs), to: instant(each.to.getTime() / 3_600_000, clockAheadMs) })), instant(hour))
        const aheadMs = aheadMinutes * 60_000
        expect(gaps(aheadMs)).toEqual(gaps(0).map(({ from, to }) => ({ from: new Date(from.getTime() + aheadMs), to: new Date(to.getTime() + aheadMs) })))
      }),
    )
  })
})

describe('orders that will soon be too old', () => {
  const read = [days('2026-11-01T00:00:00Z', '2026-11-16T01:10:00Z')]
  const level = (now: string, changes: Partial<CoverageFacts> = { connected: false }) => ageingOut(account(changes), read, at(now))
  it('F027 raise an alarm exactly 72 hours and 24 hours before the first is lost, with the slots that were missed', () => {
    expect(level('2026-11-20T01:09:59.999Z')).toBeNull()
    expect(level('2026-11-20T01:10:00Z')).toMatchObject({ level: 'soon', since: at('2026-11-16T01:10:00Z'), deadline: at('2026-11-23T01:10:00Z'), cause: 'disconnected' })
    expect(level('2026-11-22T01:09:59.999Z')).toMatchObject({ level: 'soon' })
    expect(level('2026-11-22T01:10:00Z')).toMatchObject({ level: 'urgent' })
    expect(level('2026-11-23T01:09:59.999Z')).toMatchObject({ level: 'urgent' })
    expect(level('2026-11-23T01:10:00Z')).toMatchObject({ level: 'losing' })
    expect(level('2026-11-20T01:10:00Z')!.missedSlots).toEqual([
      at('2026-11-20T01:00:00Z'), at('2026-11-19T10:00:00Z'), at('2026-11-19T01:00:00Z'), at('2026-11-18T10:00:00Z'), at('2026-11-18T01:00:00Z'),
      at('2026-11-17T10:00:00Z'), at('2026-11-17T01:00:00Z'), at('2026-11-16T10:00:00Z'),
    ])
  })
  it('F027 say what stands in the way', () => {
    expect(level('2026-11-21T00:00:00Z', { fetchEnabled: false })?.cause).toBe('fetch_off')
    expect(level('2026-11-21T00:00:00Z', { fetchSchedule: [] })?.cause).toBe('no_schedule')
    expect(level('2026-11-21T00:00:00Z', {})?.cause).toBe('not_read')
  })
  it('F027 count from the earliest gap, also when all since was read', () => {
    const gap = [...read, days('2026-11-16T02:00:00Z', '2026-11-21T00:00:00Z')]
    expect(ageingOut(account(), gap, at('2026-11-21T00:00:00Z'))).toMatchObject({ since: at('2026-11-16T01:10:00Z'), level: 'soon' })
  })
  it('F041 go by our clock, as the seven days do: one of a platform that is hours behind neither raises nor hides the alarm', () => {
    expect(level('2026-11-20T01:09:59.999Z', { clockAheadMs: -8 * 3_600_000 })).toBeNull()
    expect(level('2026-11-20T01:10:00Z', { clockAheadMs: -8 * 3_600_000 })!).toMatchObject({ level: 'soon', deadline: at('2026-11-23T01:10:00Z') })
    // 01:10 there was 09:10 here: the slot at 01:00 here had been run.
    expect(level('2026-11-20T01:10:00Z', { clockAheadMs: -8 * 3_600_000 })!.missedSlots.at(-1)).toEqual(at('2026-11-16T10:00:00Z'))
    expect(level('2026-11-20T01:10:00Z', { clockAheadMs: -9 * 3_600_000 })!.missedSlots.at(-1)).toEqual(at('2026-11-17T01:00:00Z'))
  })
  it('are nobody’s concern where fetching was never turned on, or was turned off long ago', () => {
    expect(ageingOut(account({ fetchEnabled: false, fetched: false }), [], at('2026-11-22T00:00:00Z'))).toBeNull()
    expect(level('2026-12-25T00:00:00Z', { fetchEnabled: false })).toBeNull()
    expect(level('2026-12-25T00:00:00Z', {})).toMatchObject({ level: 'losing' })
  })
})

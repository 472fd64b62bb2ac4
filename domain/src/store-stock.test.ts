import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterCorrection, afterIncrement, afterOverwrite, exposureOf, judgeDifference, levelNow, nothingUnderway, soldBetween, type StockEvent, type StoreLevel } from './store-stock.ts'

const minute = 60_000
const event = (at: number, quantity: number): StockEvent => ({ at: at * minute, quantity })
const figure = (stock: number, at: number) => ({ stock, at: at * minute })
const answered = (stock: number | null, at: number, uncertainSince: number | null = null) => ({ stock, at: at * minute, sentAt: at * minute, uncertainSince: uncertainSince === null ? null : uncertainSince * minute })

describe('what a store can sell now', () => {
  it('is the newest that it said or was told, less what it sold since, with what is on its way', () => {
    const events = [event(1, 2), event(5, 3), event(9, 4), event(9, -1)]
    expect(levelNow({ told: figure(20, 4), shown: null }, events)).toBe(14)
    expect(levelNow({ told: figure(20, 4), shown: figure(30, 6) }, events)).toBe(27)
    expect(levelNow({ told: figure(20, 4), shown: figure(30, 2) }, events)).toBe(14)
    expect(levelNow({ told: figure(20, 4), shown: null }, events, { ...nothingUnderway, increments: 5 })).toBe(19)
    expect(levelNow({ told: figure(20, 4), shown: null }, events, { ...nothingUnderway, overwrite: 50 })).toBe(50)
    expect(levelNow({ told: figure(2, 4), shown: null }, events)).toBe(0)
    expect(levelNow({ told: null, shown: null }, events)).toBeNull()
  })
  it('leaves a unit at risk for each that the stores may sell and that is not free here', () => {
    expect(exposureOf([5, null, 4], 6)).toEqual({ exposed: 9, atRisk: 3 })
    expect(exposureOf([5, 4], 9)).toEqual({ exposed: 9, atRisk: 0 })
    expect(exposureOf([5], -2)).toEqual({ exposed: 5, atRisk: 5 })
    fc.assert(fc.property(fc.array(fc.option(fc.nat(1_000)), { maxLength: 6 }), fc.integer({ min: -100, max: 3_000 }), (levels, free) => {
      const { exposed, atRisk } = exposureOf(levels, free)
      expect(atRisk).toBeGreaterThanOrEqual(0)
      expect(atRisk).toBeLessThanOrEqual(exposed)
      expect(exposed - atRisk).toBeLessThanOrEqual(Math.max(0, free))
    }))
  })
})

describe('a difference', () => {
  const level = (told: number, shown: number): StoreLevel => ({ told: figure(told, 10), shown: figure(shown, 100) })
  const at50 = [event(50, 3)]
  it.each([
    ['same', level(10, 10), [], {}, null, 0],
    ['sold', level(10, 7), at50, {}, null, 0],
    ['drift', level(10, 9), at50, {}, null, 2],
    ['drift', level(10, 5), at50, {}, 100, -2],
    ['orders_unread', level(10, 5), at50, {}, 99, -2],
    ['just_sold', level(10, 5), [...at50, event(101, 2)], {}, 100, -2],
    ['write_underway', level(10, 12), at50, { mayBeTakenMax: 5 }, 100, 5],
    ['drift', level(10, 13), at50, { mayBeTakenMax: 5 }, 100, 6],
    ['correcting', level(10, 13), at50, { correcting: true, increments: -6 }, 100, 6],
  ] as const)('is %s for %j after %j', (kind, stocks, events, underway, readUntil, difference) => {
    expect(judgeDifference(stocks, events, { ...nothingUnderway, ...underway }, readUntil === null ? null : readUntil * minute)).toMatchObject({ kind, difference })
  })
  it('is not judged where the store shows less and nobody fetches what it sold; more than it was told is a drift all the same', () => {
    const judge = (shown: number, readUntil: number | null) => judgeDifference(level(10, shown), [], nothingUnderway, readUntil, false)?.kind
    expect([judge(5, null), judge(5, 99 * minute), judge(5, 100 * minute), judge(12, null), judge(10, null)]).toEqual(['not_judged', 'not_judged', 'drift', 'drift', 'same'])
  })
  it('is nothing while one side is unknown', () => {
    expect(judgeDifference({ told: figure(1, 1), shown: null }, [])).toBeNull()
    expect(judgeDifference({ told: null, shown: figure(1, 1) }, [])).toBeNull()
  })
})

/** A store as it really is, with everything that can happen to it, and what we keep of it. */
const happening = fc.oneof(
  fc.record({ what: fc.constant('sale' as const), quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ what: fc.constant('cancel' as const), quantity: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ what: fc.constant('increment' as const), quantity: fc.integer({ min: -5, max: 20 }), says: fc.boolean(), lost: fc.boolean() }),
  fc.record({ what: fc.constant('overwrite' as const), quantity: fc.nat(50) }),
  fc.record({ what: fc.constant('reading' as const) }),
  fc.record({ what: fc.constant('touched' as const), quantity: fc.integer({ min: -5, max: 5 }) }),
)

describe('what is kept of a store', () => {
  it('says exactly by how much somebody changed the stock behind our back, whatever was sold and written in between', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.array(happening, { maxLength: 40 }), (start, happenings) => {
        let real = start
        let touched = 0
        let level: StoreLevel = { told: figure(start, 0), shown: null }
        const events: StockEvent[] = []
        // An hour apart: nothing is near anything.
        happenings.forEach((each, index) => {
          const at = (index + 1) * 60
          if (each.what === 'sale' || each.what === 'cancel') {
            const quantity = each.what === 'sale' ? each.quantity : -each.quantity
            real -= quantity
            events.push(event(at, quantity))
          } else if (each.what === 'increment') {
            real += each.quantity
            level = afterIncrement(level, each.quantity, answered(each.says ? real : null, at, each.lost ? at - 30 : null))
          } else if (each.what === 'overwrite') {
            real = each.quantity
            touched = 0
            level = afterOverwrite(each.quantity, answered(each.quantity, at))
          } else if (each.what === 'reading') {
            level = { ...level, shown: figure(real, at) }
          } else {
            real += each.quantity
            touched += each.quantity
          }
        })
        const end = (happenings.length + 2) * 60
        level = { ...level, shown: figure(real, end) }
        expect(judgeDifference(level, events, nothingUnderway, end * minute)!.difference).toBe(touched)
        expect(levelNow(level, events)).toBe(Math.max(0, real))
        const corrected = afterCorrection(level, -touched, answered(null, end + 60))
        expect(judgeDifference(corrected, events, nothingUnderway, end * minute)).toMatchObject({ difference: 0 })
      }),
    )
  })
  it('is not misled by the old answer of a write that is asked for again', () => {
    const level = afterIncrement({ told: figure(10, 0), shown: figure(10, 50) }, 5, answered(15, 100, 20))
    expect(level).toEqual({ told: figure(15, 0), shown: null })
    expect(soldBetween([event(60, 2)], 0, 70 * minute)).toBe(2)
  })
})

import { newId } from '@crossdock/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, monthOf, monthsToMake } from './months.ts'

const instants = fc.date({ min: new Date('2024-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })

describe('months', () => {
  it('go over the end of a year', () => {
    expect(monthOf(new Date('2026-12-31T23:59:59.999Z'))).toEqual({ name: '2026_12', from: new Date('2026-12-01'), to: new Date('2027-01-01') })
    expect(monthsToMake(new Date('2026-12-01'), new Date('2026-11-25T22:00:00Z'), 2).map((month) => month.name)).toEqual(['2026_12', '2027_01'])
  })

  it('are made once, and made up for when nobody made them in time', () => {
    expect(monthsToMake(new Date('2027-02-01'), new Date('2026-11-25T22:00:00Z'), 2)).toEqual([])
    expect(monthsToMake(new Date('2026-12-01'), new Date('2027-02-10T00:00:00Z'), 1).map((month) => month.name)).toEqual(['2026_12', '2027_01', '2027_02', '2027_03'])
  })

  it('join without a gap, from where there are partitions to as far ahead as asked', () => {
    fc.assert(fc.property(instants, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 6 }), (begun, later, ahead) => {
      const madeUntil = monthOf(begun).from
      const now = new Date(Date.UTC(madeUntil.getUTCFullYear(), madeUntil.getUTCMonth() + later, 15))
      const months = monthsToMake(madeUntil, now, ahead)
      expect(months[0]!.from).toEqual(madeUntil)
      for (const [index, month] of months.entries()) expect(month.from).toEqual(index === 0 ? madeUntil : months[index - 1]!.to)
      expect(months).toHaveLength(later + ahead + 1)
      expect(monthsToMake(months.at(-1)!.to, now, ahead)).toEqual([])
    }))
  })

  it('are found again in the ids', () => {
    const before = Date.now()
    const at = instantOf(newId()).getTime()
    expect(at).toBeGreaterThanOrEqual(before - 1)
    expect(at).toBeLessThanOrEqual(Date.now() + 1)
  })
})

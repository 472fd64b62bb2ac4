import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctEarned, earnPush, oversellingWarning, pushDue, type PushLedger } from './push-share.ts'

const empty: PushLedger = { earnedHundredths: 0, pushed: 0 }
const account = (pushPercentage: number, pushEnabled = true) => ({ pushPercentage, pushEnabled })

describe('the share that is pushed', () => {
  it('F109 pushes 5 of ten put-aways of 1 at 50 %', () => {
    let ledger = empty
    const increments = Array.from({ length: 10 }, () => {
      const earned = earnPush(ledger, 1, 50)
      ledger = earned.ledger
      return earned.increment
    })
    expect(increments).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
  })
  it('F109 is the floor of the cumulative put-away while the percentage stays', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 20 }), (percentage, putAways) => {
        const ledger = putAways.reduce((before, putAway) => earnPush(before, putAway, percentage).ledger, empty)
        expect(ledger.pushed).toBe(Math.floor((putAways.reduce((sum, each) => sum + each, 0) * percentage) / 100))
      }),
    )
  })
  it('never pushes a past inbound again, nor takes it back, when the percentage changes', () => {
    const first = earnPush(empty, 100, 50)
    expect(first.increment).toBe(50)
    expect(earnPush(first.ledger, 10, 80).increment).toBe(8)
    expect(earnPush(first.ledger, 10, 20).increment).toBe(2)
  })
  it('F109 never gives the stores together more than was put away while the percentages sum to 100 or less', () => {
    const step = fc.record({ putAway: fc.integer({ min: 0, max: 1_000 }), shares: fc.array(fc.nat(100), { minLength: 3, maxLength: 3 }).filter((shares) => shares.reduce((a, b) => a + b, 0) <= 100) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const ledgers = [empty, empty, empty]
        let putAway = 0
        for (const each of steps) {
          putAway += each.putAway
          each.shares.forEach((share, index) => {
            const earned = earnPush(ledgers[index]!, each.putAway, share)
            expect(earned.increment).toBeGreaterThanOrEqual(0)
            ledgers[index] = earned.ledger
          })
          expect(ledgers.reduce((sum, ledger) => sum + ledger.pushed, 0)).toBeLessThanOrEqual(putAway)
        }
      }),
    )
  })
})

describe('a correction', () => {
  const steps = fc.array(fc.record({ putAway: fc.integer({ min: 0, max: 1_000 }), percentage: fc.nat(100), wasReally: fc.nat(1_000) }), { minLength: 1, maxLength: 20 })
  it('F108 leaves the ledger as if each put-away had been counted right, once what is due was pushed', () => {
    fc.assert(
      fc.property(steps, (each) => {
        const counted = each.reduce((ledger, { putAway, percentage }) => earnPush(ledger, putAway, percentage).ledger, empty)
        const corrected = each.reduce((ledger, { putAway, percentage, wasReally }) => correctEarned(ledger, wasReally - putAway, percentage), counted)
        const right = each.reduce((ledger, { percentage, wasReally }) => earnPush(ledger, wasReally, percentage).ledger, empty)
        expect(corrected.earnedHundredths).toBe(right.earnedHundredths)
        expect(corrected.pushed + pushDue(corrected)).toBe(right.pushed)
      }),
    )
  })
  it('F108 that nobody decided about is evened out by the next put-away, and never pushes below nothing', () => {
    const corrected = correctEarned(earnPush(empty, 10, 100).ledger, -4, 100)
    expect(pushDue(corrected)).toBe(-4)
    expect(earnPush(corrected, 3, 100)).toMatchObject({ increment: 0 })
    const next = earnPush(corrected, 10, 100)
    expect([next.increment, pushDue(next.ledger)]).toEqual([6, 0])
  })
})

describe('the overselling warning', () => {
  it.each([[[50, 49], null], [[50, 50], 100], [[60, 40], 100], [[60, 50], 110], [[100, 0], 100], [[99, 0], null], [[], null]] as const)('F110 for %j is %j', (percentages, sum) => {
    expect(oversellingWarning(percentages.map((each) => account(each)))?.sum ?? null).toBe(sum)
  })
  it('counts only accounts that push', () => {
    expect(oversellingWarning([account(60), account(60, false)])).toBeNull()
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createBucket } from './bucket.ts'

describe('a bucket', () => {
  test('I18 never lets out more than its capacity and its rate, whatever is asked of it', () => {
    const step = fc.oneof(fc.record({ wait: fc.nat({ max: 400 }) }), fc.record({ correct: fc.integer({ min: -5, max: 100 }) }), fc.record({ pause: fc.nat({ max: 2000 }) }))
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50 }), fc.array(step, { maxLength: 60 }), (capacity, perSecond, steps) => {
        let now = 1000
        let pausedUntil = 0
        const bucket = createBucket({ capacity, perSecond }, () => now)
        const taken: number[] = []
        for (const one of steps) {
          if ('wait' in one) now += one.wait
          if ('correct' in one) bucket.correct(one.correct)
          if ('pause' in one) {
            bucket.pause(one.pause)
            pausedUntil = Math.max(pausedUntil, now + one.pause)
          }
          for (let tries = 0; tries < 3; tries++) {
            if (bucket.take() === 0) {
              expect(now).toBeGreaterThanOrEqual(pausedUntil)
              taken.push(now)
            }
          }
        }
        taken.forEach((from, first) =>
          taken.slice(first).forEach((to, more) => expect(more + 1).toBeLessThanOrEqual(capacity + ((to - from) * perSecond) / 1000 + 1e-6)),
        )
      }),
    )
  })

  test('says exactly how long to wait', () => {
    let now = 0
    const bucket = createBucket({ capacity: 2, perSecond: 4 }, () => now)
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 250])
    now += 250
    expect([bucket.take(), bucket.take()]).toEqual([0, 250])
  })

  test('lets one out after a pause and not all that waited', () => {
    let now = 0
    const bucket = createBucket({ capacity: 40, perSecond: 20 }, () => now)
    bucket.pause(7000)
    expect([bucket.take(), bucket.pausedFor()]).toEqual([7000, 7000])
    now += 7000
    expect([bucket.take(), bucket.take(), bucket.pausedFor()]).toEqual([0, 50, 0])
  })

  test('F040 a clock that jumps back stops it for no longer than that one fill', () => {
    let now = 600_000
    const bucket = createBucket({ capacity: 1, perSecond: 1 }, () => now)
    bucket.take()
    now = 0
    expect(bucket.take()).toBe(1000)
    now = 1000
    expect(bucket.take()).toBe(0)
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bulkAheadMs, correctLeft, keptForUrgent, promiseCalls, rest, type RateBudget, type RateState } from './call-rate.ts'

const fresh: RateState = { fullAt: 0, restUntil: 0 }
const budgets = fc.record({ capacity: fc.integer({ min: 1, max: 60 }), perSecond: fc.double({ min: 0.2, max: 50, noNaN: true }) })
const event = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('calls' as const), after: fc.integer({ min: 0, max: 900 }), urgent: fc.boolean(), count: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rest' as const), after: fc.integer({ min: 0, max: 900 }), ms: fc.integer({ min: 1, max: 20_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('left' as const), after: fc.integer({ min: 0, max: 900 }), left: fc.integer({ min: -3, max: 80 }) }) },
)
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never

/** @returns when each call may go, and each rest with its span */
function play(budget: RateBudget, events: readonly Event[]): { calls: number[]; rests: { from: number; until: number }[] } {
  let state = fresh
  let now = 1_000_000
  const calls: number[] = []
  const rests: { from: number; until: number }[] = []
  for (const each of events) {
    now += each.after
    if (each.kind === 'rest') {
      state = rest(state, budget, each.ms, now)
      rests.push({ from: now, until: now + each.ms })
    } else if (each.kind === 'left') state = correctLeft(state, budget, each.left, now)
    else {
      const promised = promiseCalls(state, budget, each, now)
      state = promised.state
      for (let index = 0; index < promised.given.count; index++) calls.push(now + Math.max(0, promised.given.firstInMs + index * promised.given.stepMs))
    }
  }
  return { calls: calls.sort((a, b) => a - b), rests }
}

it('never promises more calls in any span than the capacity and what fills meanwhile, whoever asks for what and when', () => {
  fc.assert(fc.property(budgets, fc.array(event, { maxLength: 60 }), (budget, events) => {
    const { calls } = play(budget, events)
    for (let first = 0; first < calls.length; first++) {
      for (let last = first; last < calls.length; last++) {
        const allowed = budget.capacity + ((calls[last]! - calls[first]!) * budget.perSecond) / 1000
        if (last - first + 1 > allowed + 1e-6) throw new Error(`${last - first + 1} calls where ${allowed} are allowed`)
      }
    }
  }))
})

it('promises nothing into a rest, and goes on one by one behind it', () => {
  fc.assert(fc.property(budgets, fc.array(event, { maxLength: 40 }), fc.integer({ min: 1, max: 10_000 }), fc.boolean(), (budget, events, ms, urgent) => {
    let state = fresh
    const now = 1_000_000
    for (const each of events) if (each.kind === 'calls') state = promiseCalls(state, budget, each, now).state
    state = rest(state, budget, ms, now)
    for (const at of [0, ms / 2, ms - 1]) {
      const early = promiseCalls(state, budget, { urgent, count: 50 }, now + at)
      expect([early.given.count, early.given.restMs]).toEqual([0, ms - at])
      state = early.state
    }
    const later = promiseCalls(state, budget, { urgent, count: 50 }, now + ms).given
    // At most what may be promised ahead, a step apart: nothing has been saved up.
    expect(later.restMs).toBe(0)
    expect(later.firstInMs).toBeGreaterThanOrEqual(-1e-6)
  }))
})

it('is used up by those who ask again and again: nothing of the rate is lost between them', () => {
  fc.assert(fc.property(fc.record({ capacity: fc.integer({ min: 3, max: 60 }), perSecond: fc.double({ min: 2, max: 50, noNaN: true }) }), fc.integer({ min: 1, max: 4 }), (budget, workers) => {
    let state = fresh
    const calls: number[] = []
    const seconds = 60
    const pause = Math.max(1, bulkAheadMs(budget) / 2)
    const nextAt = Array.from({ length: workers }, (_, worker) => 1_000_000 + (worker * pause) / workers)
    for (;;) {
      const worker = nextAt.indexOf(Math.min(...nextAt))
      const now = nextAt[worker]!
      if (now > 1_000_000 + seconds * 1000) break
      const promised = promiseCalls(state, budget, { urgent: false, count: 200 }, now)
      state = promised.state
      for (let index = 0; index < promised.given.count; index++) calls.push(now + Math.max(0, promised.given.firstInMs + index * promised.given.stepMs))
      nextAt[worker] = now + pause
    }
    expect(calls.filter((at) => at <= 1_000_000 + seconds * 1000).length).toBeGreaterThanOrEqual(Math.floor(budget.perSecond * seconds * 0.99) - 1)
  }), { numRuns: 40 })
})

it('lets an urgent call go at once, however many wait in bulk', () => {
  fc.assert(fc.property(fc.record({ capacity: fc.integer({ min: 4, max: 60 }), perSecond: fc.double({ min: 1, max: 50, noNaN: true }) }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 40 }), (budget, pauses) => {
    let state = fresh
    let now = 1_000_000
    for (const pause of pauses) {
      now += pause
      state = promiseCalls(state, budget, { urgent: false, count: 500 }, now).state
    }
    const { given } = promiseCalls(state, budget, { urgent: true, count: 1 }, now)
    expect(keptForUrgent(budget)).toBeGreaterThan(0)
    expect([given.count, given.firstInMs <= 1e-6]).toEqual([1, true])
  }))
})

it('is not held up for long by a clock that was set back', () => {
  const budget = { capacity: 40, perSecond: 20 }
  const { given } = promiseCalls({ fullAt: 9_000_000, restUntil: 0 }, budget, { urgent: true, count: 1 }, 1_000_000)
  expect(given.firstInMs + given.moreInMs).toBeLessThanOrEqual(7_100)
})

it('believes the platform when less is left than we thought, and only then', () => {
  const budget = { capacity: 40, perSecond: 20 }
  const state = correctLeft({ fullAt: 1_000, restUntil: 0 }, budget, 5, 1_000)
  expect(promiseCalls(state, budget, { urgent: true, count: 1 }, 1_000).given.left).toBe(4)
  expect(correctLeft(state, budget, 20, 1_000)).toEqual(state)
})

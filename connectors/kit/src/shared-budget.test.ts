import { promiseCalls, rest, type RateBudget, type RateState } from '@crossdock/domain'
import { describe, expect, test } from 'vitest'
import type { Budget, SharedRates } from './budget.ts'
import { sharedBudgets } from './shared-budget.ts'

const of: RateBudget = { capacity: 34, perSecond: 20 }

/** Time that passes when it is told to, and one place where all processes agree. */
function world({ answerMs = 3 } = {}) {
  let now = 1_000_000
  let due: { at: number; act: () => void }[] = []
  let state: RateState = { fullAt: 0, restUntil: 0 }
  const seen = { questions: 0, errors: 0, broken: false }
  const after = (ms: number, act: () => void) => void due.push({ at: now + ms, act })
  const answer = <T>(work: () => T): Promise<T> => new Promise((resolve, reject) => after(answerMs / 2, () => {
    if (seen.broken) return reject(new Error('the database is away'))
    const result = work()
    after(answerMs / 2, () => resolve(result))
  }))
  const rates: SharedRates = {
    promise: (_account, budget, wanted) => answer(() => {
      seen.questions += 1
      const promised = promiseCalls(state, budget, wanted, now)
      state = promised.state
      return promised.given
    }),
    rest: (_account, budget, ms) => answer(() => { state = rest(state, budget, ms, now) }),
    correct: () => answer(() => {}),
  }
  return {
    seen, after, now: () => now,
    /** @param asleep whether the process stands still: what falls due then happens afterwards */
    open(asleep: () => number = () => 0): Budget {
      const later = (ms: number, act: () => void) => after(ms, function due() {
        const wake = asleep()
        if (wake > now) after(wake - now, due)
        else act()
      })
      return sharedBudgets(rates, () => { seen.errors += 1 }, { ticks: () => now, after: later })('account', of)
    },
    async pass(ms: number) {
      const end = now + ms
      for (;;) {
        // Whatever was resolved goes on first.
        for (let round = 0; round < 20; round++) await Promise.resolve()
        const next = due.toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        due = due.filter((each) => each !== next)
        now = Math.max(now, next.at)
        next.act()
      }
      now = end
    },
  }
}

/** Calls one after the other in so many lanes, each of which takes a while. @returns when each went out */
function caller(at: ReturnType<typeof world>, budget: Budget, { lanes, callMs = 60, alive = () => true }: { lanes: number; callMs?: number; alive?: () => boolean }): number[] {
  const calls: number[] = []
  const lane = async () => {
    for (;;) {
      const resting = await budget.leave(false)
      if (!alive()) return
      if (resting > 0) await new Promise<void>((resolve) => at.after(resting, resolve))
      else {
        calls.push(at.now())
        await new Promise<void>((resolve) => at.after(callMs, resolve))
      }
    }
  }
  for (let count = 0; count < lanes; count++) void lane()
  return calls
}

/** The most calls beyond what the rate fills, in any span: what a platform's own bucket has to hold. */
function burst(calls: readonly number[]): number {
  let most = 0
  let level = 0
  let last = 0
  for (const at of calls.toSorted((a, b) => a - b)) {
    level = Math.max(0, level - ((at - last) * of.perSecond) / 1000) + 1
    last = at
    most = Math.max(most, level)
  }
  return most
}

const seconds = 60

describe('a budget on which several processes agree', () => {
  test.each([1, 2, 5])('is used up and never overdrawn by %s processes, at a few questions a second', async (processes) => {
    const at = world()
    const calls = Array.from({ length: processes }, () => caller(at, at.open(), { lanes: 12 }))
    await at.pass(seconds * 1000)
    const all = calls.flat()
    expect(all.length).toBeGreaterThan(of.perSecond * seconds * 0.99)
    expect(burst(all)).toBeLessThanOrEqual(of.capacity + 0.01)
    expect(at.seen.questions / all.length).toBeLessThan(0.25 * processes)
  })

  test('loses no more than a moment when a process dies with what it was promised', async () => {
    const at = world()
    let dead = false
    const first = caller(at, at.open(), { lanes: 12, alive: () => !dead })
    const second = caller(at, at.open(), { lanes: 12 })
    await at.pass(20_000)
    dead = true
    const before = second.length
    await at.pass(20_000)
    expect(second.length - before).toBeGreaterThan(20 * of.perSecond - 20)
    expect(burst([...first, ...second])).toBeLessThanOrEqual(of.capacity + 0.01)
  })

  test('does not call late for what was promised to a process that stood still', async () => {
    const at = world()
    let asleep = 0
    const first = caller(at, at.open(() => asleep), { lanes: 12 })
    const second = caller(at, at.open(), { lanes: 12 })
    for (let round = 0; round < 20; round++) {
      await at.pass(1_700)
      asleep = at.now() + 1_100
      await at.pass(1_300)
    }
    // What was late by less than a moment is still made use of.
    expect(burst([...first, ...second])).toBeLessThanOrEqual(of.capacity + 3.01)
    // Each time, what it was promised is lost: it stood still for a third of the time.
    expect(first.length + second.length).toBeGreaterThan(of.perSecond * seconds * 0.85)
  })

  test('lets an urgent call go at once, while many wait in bulk in all processes', async () => {
    const at = world()
    const budgets = [at.open(), at.open()]
    for (const budget of budgets) caller(at, budget, { lanes: 12 })
    await at.pass(10_000)
    const waits: number[] = []
    for (let call = 0; call < 20; call++) {
      const asked = at.now()
      void budgets[call % 2]!.leave(true).then(() => waits.push(at.now() - asked))
      await at.pass(500)
    }
    expect(waits).toHaveLength(20)
    // An answer that is on its way is waited for, then its own.
    expect(Math.max(...waits)).toBeLessThan(10)
  })

  test('lets those in bulk through while urgent calls alone would use up the rate, here and in another process', async () => {
    const at = world()
    const budgets = [at.open(), at.open()]
    const bulk = budgets.map((budget) => caller(at, budget, { lanes: 12 }))
    const urgent: number[] = []
    const urgently = async (): Promise<void> => {
      for (;;) {
        await budgets[0]!.leave(true)
        urgent.push(at.now())
        await new Promise<void>((resolve) => at.after(60, resolve))
      }
    }
    for (let lane = 0; lane < 40; lane++) void urgently()
    await at.pass(60_000)
    for (const calls of bulk) expect(calls.filter((call) => call > 1_010_000).length).toBeGreaterThan(50)
    expect(urgent.length).toBeGreaterThan(60 * of.perSecond * 0.5)
    expect(burst([...bulk.flat(), ...urgent])).toBeLessThanOrEqual(of.capacity + 0.01)
  })

  test('has all processes rest when the platform asks one of them to', async () => {
    const at = world()
    const budgets = [at.open(), at.open()]
    const calls = budgets.map((budget) => caller(at, budget, { lanes: 12 }))
    await at.pass(5_000)
    budgets[0]!.rest(10_000)
    const until = at.now() + 10_000
    // What was promised already may still go.
    await at.pass(1_000)
    const counts = calls.map((each) => each.length)
    await at.pass(8_900)
    expect(calls.map((each) => each.length)).toEqual(counts)
    await at.pass(2_000)
    const behind = calls.flat().filter((call) => call >= until)
    expect(behind.length).toBeGreaterThan(20)
    expect(burst(behind)).toBeLessThanOrEqual(2)
  })

  test('lets go at once what may go at once, also whoever comes while another question is out', async () => {
    const at = world()
    const budget = at.open()
    const callers = [20, 22, 25].map((callMs) => caller(at, budget, { lanes: 2, callMs }))
    await at.pass(200)
    // What is kept for urgent calls is not theirs.
    expect(callers.flat().length).toBeGreaterThanOrEqual(24)
  })

  test('says a moment before that a call may go, and at once where it may go at once', async () => {
    const at = world()
    const budget = at.open()
    const waits: { soon: number[]; went: number }[] = []
    const begun = at.now()
    const lane = async (): Promise<void> => {
      for (;;) {
        const soon: number[] = []
        await budget.leave(false, undefined, () => soon.push(at.now()))
        waits.push({ soon, went: at.now() })
        await new Promise<void>((resolve) => at.after(30, resolve))
      }
    }
    for (let count = 0; count < 12; count++) void lane()
    await at.pass(10_000)
    const first = waits.slice(0, 12)
    expect(first.map(({ soon }) => soon)).toEqual(first.map(() => [begun]))
    const later = waits.filter(({ went }) => went > begun + 3_000)
    expect(later.length).toBeGreaterThan(100)
    for (const { soon, went } of later) {
      // Once: nothing that would be too old by then is got ready.
      expect(soon).toHaveLength(1)
      expect(went - soon[0]!).toBeGreaterThan(50)
      expect(went - soon[0]!).toBeLessThanOrEqual(110)
    }
  })

  test('hands what somebody gave up on to the next who waits', async () => {
    const at = world()
    const budget = at.open()
    const stop = new AbortController()
    const left: Promise<unknown>[] = []
    for (let index = 0; index < 60; index++) left.push(budget.leave(false, index % 2 ? stop.signal : undefined).catch((err: unknown) => err))
    await at.pass(50)
    stop.abort(new Error('given up'))
    await at.pass(4_000)
    const ends = await Promise.all(left)
    expect(ends.filter((end) => end === 0).length).toBeGreaterThanOrEqual(30)
    expect(ends.every((end) => end === 0 || end instanceof Error)).toBe(true)
  })

  test('goes by what the process knows alone while nobody can be asked', async () => {
    const at = world()
    at.seen.broken = true
    const budget = at.open()
    const ends = Array.from({ length: of.capacity }, () => budget.leave(false))
    await at.pass(100)
    expect(await Promise.all(ends)).toEqual(ends.map(() => 0))
    expect(at.seen.errors).toBeGreaterThan(0)
  })
})

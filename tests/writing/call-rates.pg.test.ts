import { setTimeout as delay } from 'node:timers/promises'
import { localBudgets, sharedBudgets, type Budget } from '@crossdock/connector-kit'
import { correctLeft, promiseCalls, rest, type RateBudget, type RateState } from '@crossdock/domain'
import { openCallRates } from '@crossdock/postgres'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase } from '../support/database.ts'

let database: Awaited<ReturnType<typeof createDatabase>>
const pools: pg.Pool[] = []
beforeAll(async () => { database = await createDatabase() })
afterAll(async () => {
  for (const pool of pools) await pool.end()
  await database.drop()
})
function openPool(): pg.Pool {
  const pool = new pg.Pool({ connectionString: database.url, max: 3 })
  pools.push(pool)
  return pool
}
/** A process of its own: what it knows of others, it knows from the database. */
const openProcess = () => sharedBudgets(openCallRates(openPool()), (err) => { throw err })

it('promises in the database what the rule says', async () => {
  const pool = openPool()
  let serial = 0
  const step = fc.record({ after: fc.integer({ min: -50, max: 1_500 }), kind: fc.constantFrom('bulk', 'bulk', 'bulk', 'urgent', 'rest', 'left'), count: fc.integer({ min: 1, max: 60 }) })
  await fc.assert(
    fc.asyncProperty(fc.record({ capacity: fc.integer({ min: 1, max: 50 }), perSecond: fc.integer({ min: 1, max: 30 }) }), fc.array(step, { minLength: 1, maxLength: 12 }), async (budget, steps) => {
      const account = `account-${++serial}`
      let now = 1_800_000_000_000
      const rates = openCallRates(pool, () => now)
      let state: RateState = { fullAt: 0, restUntil: 0 }
      for (const { after, kind, count } of steps) {
        now += after
        if (kind === 'rest') {
          state = rest(state, budget, count * 20, now)
          await rates.rest(account, budget, count * 20)
        } else if (kind === 'left') {
          // Only an account that was called has figures.
          if (state.fullAt > 0) state = correctLeft(state, budget, count, now)
          await rates.correct(account, budget, count)
        } else {
          const promised = promiseCalls(state, budget, { urgent: kind === 'urgent', count }, now)
          state = promised.state
          expect(await rates.promise(account, budget, { urgent: kind === 'urgent', count })).toEqual(promised.given)
        }
      }
    }),
    { numRuns: 40 },
  )
})

/** Calls in so many lanes until an instant. @returns when each went out */
async function callUntil(end: number, budget: Budget, lanes: number): Promise<number[]> {
  const calls: number[] = []
  const lane = async () => {
    while (performance.now() < end) {
      const resting = await budget.leave(false)
      if (resting > 0) {
        await delay(resting)
        continue
      }
      calls.push(performance.now())
      await delay(5)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return calls
}

/** As a platform counts: a bucket that leaks. @returns how full it was at most */
function fullest(calls: readonly number[], { perSecond }: RateBudget): number {
  let most = 0
  let level = 0
  let last = 0
  for (const at of calls.toSorted((a, b) => a - b)) {
    level = Math.max(0, level - ((at - last) * perSecond) / 1000) + 1
    last = at
    most = Math.max(most, level)
  }
  return most
}

it('I18 two processes that call one account together use its rate up and never exceed it; each alone would do so twice over', async () => {
  const of = { capacity: 40, perSecond: 100 }
  const seconds = 2.5
  const end = performance.now() + seconds * 1000
  const together = (await Promise.all([openProcess(), openProcess()].map((open) => callUntil(end, open('shared', of), 8)))).flat().filter((at) => at <= end)
  expect(together.length).toBeGreaterThan(of.perSecond * seconds * 0.95)
  // By so much, the platform's own capacity is to be larger: what may be late, and what timers add.
  expect(fullest(together, of)).toBeLessThanOrEqual(of.capacity + (of.perSecond * 200) / 1000)

  const alone = () => localBudgets({ ticks: () => performance.now(), sleep: (ms) => delay(ms) })('shared', of)
  const later = performance.now() + 1_000
  const apart = (await Promise.all([alone(), alone()].map((budget) => callUntil(later, budget, 8)))).flat()
  expect(fullest(apart, of)).toBeGreaterThan(of.capacity * 1.9)
})

it('has every process rest when a platform asked one of them to, and lets urgent calls before those in bulk', async () => {
  const of = { capacity: 20, perSecond: 40 }
  const [one, two] = [openProcess()('resting', of), openProcess()('resting', of)] as const
  const end = performance.now() + 1_200
  const bulk = Promise.all([callUntil(end, one, 12), callUntil(end, two, 12)])
  await delay(700)
  for (const budget of [two, one]) {
    const asked = performance.now()
    expect(await budget.leave(true)).toBe(0)
    // In bulk, 24 lanes at 40 a second wait for longer than half a second.
    expect(performance.now() - asked).toBeLessThan(400)
  }
  await bulk
  one.rest(60_000)
  await expect.poll(() => two.leave(true), { timeout: 2_000 }).toBeGreaterThan(50_000)
  expect(await one.leave(false)).toBeGreaterThan(50_000)
})

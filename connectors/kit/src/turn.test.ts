import { expect, test } from 'vitest'
import { createBucket } from './bucket.ts'
import type { StoreAccess } from './connector.ts'
import { takeTurn, type Turn } from './turn.ts'

/* The simulation's seed 930: eight calls had leave, waited together for one refresh of their token, and went at the same instant. */
test('calls that waited long for one token go as their budget allows then, not all at once', async () => {
  let now = 0
  const due: { at: number; go: () => void }[] = []
  const sleep = (ms: number) => new Promise<void>((go) => due.push({ at: now + ms, go }))
  const bucket = createBucket({ capacity: 2, perSecond: 1 }, () => now)
  const budget = {
    async leave(): Promise<number> {
      for (let wait = bucket.take(); wait > 0; wait = bucket.take()) await sleep(wait)
      return 0
    },
    resting: () => 0, rest() {}, correct() {},
  }
  const turn: Turn = { access: {} as StoreAccess, patience: 60_000, platform: 'Shoply', outcome: 'not_sent', now: () => now, sleep }
  let asked = 0
  const refreshed = sleep(6_000)
  const ask = async () => {
    asked += 1
    await refreshed
    return 'token'
  }
  const departures: number[] = []
  const calls = Array.from({ length: 6 }, () => takeTurn(budget, turn, ask).then(() => departures.push(now)))
  while (departures.length < 6) {
    for (let round = 0; round < 20; round++) await Promise.resolve()
    const next = due.toSorted((one, other) => one.at - other.at)[0]
    if (!next) break
    due.splice(due.indexOf(next), 1)
    now = next.at
    next.go()
  }
  await Promise.all(calls)
  expect(departures[0]).toBe(6_000)
  for (const [index, at] of departures.entries()) expect(departures.filter((each) => each >= at && each < at + 1_000).length, `from call ${index}`).toBeLessThanOrEqual(3)
  // A refresh that always takes long keeps nobody from going: the second time, a call goes with the token that it has.
  expect(asked).toBe(12)
})

test('whoever gives up does not wait for a token that others wait for too', async () => {
  const token = Promise.withResolvers<string>()
  const giving = new AbortController()
  const budget = { leave: () => Promise.resolve(0), resting: () => 0, rest() {}, correct() {} }
  const turn: Turn = { access: { signal: giving.signal } as StoreAccess, patience: 60_000, platform: 'Shoply', outcome: 'not_sent', now: () => 0, sleep: () => Promise.resolve() }
  const asked = Promise.withResolvers<void>()
  const call = takeTurn(budget, turn, () => {
    asked.resolve()
    return token.promise
  })
  await asked.promise
  giving.abort()
  await expect(call).rejects.toMatchObject({ kind: 'unavailable', code: 'aborted', outcome: 'not_sent' })
  token.reject(new Error('nobody hears of it any more'))
})

/** A budget whose turns fall due when told; it says so beforehand. */
function announced(dueIn: number, clock: { now: number }) {
  return {
    async leave(_urgent: boolean, _signal?: AbortSignal, soon?: () => void): Promise<number> {
      soon?.()
      for (let round = 0; round < 5; round++) await Promise.resolve()
      clock.now += dueIn
      return 0
    },
    resting: () => 0, rest() {}, correct() {},
  }
}
const turnAt = (clock: { now: number }): Turn => ({ access: {} as StoreAccess, patience: 60_000, platform: 'Shoply', outcome: 'not_sent', now: () => clock.now, sleep: () => Promise.resolve() })

test('a token that was got ready for its turn is sent, and asked for anew when it has waited for too long', async () => {
  for (const [dueIn, sent, asks] of [[100, 'token 1', 1], [200, 'token 1', 1], [201, 'token 2', 2]] as const) {
    const clock = { now: 0 }
    let asked = 0
    expect(await takeTurn(announced(dueIn, clock), turnAt(clock), async () => `token ${++asked}`)).toBe(sent)
    expect(asked).toBe(asks)
  }
})

test('what is in the way of a token is told when it is its turn, and to nobody when the turn never comes', async () => {
  const clock = { now: 0 }
  const ask = () => Promise.reject(new Error('not connected'))
  await expect(takeTurn(announced(50, clock), turnAt(clock), ask)).rejects.toThrow('not connected')
  const never = { ...announced(50, clock), leave: async (_urgent: boolean, _signal?: AbortSignal, soon?: () => void) => { soon?.(); throw new Error('given up') } }
  await expect(takeTurn(never, turnAt(clock), ask)).rejects.toThrow('given up')
})

test('what was in the way of a token longer ago than a token may be old is not told: it is asked for anew', async () => {
  for (const [dueIn, asks] of [[200, 1], [201, 2]] as const) {
    const clock = { now: 0 }
    let asked = 0
    const ask = () => (++asked === 1 ? Promise.reject(new Error('not connected')) : Promise.resolve('token'))
    const outcome = await takeTurn(announced(dueIn, clock), turnAt(clock), ask).catch((err: unknown) => err)
    expect([outcome, asked]).toEqual([asks === 1 ? new Error('not connected') : 'token', asks])
  }
})

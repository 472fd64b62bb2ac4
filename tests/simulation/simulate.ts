import type { SimulatedDatabase } from './database.ts'
import { hashOf } from './hash.ts'
import { checkInvariants } from './invariants/invariants.ts'
import { checkReplay } from './invariants/replay.ts'
import { restless } from './invariants/rest.ts'
import { keepShop, mendBrokenOrders, mendLabels } from './keepers.ts'
import type { Mutation } from './mutations.ts'
import { attempt, beginPeople, pause } from './people/acting.ts'
import { operate } from './people/people.ts'
import { authorise, compareAll, fetchAll, mapCodes, readAll, saveSettings } from './people/stores.ts'
import { answerQuestions } from './people/writes.ts'
import { createWorld } from './create-world.ts'
import type { SimAccount, World } from './world.ts'
import { sql } from 'kysely'

export interface SeedResult {
  seed: number
  /** Of everything that the platform saw and that was logged: the same for the same seed. */
  hash: string
  violations: string[]
  trace: string[]
  counts: { transactions: number; jobs: number; crashes: number; actions: number; orders: number; failpoints: Set<string>; virtualMinutes: number; quietAfterMinutes: number }
}

const minute = 60_000
/** I15: everything comes to rest within so long of the last fault, and of whatever people begin afterwards. */
const restWithinMs = 5 * minute

/** One seed from its beginning to its end: a storm, then calm, then a look at what has come of it. */
export async function simulate(place: SimulatedDatabase, seed: number, mutation: Mutation | null = null): Promise<SeedResult> {
  const world = await createWorld(place, seed, mutation)
  const { agenda, random, platform } = world
  beginPeople()
  const began = agenda.now()
  for (const account of world.accounts) void connect(world, account)
  for (const account of world.accounts) keepShop(world, platform.shops.get(account.shopId)!, world.merchants.find((each) => each.id === account.merchantId)!.skus)
  const operators = random.between(1, 2)
  for (let index = 0; index < operators; index++) void operate(world)
  const blackout = random.chance(0.1) ? random.pick([20, 180, 1_500]) * minute : 0
  if (blackout > 0) agenda.at(began + random.between(3, 8) * minute, () => world.blackout(blackout))
  await agenda.runUntil(began + blackout + random.between(7, 18) * minute)

  world.calmDown()
  const calmAt = agenda.now()
  let finished = false
  let quietAt = 0
  const conclusion = conclude(world).then((at) => { quietAt = at; finished = true }, (err: unknown) => { world.breaks(`I15 the end could not be reached: ${String((err as Error).stack)}`); finished = true })
  await agenda.runUntil(calmAt + 3 * 3_600_000, () => finished)
  if (!finished) world.breaks('I15 the end was not reached within three hours')
  else await conclusion
  const violations = [...world.broken, ...(await checkInvariants(world)), ...(await replay(world))]
  const [{ orders } = { orders: 0 }] = await world.look<{ orders: number }>(sql`select count(*)::integer as orders from orders`)
  const hash = hashOf(world)
  world.end()
  return {
    seed, hash, violations, trace: world.trace,
    counts: { ...world.counts, orders, virtualMinutes: Math.round((agenda.now() - began) / minute), quietAfterMinutes: Math.round((quietAt - calmAt) / minute) },
  }
}

/** What was done once is given to be done again, while everybody else stands still. */
async function replay(world: World): Promise<string[]> {
  const found: string[] = []
  let done = false
  void checkReplay(world, world.stopAll(), (sentence) => found.push(sentence)).then(() => { done = true }, (err: unknown) => { found.push(`I20 ${String((err as Error).stack)}`); done = true })
  await world.agenda.runUntil(world.agenda.now() + 3_600_000, () => done)
  return done ? found : [...found, 'I20 what came once more did not come to an end']
}

/** A new account: authorised, set up, and fetched for the first time. */
async function connect(world: World, account: SimAccount): Promise<void> {
  const { random } = world
  const again = async (act: Parameters<typeof attempt>[1]): Promise<void> => {
    for (let tries = 0; tries < 20; tries++) {
      if (world.platform.weather.calm || (await attempt(world, act))) return
      await pause(world, random.between(1_000, 10_000))
    }
  }
  await again(authorise(account))
  await again(saveSettings(account, { slots: random.pick([['08:50'], ['09:00', '09:15'], ['08:45', '09:00', '18:00']]), percentage: random.pick([10, 33, 50]) }))
  await again(mapCodes(account, random.chance(0.7) ? ['home'] : ['home', 'cvs']))
  await again(fetchAll(account))
}

/** After the storm: what is broken is mended by those whose move it is, and everything has to come to rest by itself. @returns when it did */
async function conclude(world: World): Promise<number> {
  mendBrokenOrders(world)
  await mendLabels(world)
  // Everything shows by then, and whoever died is up again.
  await pause(world, 3 * minute)
  await mendLabels(world)
  const reconnect = async (): Promise<number> => {
    let dark = 0
    for (const account of world.accounts) {
      for (let tries = 0; tries < 5; tries++) {
        const [row] = await world.look<{ status: string }>(sql`select connection_status as status from ec_account where id = ${account.id}`)
        if (row?.status === 'connected') break
        if (tries === 0) dark++
        await attempt(world, authorise(account))
        await pause(world, 1_000)
      }
    }
    return dark
  }
  await reconnect()
  const rest = async (what: string): Promise<number> => {
    const from = world.agenda.now()
    for (;; await pause(world, 10_000)) {
      await attempt(world, answerQuestions)
      const left = await restless(world)
      if (left.length === 0) return world.agenda.now()
      if (world.agenda.now() < from + restWithinMs) continue
      for (const each of left) world.breaks(`I15 five minutes after ${what} ${each}`)
      return world.agenda.now()
    }
  }
  const quietAt = await rest('the last fault, and all being authorized again,')
  // A clean run of each store, from the last one's end; where it finds that the grant had been ended, once more after authorizing again.
  do {
    for (const account of world.accounts) await attempt(world, fetchAll(account))
    await rest('the last fetch')
  } while ((await reconnect()) > 0)
  for (const account of world.accounts) {
    await attempt(world, readAll(account))
    await attempt(world, compareAll(account))
  }
  await rest('the last look')
  return quietAt
}

import { makeIdsFrom } from '@crossdock/domain'
import { receiveWebhook } from '@crossdock/flows'
import type { Store } from '@crossdock/flows/ports'
import { openStore, type Database } from '@crossdock/postgres'
import { createAgenda } from './agenda.ts'
import { createDangers } from './dangers.ts'
import { guardCode } from './guards.ts'
import { createJobs } from './jobs.ts'
import { layIn } from './lay-in.ts'
import type { Mutation } from './mutations.ts'
import { needsOf } from './needs.ts'
import { platformName } from './platform/connector.ts'
import { createPlatform } from './platform/platform.ts'
import { createWeather } from './platform/weather.ts'
import { createProcess, type Process } from './process.ts'
import { createRandom } from './random.ts'
import { beginRounds, freezeNowAndThen, lookAround } from './rounds.ts'
import type { SimulatedDatabase } from './database.ts'
import type { World } from './world.ts'

/** Monday morning in Taipei, a little before the first slots. */
const begin = Date.parse('2026-11-23T00:40:00Z')
/** Some second shops tell another time than they stamp. By the seed alone: nothing is drawn for it, so that seeds from before stay what they were. */
const toldOff = (seed: number): number => (seed % 5 === 0 ? [20, -20, 480, -480, 4_320][(seed / 5) % 5]! * 60_000 : 0)

export async function createWorld(place: SimulatedDatabase, seed: number, mutation: Mutation | null): Promise<World> {
  place.clock.now = () => begin
  await place.reset(seed)
  const random = createRandom(seed)
  const agenda = createAgenda(begin)
  place.clock.now = agenda.now
  const idsAsBefore = makeIdsFrom({
    micros: () => agenda.now() * 1000,
    fill: (bytes) => { for (let index = 0; index < bytes.length; index++) bytes[index] = random.between(0, 255) },
  })
  const chance = Math.random
  Math.random = random.next
  const weather = createWeather(random)
  const shopCount = random.between(2, 3)
  const shops = Array.from({ length: shopCount }, (_, index) => ({ id: `shop-${index + 1}`, title: `Shop ${index + 1}`, skewMs: random.chance(0.3) ? random.between(-600_000, 600_000) : 0, tellsMs: index === 1 ? toldOff(seed) : 0 }))
  const platform = createPlatform({ agenda, random, weather, shops, remembers: mutation?.forgetsKeys !== true })
  const dangers = createDangers(() => world, random, weather)
  const queue = createJobs(() => world, random.pick([0, 0.05, 0.3, 1]))

  const database: Database = {
    ...place.database,
    transact: (scope, work) => {
      let last: Parameters<typeof work>[0] | undefined
      return place.database.transact(scope, async (tx) => {
        last = tx
        return work(tx)
      }).then(
        (result) => {
          if (last) queue.commit(last)
          return result
        },
        (err: { code?: string; message?: string }) => {
          if (err.code === guardCode) world.breaks(err.message ?? '')
          throw err as Error
        },
      )
    },
  }
  const plain = openStore(database, queue)
  const store: Store = mutation?.store ? mutation.store(plain, random) : plain

  let lives = 0
  let offUntil = 0
  const start = (role: Process['role'], place: string): Process => {
    const again = (instant: number): void => void agenda.at(instant, () => {
      if (offUntil > agenda.now()) return again(offUntil)
      if (!world.processes.some((each) => each.name.startsWith(`${place}#`))) start(role, place)
    })
    const process = createProcess({
      name: `${place}#${++lives}`, role, agenda, store, dangers, random, told: (what) => world.tell(what), needs: (self) => needsOf(world, self),
      onDeath(dead, where) {
        world.counts.crashes++
        world.tell(`${dead.name} dies: ${where}`)
        world.processes = world.processes.filter((each) => each !== dead)
        again(Math.max(agenda.now() + random.between(1_000, 40_000), offUntil))
        for (const soon of [7_000, 15_000]) agenda.at(agenda.now() + soon, () => lookAround(world))
      },
    })
    world.processes.push(process)
    return process
  }

  const world: World = {
    seed, random, agenda, platform, mutation, hooks: random.chance(0.5), blackouts: [], accounts: [], merchants: [], processes: [], trace: [], broken: [],
    acknowledged: [], jobs: new Map(), deliveries: new Map(), receivers: new Map(),
    counts: { transactions: 0, jobs: 0, crashes: 0, actions: 0, failpoints: new Set() },
    anyApi() {
      const apis = world.processes.filter((each) => each.role === 'api' && each.frozenUntil <= agenda.now())
      return apis.length > 0 ? random.pick(apis) : null
    },
    calmDown() {
      weather.calmDown()
      world.tell('the storm is over')
      for (const process of world.processes) process.frozenUntil = 0
    },
    blackout(ms) {
      world.tell(`everything is off for ${Math.round(ms / 60_000)} minutes`)
      offUntil = agenda.now() + ms
      world.blackouts.push({ from: agenda.now(), until: offUntil })
      for (const process of [...world.processes]) process.die('the power is off')
    },
    look: (query) => world.within(async (tx) => (await query.execute(tx)).rows),
    within: (work) => agenda.io(() => database.transact({ merchant: 'all' }, work)),
    stopAll() {
      for (const process of world.processes) process.alive = false
      world.processes = []
      return createProcess({ name: 'replayer', role: 'worker', agenda, store, dangers: { killsAt: () => false, commit: () => 'fine', latency: () => 1, refuses: () => false }, random, told: () => {}, needs: (self) => needsOf(world, self), onDeath: () => {} })
    },
    end() {
      idsAsBefore()
      Math.random = chance
    },
    tell(what) {
      world.trace.push(`${new Date(agenda.now()).toISOString().slice(5, 23)} ${what}`)
    },
    breaks(invariant) {
      world.tell(`BROKEN ${invariant}`)
      if (!world.broken.includes(invariant)) world.broken.push(invariant)
    },
  }
  platform.receiver = async (url, body, secret) => {
    const api = world.anyApi()
    if (!api) return false
    const [, , , ecAccountId] = new URL(url).pathname.split('/').slice(1)
    const taken = await receiveWebhook(api.needs, { platform: platformName, ecAccountId: ecAccountId ?? '', raw: Buffer.from(body), headers: { secret } })
    if (taken !== 'kept') return true
    platform.journal.write('hooks', 'taken', { url, body })
    world.deliveries.set(body, { url, secret })
    return true
  }
  await layIn(world, place.database)
  const workers = random.between(2, 3)
  for (let index = 1; index <= workers; index++) start('worker', `worker-${index}`)
  for (let index = 1; index <= 2; index++) start('api', `api-${index}`)
  beginRounds(world)
  freezeNowAndThen(world)
  return world
}

import { createHash } from 'node:crypto'
import { makeIdsFrom, newId } from '@crossdock/domain'
import { receiveWebhook } from '@crossdock/flows'
import type { Needs, Store } from '@crossdock/flows/ports'
import { openStore, type Database } from '@crossdock/postgres'
import { jobWork, rounds } from '@crossdock/server/work'
import { sql } from 'kysely'
import { createAgenda, type Agenda } from './agenda.ts'
import { guardCode } from './guards.ts'
import type { Mutation } from './mutations.ts'
import { connectorOf, platformName } from './platform/connector.ts'
import { createPlatform, type Platform } from './platform/platform.ts'
import { createWeather } from './platform/weather.ts'
import { createProcess, type Dangers, type Process } from './process.ts'
import { createLossyQueue } from './queue.ts'
import { createRandom, type Random } from './random.ts'
import type { SimulatedDatabase } from './database.ts'

export interface SimAccount {
  merchantId: string
  id: string
  shopId: string
  channelId: string
}

export type Acknowledged =
  | { what: 'parcel'; orderId: string; trackingNumber: string }
  | { what: 'inbound'; inboundId: string; status: string }
  | { what: 'stock'; note: string }
  | { what: 'overwrite'; pushId: string }

export interface World {
  seed: number
  random: Random
  agenda: Agenda
  platform: Platform
  accounts: SimAccount[]
  merchants: { id: string; channelId: string; skus: string[] }[]
  processes: Process[]
  /** Somebody who is alive and takes requests; null while nobody is. */
  anyApi(): Process | null
  /** Faults off, everybody up again. */
  calmDown(): void
  /** Everything is off for a while, as in a night without power. */
  blackout(ms: number): void
  /** When the power was off. */
  blackouts: { from: number; until: number }[]
  /** Reads the database as it is at this instant. */
  look<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]>
  /** Gives the process its own chance and ids back. */
  end(): void
  /** What happened, the latest last. */
  trace: string[]
  tell(what: string): void
  /** Invariants that were broken while it ran. */
  broken: string[]
  breaks(invariant: string): void
  counts: { transactions: number; jobs: number; crashes: number; actions: number; failpoints: Set<string> }
  /** What somebody was told is done: it holds, whatever dies afterwards. */
  acknowledged: Acknowledged[]
  mutation: Mutation | null
  /** Whether the platform reaches us. */
  hooks: boolean
}

/** Monday morning in Taipei, a little before the first slots. */
const begin = Date.parse('2026-11-23T00:40:00Z')
/** Rounds come more rarely than in real life, where idle ones cost nothing: those that rebuild what was lost every two minutes, the others every five. */
const roundMs = (name: string) => (name === 'claiming slots' || name === 'sweeping' ? 120_000 : 300_000)

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
  const crashRate = random.pick([0, 0.002, 0.005, 0.02])
  const commitTrouble = random.pick([0, 0.002, 0.01])
  const jobsLost = random.pick([0, 0.05, 0.3, 1])

  const dangers: Dangers = {
    killsAt(failpoint) {
      world.counts.failpoints.add(failpoint)
      return weather.strikes(crashRate)
    },
    commit() {
      world.counts.transactions++
      if (weather.calm) return 'fine'
      if (random.chance(crashRate / 2)) return random.pick(['dies_before', 'dies_after'])
      if (random.chance(commitTrouble)) return random.pick(['fails_before', 'unknown_after'])
      return 'fine'
    },
    latency: () => (weather.strikes(0.01) ? random.between(500, 5_000) : random.between(1, 15)),
    refuses: () => weather.strikes(commitTrouble),
  }

  const ready = new Map<string, number>()
  const queue = createLossyQueue({
    isReady: (name, key) => (ready.get(`${name} ${key}`) ?? 0) > 0,
    deliver(job) {
      if (weather.strikes(jobsLost)) return
      const copies = weather.strikes(0.1) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) {
        const delay = weather.strikes(0.1) ? random.between(0, 60_000) : random.between(5, 600)
        const key = `${job.name} ${JSON.stringify(job.payload)}`
        const due = Math.max(agenda.now(), job.startAfter ?? 0)
        if (due === agenda.now()) ready.set(key, (ready.get(key) ?? 0) + 1)
        agenda.at(due + delay, () => {
          if (due <= agenda.now()) ready.set(key, Math.max(0, (ready.get(key) ?? 0) - 1))
          take(job.name, job.payload, 0)
        })
      }
    },
  })
  const take = (name: string, payload: unknown, tries: number): void => {
    const workers = world.processes.filter((each) => each.alive && each.role === 'worker' && each.jobs < 6)
    const worker = workers.length > 0 ? random.pick(workers) : null
    if (!worker) {
      // It stays in the queue until somebody comes.
      if (tries < 200) agenda.at(agenda.now() + 1_000, () => take(name, payload, tries + 1))
      return
    }
    world.counts.jobs++
    worker.jobs++
    void jobWork.find((each) => each.name === name)!.run(worker.needs, payload)
      .catch((err: unknown) => worker.needs.log.error({ err, job: name }, 'A job failed'))
      .finally(() => worker.jobs--)
  }

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
    if (role === 'worker') beginRounds(world, process)
    return process
  }

  const world: World = {
    seed, random, agenda, platform, mutation, hooks: random.chance(0.5), blackouts: [], accounts: [], merchants: [], processes: [], trace: [], broken: [],
    acknowledged: [],
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
    look: (query) => agenda.io(() => database.transact({ merchant: 'all' }, async (tx) => (await query.execute(tx)).rows)),
    end() {
      for (const process of world.processes) process.alive = false
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
    if (taken === 'kept') platform.journal.write('hooks', 'taken', { url, body })
    return true
  }
  await layIn(world, place.database)
  const workers = random.between(2, 3)
  for (let index = 1; index <= workers; index++) start('worker', `worker-${index}`)
  for (let index = 1; index <= 2; index++) start('api', `api-${index}`)
  freezeNowAndThen(world)
  return world
}

function needsOf(world: World, process: Process): Omit<Needs, 'store' | 'timers' | 'now' | 'failpoint' | 'worker'> {
  const note = (level: string) => (facts: Record<string, unknown>, message: string) => {
    const err = facts['err']
    if (!process.alive) return
    const text = err instanceof Error ? `${err.name}: ${err.message}` : ''
    world.tell(`${process.name} ${level}: ${message} ${text}`)
    // A fault of ours that no trouble of the simulation explains.
    if (err instanceof Error && /TypeError|RangeError|ReferenceError|ZodError|ASSERT/.test(err.name)) world.breaks(`I16 ${process.name}: ${message}: ${err.stack}`)
    if (err instanceof Error && /^(22|23|42)/.test((err as { code?: string }).code ?? '')) world.breaks(`I16 ${process.name}: ${message}: ${err.message}`)
  }
  const place = (table: string, merchantId: string, rowId: string, field: string) => `${table}/${merchantId}/${rowId}/${field}`
  return {
    connectors: new Map([[platformName, connectorOf({ agenda: world.agenda, platform: world.platform, process, random: world.random })]]),
    // Bound to its place, and nothing that a look at the database would find.
    vault: {
      seal: (plain, { table, merchantId, rowId, field }) => ({ sealed: Buffer.from(Buffer.from(JSON.stringify([place(table, merchantId, rowId, field), plain])).toString('base64')), keyId: 'k1' }),
      open(sealed, _keyId, { table, merchantId, rowId, field }) {
        const [where, plain] = JSON.parse(Buffer.from(Buffer.from(sealed).toString(), 'base64').toString()) as [string, string]
        if (where !== place(table, merchantId, rowId, field)) throw new Error(`sealed for ${where}`)
        return plain
      },
    },
    log: { debug: () => {}, info: () => {}, warn: note('warns'), error: note('errs') },
    publicUrl: 'http://crossdock.test',
    webhooks: world.hooks,
    calls: { of: () => () => {} },
  }
}

/** What would be done within two seconds and is slowed down with all rounds: taking over from the dead. */
function lookAround(world: World): void {
  const worker = world.processes.find((each) => each.role === 'worker' && each.frozenUntil <= world.agenda.now())
  if (!worker) return
  for (const { name, run } of rounds.filter((each) => each.pauseMs <= 2_000 && each.name !== world.mutation?.skipsRound)) {
    void run(worker.needs).catch((err: unknown) => worker.needs.log.error({ err }, `A round of ${name} failed`))
  }
}

/** What a worker does again and again, beside its jobs. */
function beginRounds(world: World, process: Process): void {
  for (const { name, run } of rounds) {
    const pause = roundMs(name)
    const again = (): void => {
      process.at(world.agenda.now() + Math.round(pause * (0.5 + world.random.next())), () => {
        if (world.mutation?.skipsRound === name) return again()
        void run(process.needs).catch((err: unknown) => process.needs.log.error({ err }, `A round of ${name} failed`)).then(again)
      })
    }
    again()
  }
}

/** A machine that stands still for longer than its leases last, and then goes on as if nothing had been. */
function freezeNowAndThen(world: World): void {
  const again = (): void => {
    world.agenda.at(world.agenda.now() + world.random.between(120_000, 900_000), () => {
      if (world.platform.weather.calm) return
      const process = world.processes.length > 0 ? world.random.pick(world.processes) : null
      if (process && world.random.chance(0.5)) {
        process.frozenUntil = world.agenda.now() + world.random.between(5_000, 90_000)
        process.disturbedAt = process.frozenUntil
        world.tell(`${process.name} stands still for ${Math.round((process.frozenUntil - world.agenda.now()) / 1000)} s`)
      }
      again()
    })
  }
  again()
}

/** Merchants, channels, goods and accounts, Not Verified yet. */
async function layIn(world: World, database: Database): Promise<void> {
  const { random } = world
  const shopIds = [...world.platform.shops.keys()]
  await database.transact({ merchant: 'all' }, async (tx) => {
    const merchantCount = random.between(1, 2)
    for (let index = 0; index < merchantCount; index++) {
      const [id, channelId] = [newId(), newId()]
      const skus = Array.from({ length: random.between(3, 5) }, (_, each) => `SKU-${index + 1}-${each + 1}`)
      await sql`insert into merchant (merchant_id, code, name) values (${id}, ${`M${index + 1}`}, ${`Merchant ${index + 1}`})`.execute(tx)
      await sql`insert into sales_channel (merchant_id, id, name) values (${id}, ${channelId}, 'Website')`.execute(tx)
      for (const sku of skus) {
        const productId = newId()
        await sql`insert into product (merchant_id, id, sku, name) values (${id}, ${productId}, ${sku}, ${sku})`.execute(tx)
        const onHand = random.pick([0, 5, 50])
        await sql`insert into stock (merchant_id, product_id, on_hand) values (${id}, ${productId}, ${onHand})`.execute(tx)
      }
      world.merchants.push({ id, channelId, skus })
    }
    for (const [index, shopId] of shopIds.entries()) {
      const merchant = world.merchants[index % world.merchants.length]!
      const id = newId()
      await sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id) values (${merchant.id}, ${id}, ${platformName}, ${shopId}, ${merchant.channelId})`.execute(tx)
      world.accounts.push({ merchantId: merchant.id, id, shopId, channelId: merchant.channelId })
      const shop = world.platform.shops.get(shopId)!
      for (const sku of merchant.skus) if (random.chance(0.9)) shop.stock.set(sku, { stock: random.between(0, 40), tracked: random.chance(0.93) })
    }
  })
}

/** The same for the same seed, whatever machine it runs on. */
export function hashOf(world: World): string {
  const hash = createHash('sha256')
  for (const entry of world.platform.journal.entries) hash.update(`${JSON.stringify(entry)}\n`)
  for (const line of world.trace) hash.update(`${line}\n`)
  return hash.digest('hex').slice(0, 16)
}

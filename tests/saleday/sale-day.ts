import { setTimeout as delay } from 'node:timers/promises'
import { lateVisibleMs } from '@crossdock/domain'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { openBooks } from './books.ts'
import { runDay, type Day } from './day.ts'
import { judge, type Verdict } from './judge.ts'
import { mapAll, openForSale } from './opening.ts'
import type { SaleOptions } from './options.ts'
import { otherStore } from './other-store.ts'
import { patient } from './patience.ts'
import { openPlace, type SalePlace } from './place.ts'
import { untilQuiet } from './quiet.ts'
import { reconnect } from './reconnect.ts'
import { sandboxStore } from './sandbox-store.ts'
import type { SaleStore } from './store.ts'

/** So often orders may still turn up late at a store of somebody else's; one whose orders never end is judged in the middle of them. */
const mostLateRounds = 4
const login = { email: 'sale@crossdock.test', password: 'a long enough password' }

export interface SaleResult {
  verdicts: Verdict[]
  seconds: number
  faults: { calls: number; struck: number }
  /** How often a caller of ours had to ask again. */
  repeats: number
  /** How often a store had to be authorised again, since its answer with new tokens was lost for too long. */
  reconnected: number
  /** Rows of parcels that could not go at once, by why. */
  putOff: ReadonlyMap<string, number>
}

/** A sale day from the opening to the last parcel, and its judgement. @param signal ends it early, and everything that it started */
export async function holdSaleDay(options: SaleOptions, say: (line: string) => void, signal?: AbortSignal): Promise<SaleResult> {
  const begun = Date.now()
  const other = process.env['LITESHOP_URL']
  const place = await openPlace({
    ...(other ? { storeUrl: other } : {}),
    environment: other ? { LITESHOP_CLIENT_ID: process.env['LITESHOP_CLIENT_ID'] ?? '', LITESHOP_CLIENT_SECRET: process.env['LITESHOP_CLIENT_SECRET'] ?? '' } : {},
  })
  const aborted = new Promise<never>((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('The sale day was ended early.'))))
  try {
    return await Promise.race([hold(options, place, say, begun), aborted])
  } finally {
    await place.end()
  }
}

async function hold(options: SaleOptions, place: SalePlace, say: (line: string) => void, begun: number): Promise<SaleResult> {
  const { world, databaseUrl } = place
  const made = await world.command('user', 'create', '--email', login.email, '--password', login.password, '--role', 'admin', '--name', 'Sale day')
  if (made.code !== 0) throw new Error(made.stderr)
  const signedIn: ApiClient = await signIn(place.server.url, login.email, login.password)
  const store = storeOf(options, place)
  const api = patient(() => signedIn)
  const books = openBooks()
  const accounts = await openForSale(api, signedIn, store, books)
  say(`${accounts.length} stores of ${new Set(accounts.map((each) => each.merchantId)).size} merchants are connected`)
  for (const { shop } of accounts.slice(options.webhooks)) await store.unsubscribe(shop)
  for (const account of accounts) await mapAll(api, account)

  await store.faultsOn(options.faults, options.seed)
  const refusals = new Map<string, number>()
  const putOff = (code: string) => void refusals.set(code, (refusals.get(code) ?? 0) + 1)
  let reconnected = 0
  const day: Day = {
    options, place, store, accounts, api, books, random: randomFrom(options.seed), say, putOff,
    async reconnect() {
      const more = await reconnect(api, signedIn, accounts)
      reconnected += more
      if (more > 0) say(`${more} stores were disconnected and have been authorised again`)
    },
  }
  await runDay(day)
  say('all orders have arrived; what is under way is finished')
  await untilQuiet(day)
  const faults = await store.faultsOff()
  for (let left = 1, round = 1; left > 0 && round <= mostLateRounds; round++) {
    if (!store.ours) await untilListed(say)
    left = await untilQuiet(day)
    if (store.ours) break
  }
  const verdicts = await judge({ store, accounts, databaseUrl, books })
  if (!verdicts.some((each) => each.what === 'parcels confirmed' && each.actual > 0)) throw new Error('No parcel left on this day, so it shows nothing: the store had no orders to ship.')
  return { verdicts, seconds: (Date.now() - begun) / 1_000, faults, repeats: api.again(), reconnected, putOff: refusals }
}

/** A store of the contract may list for so long what was before, and an order that came late not at all. */
async function untilListed(say: (line: string) => void): Promise<void> {
  say('the store’s lists may be two minutes late: they are given that time')
  await delay(lateVisibleMs)
}

function storeOf(options: SaleOptions, { world, server }: SalePlace): SaleStore {
  if (world.sandbox) return sandboxStore(world.storeUrl, options)
  return otherStore({
    url: world.storeUrl, clientId: world.environment['LITESHOP_CLIENT_ID']!, clientSecret: world.environment['LITESHOP_CLIENT_SECRET']!,
    email: process.env['LITESHOP_TEST_EMAIL'] ?? '', password: process.env['LITESHOP_TEST_PASSWORD'] ?? '', shops: process.env['LITESHOP_TEST_SHOP'] ?? '', most: options.stores,
    redirectUri: `${server.url}/api/connect/liteshop/callback`,
  })
}

/** Mulberry32 over a hash of the seed: the same day again for the same seed, as far as its own draws go. */
function randomFrom(seed: string): () => number {
  let state = [...seed].reduce((hash, character) => Math.imul(hash ^ character.codePointAt(0)!, 2_654_435_761), 1_779_033_703)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

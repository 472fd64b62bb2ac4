import { setTimeout as delay } from 'node:timers/promises'
import type { Transacted } from './books.ts'
import type { SaleOptions } from './options.ts'
import type { PatientClient } from './patience.ts'
import type { SalePlace } from './place.ts'
import { shipAll } from './ship.ts'
import type { SaleAccount, SaleStore } from './store.ts'

export interface Day {
  options: SaleOptions
  place: SalePlace
  store: SaleStore
  accounts: readonly SaleAccount[]
  api: PatientClient
  books: Transacted
  /** 0…1, drawn from the seed. */
  random: () => number
  say: (line: string) => void
  /** A row of parcels that is to be sent again later, and why. */
  putOff: (code: string) => void
  /** Somebody looks whether a store is disconnected, and authorises it again. */
  reconnect: () => Promise<void>
}

interface Progress {
  arrived: number
  /** No order arrives any more. */
  closed: boolean
  /** Everybody goes home. */
  over: boolean
}

/** How many times goods arrive for each merchant, and how much more than the buyers want. */
const inbounds = 5
const plenty = 1.7
const unitsPerOrder = 3.2

/** What breaks, and after which part of the orders. */
const mishaps: [after: number, name: string, happen: (place: SalePlace) => Promise<void>][] = [
  [0.15, 'kill -9 of the server', (place) => place.killServer()],
  [0.4, 'restart of the database', (place) => place.restartDatabase()],
  [0.5, 'kill -9 of the worker', (place) => place.killWorker()],
]

/**
 * The day itself: orders arrive, are fetched, shipped and sometimes cancelled, goods come in, and things break.
 * @returns when everybody has done their part; what is still under way is waited for by `untilQuiet`
 */
export async function runDay(day: Day): Promise<void> {
  const progress: Progress = { arrived: 0, closed: false, over: false }
  const working = Promise.all([fetching(day, progress), shipping(day, progress), cancelling(day, progress)])
  // What fails in the middle is thrown at the end, when everything that was started can be ended.
  working.catch(() => {})
  try {
    await Promise.all([arriving(day, progress).then(() => { progress.closed = true }), breaking(day, progress), receiving(day, progress)])
  } finally {
    progress.closed = true
    progress.over = true
  }
  await working
}

async function arriving({ options, store, accounts, say }: Day, progress: Progress): Promise<void> {
  if (!store.ours) return delay(options.seconds * 1_000)
  const begun = Date.now()
  let told = 0
  while (progress.arrived < options.orders) {
    const due = Math.min(options.orders, Math.ceil((options.orders * (Date.now() - begun)) / (options.seconds * 1_000)))
    const batch = Math.min(due - progress.arrived, accounts.length * 50)
    const each = Math.floor(batch / accounts.length)
    for (const [index, { shop }] of accounts.entries()) {
      const count = each + (index < batch % accounts.length ? 1 : 0)
      if (count > 0) await store.arrive(shop, count)
      progress.arrived += count
    }
    if (progress.arrived - told >= options.orders / 10) say(`${(told = progress.arrived)} of ${options.orders} orders have arrived`)
    await delay(200)
  }
}

async function breaking({ options, store, place, say }: Day, progress: Progress): Promise<void> {
  const begun = Date.now()
  for (const [after, name, happen] of mishaps) {
    while (!progress.over && (store.ours ? progress.arrived < options.orders * after : Date.now() - begun < options.seconds * 1_000 * after)) await delay(100)
    say(`${name} …`)
    await happen(place)
    say(`${name}: it is back`)
  }
}

/** Each run reads the last minutes again, as it must; so a store is fetched some ten times over the day, and not all the time. */
async function fetching({ accounts, api, options, reconnect }: Day, progress: Progress): Promise<void> {
  const pauseMs = Math.max(2_000, options.seconds * 100)
  while (!progress.over) {
    await reconnect()
    for (const { accountId } of accounts) await api.post(`/ec-accounts/${accountId}/fetch`)
    for (const end = Date.now() + pauseMs; Date.now() < end && !progress.over;) await delay(100)
  }
}

async function shipping(day: Day, progress: Progress): Promise<void> {
  while (!progress.over) {
    await shipAll(day.api, day.accounts, () => progress.over, day.putOff)
    for (const end = Date.now() + Math.max(1_000, day.options.seconds * 20); Date.now() < end && !progress.over;) await delay(100)
  }
}

/** One of two hundred orders is cancelled by its buyer; some of them while they are being shipped. */
async function cancelling({ store, accounts, options, random }: Day, progress: Progress): Promise<void> {
  let canceled = 0
  while (!progress.closed) {
    await delay(200)
    while (canceled < Math.floor(progress.arrived / 200) && canceled < options.orders / 200) {
      await store.cancelOne(accounts[canceled % accounts.length]!.shop, Math.floor(random() * 1_000))
      canceled += 1
    }
  }
}

async function receiving(day: Day, progress: Progress): Promise<void> {
  const merchants = new Set(day.accounts.map((account) => account.merchantId))
  for (let round = 1; round <= inbounds; round++) {
    const due = (day.options.orders * (round - 1)) / inbounds
    while (day.store.ours && !progress.closed && progress.arrived < due) await delay(200)
    for (const merchantId of merchants) await receive(day, merchantId, round, plenty / inbounds)
  }
}

/** Goods for a part of what the buyers want, of each SKU; odd figures, so that shares have something to round. */
async function receive({ api, books, options, accounts, random }: Day, merchantId: string, round: number, part: number): Promise<void> {
  const skus = books.skusOf(merchantId)
  const shops = accounts.filter((account) => account.merchantId === merchantId).length
  const wanted = (options.orders / accounts.length) * shops * unitsPerOrder / Math.max(1, skus.length)
  const lines = skus.map((sku) => ({ sku, quantity: 7 + Math.ceil(wanted * part * (0.8 + random() * 0.4)) }))
  const number = `SALE-${round}`
  const { id } = await api.post<{ id: string }>('/inbounds', { merchantId, number, lines: lines.map(({ sku, quantity }) => ({ sku, expected: quantity })) },
    async () => (await api.get<{ items: { id: string }[] }>(`/inbounds?merchantId=${merchantId}&q=${number}`)).items[0]!)
  const done = async () => undefined
  await api.post(`/inbounds/${id}/receive`, { lines }, done)
  await api.post(`/inbounds/${id}/complete`, {}, done)
  books.received(merchantId, lines)
}

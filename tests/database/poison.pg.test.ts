import { fetchNow, readHint, readStock, readStockNow, runFetch, sendWrite, sweepFetching, sweepReadings } from '@crossdock/flows'
import { everyMerchant, system, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createNeeds, createPlatform, type StorePlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf } from '../support/writing-store.ts'
import { importOrders } from '../support/imported-orders.ts'
import { shipOrder } from '@crossdock/flows'

/* Work that ends every process that touches it. A process that is gone says nothing and ends nothing: here, it waits for ever. */

let warehouse: TestWarehouse
let platform: StorePlatform
let now: Date
let needs: Needs
beforeEach(async () => {
  warehouse = await openWarehouse({ connections: 8 })
  platform = createPlatform()
  now = new Date()
  needs = createNeeds(warehouse, platform, { now: () => now })
  await addProduct(warehouse, 'TEA-001', 100)
})
afterEach(() => warehouse.close())

const forEver = () => new Promise<never>(() => {})
const ref = (id: string) => ({ merchantId: warehouse.merchantId, id })
const runOf = async () => (await rows(warehouse, sql<{ id: string; status: string; deaths: number; error: { code: string } | null }>`select * from fetch_run order by id desc limit 1`))[0]!

it('F082 puts a fetch run aside, visibly, after the third death in a row, and the next run goes on', async () => {
  platform.orders = [incomingOrder()]
  const id = await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })
  let begun = 0
  platform.beforePage = () => (begun++, forEver())
  for (let death = 1; death <= 3; death++) {
    // What a dead process holds runs out; nobody renews it.
    void runFetch({ ...needs, timers: { after: () => () => {}, every: () => () => {}, pause: forEver } as unknown as NonNullable<Needs['timers']> }, ref(id))
    await vi.waitFor(() => expect(begun).toBe(death), 15_000)
    now = new Date(now.getTime() + 21_000)
  }
  await runFetch(needs, ref(id))
  expect(begun).toBe(3)
  expect(await runOf()).toMatchObject({ status: 'failed', error: { code: 'worker_died' } })
  expect(await sweepFetching(needs)).toBe(0)
  platform.beforePage = () => {}
  await runFetch(needs, ref(await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })))
  expect(await runOf()).toMatchObject({ status: 'succeeded', error: null })
})

it('F082 counts from the last page that was kept: a long run may be interrupted as often as it likes', async () => {
  platform.pageSize = 1
  platform.orders = Array.from({ length: 6 }, (_none, index) => incomingOrder({ updatedAt: new Date(Date.now() - 60_000 + index).toISOString() }))
  const id = await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })
  const kept = async () => (await rows(warehouse, sql<{ pages: number }>`select pages from fetch_run`))[0]!.pages
  for (let death = 1; death <= 5; death++) {
    const first = platform.pagesServed + 1
    platform.beforePage = (page) => (page > first ? forEver() : undefined)
    void runFetch(needs, ref(id))
    await vi.waitFor(async () => expect(await kept()).toBe(death), 15_000)
    now = new Date(now.getTime() + 60_000)
  }
  platform.beforePage = () => {}
  await runFetch(needs, ref(id))
  expect(await runOf()).toMatchObject({ status: 'succeeded' })
})

it('F082 asks a person what became of a write after the third death in a row, and sends nothing by itself', async () => {
  const store = createWritingStore()
  const writing = needsOf(warehouse, store, { now: () => now })
  const [orderId] = await importOrders(warehouse, {})
  await shipOrder(writing, { scope: { merchant: warehouse.merchantId }, actor: system, orderId: orderId!, parcels: [{ trackingNumber: 'F082', carrier: 'T-Cat' }] })
  now = new Date(Date.now() + 1_000)
  const [write] = await rows(warehouse, sql<{ id: string }>`select id from platform_write`)
  for (let death = 1; death <= 3; death++) {
    await expect(sendWrite({ ...writing, failpoint: () => { throw new Error('gone') } }, ref(write!.id))).rejects.toThrow('gone')
    now = new Date(now.getTime() + 46_000)
  }
  await sendWrite(writing, ref(write!.id))
  expect(store.calls).toEqual([])
  const [kept] = await rows(warehouse, sql<{ state: string; asked: boolean; error_code: string; error: string }>`select state, asked_at is not null as asked, error_code, error from platform_write`)
  expect(kept).toMatchObject({ state: 'unknown', asked: true, error_code: 'worker_died', error: expect.stringContaining('Look there') })
  now = new Date(now.getTime() + 3_600_000)
  await sendWrite(writing, ref(write!.id))
  expect(store.calls).toEqual([])
  expect(await rows(warehouse, sql`select tracking from orders`)).toEqual([{ tracking: 'waiting' }])
})

it('F082 leaves a hint to the fetch runs after the third death in a row', async () => {
  await rows(warehouse, sql`insert into webhook_delivery (merchant_id, ec_account_id, webhook_id, kind, platform_order_id) values (${warehouse.merchantId}, ${warehouse.accountId}, 'w1', 'order', 'p1')`)
  const { open } = platform.connector
  let begun = 0
  platform.connector.open = (access) => {
    const session = open(access)
    return { ...session, orders: { ...session.orders!, get: () => (begun++, forEver()) } }
  }
  const hint = { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, id: 'w1' }
  for (let death = 1; death <= 3; death++) {
    void readHint(needs, hint)
    await vi.waitFor(() => expect(begun).toBe(death), 15_000)
    // Its turn lasts: nobody else takes it up meanwhile.
    await readHint(needs, hint)
    now = new Date(now.getTime() + 61_000)
  }
  await readHint(needs, hint)
  expect(begun).toBe(3)
  expect(await rows(warehouse, sql`select handled_at is not null as closed from webhook_delivery`)).toEqual([{ closed: true }])
})

it('F082 puts a reading of stock aside, visibly, after the third death in a row, and the next reading goes on', async () => {
  const store = createWritingStore()
  store.stock.set('TEA-001', 7)
  const reading = needsOf(warehouse, store, { now: () => now, timers: { after: () => () => {}, every: () => () => {}, wait: async () => {} } })
  const read = () => readStockNow(reading, { scope: everyMerchant, actor: system, ecAccountId: warehouse.accountId })
  const readingOf = async () => (await rows(warehouse, sql<{ status: string; deaths: number; error: { code: string; message: string } | null }>`select status, deaths, error from stock_reading order by id desc limit 1`))[0]!
  const id = await read()
  let begun = 0
  store.after = () => (begun++, forEver())
  for (let death = 1; death <= 3; death++) {
    void readStock(reading, ref(id))
    await vi.waitFor(() => expect(begun).toBe(death), 15_000)
    now = new Date(now.getTime() + 61_000)
  }
  await readStock(reading, ref(id))
  expect(begun).toBe(3)
  expect(await readingOf()).toMatchObject({ status: 'failed', error: { code: 'worker_died', message: expect.stringContaining('put aside') } })
  expect(await sweepReadings(reading)).toBe(0)
  store.after = () => {}
  await readStock(reading, ref(await read()))
  expect(await readingOf()).toEqual({ status: 'succeeded', deaths: 0, error: null })
})

it('F082 counts a reading’s deaths from the last chunk that was kept', async () => {
  const store = createWritingStore()
  await rows(warehouse, sql`insert into product (merchant_id, id, sku, name) select ${warehouse.merchantId}, gen_random_uuid(), 'X' || lpad(n::text, 4, '0'), 'x' from generate_series(1, 450) n`)
  const reading = needsOf(warehouse, store, { now: () => now, timers: { after: () => () => {}, every: () => () => {}, wait: async () => {} } })
  const id = await readStockNow(reading, { scope: everyMerchant, actor: system, ecAccountId: warehouse.accountId })
  for (let death = 1; death <= 4; death++) {
    let asked = 0
    const before = store.calls.length
    store.after = () => (++asked > 1 ? forEver() : undefined)
    void readStock(reading, ref(id))
    await vi.waitFor(() => expect(store.calls.length).toBe(before + 2), 15_000)
    now = new Date(now.getTime() + 61_000)
  }
  store.after = () => {}
  await readStock(reading, ref(id))
  expect(await rows(warehouse, sql`select status, asked, resumed, deaths from stock_reading`)).toEqual([{ status: 'succeeded', asked: 451, resumed: 4, deaths: 0 }])
})

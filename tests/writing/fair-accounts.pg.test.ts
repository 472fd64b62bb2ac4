import { setTimeout as delay } from 'node:timers/promises'
import { ConnectorError, createBucket } from '@crossdock/connector-kit'
import { newId } from '@crossdock/domain'
import { openLanes, sendWrites, shipMany } from '@crossdock/flows'
import { everyMerchant, system, type Needs } from '@crossdock/flows/ports'
import { startQueue } from '@crossdock/postgres'
import { jobWork } from '@crossdock/server/work'
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { waitFor } from '../support/wait-for.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf, type WritingStore } from '../support/writing-store.ts'

let warehouse: TestWarehouse
let store: WritingStore
let other: string
let needs: Needs
beforeEach(async () => {
  warehouse = await openWarehouse({ connections: 8 })
  store = createWritingStore()
  needs = needsOf(warehouse, store, { lanes: openLanes() })
  other = newId()
  await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, shop_id, shop_title, connected_at, first_connected_at)
    values (${warehouse.merchantId}, ${other}, 'teststore', '第二家', ${warehouse.channelId}, 'connected', 'shop-2', '第二家', now(), now())`)
  await rows(warehouse, sql`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values (${warehouse.merchantId}, ${other}, 'homedelivery', 'tcat')`)
  await addProduct(warehouse, 'TEA-001', 1_000)
})
afterEach(() => warehouse.close())

async function ship(accountId: string, count: number): Promise<void> {
  const orderIds = await importOrders({ ...warehouse, accountId }, ...Array.from({ length: count }, () => ({})))
  const orders = await rows(warehouse, sql<{ number: string }>`select order_number as number from orders where id = any(${orderIds})`)
  const shipped = orders.map(({ number }, index) => ({ row: index + 1, orderNumber: number, trackingNumber: `TC${number}`, carrier: 'T-Cat', sku: '', quantity: '' }))
  await shipMany(needs, { scope: everyMerchant, actor: system, rows: shipped, dryRun: false, evenIfUnread: true })
}
const left = async (accountId: string) => (await rows(warehouse, sql<{ count: number }>`select count(*) from platform_write where ec_account_id = ${accountId} and state <> 'accepted'`))[0]!.count

/** Each call to a store waits for its account's leave. */
function limited(perSecond: Record<string, number>): void {
  const { open } = store.connector
  const buckets = new Map(Object.entries(perSecond).map(([account, rate]) => [account, createBucket({ capacity: 1, perSecond: rate }, () => performance.now())]))
  store.connector.open = (access) => {
    const session = open(access)
    const bucket = buckets.get(access.accountId)
    const { tracking } = session
    if (!tracking || !bucket) return session
    const push: typeof tracking.push = async (...args) => {
      for (let wait = bucket.take(); wait > 0; wait = bucket.take()) await delay(wait)
      return tracking.push(...args)
    }
    return { ...session, tracking: { ...tracking, push } }
  }
}

it('sends what one store is to be told at once, however much another, slow one has to be told first', async () => {
  limited({ [warehouse.accountId]: 10 })
  await ship(warehouse.accountId, 60)
  const queue = await startQueue({ url: warehouse.url, works: true, onError: () => {} })
  const ending = new AbortController()
  for (const { name, atOnce, run } of jobWork.filter((job) => job.name.startsWith('send-write'))) await queue.work(name, { atOnce }, (payload) => run({ ...needs, ending: ending.signal }, payload))
  await waitFor('the first parcels', () => store.shipments.length > 2, 10_000)
  await ship(other, 1)
  await waitFor('the other store’s parcel', async () => (await left(other)) === 0, 20_000)
  expect(await left(warehouse.accountId)).toBeGreaterThan(30)
  ending.abort()
  await queue.stop(10_000)
}, 30_000)

it('leaves what is due of an account to others at once when its process ends', async () => {
  await ship(warehouse.accountId, 3)
  await rows(warehouse, sql`delete from pgboss.job`)
  const ending = new AbortController()
  store.before = () => ending.abort()
  await sendWrites({ ...needs, lanes: openLanes({ ofOne: 1 }), ending: ending.signal }, { merchantId: warehouse.merchantId, id: warehouse.accountId })
  expect(await left(warehouse.accountId)).toBe(2)
  expect(await rows(warehouse, sql`select name, data ->> 'id' as id from pgboss.job`)).toEqual([{ name: 'send-writes', id: warehouse.accountId }])
})

it('takes each write once, whoever else sends for the same account', async () => {
  await ship(warehouse.accountId, 40)
  await ship(other, 10)
  const job = (id: string) => ({ merchantId: warehouse.merchantId, id })
  await Promise.all([1, 2, 3].flatMap(() => [warehouse.accountId, other]).map((id) => sendWrites({ ...needs, lanes: openLanes() }, job(id))))
  expect([await left(warehouse.accountId), await left(other)]).toEqual([0, 0])
  expect(store.calls.filter((call) => call.purpose === 'push')).toHaveLength(50)
  expect(await rows(warehouse, sql`select distinct state, attempts from platform_write`)).toEqual([{ state: 'accepted', attempts: 1 }])
  expect(await rows(warehouse, sql`select 1 from orders where tracking <> 'confirmed'`)).toEqual([])
})

it('does not take one write after the other to find that the store has asked not to be called', async () => {
  await ship(warehouse.accountId, 30)
  store.before = () => { throw new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: 'not yet', retryAfterMs: 60_000, outcome: 'not_sent' }) }
  await sendWrites({ ...needs, lanes: openLanes({ ofOne: 3 }) }, { merchantId: warehouse.merchantId, id: warehouse.accountId })
  expect(store.calls.length).toBeLessThanOrEqual(3)
  expect((await rows(warehouse, sql<{ start: Date }>`select start_after as start from pgboss.job where start_after > now() + interval '50 seconds'`)).length).toBe(store.calls.length)
})

it('costs few statements a parcel, and asks for no more once all was taken', async () => {
  await ship(warehouse.accountId, 36)
  const asked: string[] = []
  const { query } = pg.Client.prototype
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    asked.push(typeof args[0] === 'string' ? args[0] : String((args[0] as { text?: string } | undefined)?.text))
    return (query as (...all: unknown[]) => unknown).apply(this, args) as never
  })
  try {
    await sendWrites({ ...needs, lanes: openLanes() }, { merchantId: warehouse.merchantId, id: warehouse.accountId })
  } finally {
    spy.mockRestore()
  }
  expect(await left(warehouse.accountId)).toBe(0)
  // To settle it with its history and to confirm it, each with what the order shows, in a transaction of its own; and a part of taking it.
  expect(asked.length / 36).toBeGreaterThan(8)
  expect(asked.length / 36).toBeLessThan(16.5)
  expect(asked.filter((text) => text.includes('skip locked')).length).toBeLessThan(36 / 3)
})

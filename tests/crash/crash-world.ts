import pg from 'pg'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { connectAccount } from '../support/connected-account.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openWorld, type RunningServer, type StoryWorld } from '../support/running-server.ts'
import { control, storyShop, type StoryShop } from '../support/story-shop.ts'
import { waitFor } from '../support/wait-for.ts'
import { startMailServer, type CrashMailServer } from './mail-server.ts'

export interface CrashWorld {
  world: StoryWorld
  api: ApiClient
  sql: pg.Client
  keeper: StoryShop
  shopId: string
  merchantId: string
  accountId: string
  server: RunningServer
  mail: CrashMailServer
  /** A number that this world has not given yet. */
  next(): number
  /** SKUs that the store tracks and the warehouse has plenty of, and what the store had of each. */
  stock: Map<string, number>
  /** Starts the server, to die at a failpoint when one is given. */
  start(failpoint?: string): Promise<void>
  end(): Promise<void>
}

interface ShopView { id: string; title: string; skus: { sku: string; stock: number; tracked: boolean; warehouse: boolean }[] }

/** A server, a database and a store of their own: an account that is connected, goods, and orders that are free to go. */
export async function openCrashWorld(): Promise<CrashWorld> {
  const database: TestDatabase = await createDatabase()
  const world = await openWorld({ databaseUrl: database.url })
  const mail = await startMailServer()
  const keeper = storyShop(world)
  const sql = new pg.Client({ connectionString: database.url })
  sql.on('error', () => {})
  await sql.connect()
  await world.command('user', 'create', '--email', 'op@crossdock.test', '--password', 'a long enough password', '--role', 'admin', '--name', 'Operator')
  let serial = 0
  const crash: CrashWorld = {
    world, keeper, sql, mail, shopId: '', merchantId: '', accountId: '', stock: new Map(), api: undefined as never, server: undefined as never,
    next: () => ++serial,
    async start(failpoint) {
      crash.server = await world.start(failpoint === undefined ? {} : { NODE_ENV: 'test', CROSSDOCK_FAILPOINT: failpoint })
    },
    async end() {
      await sql.end()
      await world.end()
      await mail.stop()
      await database.drop()
    },
  }
  await crash.start()
  crash.api = await signIn(crash.server.url, 'op@crossdock.test', 'a long enough password')
  const { shops } = await control<{ shops: ShopView[] }>(world, 'GET', '/shops')
  const shop = shops.find((each) => each.title === keeper.title)!
  crash.shopId = shop.id
  const ids = await connectAccount(crash.api, { ...keeper, shop: keeper.title }, { code: 'TEA', name: '小山茶業' })
  crash.merchantId = ids.merchantId
  crash.accountId = ids.accountId
  await crash.api.patch('/shipping-types/tcat', { enabled: true })
  await crash.api.put(`/ec-accounts/${crash.accountId}/shipping-mappings`, { items: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }] })
  await crash.api.put(`/ec-accounts/${crash.accountId}/settings`, { fetchEnabled: true, fetchSchedule: ['03:00'], pushEnabled: true, pushPercentage: 50 })
  const skus = shop.skus.filter((each) => each.tracked && each.warehouse).slice(0, 2)
  for (const { sku } of skus) await crash.api.post('/products', { merchantId: crash.merchantId, sku, name: sku })
  await completeInbound(crash, skus.map(({ sku }) => ({ sku, quantity: 400 })))
  await waitFor('the first stock push', async () => (await open(sql)).length === 0, 60_000)
  for (const { sku, stock } of (await control<{ levels: { sku: string; stock: number }[] }>(world, 'GET', `/shops/${crash.shopId}/stock`)).levels) if (skus.some((each) => each.sku === sku)) crash.stock.set(sku, stock)
  await placeOrders(crash, 30)
  await crash.api.post(`/ec-accounts/${crash.accountId}/fetch`)
  await waitFor('the first orders', async () => (await freeOrders(crash)).length >= 30 && (await open(sql)).length === 0, 60_000)
  await crash.server.stop()
  return crash
}

export const skuOf = (crash: CrashWorld, index = 0): string => [...crash.stock.keys()][index]!

/** Orders of one unit that nothing stands in the way of. */
export async function placeOrders(crash: CrashWorld, count: number): Promise<void> {
  await control(crash.world, 'POST', `/shops/${crash.shopId}/orders`, { count, shipping_code: 'homedelivery', payment_status: 'paid', lines: [{ sku: skuOf(crash), quantity: 1 }] })
}

export async function freeOrders(crash: CrashWorld): Promise<{ id: string; number: string }[]> {
  const { rows } = await crash.sql.query<{ id: string; number: string }>(`select id, order_number as number from orders where status = 'pending' and holds = '{}' and line_count = 1 order by id`)
  return rows
}

export async function completeInbound(crash: CrashWorld, lines: { sku: string; quantity: number }[]): Promise<void> {
  const { id } = await crash.api.post<{ id: string }>('/inbounds', { merchantId: crash.merchantId, lines: lines.map(({ sku, quantity }) => ({ sku, expected: quantity })) })
  await crash.api.post(`/inbounds/${id}/receive`, { lines })
  await crash.api.post(`/inbounds/${id}/complete`)
}

/** What is under way, by name: it has to come to its end, whatever dies. */
export async function open(sql: pg.Client): Promise<string[]> {
  const { rows } = await sql.query<{ what: string }>(`
    select 'run ' || id as what from fetch_run where status in ('queued', 'running', 'waiting')
    union all select 'write ' || id from platform_write where state in ('planned', 'sending', 'unknown')
    union all select 'parcel ' || id from parcel where confirm_after is not null
    union all select 'comparison ' || id from reconciliation where status in ('queued', 'running', 'waiting')
    union all select 'reading ' || id from stock_reading where status in ('queued', 'running', 'waiting')
    union all select 'notice ' || id from notice where state = 'sending'
    union all select 'hint ' || webhook_id from webhook_delivery where handled_at is null`)
  return rows.map((row) => row.what)
}

import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { connectAccount } from '../support/connected-account.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openWorld, type RunningServer, type StoryWorld } from '../support/running-server.ts'
import { control, storyShop } from '../support/story-shop.ts'

/* A great many orders in one run; then again in one run that is killed in the middle. */
const count = 10_000
let database: TestDatabase
let world: StoryWorld
let server: RunningServer
let api: ApiClient
let accountId: string
let shopId: string
let sql: pg.Client

interface Run { id: string; status: string; pages: number; seen: number; new: number; changed: number; unchanged: number; skipped: number; held: number; canceled: number; expected: number | null; resumed: number }

beforeAll(async () => {
  database = await createDatabase()
  world = await openWorld({ databaseUrl: database.url })
  await world.command('user', 'create', '--email', 'op@crossdock.test', '--password', 'a long enough password', '--role', 'admin', '--name', 'Operator')
  server = await world.start()
  api = await signIn(server.url, 'op@crossdock.test', 'a long enough password')
  sql = new pg.Client({ connectionString: database.url })
  await sql.connect()
  const shop = storyShop(world)
  accountId = (await connectAccount(api, { ...shop, shop: shop.title }, { code: 'TEA', name: '小山茶業' })).accountId
  const { shops } = await control<{ shops: { id: string; title: string }[] }>(world, 'GET', '/shops')
  shopId = shops.find((each) => each.title === shop.title)!.id
})
afterAll(async () => {
  await sql?.end()
  await world?.end()
  await database?.drop()
})

const readRun = (id: string) => api.get<Run>(`/fetch-runs/${id}`)
const fetchNow = async () => (await api.post<Run>(`/ec-accounts/${accountId}/fetch`)).id
async function finished(id: string): Promise<Run> {
  await vi.waitUntil(async () => ['succeeded', 'failed', 'stopped'].includes((await readRun(id)).status), { timeout: 180_000, interval: 200 })
  return readRun(id)
}
/** What the store has that may be imported, and what we imported: as sets. */
async function compare(): Promise<{ missing: string[]; extra: string[]; doubled: number }> {
  const weekAgo = Date.now() - 7 * 86_400_000
  const { orders } = await control<{ orders: { id: string; order_status: string; shipment_status: string; created_at: string }[] }>(world, 'GET', `/shops/${shopId}/orders`)
  const due = new Set(orders.filter((each) => each.order_status === 'new' && each.shipment_status === 'ready_to_ship' && Date.parse(each.created_at) > weekAgo).map((each) => each.id))
  const ours = (await sql.query<{ platform_order_id: string }>('select platform_order_id from orders')).rows.map((row) => row.platform_order_id)
  const kept = new Set(ours)
  return { missing: [...due].filter((each) => !kept.has(each)), extra: ours.filter((each) => !due.has(each)), doubled: ours.length - kept.size }
}

it('fetches 10,000 orders in one run, shows how far it is, and has each once', async () => {
  await control(world, 'POST', `/shops/${shopId}/orders`, { count })
  const id = await fetchNow()
  const progress = new Set<number>()
  await vi.waitUntil(async () => {
    const run = await readRun(id)
    progress.add(run.seen)
    return run.status === 'succeeded'
  }, { timeout: 180_000, interval: 100 })
  const run = await readRun(id)
  expect(run.seen).toBeGreaterThanOrEqual(count)
  expect(run.seen).toBe(run.new + run.changed + run.unchanged + run.canceled + run.skipped)
  expect(run.expected).toBe(run.seen)
  expect(progress.size, 'steps of progress that were seen').toBeGreaterThan(3)
  expect(await compare()).toEqual({ missing: [], extra: [], doubled: 0 })
})

it('changes nothing in a second run', async () => {
  const state = async () => (await sql.query("select md5(string_agg(t::text, '|' order by id)) as orders from (select id, status, holds, platform_updated_at, read_at from orders) t")).rows[0] as { orders: string }
  const before = await state()
  const run = await finished(await fetchNow())
  expect(run).toMatchObject({ status: 'succeeded', new: 0, changed: 0 })
  expect(await state()).toEqual(before)
})

it('resumes by itself when it is killed in the middle, with all orders there and none twice', async () => {
  await control(world, 'POST', `/shops/${shopId}/orders`, { count })
  const id = await fetchNow()
  await vi.waitUntil(async () => (await readRun(id)).pages >= 8, { timeout: 60_000, interval: 20 })
  await server.kill()
  const killed = (await sql.query<{ status: string; pages: number; seen: number }>('select status, pages, seen from fetch_run where id = $1', [id])).rows[0]!
  expect(killed.status).toBe('running')
  expect(killed.seen).toBeLessThan(count)
  const restarted = Date.now()
  server = await world.start()
  await vi.waitUntil(async () => (await readRun(id)).pages > killed.pages, { timeout: 90_000, interval: 200 })
  expect(Date.now() - restarted, 'ms until it went on').toBeLessThan(90_000)
  const run = await finished(id)
  expect(run).toMatchObject({ status: 'succeeded', resumed: 1 })
  expect(await compare()).toEqual({ missing: [], extra: [], doubled: 0 })
})

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { connectAccount } from '../support/connected-account.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openReadyProxy, servedBy, type ReadyProxy } from '../support/ready-proxy.ts'
import { freePort, openWorld, type Processes, type RunningServer, type StoryWorld } from '../support/running-server.ts'
import { control } from '../support/story-shop.ts'
import { unpackVersionBefore, type VersionBefore } from '../support/version-before.ts'

/*
 * A new version is put in the place of the one before, as it is done: behind a load balancer, on one database, while everybody
 * works. The version before is the server as it was, run from its own sources (scripts/keep-version.mjs).
 */

interface Store { accountId: string; merchantId: string; shopId: string; sku: string; received: number }
interface Call { status: number; replayed: boolean; body: { items: { sku: string; delta: number }[] } }
type Version = 'before' | 'new'

const login = ['op@crossdock.test', 'a long enough password'] as const
const openingStock = 1_000
let versionBefore: VersionBefore
let before: Processes
let database: TestDatabase
let world: StoryWorld
let proxy: ReadyProxy
let api: ApiClient
let sql: pg.Pool
const addresses = {} as Record<Version, string>
const running: Record<Version, RunningServer[]> = { before: [], new: [] }
const stores: Store[] = []
/** Of each parcel, which version took it. */
const parcels = new Map<string, Version>()
let numbered = 0

beforeAll(async () => {
  versionBefore = unpackVersionBefore()
  for (const version of ['before', 'new'] as const) addresses[version] = `http://127.0.0.1:${await freePort()}`
  database = await createDatabase({ migrated: false })
  proxy = await openReadyProxy(Object.values(addresses))
  world = await openWorld({ databaseUrl: database.url })
  before = world.ofVersion(versionBefore.root)
  const created = await before.command('user', 'create', '--email', login[0], '--password', login[1], '--role', 'admin', '--name', 'Operator')
  expect(created, created.stderr).toMatchObject({ code: 0 })
  running.before = await Promise.all([start('before', 'api'), start('before', 'worker')])
  sql = new pg.Pool({ connectionString: database.url, max: 3 })
  sql.on('error', () => {})
  await witness()
  await vi.waitUntil(() => proxy.ready.size === 1)
  api = await signIn(proxy.url, ...login)
  await api.patch('/shipping-types/tcat', { enabled: true })
  for (const code of ['A', 'B']) stores.push(await openStore(code))
}, 180_000)
afterAll(async () => {
  await sql?.end()
  await world?.end()
  await proxy?.close()
  await database?.drop()
  versionBefore?.remove()
})

function start(version: Version, role: 'api' | 'worker'): Promise<RunningServer> {
  return (version === 'before' ? before : world).start({ PUBLIC_URL: proxy.url, PORT: new URL(addresses[version]).port }, role)
}

/** Writes down which process took what. */
async function witness(): Promise<void> {
  await sql.query(`
    create table taken (what text, id uuid, holder text);
    create function note_taken() returns trigger language plpgsql security definer as $$
    begin insert into taken values (tg_table_name, new.id, new.lease_holder); return null; end $$;
    create trigger taken after update on platform_write for each row when (new.lease_holder is distinct from old.lease_holder and new.lease_holder is not null) execute function note_taken();
    create trigger taken after update on fetch_run for each row when (new.lease_holder is distinct from old.lease_holder and new.lease_holder is not null) execute function note_taken();`)
}

async function openStore(code: string): Promise<Store> {
  const email = `both-${code.toLowerCase()}@liteshop.test`
  const { id: shopId, skus } = await control<{ id: string; skus: { sku: string }[] }>(world, 'POST', '/shops', { title: `新舊 ${code}`, login: email, sku_prefix: code, skus: 1, stock: openingStock })
  const { merchantId, accountId } = await connectAccount(api, { email, password: 'liteshop', shop: `新舊 ${code}` }, { code, name: `貨主 ${code}` })
  await api.patch(`/ec-accounts/${accountId}`, {
    settings: { fetchEnabled: false, fetchSchedule: [], pushEnabled: true, pushPercentage: 50 }, shippingMappings: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }],
  })
  const store = { accountId, merchantId, shopId, sku: skus[0]!.sku, received: 0 }
  await api.post('/products', { merchantId, sku: store.sku, name: store.sku })
  await receive(store, 1_001)
  return store
}

/** Each request may meet the other version than the one before it; the first is sent twice, as by a program that has lost its answer. */
async function receive(store: Store, quantity: number): Promise<void> {
  const announced = { merchantId: store.merchantId, lines: [{ sku: store.sku, expected: quantity }] }
  const key = { 'idempotency-key': randomUUID() }
  const { id } = await api.post<{ id: string }>('/inbounds', announced, key)
  expect((await api.post<{ id: string }>('/inbounds', announced, key)).id).toBe(id)
  await api.post(`/inbounds/${id}/receive`, { lines: [{ sku: store.sku, quantity }] })
  await api.post(`/inbounds/${id}/complete`)
  store.received += quantity
}

/** Ships what is free of an account, a few orders a file, as an operator would. */
async function ship({ accountId }: Store): Promise<void> {
  const { rows } = await sql.query<{ number: string }>(`select order_number as number from orders where ec_account_id = $1 and status = 'pending' and holds = '{}' order by id limit 4`, [accountId])
  if (rows.length === 0) return
  const numbers = rows.map(() => `BOTH${String(numbered++).padStart(8, '0')}`)
  const csv = ['order_number,tracking_number,carrier', ...rows.map(({ number }, index) => `${number},${numbers[index]},T-Cat`)].join('\n')
  const answer = await fetch(`${proxy.url}/api/v1/orders/shipments`, {
    method: 'POST', headers: { cookie: api.cookie, origin: api.url, 'content-type': 'application/json' }, body: JSON.stringify({ ecAccountId: accountId, csv }),
  })
  if (!answer.ok) throw new Error(`Shipping answered ${answer.status}: ${await answer.text()}`)
  await answer.text()
  for (const number of numbers) parcels.set(number, answer.headers.get(servedBy) === addresses.before ? 'before' : 'new')
}

/** Everybody works until told to stop: buyers order, shops' tokens end, people look, fetch, ship and put away. Any request that fails fails the story. */
function work(): { until<Found>(found: () => Promise<Found> | Found): Promise<Found>; stop(): Promise<void> } {
  let over = false
  const again = async (pauseMs: number, what: () => Promise<unknown>) => {
    while (!over) {
      await what()
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  let placed = 0
  // A slow machine gets no more than it can ship.
  const place = async ({ shopId, sku }: Store) => {
    if (placed > parcels.size + 80) return
    placed += 4
    await control(world, 'POST', `/shops/${shopId}/orders`, { count: 4, shipping_code: 'homedelivery', payment_status: 'paid', take_stock: true, lines: [{ sku, quantity: 1 }] })
  }
  const working = stores.flatMap((store) => [
    again(250, () => place(store)),
    again(500, () => api.post(`/ec-accounts/${store.accountId}/fetch`)),
    again(1_000, () => control(world, 'POST', `/shops/${store.shopId}/tokens/expire`)),
    again(200, () => ship(store)),
    again(700, () => receive(store, 7)),
    again(50, () => api.get('/orders?limit=20')),
    again(400, () => api.get(`/ec-accounts/${store.accountId}`)),
  ])
  const failed = Promise.all(working)
  failed.catch(() => (over = true))
  return {
    until: async (found) => (await Promise.race([vi.waitUntil(found, { timeout: 180_000, interval: 100 }), failed])) as Awaited<ReturnType<typeof found>>,
    async stop() { over = true; await failed },
  }
}

/** How much was taken by one version of what the other planned, and of fetch runs by each. */
async function taken(): Promise<Record<string, number>> {
  const pids = (version: Version) => running[version].map(({ pid }) => pid)
  const { rows } = await sql.query<{ what: string; by: Version; number: string | null; n: number }>(`
    select t.what, case when substring(t.holder from ':([0-9]+)')::int = any($1) then 'before' else 'new' end as by, p.tracking_number as number
      from taken t left join parcel p on p.write_id = t.id`, [pids('before')])
  const counts: Record<string, number> = {}
  for (const { what, by, number } of rows) {
    const of = what === 'fetch_run' ? `runs by ${by}` : number === null ? `increments by ${by}` : `parcels of ${parcels.get(number)} by ${by}`
    counts[of] = (counts[of] ?? 0) + 1
  }
  return counts
}

async function underWay(): Promise<string[]> {
  const { rows } = await sql.query<{ what: string }>(`
    select 'run ' || id as what from fetch_run where status in ('queued', 'running', 'waiting')
    union all select 'write ' || id from platform_write where state in ('planned', 'sending', 'unknown')
    union all select 'parcel ' || id from parcel where confirm_after is not null
    union all select 'hint of ' || ec_account_id from webhook_delivery where handled_at is null`)
  return rows.map((row) => row.what)
}

/** Our figures beside the platform's own journal. */
async function compare({ accountId, shopId, sku }: Store) {
  const { orders } = await control<{ orders: { id: string }[] }>(world, 'GET', `/shops/${shopId}/orders`)
  const { fulfillments } = await control<{ fulfillments: { tracking_number: string }[] }>(world, 'GET', `/shops/${shopId}/fulfillments`)
  const { levels } = await control<{ levels: { sku: string; stock: number }[] }>(world, 'GET', `/shops/${shopId}/stock`)
  const { calls } = await control<{ calls: Call[] }>(world, 'GET', `/journal?shop=${shopId}&method=POST&path=/api/v1/inventory/adjustments`)
  const ours = (await sql.query<{ id: string }>('select platform_order_id as id from orders where ec_account_id = $1 order by 1', [accountId])).rows.map((row) => row.id)
  const told = (await sql.query<{ number: string; well: boolean }>(`
    select p.tracking_number as number, w.state = 'accepted' and p.confirmed_at is not null as well
      from parcel p join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id where w.ec_account_id = $1 order by 1`, [accountId])).rows
  const pushed = calls.filter((call) => call.status === 200 && !call.replayed).flatMap((call) => call.body.items).reduce((sum, item) => sum + item.delta, 0)
  return {
    orders: ours, theirOrders: orders.map((order) => order.id).sort(), parcels: told.map((each) => each.number), theirParcels: fulfillments.map((each) => each.tracking_number).sort(),
    unconfirmed: told.filter((each) => !each.well), pushed, stock: levels.find((level) => level.sku === sku)?.stock,
  }
}

/** The new version keeps a tally of orders by triggers, made while the version before was writing orders. */
async function miscounted() {
  return (await sql.query(`
    select status, holds, sum(n)::int as off from (select status, holds, orders as n from order_tally union all select status, holds, -count(*) from orders group by 1, 2) as both_ways group by 1, 2 having sum(n) <> 0`)).rows
}

/** Every refresh that was asked for, and whether any was in vain; and how many pairs of tokens our accounts have had. */
async function refreshes() {
  const { calls } = await control<{ calls: Call[] }>(world, 'GET', '/journal?method=POST&path=/oauth/token')
  const { rows } = await sql.query<{ pairs: number }>('select sum(generation)::int as pairs from ec_credential')
  return { asked: calls.length, refused: calls.filter((call) => call.status !== 200), pairs: rows[0]!.pairs }
}

/** What a process says went wrong with itself: not that it is no longer ready, and not that a token ended once more while it was being used. */
function complaints(server: RunningServer): string[] {
  return server.output().split('\n').filter((line) => /"level":"(error|fatal)"/.test(line) && !/"path":"\/readyz","status":503|"type":"ConnectorError"[^}]*"code":"invalid_token"/.test(line))
}

it('F072, F084 runs beside the version before, each doing the other’s work, and takes its place while everybody works: nothing lost, nothing doubled', async () => {
  expect(versionBefore.otherPackages, `packages that the version before (${versionBefore.commit}) would have in another version`).toEqual([])
  const known = (await sql.query('select from schema_migration')).rowCount!
  const load = work()
  await load.until(async () => (await taken())['parcels of before by before'])

  // Whichever of them comes first migrates, beside the version before at work. What is started again of the version before finds a newer database, and works.
  running.new = await Promise.all([start('new', 'worker'), start('new', 'api')])
  expect((await sql.query('select from schema_migration')).rowCount, 'the version before is to know fewer migrations').toBeGreaterThan(known)
  const [server, worker] = running.before
  expect(await worker!.terminate()).toBe(0)
  running.before.push(await start('before', 'worker'))
  await load.until(() => proxy.ready.size === 2)
  const sessions = await Promise.all([signIn(proxy.url, ...login), signIn(proxy.url, ...login)])
  for (const session of sessions) for (let turn = 0; turn < 4; turn++) await session.get('/merchants')
  const crosswise = ['runs by before', 'runs by new', 'parcels of before by new', 'parcels of new by before', 'increments by before', 'increments by new']
  await load.until(async () => {
    const counts = await taken()
    return crosswise.every((each) => (counts[each] ?? 0) >= 2)
  })

  const asked = Date.now()
  const codes = await Promise.all([server!, running.before.at(-1)!].map((each) => each.terminate()))
  expect([codes, Date.now() - asked < 25_000]).toEqual([[0, 0], true])
  const drained = parcels.size
  await load.until(() => parcels.size > drained + 4)
  await load.stop()
  for (const store of stores) await api.post(`/ec-accounts/${store.accountId}/fetch`)
  await vi.waitUntil(async () => (await underWay()).length === 0, { timeout: 120_000, interval: 100 })

  for (const store of stores) {
    const books = await compare(store)
    const pushed = Math.floor(store.received / 2)
    expect(books).toEqual({ ...books, orders: books.theirOrders, parcels: books.theirParcels, unconfirmed: [], pushed, stock: openingStock + pushed - books.theirOrders.length })
  }
  expect((await Promise.all(stores.map(compare))).flatMap((books) => books.parcels).sort()).toEqual([...parcels.keys()].sort())
  expect(await miscounted(), 'orders that the new version’s tally counts otherwise').toEqual([])
  const { asked: calls, refused, pairs } = await refreshes()
  expect([refused, calls]).toEqual([[], pairs])
  expect([...running.before, ...running.new].flatMap(complaints)).toEqual([])
})

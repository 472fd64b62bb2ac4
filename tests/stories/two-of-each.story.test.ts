import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { connectAccount } from '../support/connected-account.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { freePort, openWorld, type RunningServer, type StoryWorld } from '../support/running-server.ts'
import { control } from '../support/story-shop.ts'

/* Two processes answer requests and two do the work, on one PostgreSQL outside; one of each dies in the middle of everything. */

interface Store { accountId: string; shopId: string; sku: string; shipped: string[] }
interface Parcel { number: string; state: string; confirmed: boolean }

const [placedFirst, placedThen] = [25, 750]
const login = ['op@crossdock.test', 'a long enough password'] as const
let database: TestDatabase
let world: StoryWorld
let servers: RunningServer[]
let workers: RunningServer[]
let apis: ApiClient[]
let sql: pg.Client
const stores: Store[] = []

beforeAll(async () => {
  database = await createDatabase()
  world = await openWorld({ databaseUrl: database.url })
  sql = new pg.Client({ connectionString: database.url })
  await sql.connect()
  await world.command('user', 'create', '--email', login[0], '--password', login[1], '--role', 'admin', '--name', 'Operator')
  const port = String(await freePort())
  const url = `http://127.0.0.1:${world.environment['PORT']}`
  const [one, other, ...working] = await Promise.all([world.start({}, 'api'), world.start({ PORT: port, PUBLIC_URL: url }, 'api'), world.start({ PUBLIC_URL: url }, 'worker'), world.start({ PUBLIC_URL: url }, 'worker')])
  servers = [one, other]
  workers = working
  apis = [await signIn(one.url, ...login), await signIn(other.url, ...login)]
  await apis[0]!.patch('/shipping-types/tcat', { enabled: true })
  await Promise.all(['A', 'B', 'C'].map(async (code, index) => stores.push(await openStore(apis[index % 2]!, code))))
  await Promise.all(stores.map(async (store) => { await placeOrders(store, placedFirst); await apis[0]!.post(`/ec-accounts/${store.accountId}/fetch`) }))
  await vi.waitUntil(async () => (await free()).length === 3 * placedFirst && (await underWay()).length === 0, { timeout: 60_000, interval: 100 })
}, 180_000)
afterAll(async () => {
  await sql?.end()
  await world?.end()
  await database?.drop()
})

/** A merchant with one store, its goods in the warehouse and its shipping code mapped. */
async function openStore(api: ApiClient, code: string): Promise<Store> {
  const email = `two-${code.toLowerCase()}@liteshop.test`
  const { id: shopId, skus } = await control<{ id: string; skus: { sku: string }[] }>(world, 'POST', '/shops', { title: `雙店 ${code}`, login: email, sku_prefix: code, skus: 2 })
  // Where a store sends its people back to is one address, so that one server authorises.
  const { merchantId, accountId } = await connectAccount(apis[0]!, { email, password: 'liteshop', shop: `雙店 ${code}` }, { code, name: `貨主 ${code}` })
  await api.put(`/ec-accounts/${accountId}/shipping-mappings`, { items: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }] })
  const { sku } = skus[0]!
  await api.post('/products', { merchantId, sku, name: sku })
  const lines = [{ sku, quantity: 5_000 }]
  const { id } = await api.post<{ id: string }>('/inbounds', { merchantId, lines: [{ sku, expected: 5_000 }] })
  await api.post(`/inbounds/${id}/receive`, { lines })
  await api.post(`/inbounds/${id}/complete`)
  return { accountId, shopId, sku, shipped: [] }
}

const placeOrders = ({ shopId, sku }: Store, count: number) =>
  control(world, 'POST', `/shops/${shopId}/orders`, { count, shipping_code: 'homedelivery', payment_status: 'paid', lines: [{ sku, quantity: 1 }] })

const free = async () => (await sql.query<{ number: string; account: string }>(`select order_number as number, ec_account_id as account from orders where status = 'pending' and holds = '{}'`)).rows

async function underWay(): Promise<string[]> {
  const { rows } = await sql.query<{ what: string }>(`
    select 'run ' || id as what from fetch_run where status in ('queued', 'running', 'waiting')
    union all select 'write ' || id from platform_write where state in ('planned', 'sending', 'unknown')
    union all select 'parcel ' || id from parcel where confirm_after is not null`)
  return rows.map((row) => row.what)
}

/** Whether a process is in the middle of a run. */
async function reads(worker: RunningServer): Promise<boolean> {
  const { rows } = await sql.query(`select from fetch_run where status = 'running' and pages > 0 and lease_holder ~ $1`, [`:${worker.pid}(/|$)`])
  return rows.length > 0
}

/**
 * A lease is there for a process that may still live: 20 s for a run, 45 s for a write, half a minute for reading a parcel back
 * (tests/crash waits for them). This one is dead. Who reads back is not noted; twice does no harm.
 */
async function leasesRunOut(worker: RunningServer): Promise<void> {
  for (const table of ['fetch_run', 'platform_write']) await sql.query(`update ${table} set lease_until = clock_timestamp() where lease_holder ~ $1`, [`:${worker.pid}(/|$)`])
  await sql.query('update parcel set confirm_after = clock_timestamp() where confirm_after > clock_timestamp()')
}

it('loses one api and one worker by kill -9, and the others go on: every order there once, every parcel told once', async () => {
  const waiting = Map.groupBy(await free(), (order) => order.account)
  const files = stores.map((store) => {
    const rows = waiting.get(store.accountId)!.map(({ number }, index) => `${number},TWO${store.accountId.slice(-4).toUpperCase()}${index},T-Cat`)
    store.shipped = rows.map((row) => row.split(',')[1]!)
    return { ecAccountId: store.accountId, csv: ['order_number,tracking_number,carrier', ...rows].join('\n') }
  })
  await Promise.all(stores.map((store) => placeOrders(store, placedThen)))
  await Promise.all([apis[0]!.post('/orders/shipments', files[0]), apis[1]!.post('/orders/shipments', files[1])])
  await Promise.all(stores.map((store, index) => apis[index % 2]!.post(`/ec-accounts/${store.accountId}/fetch`)))

  let dying: RunningServer | undefined
  await vi.waitUntil(async () => {
    for (const worker of workers) if (await reads(worker)) return (dying = worker)
    return null
  }, { timeout: 60_000, interval: 10 })
  // A third file is on its way to the server that dies: nobody knows whether it came, so it is sent again.
  const unheard = apis[0]!.post('/orders/shipments', files[2]).catch(() => {})
  await Promise.all([dying!.kill(), servers[0]!.kill()])
  await unheard
  await leasesRunOut(dying!)
  await apis[1]!.post('/orders/shipments', files[2])
  expect((await underWay()).length, 'something was left to do').toBeGreaterThan(0)

  await vi.waitUntil(async () => (await underWay()).length === 0, { timeout: 120_000, interval: 100 })
  const runs = (await sql.query<{ status: string; resumed: number }>(`select status, resumed from fetch_run order by id`)).rows
  expect(runs.map((run) => run.status)).toEqual(Array.from({ length: 6 }, () => 'succeeded'))
  expect(runs.reduce((sum, run) => sum + run.resumed, 0), 'runs that the other worker took over').toBeGreaterThan(0)
  for (const store of stores) expect(await compare(store)).toEqual({ missing: [], extra: [], doubled: 0, told: store.shipped.toSorted(), parcels: store.shipped.toSorted(), unsettled: [] })

  // And what begins now is done, too.
  await placeOrders(stores[0]!, 1)
  await apis[1]!.post(`/ec-accounts/${stores[0]!.accountId}/fetch`)
  await vi.waitUntil(async () => (await free()).length === 3 * placedThen + 1, { timeout: 60_000, interval: 100 })
})

/** Orders as sets, ours and the store's; parcels as the store was told of them, and as we believe that it was. */
async function compare({ accountId, shopId }: Store) {
  const { orders } = await control<{ orders: { id: string }[] }>(world, 'GET', `/shops/${shopId}/orders`)
  const { fulfillments } = await control<{ fulfillments: { tracking_number: string }[] }>(world, 'GET', `/shops/${shopId}/fulfillments`)
  const ours = (await sql.query<{ id: string }>('select platform_order_id as id from orders where ec_account_id = $1', [accountId])).rows.map((row) => row.id)
  const theirs = orders.map((order) => order.id)
  const parcels = (await sql.query<Parcel>(`
    select p.tracking_number as number, w.state, p.confirmed_at is not null as confirmed
      from parcel p join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id where w.ec_account_id = $1`, [accountId])).rows
  const [known, kept] = [new Set(theirs), new Set(ours)]
  return {
    missing: theirs.filter((id) => !kept.has(id)), extra: ours.filter((id) => !known.has(id)), doubled: ours.length - kept.size,
    told: fulfillments.map((each) => each.tracking_number).sort(), parcels: parcels.map((each) => each.number).sort(),
    unsettled: parcels.filter((each) => each.state !== 'accepted' || !each.confirmed),
  }
}

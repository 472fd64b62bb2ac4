import { sql as kyselySql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openTestServer, type TestServer } from '../../apps/server/src/testing.ts'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { connectAccount } from '../support/connected-account.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { startPgBouncer, type Pooler } from '../support/pgbouncer.ts'
import { openWorld, type StoryWorld } from '../support/running-server.ts'
import { control } from '../support/story-shop.ts'

/* PgBouncer lends a connection for one transaction. Two processes share six of them, and then one server a single one. */

const [forProcesses, forOne] = [6, 1]
const login = ['op@crossdock.test', 'a long enough password'] as const
let database: TestDatabase
let pooler: Pooler
let world: StoryWorld
let sql: pg.Client
const merchants: { merchantId: string; accountId: string; shopId: string; sku: string; stock: number }[] = []

beforeAll(async () => {
  database = await createDatabase()
  pooler = await startPgBouncer(database.url, [forProcesses, forOne])
  world = await openWorld({ databaseUrl: pooler.url(forProcesses) })
  sql = new pg.Client({ connectionString: database.url })
  await sql.connect()
})
afterAll(async () => {
  await sql?.end()
  await world?.end()
  await pooler?.stop()
  await database?.drop()
})

it('says what is missing, rather than migrate through a pooler', async () => {
  expect(await world.command('migrate')).toMatchObject({ code: 1, stderr: expect.stringMatching(/^DATABASE_URL leads through a connection pooler\..* set CROSSDOCK_DIRECT_DATABASE_URL/) })
  world.environment['CROSSDOCK_DIRECT_DATABASE_URL'] = database.url
  expect(await world.command('user', 'create', '--email', login[0], '--password', login[1], '--role', 'admin', '--name', 'Operator')).toMatchObject({ code: 0 })
})

describe('an api and a worker on six connections', () => {
  let api: ApiClient
  const processes: Awaited<ReturnType<StoryWorld['start']>>[] = []

  beforeAll(async () => {
    const url = `http://127.0.0.1:${world.environment['PORT']}`
    processes.push(...(await Promise.all([world.start({}, 'api'), world.start({ PUBLIC_URL: url }, 'worker')])))
    api = await signIn(url, ...login)
    await api.patch('/shipping-types/tcat', { enabled: true })
  })

  it('do the main job: connect, receive and push, fetch, ship, and have it confirmed', async () => {
    for (const code of ['A', 'B']) merchants.push(await openStore(api, code))
    for (const { accountId } of merchants) await api.post(`/ec-accounts/${accountId}/fetch`)
    await vi.waitUntil(async () => (await counted(`select from orders where status = 'pending' and holds = '{}'`)) === 20, { timeout: 60_000, interval: 100 })
    for (const { accountId } of merchants) {
      const { items } = await api.get<{ items: { orderNumber: string }[] }>(`/orders?ecAccountId=${accountId}&status=pending`)
      const csv = ['order_number,tracking_number,carrier', ...items.map(({ orderNumber }, index) => `${orderNumber},POOL${accountId.slice(-4)}${index},T-Cat`)].join('\n')
      await api.post('/orders/shipments', { ecAccountId: accountId, csv })
    }
    await vi.waitUntil(async () => (await counted('select from parcel where confirmed_at is not null')) === 20, { timeout: 60_000, interval: 100 })
    await vi.waitUntil(async () => (await counted(`select from platform_write where state <> 'accepted'`)) === 0, { timeout: 60_000, interval: 100 })
    for (const { shopId, sku, stock } of merchants) expect(await stockAt(shopId, sku)).toBe(stock + 50)
  })

  it('share the connections, while what listens for jobs goes past the pooler', async () => {
    const [servers, clients] = [await pooler.ask<{ database: string }>('show servers'), await pooler.ask<{ database: string; application_name: string }>('show clients')]
    const of = (name: string) => clients.filter((client) => client.application_name === name).length
    expect(servers.length).toBeLessThanOrEqual(forProcesses)
    expect(of('crossdock api') + of('crossdock worker') + of('crossdock sign-in')).toBeGreaterThan(servers.length)
    expect(await counted(`select from pg_stat_activity where datname = current_database() and application_name = 'crossdock queue' and query ~* '^\\s*listen|pg_listening_channels'`)).toBe(1)
  })

  it('go on when the connections behind the pooler are cut', async () => {
    for (let round = 0; round < 10; round++) {
      await sql.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
      for (const path of ['/orders', '/products', '/session']) await api.get(path)
    }
    await control(world, 'POST', `/shops/${merchants[0]!.shopId}/orders`, { count: 1, shipping_code: 'homedelivery', payment_status: 'paid', lines: [{ sku: merchants[0]!.sku, quantity: 1 }] })
    await api.post(`/ec-accounts/${merchants[0]!.accountId}/fetch`)
    await vi.waitUntil(async () => (await counted('select from orders')) === 21, { timeout: 60_000, interval: 100 })
  })

  it('are well by doctor’s word, and end cleanly', async () => {
    const { stdout } = await world.command('doctor')
    expect(stdout).toContain('✓ pooler: what needs a session goes past it')
    expect(await Promise.all(processes.map((each) => each.stop()))).toEqual([0, 0])
  })
})

describe('one connection for everybody', () => {
  let test: TestServer
  let keys: { merchantId: string; key: string }[]

  beforeAll(async () => {
    const url = pooler.url(forOne)
    test = await openTestServer({ databaseUrl: url, environment: { DATABASE_URL: url, CROSSDOCK_DIRECT_DATABASE_URL: database.url } })
    keys = await Promise.all(merchants.map(async ({ merchantId }) => ({ merchantId, key: await test.apiKey('merchant', merchantId) })))
  })
  afterAll(() => test?.close())

  it('shows each of two merchants their own, whose transactions take turns on it', async () => {
    const asked = Array.from({ length: 30 }, (_, index) => keys[index % 2]!).flatMap(({ merchantId, key }) => ['orders', 'products', 'ec-accounts'].map((list) => ({ merchantId, key, list })))
    const whose = await Promise.all(asked.map(async ({ merchantId, key, list }) => {
      const { status, body } = await test.call('GET', `/api/v1/${list}`, { key })
      return { list, merchantId, status, seen: [...new Set((body.items as { merchantId?: string; merchant?: { id: string } }[]).map((item) => item.merchantId ?? item.merchant?.id))] }
    }))
    expect(whose).toEqual(asked.map(({ list, merchantId }) => ({ list, merchantId, status: 200, seen: [merchantId] })))
    expect((await pooler.ask<{ database: string }>('show servers')).filter((server) => server.database.endsWith('_1'))).toHaveLength(1)
  })

  it('leaves nothing behind on the connection: no role, no merchant, no limits, no prepared statement', async () => {
    const { rows } = await test.app.database.pool.query(`
      select session_user = current_user as owner, coalesce(current_setting('app.merchant', true), '') as merchant, current_setting('search_path') ~ 'public' as public,
             current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, (select count(*)::int from pg_prepared_statements) as prepared`)
    expect(rows).toEqual([{ owner: true, merchant: '', public: true, statement: '0', lock: '0', prepared: 0 }])
  })

  it('bounds transactions all the same', async () => {
    const limits = await test.app.database.transact({ merchant: 'all' }, async (tx) => {
      const { rows } = await kyselySql<Record<string, string>>`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle`.execute(tx)
      return rows[0]
    })
    expect(limits).toEqual({ statement: '30s', lock: '8s', idle: '2min' })
  })

  it('does a request once that waits for all of its connections in turn', async () => {
    const key = await test.apiKey('admin')
    const post = () => test.call('POST', '/api/v1/merchants', { key, body: { code: 'ONCE', name: '一次' }, headers: { 'idempotency-key': 'pool-of-one' } })
    expect([(await post()).status, (await post()).status]).toEqual([201, 201])
    expect(await counted(`select from merchant where code = 'ONCE'`)).toBe(1)
  })

  it('signs people in, whose tables nobody else sees, and undoes what fails', async () => {
    await test.signIn('operator')
    await expect(test.app.signIn.query('select from public.orders')).rejects.toThrow(/permission denied/)
    const before = await counted('select from auth.users')
    await expect(test.app.signIn.query('with gone as (delete from users returning 1 / 0) select from gone')).rejects.toThrow(/division by zero/)
    expect(await counted('select from auth.users')).toBe(before)
  })
})

const counted = async (query: string): Promise<number> => (await sql.query(query)).rowCount ?? 0

const stockAt = async (shopId: string, sku: string) =>
  (await control<{ levels: { sku: string; stock: number }[] }>(world, 'GET', `/shops/${shopId}/stock`)).levels.find((level) => level.sku === sku)!.stock

/** A merchant with one store, ten orders in it, its goods in the warehouse and half of them pushed. */
async function openStore(api: ApiClient, code: string) {
  const email = `pool-${code.toLowerCase()}@liteshop.test`
  const { id: shopId, skus } = await control<{ id: string; skus: { sku: string }[] }>(world, 'POST', '/shops', { title: `池店 ${code}`, login: email, sku_prefix: code, skus: 2 })
  const { merchantId, accountId } = await connectAccount(api, { email, password: 'liteshop', shop: `池店 ${code}` }, { code, name: `貨主 ${code}` })
  await api.put(`/ec-accounts/${accountId}/shipping-mappings`, { items: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }] })
  const { version } = await api.get<{ version: number }>(`/ec-accounts/${accountId}`)
  await api.patch(`/ec-accounts/${accountId}`, { version, settings: { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: true, pushPercentage: 50 } })
  const { sku } = skus[0]!
  await control(world, 'POST', `/shops/${shopId}/orders`, { count: 10, shipping_code: 'homedelivery', payment_status: 'paid', lines: [{ sku, quantity: 1 }] })
  const stock = await stockAt(shopId, sku)
  await api.post('/products', { merchantId, sku, name: sku })
  const { id } = await api.post<{ id: string }>('/inbounds', { merchantId, lines: [{ sku, expected: 100 }] })
  await api.post(`/inbounds/${id}/receive`, { lines: [{ sku, quantity: 100 }] })
  await api.post(`/inbounds/${id}/complete`)
  return { merchantId, accountId, shopId, sku, stock }
}

import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { connectAccount } from '../support/connected-account.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openReadyProxy } from '../support/ready-proxy.ts'
import { freePort, openWorld, type RunningServer, type StoryWorld } from '../support/running-server.ts'
import { control } from '../support/story-shop.ts'

/* Two servers behind a proxy that asks whether they are ready; one of them is told to end while everybody works. */

let database: TestDatabase
let world: StoryWorld
let one: RunningServer
let other: RunningServer
let api: ApiClient
let sql: pg.Client
const accounts: { accountId: string; shopId: string }[] = []

beforeAll(async () => {
  database = await createDatabase()
  world = await openWorld({ databaseUrl: database.url })
  await world.command('user', 'create', '--email', 'op@crossdock.test', '--password', 'a long enough password', '--role', 'admin', '--name', 'Operator')
  one = await world.start()
  other = await world.start({ PORT: String(await freePort()), PUBLIC_URL: one.url, LOG_LEVEL: 'debug' })
  api = await signIn(one.url, 'op@crossdock.test', 'a long enough password')
  sql = new pg.Client({ connectionString: database.url })
  await sql.connect()
  for (const code of ['A', 'B', 'C']) {
    const login = `sale-${code.toLowerCase()}@liteshop.test`
    const shop = await control<{ id: string }>(world, 'POST', '/shops', { title: `特賣 ${code}`, login, sku_prefix: code, skus: 5 })
    const { accountId } = await connectAccount(api, { email: login, password: 'liteshop', shop: `特賣 ${code}` }, { code, name: `貨主 ${code}` })
    accounts.push({ accountId, shopId: shop.id })
  }
})
afterAll(async () => {
  await sql?.end()
  await world?.end()
  await database?.drop()
})

it('F072 drains within 25 s of SIGTERM: no request fails behind the proxy, fetch runs go on at the other server, exit code 0', async () => {
  for (const { shopId } of accounts) await control(world, 'POST', `/shops/${shopId}/orders`, { count: 1_000 })
  const proxy = await openReadyProxy([one.url, other.url])
  const answers = new Map<number, number>()
  let over = false
  const callers = Array.from({ length: 4 }, async () => {
    while (!over) {
      const { status } = await fetch(`${proxy.url}/api/v1/orders?limit=5`, { headers: { cookie: api.cookie } })
      answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  })
  const runs = await Promise.all(accounts.map(async ({ accountId }) => (await api.post<{ id: string }>(`/ec-accounts/${accountId}/fetch`)).id))
  const stateOf = async () => (await sql.query<{ status: string; pages: number; resumed: number}>('select status, pages, resumed from fetch_run where id = any($1)', [runs])).rows
  await vi.waitUntil(async () => (await stateOf()).every((run) => run.pages >= 1), { timeout: 60_000, interval: 50 })
  const asked = Date.now()
  const code = await other.terminate()
  expect([code, Date.now() - asked < 25_000]).toEqual([0, true])
  expect(proxy.ready.has(other.url)).toBe(false)
  await vi.waitUntil(async () => (await stateOf()).every((run) => run.status === 'succeeded'), { timeout: 90_000, interval: 200 })
  over = true
  await Promise.all(callers)
  await proxy.close()
  expect([...answers.keys()], JSON.stringify([...answers])).toEqual([200])
  // Handed back, not left to run out.
  expect((await stateOf()).map((run) => run.resumed)).toEqual([0, 0, 0])
  const { rows } = await sql.query<{ n: number; each: number }>('select count(*)::int as n, count(distinct (ec_account_id, platform_order_id))::int as each from orders')
  expect(rows).toEqual([{ n: 3_000, each: 3_000 }])
})

it('F080 goes on when nobody reads what it prints any more', async () => {
  one.closeOutput()
  for (let call = 0; call < 20; call++) await api.refused('POST', '/merchants', { code: '', name: '' })
  expect((await fetch(`${one.url}/readyz`)).status).toBe(200)
  expect(await one.stop()).toBe(0)
})

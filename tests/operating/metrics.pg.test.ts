import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { openWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { openTestServer, type TestServer } from '../../apps/server/src/testing.ts'
import { databaseGauges } from '../../apps/server/src/watching/database-gauges.ts'
import { createMetrics } from '../../apps/server/src/watching/metrics.ts'
import { serveMetrics } from '../../apps/server/src/watching/metrics-server.ts'

let warehouse: TestWarehouse
let test: TestServer
let ticks = 0
let served: Awaited<ReturnType<typeof serveMetrics>>
const metrics = createMetrics({ version: '1', platformOf: () => 'teststore' })
const scrape = async () => (await fetch(served.address)).text()
const value = (text: string, series: string) => Number(text.split('\n').find((line) => line.startsWith(`${series} `))?.slice(series.length))

beforeAll(async () => {
  warehouse = await openWarehouse()
  test = await openTestServer({ databaseUrl: warehouse.url, metrics })
  served = await serveMetrics({ host: '127.0.0.1', port: 0 }, metrics.registry, databaseGauges(metrics.gauges, test.app, () => ticks))
  await importOrders(warehouse, {}, {})
  await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
    await sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request, state, planned_at, next_attempt_at)
      select ${warehouse.merchantId}, new_id(), ${warehouse.accountId}, 'tracking', new_id(), gen_random_uuid()::text, '{}', state, now() - interval '2 hours', now() - interval '1 hour' from unnest(array['planned', 'unknown']) as state`.execute(tx)
    await sql`update ec_account set fetch_enabled = true, next_fetch_at = now() - interval '20 minutes'`.execute(tx)
    await sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, started_at, finished_at) values (${warehouse.merchantId}, new_id(), ${warehouse.accountId}, 'manual', 'succeeded', now(), to_timestamp(1700000000))`.execute(tx)
  })
})
afterAll(async () => {
  await served?.stop()
  await test?.close()
  await warehouse?.close()
})

describe('the metrics port', () => {
  it('shows how the work stands, from the database', async () => {
    const text = await scrape()
    const series = (name: string) => value(text, `crossdock_${name}`)
    expect(series('database_up')).toBe(1)
    expect(series('outbox_writes{kind="tracking",state="planned"}')).toBe(1)
    expect(series('outbox_writes{kind="tracking",state="unknown"}')).toBe(1)
    expect(series('outbox_oldest_write_age_seconds{kind="tracking"}')).toBeCloseTo(7200, -2)
    expect(series('outbox_overdue_seconds{kind="tracking"}')).toBeCloseTo(3600, -2)
    expect(series('slots_due')).toBe(1)
    expect(series('slots_oldest_age_seconds')).toBeCloseTo(1200, -2)
    expect(series('accounts{platform="teststore",status="connected"}')).toBe(1)
    expect(series('fetch_last_success_timestamp_seconds{platform="teststore"}')).toBe(1_700_000_000)
    expect(series('holds{reason="unknown_product"}')).toBe(2)
    expect(series('database_connections{pool="requests",state="waiting"}')).toBe(0)
  })

  it('asks the database once in ten seconds, however often it is scraped', async () => {
    await warehouse.database.transact({ merchant: 'all' }, (tx) => sql`delete from platform_write`.execute(tx))
    ticks += 9_000
    expect(await scrape()).toContain('crossdock_outbox_writes{')
    ticks += 1_001
    expect(await scrape()).not.toContain('crossdock_outbox_writes{')
  })

  it('counts requests by the contract’s own patterns, with no id and nothing that a stranger makes up', async () => {
    const key = await test.apiKey('admin')
    await test.call('GET', `/api/v1/ec-accounts/${warehouse.accountId}`, { key })
    for (const path of ['/api/v1/made-up', `/api/v1/orders/${warehouse.accountId}/nothing`, '/somewhere/else.php']) await test.call('GET', path, { key })
    const text = await scrape()
    expect(value(text, 'crossdock_http_request_duration_seconds_count{method="GET",route="/api/v1/ec-accounts/{id}",status="200"}')).toBe(1)
    expect(value(text, 'crossdock_http_request_duration_seconds_count{method="GET",route="/api/v1/*",status="404"}')).toBe(2)
    for (const secret of [warehouse.accountId, warehouse.merchantId, 'made-up', 'else.php', '小山茶行']) expect(text).not.toContain(secret)
  })

  it('serves nothing else', async () => {
    for (const path of ['/', '/api/v1/orders']) expect((await fetch(new URL(path, served.address))).status).toBe(404)
    expect((await fetch(served.address, { method: 'POST' })).status).toBe(404)
  })

  it('says so when the database is away, and shows no old figures', async () => {
    const pool = test.app.database.pool
    const connect = pool.connect.bind(pool)
    pool.connect = (() => Promise.reject(new Error('away'))) as never
    ticks += 10_001
    const text = await scrape()
    pool.connect = connect
    expect(value(text, 'crossdock_database_up')).toBe(0)
    expect(text).not.toMatch(/^crossdock_holds\{/m)
  })
})

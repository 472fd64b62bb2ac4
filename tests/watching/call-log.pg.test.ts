import type { PlatformCall } from '@crossdock/connector-kit'
import { openCallLog } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
beforeAll(async () => {
  warehouse = await openWarehouse()
})
afterAll(() => warehouse?.close())

const call = (changes: Partial<PlatformCall> = {}): PlatformCall => ({
  at: new Date('2026-11-23T01:00:00Z'), purpose: 'orders.list', method: 'GET', url: 'https://store.example/orders', requestHeaders: { accept: 'application/json' }, requestBody: null,
  status: 200, responseHeaders: { 'content-type': 'application/json' }, responseBody: '{"orders":[]}', durationMs: 12.6, attempt: 1, failure: null, ...changes,
})
const account = () => ({ merchantId: warehouse.merchantId, id: warehouse.accountId })
const kept = () => rows(warehouse, sql<Record<string, unknown>>`select * from platform_call order by id`)

describe('the call log', () => {
  it('keeps every call with what was sent and answered, many at once, in their order', async () => {
    const log = openCallLog(warehouse.database, (err) => { throw err })
    const observe = log.of(account())
    for (let number = 1; number <= 250; number++) observe(call({ attempt: number }))
    observe(call({ purpose: 'tracking.push', requestBody: 'a\u0000b', status: null, failure: { kind: 'unavailable', code: 'timeout', message: 'no answer' } }))
    await log.close()
    const found = await kept()
    expect(found.slice(0, 250).map((row) => row['attempt'])).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
    expect(found[0]).toMatchObject({ ec_account_id: warehouse.accountId, purpose: 'orders.list', request_headers: { accept: 'application/json' }, response_body: '{"orders":[]}', duration_ms: 13, failure: null })
    expect(found[250]).toMatchObject({ request_body: 'a\ufffdb', status: null, failure: { code: 'timeout' } })
  })

  it('neither throws nor forgets while the database is away', async () => {
    await rows(warehouse, sql`delete from platform_call`)
    let away = true
    const failures: Error[] = []
    const flaky = { ...warehouse.database, transact: (...args: Parameters<typeof warehouse.database.transact>) => (away ? Promise.reject(new Error('away')) : warehouse.database.transact(...args)) }
    const log = openCallLog(flaky as typeof warehouse.database, (err) => failures.push(err))
    log.of(account())(call())
    await expect.poll(() => failures.length, { timeout: 5_000 }).toBeGreaterThan(0)
    away = false
    log.of(account())(call({ purpose: 'shop.read' }))
    await log.close()
    expect((await kept()).map((row) => row['purpose'])).toEqual(['orders.list', 'shop.read'])
  })
})

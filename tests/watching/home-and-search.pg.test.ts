import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, type TestWarehouse } from '../support/warehouse.ts'
import { openTestServer, type TestServer } from '../../apps/server/src/testing.ts'

let warehouse: TestWarehouse
let test: TestServer
let key: string
let ready: string
beforeAll(async () => {
  warehouse = await openWarehouse()
  test = await openTestServer({ databaseUrl: warehouse.url })
  key = await test.apiKey('admin')
  await addProduct(warehouse, 'TEA-001', 100)
  const imported = await importOrders(warehouse,
    { orderNumber: 'LS-100', recipient: { name: '王小明', phone: '0912', email: null, country: 'TW', postalCode: null, city: null, district: null, address: null } },
    { orderNumber: 'LS-101', shippingCode: 'coldchain' },
    { orderNumber: 'LS-102', shippingCode: 'coldchain', lines: [line('l1', 'UNKNOWN-1', 2)] },
  )
  ready = imported[0]!
})
afterAll(async () => {
  await test?.close()
  await warehouse?.close()
})

const home = async (query = '') => (await test.call('GET', `/api/v1/home${query}`, { key })).body
const change = (statement: ReturnType<typeof sql>) => warehouse.database.transact({ merchant: 'all' }, (tx) => statement.execute(tx))
const find = async (q: string, as = key) => (await test.call('GET', `/api/v1/search?q=${encodeURIComponent(q)}`, { key: as })).body.items

describe('home', () => {
  it('counts the orders and names what they wait for', async () => {
    const seen = await home()
    expect(seen.orders).toEqual({ pending: 3, ready: 1, processing: 0, shippedToday: 0, waitingTracking: 0 })
    expect(seen.holds.map(({ reason, owner, orders }: Record<string, unknown>) => ({ reason, owner, orders }))).toEqual([
      { reason: 'unmapped_shipping_code', owner: 'warehouse', orders: 2 }, { reason: 'unknown_product', owner: 'warehouse', orders: 1 },
    ])
    expect(seen.unknownProducts).toBe(1)
    expect(seen.firstSteps).toEqual({ salesChannel: true, ecAccount: true, connected: true, mapping: true, shipped: false })
  })

  it('says when no process works, so that a warehouse without workers does not look idle', async () => {
    expect((await home()).workers).toEqual({ alive: false, seenAt: null })
    const beat = (role: string, age: string) => change(sql`insert into process_heartbeat (name, role, version, seals_with, started_at, seen_at) values (${role}, ${role}, '1', 'k', now(), now() - ${age}::interval)`)
    await beat('api', '1 second')
    await beat('worker', '5 minutes')
    expect((await home()).workers).toMatchObject({ alive: false, seenAt: expect.any(String) })
    await beat('all', '1 second')
    expect((await home()).workers.alive).toBe(true)
    await change(sql`delete from process_heartbeat`)
  })

  it('shows the last 24 hours, the current one last', async () => {
    const { ordersByHour } = await home()
    expect(ordersByHour).toHaveLength(24)
    expect(ordersByHour.reduce((sum: number, hour: { imported: number }) => sum + hour.imported, 0)).toBe(3)
    expect(Date.parse(ordersByHour[23].hour) - Date.parse(ordersByHour[0].hour)).toBe(23 * 3_600_000)
    expect(Date.now() - Date.parse(ordersByHour[23].hour)).toBeLessThan(3_700_000)
  })

  it('follows an order that is shipped', async () => {
    await test.call('POST', `/api/v1/orders/${ready}/process`, { key })
    expect((await home()).orders).toMatchObject({ pending: 2, ready: 0, processing: 1 })
    await test.call('POST', `/api/v1/orders/${ready}/shipments`, { key, body: { parcels: [{ trackingNumber: 'TRK-1', carrier: 'T-Cat' }] } })
    const seen = await home()
    expect(seen.orders).toMatchObject({ processing: 0, shippedToday: 1, waitingTracking: 1 })
    expect(seen.firstSteps.shipped).toBe(true)
    expect(seen.ordersByHour.reduce((sum: number, hour: { shipped: number }) => sum + hour.shipped, 0)).toBe(1)
  })

  it('counts a parcel that the store took and does not show yet as not confirmed', async () => {
    await change(sql`update platform_write set state = 'accepted', settled_at = now() where kind = 'tracking'`)
    expect((await home()).orders.waitingTracking).toBe(0)
    await change(sql`update parcel set confirm_after = now()`)
    expect((await home()).orders.waitingTracking).toBe(1)
    await change(sql`update parcel set confirm_after = null`)
  })

  it('names refused writes with what they are about', async () => {
    await change(sql`update platform_write set state = 'rejected', settled_at = now(), error = 'the store said no', error_code = 'no' where kind = 'tracking'`)
    expect((await home()).refused).toEqual([
      { writeId: expect.any(String), kind: 'tracking', ecAccount: { id: warehouse.accountId, name: '官網帳號' }, subject: { kind: 'order', id: ready, label: 'LS-100' }, error: 'the store said no', asked: false, at: expect.any(String) },
    ])
  })

  it('names stores in trouble, the disconnected before the degraded, and the next slots of those that fetch', async () => {
    expect((await home()).troubledAccounts).toEqual([])
    await change(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', next_fetch_at = '2030-01-01T01:00:00Z', degraded_since = '2026-11-23T01:00:00Z', trouble = '{"kind":"unavailable","code":"timeout","message":"no answer"}'`)
    const degraded = await home()
    expect(degraded.troubledAccounts).toEqual([{ id: warehouse.accountId, displayName: '官網帳號', merchant: { id: warehouse.merchantId, name: '小山茶行' }, status: 'degraded', since: '2026-11-23T01:00:00.000Z', reason: null, detail: 'no answer' }])
    expect(degraded.nextSlots).toEqual([{ ecAccountId: warehouse.accountId, displayName: '官網帳號', merchant: { id: warehouse.merchantId, name: '小山茶行' }, at: '2030-01-01T01:00:00.000Z' }])
    await change(sql`update ec_account set connection_status = 'disconnected', disconnect_reason = 'revoked_on_platform', status_since = '2026-11-23T02:00:00Z', degraded_since = null`)
    const disconnected = await home()
    expect(disconnected.troubledAccounts).toMatchObject([{ status: 'disconnected', since: '2026-11-23T02:00:00.000Z', reason: 'revoked_on_platform' }])
    expect(disconnected.nextSlots).toEqual([])
    await change(sql`update ec_account set connection_status = 'connected', disconnect_reason = null, trouble = null`)
  })

  it('lists the latest runs, and how they ended', async () => {
    await change(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, new, held, finished_at, error) values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'manual', 'failed', 3, 2, '2026-11-23T03:00:00Z', '{"kind":"auth","code":"x","message":"refused"}')`)
    expect((await home()).lastRuns).toEqual([{ id: expect.any(String), ecAccount: { id: warehouse.accountId, name: '官網帳號' }, status: 'failed', new: 3, held: 2, at: '2026-11-23T03:00:00.000Z', error: 'refused' }])
  })

  it('is empty for another merchant, by choice and by scope', async () => {
    const other = newId()
    await change(sql`insert into merchant (merchant_id, code, name) values (${other}, 'OTHER', 'Other')`)
    const empty = { troubledAccounts: [], holds: [], refused: [], nextSlots: [], lastRuns: [], unknownProducts: 0, stockAtRisk: { skus: 0, units: 0 }, stockDrift: 0, pushProposals: 0, orders: { pending: 0, ready: 0, processing: 0, shippedToday: 0, waitingTracking: 0 } }
    expect(await home(`?merchantId=${other}`)).toMatchObject(empty)
    const theirs = await test.call('GET', `/api/v1/home?merchantId=${warehouse.merchantId}`, { key: await test.apiKey('merchant', other) })
    expect(theirs.body).toMatchObject(empty)
    expect(theirs.body.firstSteps).toEqual({ salesChannel: false, ecAccount: false, connected: false, mapping: false, shipped: false })
  })
})

describe('search', () => {
  it.each([
    ['LS-100', 'order', 'LS-100'], ['ls-100', 'order', 'LS-100'], ['TRK-1', 'order', 'LS-100'], ['王小明', 'order', 'LS-100'],
    ['官網', 'ec_account', '官網帳號'], ['TEA', 'product', 'TEA-001'], ['tea-001', 'product', 'TEA-001'], ['小山', 'merchant', '小山茶行'], ['M1', 'merchant', '小山茶行'],
  ])('finds by “%s” the %s %s', async (q, kind, label) => {
    expect(await find(q)).toContainEqual(expect.objectContaining({ kind, label }))
  })

  it('finds inbounds by number', async () => {
    await test.call('POST', '/api/v1/inbounds', { key, body: { merchantId: warehouse.merchantId, number: 'IN-77', lines: [{ sku: 'TEA-001', expected: 5 }] } })
    expect(await find('in-77')).toEqual([{ kind: 'inbound', id: expect.any(String), label: 'IN-77', detail: 'pending' }])
  })

  it('takes signs for what they are, and finds nothing for nobody else’s', async () => {
    for (const q of ['%', '_', "'; drop table orders; --", '\\']) expect(await find(q)).toEqual([])
    const other = newId()
    await change(sql`insert into merchant (merchant_id, code, name) values (${other}, 'ELSE', 'Somebody else')`)
    const theirs = await test.apiKey('merchant', other)
    for (const q of ['LS-100', '官網', 'TEA', '小山']) expect(await find(q, theirs)).toEqual([])
    expect((await test.call('GET', '/api/v1/search?q=%20', { key })).body.errors).toMatchObject([{ path: 'q', code: 'required' }])
  })
})

import { ConnectorError } from '@crossdock/connector-kit'
import { claimDueReconciliations, fetchNow, importPage, reconcile, reconcileNow, runFetch, sweepFetching } from '@crossdock/flows'
import { merchantScope, system, type Needs } from '@crossdock/flows/ports'
import { getReconciliation, listReconciliations } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createNeeds, createPlatform, unavailable, type StorePlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
let now: Date

beforeEach(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  now = new Date('2026-11-23T03:00:00Z')
  platform.time = now
  needs = createNeeds(warehouse, platform, { now: () => now })
  await addProduct(warehouse, 'TEA-001', 1_000)
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', next_fetch_at = '2026-11-24T01:00:00Z', first_connected_at = '2026-11-10T00:00:00Z'`)
})
afterEach(() => warehouse.close())

const run = (query: ReturnType<typeof sql>) => rows(warehouse, query)
const order = (id: string, changes: Parameters<typeof incomingOrder>[0] = {}) =>
  incomingOrder({ platformOrderId: id, orderNumber: id, placedAt: '2026-11-22T00:00:00.000Z', updatedAt: '2026-11-22T00:00:00.000Z', ...changes })
const fetch = async () => runFetch(needs, { merchantId: warehouse.merchantId, id: await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system }) })
const queue = () => reconcileNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })
const work = (id: string, by: Needs = needs) => reconcile(by, { merchantId: warehouse.merchantId, id })
const view = async (id: string) => (await warehouse.database.transact({ merchant: 'all' }, (tx) => getReconciliation(tx, id)))!
const compare = async () => { const id = await queue(); await work(id); return view(id) }
const imported = async () => (await rows(warehouse, sql<{ id: string }>`select platform_order_id as id from orders order by 1`)).map((each) => each.id)
const change = (id: string, changes: Parameters<typeof incomingOrder>[0]) => { platform.orders = platform.orders.map((each) => (each.platformOrderId === id ? { ...each, ...changes } : each)) }

it('finds nothing missing where every order is here or has its reason, and says when it looked', async () => {
  platform.orders = [order('a'), order('b'), order('unready', { shipmentStatus: 'unready' }), order('old', { placedAt: '2026-11-10T00:00:00.000Z' })]
  await fetch()
  expect(await compare()).toMatchObject({
    status: 'succeeded', storeCount: 4, hereCount: 4, seen: 4, alike: 2, newer: 0, missing: 0, differences: [], skippedBy: { not_ready_to_ship: 1, too_old: 1 }, finishedAt: now.toISOString(),
    window: { from: '2026-11-16T03:00:00.000Z', to: '2026-11-23T02:58:00.000Z' },
  })
})

it('F025 fetches an order that became visible too late for every window, and reports it once', async () => {
  platform.orders = [order('a'), order('late'), order('late-canceled', { orderStatus: 'cancelled' })]
  platform.hidden = new Set(['late', 'late-canceled'])
  await fetch()
  expect(await imported()).toEqual(['a'])
  platform.hidden.clear()
  expect(await compare()).toMatchObject({
    missing: 2, hereCount: 1, storeCount: 3, alike: 1,
    differences: [{ kind: 'missing', outcome: 'canceled_before_import', orders: 1 }, { kind: 'missing', outcome: 'imported', orders: 1 }],
    orders: [{ kind: 'missing', outcome: 'imported', platformOrderId: 'late', orderNumber: 'late' }, { kind: 'missing', outcome: 'canceled_before_import', platformOrderId: 'late-canceled' }],
  })
  expect(await imported()).toEqual(['a', 'late'])
  expect(await compare()).toMatchObject({ missing: 0, alike: 2, skippedBy: { canceled_before_import: 1 }, differences: [] })
  const history = await warehouse.database.transact({ merchant: 'all' }, (tx) => listReconciliations(tx, { merchantId: warehouse.merchantId, id: warehouse.accountId }, { limit: 1 }))
  expect(history.items).toMatchObject([{ missing: 0 }])
  expect(history.nextCursor).not.toBeNull()
})

it('takes over a change that was missed, and does not call missing what came after the last fetch', async () => {
  platform.orders = [order('a'), order('b')]
  await fetch()
  change('a', { updatedAt: '2026-11-22T09:00:00.000Z', shippingCode: 'other' })
  platform.orders.push(order('new', { updatedAt: '2026-11-23T03:30:00.000Z', placedAt: '2026-11-23T03:30:00.000Z' }))
  platform.time = now = new Date('2026-11-23T04:00:00Z')
  expect(await compare()).toMatchObject({ missing: 0, newer: 1, alike: 1, differences: [{ kind: 'change_missed', outcome: 'taken_over', orders: 1 }] })
  expect(await imported()).toEqual(['a', 'b', 'new'])
})

it('lists what was shipped on the platform and not here, and holds it, as after a backup was restored', async () => {
  platform.orders = [order('gone'), order('stays'), order('canceled')]
  await fetch()
  change('gone', { updatedAt: '2026-11-22T08:00:00.000Z', orderStatus: 'awaiting_receipt', shipmentStatus: 'shipped' })
  change('canceled', { updatedAt: '2026-11-22T08:00:00.000Z', orderStatus: 'cancelled' })
  await run(sql`update orders set status = 'processing' where platform_order_id = 'canceled'`)
  const compared = await compare()
  expect(compared.orders.map((each) => [each.kind, each.outcome, each.platformOrderId])).toEqual([
    ['canceled_on_store_only', 'held', 'canceled'], ['change_missed', 'taken_over', 'canceled'], ['change_missed', 'taken_over', 'gone'], ['shipped_on_store_only', 'held', 'gone'],
  ])
  expect(await run(sql`select platform_order_id, holds from orders where holds <> '{}' order by 1`)).toEqual([
    { platform_order_id: 'canceled', holds: ['canceled_on_platform'] }, { platform_order_id: 'gone', holds: ['changed_on_platform'] },
  ])
})

it('lists what was shipped here and the store was never told, unless that is still on its way', async () => {
  platform.orders = [order('lost'), order('waiting')]
  await fetch()
  await run(sql`update orders set status = 'shipped', tracking = case platform_order_id when 'waiting' then 'waiting' else 'confirmed' end`)
  expect((await compare()).orders).toMatchObject([{ kind: 'shipped_here_only', outcome: 'listed', platformOrderId: 'lost' }])
})

it('asks for what the store did not list: changed since, or gone', async () => {
  platform.orders = [order('gone'), order('moved')]
  await fetch()
  platform.orders = [order('moved', { updatedAt: '2026-11-23T02:59:00.000Z', shippingCode: 'other' })]
  expect(await compare()).toMatchObject({ missing: 0, orders: [{ kind: 'gone_from_store', outcome: 'listed', platformOrderId: 'gone' }] })
  expect(await run(sql`select shipping_code from orders where platform_order_id = 'moved'`)).toEqual([{ shipping_code: 'other' }])
})

it('asks for a hundred that the store did not list, says what it left, and begins with those the next night', async () => {
  platform.orders = Array.from({ length: 103 }, (_, index) => order(`o${String(index).padStart(3, '0')}`))
  await fetch()
  platform.orders = []
  const first = await compare()
  expect(first).toMatchObject({ status: 'succeeded', leftOver: 3, differences: [{ kind: 'gone_from_store', outcome: 'listed', orders: 100 }] })
  const asked = new Set(first.orders.map((each) => each.platformOrderId))
  now = new Date(now.getTime() + 60_000)
  const second = await compare()
  const left = Array.from({ length: 103 }, (_, index) => `o${String(index).padStart(3, '0')}`).filter((id) => !asked.has(id))
  expect(left).toHaveLength(3)
  expect(second.orders.map((each) => each.platformOrderId)).toEqual(expect.arrayContaining(left))
})

it('calls nothing complete that the store counts and does not list: it begins again, and says so when it gives up', async () => {
  platform.orders = [order('a'), order('b'), order('changes')]
  await fetch()
  platform.orders.push(order('left-out'))
  platform.hidden.add('left-out')
  const id = await queue()
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'waiting', error: { code: 'list_incomplete', message: 'The store counts 4 orders of these days and lists 3, so some may be missing here.' } })
  platform.hidden.clear()
  now = new Date(now.getTime() + 3_600_000)
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'succeeded', storeCount: 4, seen: 4, missing: 1, error: null })
  expect(await imported()).toContain('left-out')

  // What changes while it is listed is counted no more: that is no shorter list.
  platform.beforePage = () => change('changes', { updatedAt: '2026-11-23T04:30:00.000Z' })
  expect(await compare()).toMatchObject({ status: 'succeeded', seen: 3 })
  platform.beforePage = () => {}

  platform.hidden.add('left-out')
  const hopeless = await queue()
  for (let tries = 0; tries < 8; tries++) {
    now = new Date(now.getTime() + 3_600_000)
    await work(hopeless)
  }
  expect(await view(hopeless)).toMatchObject({ status: 'failed', error: { code: 'list_incomplete' } })
  expect(await run(sql`select degraded_since from ec_account`)).toEqual([{ degraded_since: null }])
})

it('is put aside when it ends every process that works it, so that the next night begins anew', async () => {
  platform.orders = [order('a')]
  await fetch()
  const id = await queue()
  // A process that is gone in the middle of it has taken it, and writes nothing more.
  const dieUnder = async () => {
    let done = 0
    const dying: Needs = { ...needs, store: { transact: (scope, act) => (done++ === 0 ? needs.store.transact(scope, act) : Promise.reject(new Error('the process is gone'))) } }
    await expect(work(id, dying)).rejects.toThrow('the process is gone')
    now = new Date(now.getTime() + 61_000)
  }
  for (let death = 1; death <= 3; death++) {
    await dieUnder()
    expect(await view(id)).toMatchObject({ status: 'running' })
  }
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'failed', error: { code: 'worker_died' } })
  expect(await compare()).toMatchObject({ status: 'succeeded', missing: 0 })
})

it('waits while a fetch runs, and while the store is down; then it begins again and keeps what it had found', async () => {
  platform.pageSize = 1
  platform.orders = [order('a')]
  await fetch()
  platform.orders.push(order('late-1', { updatedAt: '2026-11-22T01:00:00.000Z' }), order('late-2', { updatedAt: '2026-11-22T02:00:00.000Z' }))
  const id = await queue()
  const fetchId = await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'waiting', window: null })
  await run(sql`update fetch_run set status = 'stopped' where id = ${fetchId}`)
  now = new Date(now.getTime() + 30_000)
  platform.pagesServed = 0
  platform.beforePage = (page) => { if (page === 3) throw unavailable() }
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'waiting', error: { code: 'unavailable' }, seen: 2, missing: 1 })
  expect(await queue()).toBe(id)
  now = new Date(now.getTime() + 3_600_000)
  await run(sql`delete from pgboss.job`)
  await sweepFetching(needs)
  expect(await run(sql`select data ->> 'id' as id from pgboss.job where name = 'reconcile'`)).toEqual([{ id }])
  platform.beforePage = () => {}
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'succeeded', seen: 3, alike: 2, missing: 2, differences: [{ kind: 'missing', outcome: 'imported', orders: 2 }], error: null })
})

it.each([
  ['an unreadable page', new ConnectorError({ kind: 'malformed', code: 'paging_loop', message: 'in a circle' }), 8],
  ['a token that stays refused', new ConnectorError({ kind: 'auth', code: 'invalid_token', message: 'no', status: 401 }), 8],
])('ends when it meets %s at each try, however many pages it reads before, and shows the account in trouble', async (_what, trouble, tries) => {
  platform.pageSize = 1
  platform.orders = [order('a'), order('b')]
  await fetch()
  const id = await queue()
  for (let tried = 1; tried <= tries; tried++) {
    platform.pagesServed = 0
    platform.beforePage = (page) => { if (page === 2) throw trouble }
    await work(id)
    expect([tried, (await view(id)).status]).toEqual([tried, tried < tries ? 'waiting' : 'failed'])
    now = new Date(now.getTime() + 3_600_000)
  }
  const degraded = () => run(sql`select degraded_since is not null as degraded from ec_account`)
  expect(await degraded()).toEqual([{ degraded: true }])
  platform.beforePage = () => {}
  expect(await compare()).toMatchObject({ status: 'succeeded' })
  expect(await degraded()).toEqual([{ degraded: false }])
})

it('is one at a time, whoever works it', async () => {
  platform.orders = Array.from({ length: 30 }, (_, index) => order(`o${index}`))
  await fetch()
  platform.pagesServed = 0
  const id = await queue()
  await Promise.all(['a', 'b', 'c'].map((worker) => work(id, { ...needs, worker })))
  expect(platform.pagesServed).toBe(3)
  expect(await view(id)).toMatchObject({ status: 'succeeded', seen: 30, alike: 30 })
})

it('comes once a night in the account’s own zone, whoever claims it, and is made up for when no worker ran', async () => {
  await run(sql`update ec_account set covered_until = now()`)
  await claimDueReconciliations(needs)
  expect(await run(sql`select id from reconciliation`)).toEqual([])
  const next = async () => (await rows(warehouse, sql<{ at: Date; hour: number }>`select next_reconcile_at as at, extract(hour from next_reconcile_at at time zone 'Asia/Taipei')::int as hour from ec_account`))[0]!
  const first = await next()
  expect(first.hour).toBeGreaterThanOrEqual(2)
  expect(first.hour).toBeLessThan(5)
  now = new Date(first.at.getTime() + 3 * 86_400_000 + 1_000)
  await Promise.all(['a', 'b', 'c'].map((worker) => claimDueReconciliations({ ...needs, worker })))
  expect(await run(sql`select trigger, status from reconciliation`)).toEqual([{ trigger: 'nightly', status: 'queued' }])
  expect((await next()).at > now).toBe(true)
  await run(sql`update reconciliation set status = 'succeeded'`)
  await run(sql`update ec_account set fetch_enabled = false, next_reconcile_at = ${now}`)
  expect(await claimDueReconciliations(needs)).toBe(0)
})

it('stops where the account is not connected', async () => {
  const id = await queue()
  await run(sql`update ec_account set connection_status = 'disconnected'`)
  await work(id)
  expect(await view(id)).toMatchObject({ status: 'stopped', error: { code: 'not_connected' } })
})

it('brings nothing in twice when a hint brings it in at the same moment', async () => {
  platform.orders = [order('a')]
  await fetch()
  platform.orders.push(order('late'))
  const id = await queue()
  const read = { raw: platform.orders[1]!, order: platform.orders[1]!, problem: null }
  const hint = warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) => importPage(tx, { account: (await tx.accounts.get(warehouse.merchantId, warehouse.accountId))!, orders: [read], fetchedAt: now, fetchRunId: null }))
  await Promise.all([work(id), hint])
  expect(await imported()).toEqual(['a', 'late'])
  expect(await view(id)).toMatchObject({ status: 'succeeded' })
})

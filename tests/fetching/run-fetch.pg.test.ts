import { ConnectorError } from '@crossdock/connector-kit'
import { claimDueSlots, fetchNow, runFetch, sweepFetching } from '@crossdock/flows'
import { system, type Needs } from '@crossdock/flows/ports'
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
  now = new Date()
  needs = createNeeds(warehouse, platform, { now: () => now })
  await addProduct(warehouse, 'TEA-001', 1_000)
})
afterEach(() => warehouse.close())

function seedOrders(count: number, updatedAt = (index: number) => new Date(Date.now() - 3_600_000 + index * 1_000).toISOString()): void {
  platform.orders = Array.from({ length: count }, (_, index) => incomingOrder({ platformOrderId: `p${String(index).padStart(4, '0')}`, updatedAt: updatedAt(index) }))
}
const queue = () => fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })
const run = (id: string, by: Needs = needs) => runFetch(by, { merchantId: warehouse.merchantId, id })
interface Run { id: string; status: string; trigger: string; pages: number; seen: number; new: number; unchanged: number; resumed: number; error: { code: string } | null; waiting_until: Date | null; slot_time: string | null }
const runs = () => rows(warehouse, sql<Run>`select * from fetch_run order by id`)
const imported = async () => (await rows(warehouse, sql<{ n: number }>`select count(*)::integer as n from orders`))[0]!.n
const change = (query: ReturnType<typeof sql>) => rows(warehouse, query)

it('reads every page, imports each order once and says what it found', async () => {
  seedOrders(95)
  await run(await queue())
  expect(await runs()).toMatchObject([{ status: 'succeeded', trigger: 'manual', pages: 10, seen: 95, new: 95, expected: 95 }])
  expect(await imported()).toBe(95)
  const [account] = await rows(warehouse, sql<{ covered_until: Date }>`select covered_until from ec_account`)
  expect(account?.covered_until).toEqual(new Date(platform.time.getTime() + 1_000))
})

it('reads what changed in the very second that the platform’s clock names', async () => {
  platform.time = new Date(Math.floor(Date.now() / 1_000) * 1_000)
  seedOrders(3, (index) => new Date(platform.time.getTime() + 300 * index).toISOString())
  await run(await queue())
  expect(await imported()).toBe(3)
})

it('finds the same orders unchanged in the next run, and only where the windows overlap', async () => {
  seedOrders(30, (index) => new Date(Date.now() - index * 60_000 - 1_000).toISOString())
  await run(await queue())
  platform.time = new Date(platform.time.getTime() + 1_000)
  await run(await queue())
  expect((await runs())[1]).toMatchObject({ status: 'succeeded', new: 0, seen: 10, unchanged: 10 })
})

it('answers a second click with the run under way', async () => {
  expect(await queue()).toBe(await queue())
  expect(await runs()).toHaveLength(1)
})

it('is worked by one worker, however many are told to', async () => {
  seedOrders(40)
  const id = await queue()
  await Promise.all(['a', 'b', 'c'].map((worker) => run(id, { ...needs, worker })))
  expect(platform.pagesServed).toBe(4)
  expect(await runs()).toMatchObject([{ status: 'succeeded', seen: 40, new: 40 }])
})

it('waits when the store is down, and goes on behind the last page that was kept', async () => {
  seedOrders(50)
  platform.beforePage = (page) => { if (page === 3) throw unavailable() }
  const id = await queue()
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'waiting', pages: 2, seen: 20, error: { code: 'unavailable' } }])
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'waiting', pages: 2 }])
  now = new Date(now.getTime() + 600_000)
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'succeeded', pages: 5, seen: 50, new: 50, error: null }])
  expect(await rows(warehouse, sql`select degraded_since from ec_account`)).toEqual([{ degraded_since: null }])
})

it('F024 begins again from the last order when the platform has forgotten the cursor, and loses none of equal time', async () => {
  seedOrders(30, (index) => new Date(Date.now() - 3_600_000 + Math.floor(index / 12) * 1_000).toISOString())
  platform.beforePage = (page) => {
    if (page === 3) throw new ConnectorError({ kind: 'rejected', code: 'cursor_expired', message: 'The cursor is too old.' })
  }
  await run(await queue())
  expect(await runs()).toMatchObject([{ status: 'succeeded', new: 30 }])
  expect(await imported()).toBe(30)
})

it('takes over what a dead worker left, and counts nothing twice', async () => {
  seedOrders(30)
  const id = await queue()
  platform.beforePage = async (page) => {
    if (page !== 3) return
    await change(sql`update fetch_run set lease_holder = 'somebody else', lease_until = now() + interval '20 seconds'`)
    throw unavailable()
  }
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'running', resumed: 0 }])
  platform.beforePage = () => {}
  now = new Date(now.getTime() + 60_000)
  expect(await sweepFetching(needs)).toBe(1)
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'succeeded', resumed: 1, pages: 3, seen: 30, new: 30 }])
})

it('waits when a token is refused although the grant lives, and fails when the access does not reach so far', async () => {
  seedOrders(30)
  const refuse = (code: string, status: number) => { throw new ConnectorError({ kind: 'auth', code, message: 'refused', status }) }
  platform.beforePage = (page) => { if (page === 2) refuse('invalid_token', 401) }
  const id = await queue()
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'waiting', pages: 1, error: { code: 'invalid_token' } }])
  now = new Date(now.getTime() + 600_000)
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'succeeded', pages: 3, new: 30, error: null }])
  await change(sql`update ec_account set granted_scopes = '{shop,orders}'`)
  platform.beforePage = () => { throw new ConnectorError({ kind: 'auth', code: 'insufficient_scope', message: 'refused', status: 403, permission: 'orders' }) }
  await run(await queue())
  expect((await runs())[1]).toMatchObject({ status: 'failed', error: { code: 'insufficient_scope' } })
  expect(await rows(warehouse, sql`select granted_scopes, missing_scopes, degraded_since from ec_account`)).toEqual([{ granted_scopes: ['shop'], missing_scopes: ['orders'], degraded_since: null }])
})

it('stops at the next page when the authorization ends', async () => {
  seedOrders(50)
  platform.beforePage = async (page) => { if (page === 2) await change(sql`update ec_account set connection_status = 'disconnected'`) }
  await run(await queue())
  expect(await runs()).toMatchObject([{ status: 'stopped', error: { code: 'not_connected' } }])
  expect(platform.pagesServed).toBeLessThanOrEqual(3)
})

it('fails with the platform’s words when the platform refuses for good', async () => {
  seedOrders(5)
  platform.beforePage = () => { throw new ConnectorError({ kind: 'rejected', code: 'invalid_request', message: 'no such filter' }) }
  await run(await queue())
  expect(await runs()).toMatchObject([{ status: 'failed', error: { code: 'invalid_request', message: 'no such filter' } }])
})

const schedule = (slots: string[], nextAt: string) =>
  change(sql`update ec_account set fetch_enabled = true, fetch_schedule = ${slots}::text[], next_fetch_at = ${nextAt}::timestamptz`)

it('F081 keeps nothing of a worker that was blocked for longer than its lease, once another has taken its run over', async () => {
  seedOrders(25)
  const id = await queue()
  let other: Promise<void> | undefined
  platform.beforePage = (page) => {
    if (page !== 2 || other) return
    now = new Date(now.getTime() + 25_000)
    return (other = run(id, { ...needs, worker: 'another' }))
  }
  await run(id)
  await other
  expect(await runs()).toMatchObject([{ status: 'succeeded', pages: 3, seen: 25, new: 25, resumed: 1 }])
  expect(await imported()).toBe(25)
})

it('runs each slot once a local day, with several workers claiming at once', async () => {
  await schedule(['09:00', '14:00'], '2026-11-23T01:00:00Z')
  now = new Date('2026-11-23T01:00:01Z')
  const claimed = await Promise.all(['a', 'b', 'c', 'd'].map((worker) => claimDueSlots({ ...needs, worker })))
  expect(claimed.reduce((sum, each) => sum + each, 0)).toBe(1)
  expect(await runs()).toMatchObject([{ trigger: 'slot', slot_date: '2026-11-23', slot_time: '09:00' }])
  expect(await rows(warehouse, sql`select next_fetch_at from ec_account`)).toEqual([{ next_fetch_at: new Date('2026-11-23T06:00:00Z') }])
  await change(sql`update ec_account set next_fetch_at = '2026-11-23T01:00:00Z'`)
  await change(sql`update fetch_run set status = 'succeeded'`)
  await claimDueSlots(needs)
  expect(await runs()).toHaveLength(1)
})

it('F045 catches missed slots up once', async () => {
  await schedule(['09:00', '14:00', '18:00'], '2026-11-21T01:00:00Z')
  now = new Date('2026-11-23T08:00:00Z')
  expect(await claimDueSlots(needs)).toBe(1)
  expect(await claimDueSlots(needs)).toBe(0)
  expect(await runs()).toMatchObject([{ trigger: 'catch_up', slot_date: '2026-11-23', slot_time: '14:00' }])
})

it('F046 notes a slot that another run serves', async () => {
  await queue()
  await schedule(['09:00'], '2026-11-23T01:00:00Z')
  now = new Date('2026-11-23T01:00:01Z')
  await claimDueSlots(needs)
  expect(await runs()).toMatchObject([{ trigger: 'manual', status: 'queued' }, { trigger: 'slot', status: 'stopped', slot_time: '09:00', error: { code: 'run_under_way' } }])
})

it('F046 leaves a slot due while a run is under way that no longer sees what is new, and then runs it', async () => {
  seedOrders(20)
  platform.time = new Date('2026-11-23T00:30:00Z')
  platform.beforePage = () => { throw unavailable() }
  const id = await queue()
  await run(id)
  await schedule(['09:00'], '2026-11-23T01:00:00Z')
  now = new Date('2026-11-23T01:00:01Z')
  expect(await claimDueSlots(needs)).toBe(0)
  expect(await runs()).toMatchObject([{ trigger: 'manual', status: 'waiting' }])
  await change(sql`update fetch_run set status = 'succeeded'`)
  now = new Date('2026-11-23T03:00:00Z')
  expect(await claimDueSlots(needs)).toBe(1)
  expect((await runs())[1]).toMatchObject({ trigger: 'catch_up', status: 'queued', slot_date: '2026-11-23', slot_time: '09:00' })
})

it('waits out a store that is down for a day', async () => {
  seedOrders(5)
  platform.beforePage = () => { throw unavailable() }
  const id = await queue()
  for (let round = 0; round < 20; round++) {
    await run(id)
    now = new Date(now.getTime() + 3_600_000)
  }
  expect(await runs()).toMatchObject([{ status: 'waiting', error: { code: 'unavailable' } }])
  platform.beforePage = () => {}
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'succeeded', new: 5 }])
})

it('parks a run whose store asks for a long wait, so that its worker is free for the others', async () => {
  seedOrders(5)
  let patience: number | undefined
  const { open } = platform.connector
  platform.connector.open = (access) => { patience = access.patienceMs; return open(access) }
  platform.beforePage = () => { throw new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: 'slow down', status: 429, retryAfterMs: 1_800_000 }) }
  await run(await queue())
  const [parked] = await runs()
  expect(parked).toMatchObject({ status: 'waiting', waiting_until: new Date(now.getTime() + 1_800_000) })
  expect(patience).toBeLessThanOrEqual(60_000)
  // Half an hour without a call is more than a breath: the account says why.
  expect(await rows(warehouse, sql`select trouble ->> 'message' as said, degraded_since from ec_account`)).toEqual([{ said: 'slow down', degraded_since: now }])
  await rows(warehouse, sql`update fetch_run set status = 'failed'`)
  await rows(warehouse, sql`update ec_account set trouble = null, degraded_since = null`)
  platform.beforePage = () => { throw new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: 'slow down', status: 429, retryAfterMs: 30_000 }) }
  await run(await queue())
  expect(await rows(warehouse, sql`select degraded_since from ec_account`), 'F001').toEqual([{ degraded_since: null }])
})

it('hands a run back when its process is about to end, and another goes on behind the last page at once', async () => {
  seedOrders(50)
  const ending = new AbortController()
  const { open } = platform.connector
  platform.connector.open = (access) => {
    platform.beforePage = async (page) => {
      if (page !== 3) return
      queueMicrotask(() => ending.abort())
      await new Promise((_, reject) => access.signal!.addEventListener('abort', () => reject(unavailable('The call was given up.'))))
    }
    return open(access)
  }
  const id = await queue()
  await run(id, { ...needs, ending: ending.signal })
  expect(await rows(warehouse, sql`select status, pages, lease_holder, waiting_until, error from fetch_run`)).toEqual([{ status: 'queued', pages: 2, lease_holder: null, waiting_until: null, error: null }])
  expect(await rows(warehouse, sql`select count(*)::integer as n from pgboss.job where start_after <= now() + interval '3 seconds'`)).toEqual([{ n: 2 }])
  expect(await rows(warehouse, sql`select degraded_since from ec_account`)).toEqual([{ degraded_since: null }])
  platform.connector.open = open
  platform.beforePage = () => {}
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'succeeded', pages: 5, seen: 50, new: 50 }])
})

it('keeps the page under way when its process is about to end', async () => {
  seedOrders(50)
  const ending = new AbortController()
  platform.beforePage = (page) => { if (page === 2) ending.abort() }
  const id = await queue()
  await run(id, { ...needs, ending: ending.signal })
  const [handed] = await runs()
  expect(handed).toMatchObject({ status: 'queued' })
  expect(handed!.pages).toBeGreaterThan(0)
  expect(handed!.pages).toBeLessThan(5)
})

it.each([['gap', 'succeeded'], ['backfill', 'succeeded'], ['gap', 'failed']])('lets a fetch that is asked for during a %s run follow it, once, also when that %s', async (trigger, status) => {
  await change(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, window_from, window_to) values (${warehouse.merchantId}, new_id(), ${warehouse.accountId}, ${trigger}, now() - interval '2 days', now() - interval '1 day')`)
  const [{ id }] = (await runs()) as [Run]
  seedOrders(1)
  expect([await queue(), await queue()]).toEqual([id, id])
  if (status === 'failed') platform.beforePage = () => { throw new ConnectorError({ kind: 'rejected', code: 'invalid_request', message: 'no' }) }
  await run(id)
  platform.beforePage = () => {}
  expect(await runs()).toMatchObject([{ id, status }, { status: 'queued', trigger: 'manual' }])
  expect(await imported()).toBe(0)
  await run((await runs())[1]!.id)
  expect(await imported()).toBe(1)
  expect(await runs()).toHaveLength(2)
})

it('lets none follow a run that has still to cut its window, and none where the store is not connected any more', async () => {
  await run((await Promise.all([queue(), queue()]))[0])
  expect(await runs()).toHaveLength(1)
  await change(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, window_from, window_to) values (${warehouse.merchantId}, new_id(), ${warehouse.accountId}, 'gap', now() - interval '2 days', now() - interval '1 day')`)
  const id = await queue()
  await change(sql`update ec_account set connection_status = 'disconnected'`)
  await run(id)
  expect(await runs()).toMatchObject([{ status: 'succeeded' }, { status: 'stopped' }])
})

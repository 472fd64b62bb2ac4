import { ConnectorError } from '@crossdock/connector-kit'
import { claimDueSlots, fetchNow, queueGaps, runFetch } from '@crossdock/flows'
import { system, type Needs } from '@crossdock/flows/ports'
import { accountsAgeingOut, getCoverage } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createNeeds, createPlatform, unavailable, type StorePlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
/** Ours and the platform's, unless a test says otherwise: 11:00 in Taipei. */
let now: Date

const at = (text: string) => new Date(text)
beforeEach(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  now = at('2026-11-23T03:00:00Z')
  platform.time = now
  needs = createNeeds(warehouse, platform, { now: () => now })
  await addProduct(warehouse, 'TEA-001', 1_000)
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00,18:00}', first_connected_at = '2026-11-20T00:00:00Z', next_fetch_at = '2026-11-23T10:00:00Z'`)
})
afterEach(() => warehouse.close())

const run = (query: ReturnType<typeof sql>) => rows(warehouse, query)
const fetch = async () => work(await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system }))
const work = (id: string) => runFetch(needs, { merchantId: warehouse.merchantId, id })
const runs = () => rows(warehouse, sql<{ id: string; trigger: string; status: string; window_from: Date; window_to: Date; covered_to: Date | null; new: number }>`select * from fetch_run order by id`)
const coverage = async () => (await warehouse.database.transact({ merchant: 'all' }, (tx) => getCoverage(tx, warehouse.accountId, now)))!
const ageing = () => warehouse.database.transact({ merchant: 'all' }, (tx) => accountsAgeingOut(tx, now))
const pass = (text: string) => { now = at(text); platform.time = now }
/** A run as it would be kept that read this. */
const readBefore = (from: string, to: string) =>
  run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, certain_to, created_at, finished_at)
    values (${warehouse.merchantId}, new_id(), ${warehouse.accountId}, 'slot', 'succeeded', ${from}, ${to}, ${to}, ${from}, ${to})`)

it('keeps the window that a run covered: to its end but for what may still become visible', async () => {
  await fetch()
  expect((await runs())[0]).toMatchObject({ window_from: at('2026-11-16T03:00:00Z'), window_to: at('2026-11-23T03:00:01Z'), covered_to: at('2026-11-23T02:58:00Z') })
  expect(await coverage()).toMatchObject({
    period: { from: '2026-11-20T00:00:00.000Z', to: '2026-11-23T03:00:00.000Z' }, covered: [{ from: '2026-11-16T03:00:00.000Z', to: '2026-11-23T02:58:00.000Z' }], gaps: [], coveredUntil: '2026-11-23T03:00:01.000Z', ageing: null,
  })
})

it('counts of a run that failed or was stopped only what it read', async () => {
  const updated = (index: number) => new Date(at('2026-11-22T00:00:00Z').getTime() + index * 60_000).toISOString()
  platform.orders = Array.from({ length: 25 }, (_, index) => incomingOrder({ updatedAt: updated(index), placedAt: updated(index) }))
  platform.beforePage = (page) => { if (page === 3) throw new ConnectorError({ kind: 'rejected', code: 'invalid_request', message: 'no such filter' }) }
  await fetch()
  expect((await runs())[0]).toMatchObject({ status: 'failed', covered_to: at(updated(19)), new: 20 })
  platform.beforePage = (page) => { if (page === 4) throw unavailable() }
  await fetch()
  await run(sql`update fetch_run set status = 'stopped' where status = 'waiting'`)
  expect((await coverage()).covered).toEqual([{ from: '2026-11-16T03:00:00.000Z', to: updated(19) }])
})

it('finds a gap, reads exactly it by itself, and then there is none', async () => {
  await readBefore('2026-11-19T00:00:00Z', '2026-11-21T00:00:00Z')
  await readBefore('2026-11-21T06:00:00Z', '2026-11-23T02:58:00Z')
  await run(sql`update ec_account set covered_until = '2026-11-23T02:58:00Z'`)
  const within = (hour: string) => incomingOrder({ updatedAt: `2026-11-21T${hour}Z`, placedAt: '2026-11-21T00:00:00Z' })
  platform.orders = [within('00:00:00'), within('05:59:59'), within('06:00:00')]
  expect((await coverage()).gaps).toEqual([{ from: '2026-11-21T00:00:00.000Z', to: '2026-11-21T06:00:00.000Z' }])
  expect((await Promise.all([queueGaps(needs), queueGaps(needs), queueGaps(needs)])).reduce((sum, each) => sum + each)).toBe(1)
  const gap = (await runs()).at(-1)!
  expect(gap).toMatchObject({ trigger: 'gap', status: 'queued', window_from: at('2026-11-21T00:00:00Z'), window_to: at('2026-11-21T06:00:00Z') })
  expect(await queueGaps(needs)).toBe(0)
  await work(gap.id)
  expect((await runs()).at(-1)).toMatchObject({ status: 'succeeded', new: 2, covered_to: at('2026-11-21T06:00:00Z') })
  expect((await coverage()).gaps).toEqual([])
  expect((await coverage()).coveredUntil).toBe('2026-11-23T02:58:00.000Z')
  expect(await queueGaps(needs)).toBe(0)
})

it('reads what a slot should have read whose run was refused, more and more rarely while it is refused', async () => {
  await readBefore('2026-11-19T00:00:00Z', '2026-11-22T10:00:00Z')
  await run(sql`update ec_account set covered_until = '2026-11-22T10:00:00Z'`)
  platform.beforePage = () => { throw new ConnectorError({ kind: 'auth', code: 'insufficient_scope', message: 'no', status: 403 }) }
  const tries: string[] = []
  for (let minute = 0; minute < 180; minute += 5) {
    pass(new Date(at('2026-11-23T03:00:00Z').getTime() + minute * 60_000).toISOString())
    if ((await queueGaps(needs)) === 1) {
      tries.push(String(minute))
      await run(sql`update fetch_run set created_at = ${now} where trigger = 'gap' and status = 'queued'`)
      await work((await runs()).at(-1)!.id)
    }
  }
  expect(tries).toEqual(['0', '15', '45', '105'])
  platform.beforePage = () => {}
  pass('2026-11-23T09:00:00Z')
  expect(await queueGaps(needs)).toBe(1)
  await work((await runs()).at(-1)!.id)
  expect(await coverage()).toMatchObject({ gaps: [], coveredUntil: '2026-11-23T00:50:00.000Z' })
})

it.each([-480, -30, 480])('F041 neither shows nor fills gaps that there are none where the platform’s clock is %i minutes off ours, and misses none that there is', async (off) => {
  await run(sql`update ec_account set next_fetch_at = '2026-11-24T10:00:00Z'`)
  const set = (instant: Date) => { now = instant; platform.time = new Date(now.getTime() + off * 60_000) }
  set(at('2026-11-23T01:00:00Z'))
  await fetch()
  for (let minute = 0; minute < 540; minute += 45) {
    set(new Date(at('2026-11-23T01:00:00Z').getTime() + minute * 60_000))
    expect([now, await queueGaps(needs), (await coverage()).gaps]).toEqual([now, 0, []])
  }
  // The slot at 18:00 in Taipei is missed: what it should have read is missing, and one run reads it.
  set(at('2026-11-23T10:30:00Z'))
  const gap = { from: new Date(at('2026-11-23T00:58:00Z').getTime() + off * 60_000), to: new Date(at('2026-11-23T09:50:00Z').getTime() + off * 60_000) }
  expect((await coverage()).gaps).toEqual([{ from: gap.from.toISOString(), to: gap.to.toISOString() }])
  expect(await queueGaps(needs)).toBe(1)
  await work((await runs()).at(-1)!.id)
  expect((await runs()).at(-1)).toMatchObject({ trigger: 'gap', status: 'succeeded', window_from: gap.from, covered_to: gap.to })
  expect((await coverage()).gaps).toEqual([])
  expect(await queueGaps(needs)).toBe(0)
})

it('F041 fills a gap once where the platform’s clock went back before it, sees why nothing was covered, and rests where it cannot', async () => {
  await run(sql`update ec_account set next_fetch_at = '2026-11-24T10:00:00Z'`)
  await fetch()
  pass('2026-11-23T10:30:00Z')
  platform.time = at('2026-11-23T02:30:00Z')
  expect((await coverage()).gaps).toHaveLength(1)
  expect(await queueGaps(needs)).toBe(1)
  await run(sql`update fetch_run set created_at = ${now} where trigger = 'gap'`)
  await work((await runs()).at(-1)!.id)
  const [, filled] = await runs()
  expect(filled).toMatchObject({ trigger: 'gap', status: 'succeeded', covered_to: filled!.window_from })
  expect((await coverage()).gaps).toEqual([])
  // Nobody noted the clock, as before an update.
  await run(sql`update fetch_run set clock_ahead_s = null`)
  expect((await coverage()).gaps).toHaveLength(1)
  expect(await queueGaps(needs)).toBe(0)
  now = at('2026-11-23T10:44:59Z')
  expect(await queueGaps(needs)).toBe(0)
  now = at('2026-11-23T10:45:00Z')
  expect(await queueGaps(needs)).toBe(1)
})

it('leaves alone what somebody turned off, what is not connected, and what a slot is about to read', async () => {
  await readBefore('2026-11-19T00:00:00Z', '2026-11-21T00:00:00Z')
  await run(sql`update ec_account set covered_until = '2026-11-21T00:00:00Z'`)
  for (const change of [sql`fetch_enabled = false`, sql`connection_status = 'disconnected'`, sql`next_fetch_at = '2026-11-23T01:00:00Z'`]) {
    await run(sql`update ec_account set ${change}`)
    expect(await queueGaps(needs)).toBe(0)
    await run(sql`update ec_account set fetch_enabled = true, connection_status = 'connected', next_fetch_at = '2026-11-23T10:00:00Z'`)
  }
  expect(await queueGaps(needs)).toBe(1)
})

it('keeps a slot due while a gap is being filled, and runs it after that: never two runs of an account at once', async () => {
  await readBefore('2026-11-19T00:00:00Z', '2026-11-21T00:00:00Z')
  await run(sql`update ec_account set covered_until = '2026-11-21T00:00:00Z'`)
  await queueGaps(needs)
  pass('2026-11-23T10:00:01Z')
  expect(await claimDueSlots(needs)).toBe(0)
  await work((await runs()).at(-1)!.id)
  expect(await claimDueSlots(needs)).toBe(1)
  expect((await runs()).map((each) => [each.trigger, each.status])).toEqual([['slot', 'succeeded'], ['gap', 'succeeded'], ['slot', 'queued']])
})

it('F027 tells of orders about to be lost at 72 and 24 hours, with the deadline and the slots that were missed', async () => {
  await run(sql`update ec_account set first_connected_at = '2026-11-10T00:00:00Z'`)
  await readBefore('2026-11-03T00:00:00Z', '2026-11-16T01:10:00Z')
  await run(sql`update ec_account set covered_until = '2026-11-16T01:12:00Z', connection_status = 'disconnected'`)
  pass('2026-11-20T01:09:59Z')
  expect(await ageing()).toEqual([])
  pass('2026-11-20T01:10:00Z')
  expect(await ageing()).toMatchObject([{ ecAccountId: warehouse.accountId, level: 'soon', cause: 'disconnected', since: at('2026-11-16T01:10:00Z'), deadline: at('2026-11-23T01:10:00Z') }])
  pass('2026-11-22T01:10:00Z')
  const [urgent] = await ageing()
  expect(urgent).toMatchObject({ level: 'urgent' })
  expect(urgent!.missedSlots).toHaveLength(12)
  expect((await coverage()).ageing).toMatchObject({ level: 'urgent', deadline: '2026-11-23T01:10:00.000Z' })
})

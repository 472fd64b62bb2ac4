import { ConnectorError } from '@crossdock/connector-kit'
import { previewBackfill, queueBackfill, runFetch } from '@crossdock/flows'
import { system, type Needs } from '@crossdock/flows/ports'
import { getFetchRun } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createNeeds, createPlatform, unavailable, type StorePlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
const now = new Date('2026-11-23T03:00:00Z')

beforeEach(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  platform.time = now
  needs = createNeeds(warehouse, platform, { now: () => now })
  await addProduct(warehouse, 'TEA-001', 1_000)
  const of = (id: string, day: number, placed: number) => incomingOrder({ platformOrderId: id, updatedAt: `2026-11-${day}T04:00:00.000Z`, placedAt: `2026-11-${placed}T04:00:00.000Z` })
  platform.orders = [of('old', 14, 14), of('old-changed', 18, 12), of('a', 18, 18), of('b', 19, 19), of('c', 20, 20)]
})
afterEach(() => warehouse.close())

const of = () => ({ merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId })
const preview = (from: string, to: string) => previewBackfill(needs, { ...of(), days: { from, to } })
const backfill = (from: string, to: string) => queueBackfill(needs, { ...of(), actor: system, days: { from, to } })
const refusal = (promise: Promise<unknown>) => promise.then(() => null, (err: { code: string; errors?: { path: string; message: string }[] }) => ({ code: err.code, message: err.errors?.[0]?.message }))

it('counts before anything is done: what there is, what is too old, what is here already', async () => {
  expect(await preview('2026-11-14', '2026-11-19')).toEqual({ window: { from: new Date('2026-11-13T16:00:00Z'), to: new Date('2026-11-19T16:00:00Z') }, count: 4, tooOld: 2, here: 0 })
  expect(await preview('2026-11-20', '2026-11-23')).toMatchObject({ count: 1, tooOld: 0, window: { to: now } })
})

it('reads the days that were asked for, imports what may be, and says why the others are skipped', async () => {
  const id = await backfill('2026-11-14', '2026-11-19')
  await runFetch(needs, { merchantId: warehouse.merchantId, id })
  const run = await warehouse.database.transact({ merchant: 'all' }, (tx) => getFetchRun(tx, id))
  expect(run).toMatchObject({ trigger: 'backfill', status: 'succeeded', expected: 4, seen: 4, new: 2, skipped: 2, skippedBy: { too_old: 2 } })
  expect(run!.skippedOrders.map((each) => [each.platformOrderId, each.reason])).toEqual([['old', 'too_old'], ['old-changed', 'too_old']])
  expect(await preview('2026-11-14', '2026-11-19')).toMatchObject({ here: 2 })
  // What lies between is still to be read: the next fetch begins where it would have begun.
  expect(await rows(warehouse, sql`select covered_until from ec_account`)).toEqual([{ covered_until: null }])
})

it('is one run at a time, and of days that can be read', async () => {
  expect(await refusal(backfill('2026-11-20', '2026-11-19'))).toEqual({ code: 'invalid_input', message: 'must not be before the first day' })
  expect(await refusal(backfill('2026-11-24', '2026-11-25'))).toEqual({ code: 'invalid_input', message: 'must not lie in the future' })
  expect(await refusal(backfill('2026-10-20', '2026-10-21'))).toEqual({ code: 'invalid_input', message: 'must be within the last 31 days' })
  await backfill('2026-10-23', '2026-10-24')
  expect(await refusal(backfill('2026-11-18', '2026-11-19'))).toMatchObject({ code: 'fetch_under_way' })
})

it('says so when the store cannot count, or will not', async () => {
  platform.beforeCount = () => { throw unavailable() }
  expect(await refusal(preview('2026-11-18', '2026-11-19'))).toMatchObject({ code: 'platform_unreachable' })
  platform.beforeCount = () => { throw new ConnectorError({ kind: 'rejected', code: 'invalid_request', message: 'no such filter' }) }
  expect(await refusal(preview('2026-11-18', '2026-11-19'))).toMatchObject({ code: 'platform_refused' })
})

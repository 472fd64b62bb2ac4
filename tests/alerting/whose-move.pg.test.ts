import { newId } from '@crossdock/domain'
import type { Alert } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alertLink } from '../../flows/src/alerting/alert-link.ts'
import { alertText } from '../../flows/src/alerting/alert-text.ts'
import { rows } from '../support/warehouse.ts'
import { minutes, openAlertOffice, type AlertOffice } from './office.ts'

let office: AlertOffice
beforeEach(async () => void (office = await openAlertOffice()))
afterEach(() => office.close())

const scope = { kind: 'auth', code: 'insufficient_scope', message: 'This takes the scope orders:read.' }
const down = { kind: 'unavailable', code: 'http_503', message: 'The store is closed.' }
const ours = { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side.' }
type Trouble = typeof scope
const hearing = { merchant: ['admin', 'operator', 'merchant'], warehouse: ['admin', 'operator'] }

const alerts = () => rows(office.warehouse, sql<Alert>`select kind, merchant_id as "merchantId", subject_id as "subjectId", group_key as "groupKey", count, owner, audience, params from alert where closed_at is null order by kind, group_key`)
/** Of each open alert: its kind, whose move it is, who hears of it, the first words of what to do, and where. */
const told = async () => (await alerts()).map((alert) => [alert.kind, alert.owner, [...alert.audience], alertText(alert, 'en', String).todo.split(/[.:;]/)[0], alertLink(alert).path])

const write = (kind: string, trouble: Trouble | null, merchantId = office.warehouse.merchantId, accountId = office.warehouse.accountId) => office.run(sql`
  insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at, error_kind, error_code, error)
  values (${merchantId}, ${newId()}, ${accountId}, ${kind}, ${newId()}, 'planned', ${newId()}, '{}', ${office.at}, ${trouble?.kind ?? null}, ${trouble?.code ?? null}, ${trouble?.message ?? null})`)
const run = (trigger: string, status: string, trouble: Trouble | null, merchantId = office.warehouse.merchantId, accountId = office.warehouse.accountId) => office.run(sql`
  insert into fetch_run (merchant_id, id, ec_account_id, trigger, slot_date, slot_time, status, created_at, finished_at, error)
  values (${merchantId}, ${newId()}, ${accountId}, ${trigger}, '2026-11-25', '12:00', ${status}, ${office.at}, ${status === 'failed' ? office.at : null}, ${trouble && JSON.stringify(trouble)}::jsonb)`)

it('tells a merchant that a write waits for a permission, apart from what waits for others, and says what to do about it', async () => {
  const account = `/ec-integrations/${office.warehouse.accountId}`
  for (const trouble of [scope, scope, down, null]) await write('tracking', trouble)
  office.pass(minutes(15))
  expect(await office.look()).toMatchObject({ opened: ['write_unsent', 'write_unsent'] })
  expect(await told()).toEqual([
    // One that was never tried is ours.
    ['write_unsent', 'crossdock', hearing.warehouse, 'See that a worker runs and what its log says', '/platform-calls'],
    ['write_unsent', 'merchant', hearing.merchant, 'Crossdock may not do this at the store', account],
  ])
  expect((await alerts()).map((alert) => [alert.count, alert.params['error']])).toEqual([[2, down.message], [2, scope.message]])
  await office.run(sql`update platform_write set state = 'accepted' where error_code is null`)
  await office.look()
  expect((await told())[0]!.slice(0, 3)).toEqual(['write_unsent', 'platform', hearing.warehouse])
})

it.each([
  ['a permission', scope, 'merchant', 'Crossdock may not read this at the store, and “Fetch now” would fail as well', '/ec-integrations'],
  ['the store', down, 'platform', 'Look at the run', '/fetch-runs'],
  ['ourselves', ours, 'crossdock', 'It failed here, not at the store', '/fetch-runs'],
] as const)('says of a fetch that failed for want of %s whose move it is', async (_, trouble, owner, todo, place) => {
  await office.run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{12:00}', next_fetch_at = '2026-11-26T04:00:00Z'`)
  await run('slot', 'failed', trouble)
  await office.look()
  const [alert] = await told()
  expect(alert).toEqual(['slot_missed', owner, hearing.merchant, todo, expect.stringContaining(place)])
})

it.each([['a permission', scope, 'merchant', 'Crossdock may not read this at the store'], ['the store', down, 'platform', 'Open the EC account'], ['ourselves', ours, 'crossdock', 'It failed here, not at the store']] as const)('says of a gap and of stock that could not be read for want of %s whose move it is', async (_, trouble, owner, todo) => {
  const days = (count: number) => new Date(office.at.getTime() - count * minutes(24 * 60))
  await office.run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', next_fetch_at = '2026-11-26T01:00:00Z', covered_until = ${office.at}, first_connected_at = ${days(10)}`)
  for (const [trigger, status, from, to] of [['slot', 'succeeded', 20, 2], ['gap', 'failed', 2, 1], ['slot', 'succeeded', 1, 0]] as const) await office.run(sql`
    insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, certain_to, created_at, finished_at, error)
    values (${office.warehouse.merchantId}, ${newId()}, ${office.warehouse.accountId}, ${trigger}, ${status}, ${days(from)}, ${days(to)}, ${days(to)}, ${office.at}, ${office.at}, ${status === 'failed' ? JSON.stringify(trouble) : null}::jsonb)`)
  await office.run(sql`insert into stock_reading (merchant_id, id, ec_account_id, trigger, status, actor_kind, actor_name, created_at, finished_at, error)
    values (${office.warehouse.merchantId}, ${newId()}, ${office.warehouse.accountId}, 'nightly', 'failed', 'system', 'x', ${office.at}, ${office.at}, ${JSON.stringify(trouble)}::jsonb)`)
  await office.look()
  expect((await told()).map((each) => each.slice(0, 4))).toEqual(['coverage_gap', 'stock_drift'].map((kind) => [kind, owner, hearing.merchant, todo]))
  expect((await alerts()).map((alert) => alert.params['error'])).toEqual([trouble.message, trouble.message])
})

it('tells the warehouse of a platform that is down over a slot once, and of nothing that waits for it', async () => {
  const { warehouse } = office
  const other = await office.merchant()
  const stores = [[warehouse.merchantId, warehouse.accountId], [warehouse.merchantId, await office.account()], [other.merchantId, await office.account(other)], [other.merchantId, await office.account(other)]] as const
  await office.run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{12:00}', next_fetch_at = '2026-11-26T04:00:00Z', degraded_since = ${office.at}, trouble = ${JSON.stringify(down)}::jsonb`)
  for (const [index, [merchantId, accountId]] of stores.entries()) {
    await run('slot', index === 3 ? 'failed' : 'waiting', index === 2 ? null : down, merchantId, accountId)
    for (const trouble of [down, null]) await write('tracking', trouble, merchantId, accountId)
  }
  // Its next slot has come, too, and waits for the run before it.
  await office.run(sql`update ec_account set next_fetch_at = ${office.at} where id = ${stores[0][1]}`)
  office.pass(minutes(36))
  await office.look()
  const outage = async () => (await alerts()).filter(({ audience }) => audience.includes('operator')).map(({ kind, owner, count }) => [kind, owner, count])
  expect(await outage()).toEqual([['platform_down', 'platform', 4]])
  // Each merchant hears of their own stores.
  expect((await alerts()).filter(({ audience }) => audience.includes('merchant')).map(({ kind, count }) => [kind, count])).toEqual([['degraded', 2], ['degraded', 2], ['slot_missed', 1]])
  // What lacks a permission waits for its merchant, outage or not; a slot that nothing is in the way of waits for us.
  await write('stock_increment', scope)
  await office.run(sql`delete from fetch_run where ec_account_id = ${stores[0][1]}`)
  office.pass(minutes(15))
  await office.look()
  expect((await outage()).filter(([kind]) => kind !== 'platform_down')).toEqual([['slot_late', 'crossdock', 1], ['write_unsent', 'merchant', 1]])
  // A day without its tracking numbers is still the one outage.
  office.pass(minutes(24 * 60))
  await office.look()
  expect((await outage()).filter(([kind, owner]) => kind === 'write_unsent' && owner !== 'merchant')).toEqual([])
})

it('names the platform where one store is in trouble over its slot, and ourselves where it is not', async () => {
  await office.run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{12:00}', next_fetch_at = '2026-11-26T04:00:00Z'`)
  await run('slot', 'running', null)
  await write('tracking', null)
  office.pass(minutes(36))
  await office.look()
  expect((await told()).map(([kind, owner]) => [kind, owner])).toEqual([['slot_late', 'crossdock'], ['write_unsent', 'crossdock']])
  await office.run(sql`update ec_account set degraded_since = ${office.at}, trouble = ${JSON.stringify(down)}::jsonb`)
  await office.look()
  expect((await told()).map((each) => each.slice(0, 4))).toEqual([
    ['slot_late', 'platform', hearing.warehouse, 'Nothing has to be done'], ['write_unsent', 'platform', hearing.warehouse, 'See under Platform calls what the store answers'],
  ])
})

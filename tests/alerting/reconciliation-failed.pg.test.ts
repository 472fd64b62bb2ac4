import { newId } from '@crossdock/domain'
import { getCoverage } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alertText } from '../../flows/src/alerting/alert-text.ts'
import type { Alert } from '@crossdock/flows/ports'
import { rows } from '../support/warehouse.ts'
import { minutes, openAlertOffice, type AlertOffice } from './office.ts'

let office: AlertOffice
beforeEach(async () => {
  office = await openAlertOffice()
  await office.run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{12:00}', next_fetch_at = '2026-12-26T04:00:00Z', covered_until = '2027-01-01T00:00:00Z'`)
})
afterEach(() => office.close())

const nothing = { opened: [], updated: [], closed: [] }
const opened = { ...nothing, opened: ['reconciliation_failed'] }
const night = minutes(24 * 60)
const shortList = { kind: 'malformed', code: 'list_incomplete', message: 'The store counts 4 orders of these days and lists 3, so some may be missing here.' }

const ended = (status: 'succeeded' | 'failed' | 'running', error: object | null = status === 'failed' ? shortList : null) => office.run(sql`
  insert into reconciliation (merchant_id, id, ec_account_id, trigger, status, actor_kind, actor_name, created_at, finished_at, error)
  values (${office.warehouse.merchantId}, ${newId()}, ${office.warehouse.accountId}, 'nightly', ${status}, 'system', 'x', ${office.at}, ${status === 'running' ? null : office.at}, ${error && JSON.stringify(error)}::jsonb)`)
/** What is told of comparisons, among all else. */
const told = (news: Record<string, string[]>) => Object.keys(news).filter((type) => news[type]!.includes('reconciliation_failed'))
/** Half an hour later. */
const look = () => (office.pass(minutes(30)), office.look())
const alerts = () => rows(office.warehouse, sql<Alert & { error: string }>`select kind, owner, count, since, params, params ->> 'error' as error from alert where closed_at is null and kind = 'reconciliation_failed'`)

it('tells once that the nightly proof fails, since the first night on which it did, until it ends well', async () => {
  await ended('succeeded')
  const first = new Date(office.at.getTime() + night)
  for (let nights = 1; nights <= 7; nights++) {
    office.at = new Date(first.getTime() + (nights - 1) * night)
    await ended('failed')
    expect(told(await look())).toEqual(nights === 1 ? ['opened'] : [])
  }
  const [alert] = await alerts()
  expect(alert).toMatchObject({ owner: 'platform', since: first, error: shortList.message })
  expect(alertText(alert!, 'en', String).sentence).toMatch(/counts more orders than it lists, so some may be missing here\.$/)
  await ended('succeeded')
  expect(told(await office.look())).toEqual(['closed'])
})

it('tells nobody of one that is repeated soon and ends well', async () => {
  await ended('failed')
  office.pass(minutes(29))
  expect(await office.look()).toEqual(nothing)
  await ended('succeeded')
  expect(await look()).toEqual(nothing)
})

it.each([
  ['merchant', { kind: 'auth', code: 'insufficient_scope', message: 'This takes orders:read.' }, 'grant everything'],
  ['platform', { kind: 'unavailable', code: 'http_503', message: 'The store is down.' }, 'what the store answered'],
  ['crossdock', { kind: 'internal', code: 'worker_died', message: '3 times in a row.' }, 'Crossdock’s log'],
] as const)('says that it is the %s’s move, by what it failed with', async (owner, error, todo) => {
  await ended('failed', error)
  expect(await look()).toEqual(opened)
  const [alert] = await alerts()
  expect([alert!.owner, alertText(alert!, 'en', String).todo]).toEqual([owner, expect.stringContaining(todo)])
})

it('leaves it to the alert of the platform, of our own credentials or of the connection while those are why', async () => {
  await ended('failed', { kind: 'auth', code: 'client_refused', message: 'invalid_client' })
  expect(await look()).toEqual(nothing)
  await ended('failed')
  const other = await office.merchant()
  for (let accounts = 0; accounts < 3; accounts++) await office.account(other)
  await office.run(sql`update ec_account set degraded_since = ${office.at}, trouble = '{"kind":"unavailable","code":"http_503","message":"503"}'`)
  expect((await look()).opened).not.toContain('reconciliation_failed')
  await office.run(sql`update ec_account set degraded_since = null, trouble = null`)
  await office.run(sql`update ec_account set connection_status = 'disconnected', disconnect_reason = 'revoked_here', status_since = ${office.at} where id = ${office.warehouse.accountId}`)
  expect((await look()).opened).toEqual([])
  await office.run(sql`update ec_account set connection_status = 'connected'`)
  expect((await look()).opened).toEqual(['reconciliation_failed'])
})

it('shows beside what was found before that the newest check failed, and when, also while another is under way', async () => {
  const coverage = async () => (await office.warehouse.database.transact({ merchant: 'all' }, (tx) => getCoverage(tx, office.warehouse.accountId, office.at)))!
  await ended('failed')
  await ended('succeeded')
  expect(await coverage()).toMatchObject({ lastReconciliation: { missing: 0 }, failedReconciliation: null, reconciling: null })
  office.pass(night)
  await ended('failed')
  const failedAt = office.at.toISOString()
  expect(await coverage()).toMatchObject({ lastReconciliation: { missing: 0 }, failedReconciliation: { finishedAt: failedAt, error: { code: 'list_incomplete' } }, reconciling: { status: 'failed' } })
  office.pass(night)
  await ended('running')
  expect(await coverage()).toMatchObject({ lastReconciliation: { missing: 0 }, failedReconciliation: { finishedAt: failedAt }, reconciling: { status: 'running' } })
})

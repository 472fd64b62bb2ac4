import { newId } from '@crossdock/domain'
import type { Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leaveOutbox, leftText, listOutbox, outboxText, retriedText, retryOutbox } from '../../apps/server/src/commands/outbox.ts'
import { allCompared, reconcileText, runReconcile } from '../../apps/server/src/commands/reconcile.ts'
import { importOrders } from '../support/imported-orders.ts'
import { createNeeds, createPlatform, unavailable, type StorePlatform } from '../support/store-platform.ts'
import { incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
const ids = { planned: newId(), unknown: newId(), refused: newId(), otherRefused: newId(), accepted: newId() }
const of = () => ({ needs, database: warehouse.database })

beforeAll(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  needs = createNeeds(warehouse, platform)
  const write = (id: string, kind: string, state: string, error: string | null) =>
    rows(warehouse, sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request, state, planned_at, attempts, error, settled_at)
      values (${warehouse.merchantId}, ${id}, ${warehouse.accountId}, ${kind}, new_id(), ${id}, '{"reference":"IN-1","items":[]}', ${state}, now() - interval '2 hours', 3, ${error}, now())`)
  await write(ids.planned, 'tracking', 'planned', 'The store is down.')
  await write(ids.unknown, 'stock_increment', 'unknown', null)
  await write(ids.refused, 'webhook_subscription', 'rejected', 'Not like this:\nforged line')
  await write(ids.otherRefused, 'stock_overwrite', 'rejected', null)
  await write(ids.accepted, 'tracking', 'accepted', null)
})
afterAll(() => warehouse?.close())

it('lists what waits or was refused, oldest first, with why, each on its line', async () => {
  const lines = await listOutbox(of(), {})
  expect(new Set(lines.map(({ id }) => id))).toEqual(new Set([ids.planned, ids.unknown, ids.refused, ids.otherRefused]))
  const text = outboxText(lines)
  expect(text.split('\n')).toHaveLength(4)
  expect(text).toMatch(new RegExp(`${ids.planned}  planned   tracking +2 h +3 tries  官網帳號: The store is down\\.`))
})

it('filters by state, kind and account', async () => {
  const found = async (filter: Parameters<typeof listOutbox>[1]) => (await listOutbox(of(), filter)).map(({ id }) => id)
  expect(await found({ state: 'unknown' })).toEqual([ids.unknown])
  expect(await found({ kind: 'tracking' })).toEqual([ids.planned])
  expect(await found({ account: '官網帳號', state: 'accepted' })).toEqual([ids.accepted])
  expect(await found({ account: 'nobody' })).toEqual([])
  await expect(found({ kind: 'pigeon' })).rejects.toThrow(/^“pigeon” is not a kind\. Use one of: tracking, /)
})

it('sends again what was refused, by id or all, and says of each that cannot be why', async () => {
  const stranger = newId()
  const outcomes = await retryOutbox(of(), { ids: [ids.unknown, stranger, 'x'], allRefused: false, filter: {} })
  expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false])
  expect(retriedText(outcomes)).toMatch(new RegExp(`^0 are sent again by the worker\\.\n✗ ${ids.unknown}: .+\n✗ ${stranger}: .+\n✗ x: This is not the id of a write\\.$`))

  expect(await retryOutbox(of(), { ids: [], allRefused: true, filter: { kind: 'stock_overwrite' } })).toEqual([{ id: ids.otherRefused, ok: true, problem: null }])
  expect((await listOutbox(of(), { state: 'rejected' })).map(({ id }) => id)).toEqual([ids.refused])
  expect((await listOutbox(of(), { kind: 'stock_overwrite' }))[0]).toMatchObject({ state: 'planned' })
  await expect(retryOutbox(of(), { ids: [], allRefused: false, filter: {} })).rejects.toThrow(/^Say either which writes/)
})

it('leaves what was refused as it is, with the reason, and says of each that cannot be why', async () => {
  const left = (note: string | undefined) => leaveOutbox(of(), { ids: [ids.refused, ids.unknown], allRefused: false, filter: {}, note })
  for (const note of [undefined, ' ', 'x'.repeat(501)]) await expect(left(note)).rejects.toThrow(/^Say why nothing can be done about it/)
  const outcomes = await left(' The merchant did it by hand ')
  expect(leftText(outcomes)).toMatch(new RegExp(`^1 are left as they are\\.\n✗ ${ids.unknown}: .+$`))
  expect(await rows(warehouse, sql`select event, actor_name as by, note from platform_write_event where write_id = ${ids.refused}`)).toEqual([{ event: 'left', by: 'command line', note: 'The merchant did it by hand' }])
  expect(await listOutbox(of(), { state: 'rejected' })).toEqual([])
  expect(await leaveOutbox(of(), { ids: [], allRefused: true, filter: {}, note: 'x' })).toEqual([])
})

it('compares stores now: brings in what is missing, and says so', async () => {
  await rows(warehouse, sql`update ec_account set fetch_enabled = true, covered_until = now()`)
  const [here, late] = [incomingOrder(), incomingOrder()].map((order) => ({ ...order, updatedAt: new Date(Date.now() - 3_600_000).toISOString(), placedAt: new Date(Date.now() - 3_600_000).toISOString() }))
  await importOrders(warehouse, here!)
  platform.orders = [here!, late!]
  const compared = await runReconcile(of(), { account: null, patienceMs: 20_000 })
  expect(allCompared(compared)).toBe(true)
  expect(reconcileText(compared)).toMatch(/^✓ 官網帳號: of 7 days, 2 at the store, 1 here, \d missing, \d brought up to date, checked /)
  expect(await rows(warehouse, sql`select 1 from orders where platform_order_id = ${late!.platformOrderId}`)).toHaveLength(1)
})

it('compares as many days as it is told, and refuses what is no number of days', async () => {
  await rows(warehouse, sql`update ec_account set fetch_enabled = true, first_connected_at = now() - interval '60 days', covered_until = now()`)
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  platform.orders = [0.5, 3, 12].map((days) => ({ ...incomingOrder(), placedAt: daysAgo(days), updatedAt: daysAgo(days) }))
  const seen = async (days: number | undefined) => (await runReconcile(of(), { account: '官網帳號', patienceMs: 20_000, days }))[0]?.reconciliation
  expect(await seen(1)).toMatchObject({ status: 'succeeded', days: 1, storeCount: 1, seen: 1 })
  expect(await seen(undefined)).toMatchObject({ days: 7, storeCount: 2 })
  expect(await seen(30)).toMatchObject({ days: 30, storeCount: 3, skippedBy: { too_old: 1 } })
  for (const days of [0, 31, 1.5, Number.NaN]) await expect(seen(days)).rejects.toThrow('--days is a whole number from 1 to 30.')
})

it('says when a store could not be compared, and of a name that is nobody’s', async () => {
  platform.beforePage = () => { throw unavailable() }
  platform.beforeCount = () => { throw unavailable() }
  const compared = await runReconcile(of(), { account: '官網帳號', patienceMs: 0 })
  expect(allCompared(compared)).toBe(false)
  expect(reconcileText(compared)).toMatch(/^✗ 官網帳號: waiting/)
  await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
  expect(reconcileText(await runReconcile(of(), { account: warehouse.accountId, patienceMs: 0 }))).toBe('✗ 官網帳號: not compared (not_connected)')
  await expect(runReconcile(of(), { account: 'nobody', patienceMs: 0 })).rejects.toThrow('There is no EC account with the id or name “nobody”.')
  await expect(runReconcile(of(), { account: null, patienceMs: 0 })).rejects.toThrow(/^No EC account is connected/)
})

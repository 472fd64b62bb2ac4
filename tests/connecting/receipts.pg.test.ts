import { newId } from '@crossdock/domain'
import { openStore, runFetch, settleReceipts, updateAccount } from '@crossdock/flows'
import { everyMerchant, type FetchRun } from '@crossdock/flows/ports'
import { listReceipts } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rows } from '../support/warehouse.ts'
import { actor, openOffice, timelineOf, type Office } from './office.ts'

let office: Office
let id: string
let merchantId: string
beforeEach(async () => {
  office = await openOffice()
  merchantId = office.warehouse.merchantId
  id = await office.addAccount()
  await office.authorize(id)
})
afterEach(() => office.close())

const minute = 60_000
const scope = everyMerchant
const receipts = async () => (await office.warehouse.database.transact(scope, (tx) => listReceipts(tx, { merchantId, id }, { limit: 10 }))).items
const fetchOn = () => updateAccount(office.needs, { scope, ecAccountId: id, actor, update: { settings: { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: false, pushPercentage: 0 } } })
const waiting = async (kind: 'tracking' | 'stock_increment') => {
  const write = newId()
  await rows(office.warehouse, sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request) values (${merchantId}, ${write}, ${id}, ${kind}, ${newId()}, ${write}, '{}')`)
  return write
}
const settle = (write: string, state: 'accepted' | 'rejected') => rows(office.warehouse, sql`update platform_write set state = ${state}, settled_at = now() where id = ${write}`)
const goDark = async () => {
  office.platform.endGrants()
  office.platform.expireAccess()
  await expect(openStore(office.needs, await office.account(id)).shop()).rejects.toMatchObject({ code: 'invalid_grant' })
}
const runOf = async () => (await rows(office.warehouse, sql<{ id: string }>`select id from fetch_run where ec_account_id = ${id} and status in ('queued', 'running', 'waiting')`))[0]!.id

it('F057 says after authorizing again how long it was dark, which orders came and what was sent: live while it goes on, then final and in the history', async () => {
  await fetchOn()
  const [parcel, refused, push] = [await waiting('tracking'), await waiting('tracking'), await waiting('stock_increment')]
  await goDark()
  office.forward(90 * minute)
  await office.authorize(id)
  const [live] = await receipts()
  expect(live).toMatchObject({ state: 'live', reason: 'revoked_on_platform', actor: { name: '小芳' }, orders: { status: 'queued', new: 0 }, parcels: { sent: 0, refused: 0, waiting: 2 }, stockPushes: { waiting: 1 } })
  expect(Math.round((Date.parse(live!.darkTo) - Date.parse(live!.darkFrom)) / minute)).toBe(90)
  expect(live!.fetchRunId).toBe(await runOf())

  await settle(parcel, 'accepted')
  await settle(push, 'accepted')
  await runFetch(office.needs, { merchantId, id: await runOf() })
  await rows(office.warehouse, sql`update fetch_run set new = 7, held = 2 where id = ${live!.fetchRunId}`)
  // What leaves now never waited in the dark.
  await settle(await waiting('tracking'), 'accepted')
  expect(await settleReceipts(office.needs)).toBe(0)
  expect((await receipts())[0]).toMatchObject({ state: 'live', orders: { status: 'succeeded', new: 7, held: 2 }, parcels: { sent: 1, waiting: 1 }, stockPushes: { sent: 1, waiting: 0 } })

  await settle(refused, 'rejected')
  expect((await Promise.all([settleReceipts(office.needs), settleReceipts(office.elsewhere('b'))])).sort()).toEqual([0, 1])
  expect(await receipts()).toMatchObject([{ state: 'complete', orders: { new: 7 }, parcels: { sent: 1, refused: 1, waiting: 0 }, stockPushes: { sent: 1 } }])
  // A person sends the refused one again much later; the receipt stays what it was.
  await settle(refused, 'accepted')
  expect(await receipts()).toMatchObject([{ parcels: { sent: 1, refused: 1 } }])
  expect((await timelineOf(office, id)).filter((entry) => entry.type === 'receipt')).toMatchObject([{ data: { outcome: 'complete', orders: { new: 7 }, parcels: { sent: 1 } } }])
})

it('gives a second dark period a receipt of its own, and keeps what the first came to', async () => {
  const first = await waiting('tracking')
  const second = await waiting('tracking')
  await goDark()
  office.forward(10 * minute)
  await office.authorize(id)
  await settle(first, 'accepted')
  await goDark()
  expect(await receipts()).toMatchObject([{ state: 'cut_short', orders: null, fetchRunId: null, parcels: { sent: 1, waiting: 1 } }])
  office.forward(20 * minute)
  await office.authorize(id)
  await settle(second, 'accepted')
  expect(await settleReceipts(office.needs)).toBe(1)
  expect(await receipts()).toMatchObject([{ state: 'complete', parcels: { sent: 1, waiting: 0 } }, { state: 'cut_short', parcels: { sent: 1, waiting: 1 } }])
})

it('has no receipt for the first authorization, nor for one that replaces a grant that lives', async () => {
  await office.authorize(id)
  expect(await receipts()).toEqual([])
})

it('lets another run follow one that a worker still holds, since its window was cut before the dark', async () => {
  await fetchOn()
  await rows(office.warehouse, sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, lease_holder, lease_until)
    values (${merchantId}, ${newId()}, ${id}, 'slot', 'running', now() - interval '1 day', now(), 'a', now() + interval '1 hour')`)
  await goDark()
  await office.authorize(id)
  expect(await rows(office.warehouse, sql`select trigger, then_fetch from fetch_run where ec_account_id = ${id}`)).toEqual([{ trigger: 'slot', then_fetch: { kind: 'user', name: '小芳' } }])
})

it('counts what the run after the dark reads, and none of what an older run was reading', async () => {
  await fetchOn()
  const older = newId()
  await rows(office.warehouse, sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, new, lease_holder, lease_until)
    values (${merchantId}, ${older}, ${id}, 'slot', 'running', now() - interval '1 day', now(), 40, 'a', now() + interval '1 hour')`)
  await goDark()
  await office.authorize(id)
  expect(await receipts()).toMatchObject([{ state: 'live', fetchRunId: null, orders: null }])
  expect(await settleReceipts(office.needs)).toBe(0)
  await office.warehouse.store.transact(scope, (tx) => tx.fetching.finishRun({ merchantId, id: older, ecAccountId: id } as FetchRun, 'a', { status: 'succeeded', at: office.needs.now(), error: null }))
  const run = await runOf()
  expect(run).not.toBe(older)
  expect(await receipts()).toMatchObject([{ state: 'live', fetchRunId: run, orders: { new: 0 } }])
  await runFetch(office.needs, { merchantId, id: run })
  expect(await settleReceipts(office.needs)).toBe(1)
  expect(await receipts()).toMatchObject([{ state: 'complete', orders: { status: 'succeeded', new: 0 } }])
})

it('ends a run that only waits when the store goes dark, so that the one after reads the whole dark period', async () => {
  await fetchOn()
  await rows(office.warehouse, sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, waiting_until)
    values (${merchantId}, ${newId()}, ${id}, 'slot', 'waiting', now() - interval '1 day', now(), now() + interval '1 hour')`)
  await goDark()
  await office.authorize(id)
  expect(await rows(office.warehouse, sql`select trigger, status, error ->> 'code' as code from fetch_run where ec_account_id = ${id} order by created_at, trigger desc`)).toEqual([
    { trigger: 'slot', status: 'stopped', code: 'not_connected' }, { trigger: 'reauthorized', status: 'queued', code: null },
  ])
})

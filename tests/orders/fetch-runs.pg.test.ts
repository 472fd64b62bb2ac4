import { newId } from '@crossdock/domain'
import { getFetchRun, listFetchRuns, type FetchRunFilter } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addMerchant } from './order-rows.ts'

let warehouse: TestWarehouse
let other: { merchantId: string; accountId: string }
let ids: string[]

beforeAll(async () => {
  warehouse = await openWarehouse()
  other = await addMerchant(warehouse, 'M2')
  ids = [newId(), newId(), newId()]
  await rows(warehouse, sql`
    insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, slot_date, slot_time, window_from, window_to, expected, pages, seen, new, changed, unchanged, canceled, held, skipped,
                           skipped_by, held_by, started_at, finished_at, resumed)
    values (${warehouse.merchantId}, ${ids[0]}, ${warehouse.accountId}, 'slot', 'succeeded', '2026-11-23', '09:00', '2026-11-23T00:00:00Z', '2026-11-23T01:00:00Z', 12, 2, 10, 4, 1, 3, 0, 2, 2,
            '{"too_old": 2}', '{"unknown_product": 2}', '2026-11-23T01:00:01Z', '2026-11-23T01:00:05Z', 1)`)
  await rows(warehouse, sql`
    insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, actor_kind, actor_name, error, waiting_until)
    values (${warehouse.merchantId}, ${ids[1]}, ${warehouse.accountId}, 'manual', 'waiting', 'user', '小芳', '{"kind": "unavailable", "code": "timeout", "message": "no answer"}', '2026-11-23T02:00:00Z')`)
  await rows(warehouse, sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger) values (${other.merchantId}, ${ids[2]}, ${other.accountId}, 'manual')`)
  for (const [index, reason] of ['too_old', 'malformed', null].entries()) {
    await rows(warehouse, sql`
      insert into platform_order (merchant_id, ec_account_id, platform_order_id, payload, fetch_run_id, skip_reason, skip_detail, order_number, order_id)
      values (${warehouse.merchantId}, ${warehouse.accountId}, ${`p${index}`}, '{}', ${ids[0]}, ${reason}, ${reason === 'malformed' ? 'lines is missing' : null}, ${`N${index}`}, ${reason === null ? newId() : null})`)
  }
})
afterAll(() => warehouse.close())

const list = async (filter: FetchRunFilter & { cursor?: string; limit?: number }, merchant = 'all') => warehouse.database.transact({ merchant }, (tx) => listFetchRuns(tx, { limit: 50, ...filter }))
const listed = async (filter: FetchRunFilter, merchant?: string) => (await list(filter, merchant)).items.map((run) => ids.indexOf(run.id))
const get = (id: string, merchant = 'all') => warehouse.database.transact({ merchant }, (tx) => getFetchRun(tx, id))

it('shows a run with its window, what it came to, and the orders that it skipped', async () => {
  expect(await get(ids[0]!)).toEqual({
    id: ids[0], merchant: { id: warehouse.merchantId, name: '小山茶行' }, ecAccount: { id: warehouse.accountId, name: '官網帳號' }, trigger: 'slot', slot: { date: '2026-11-23', time: '09:00' },
    status: 'succeeded', window: { from: '2026-11-23T00:00:00.000Z', to: '2026-11-23T01:00:00.000Z' }, expected: 12,
    pages: 2, seen: 10, new: 4, changed: 1, unchanged: 3, canceled: 0, held: 2, skipped: 2, skippedBy: { too_old: 2 }, heldBy: { unknown_product: 2 },
    createdAt: expect.any(String), startedAt: '2026-11-23T01:00:01.000Z', finishedAt: '2026-11-23T01:00:05.000Z', resumed: 1, thenFetch: null, waitingUntil: null, error: null, actor: { kind: 'system', name: 'Crossdock' },
    skippedOrders: [
      { platformOrderId: 'p0', orderNumber: 'N0', reason: 'too_old', detail: null },
      { platformOrderId: 'p1', orderNumber: 'N1', reason: 'malformed', detail: 'lines is missing' },
    ],
  })
  expect(await get(ids[1]!)).toMatchObject({ slot: null, window: null, waitingUntil: '2026-11-23T02:00:00.000Z', error: { kind: 'unavailable' }, actor: { kind: 'user', name: '小芳' }, skippedOrders: [] })
})

it('lists runs newest first, filtered, a page at a time', async () => {
  expect(await listed({})).toEqual([2, 1, 0])
  expect(await listed({ merchantId: warehouse.merchantId })).toEqual([1, 0])
  expect(await listed({ ecAccountId: other.accountId })).toEqual([2])
  expect(await listed({ status: 'waiting' })).toEqual([1])
  expect(await listed({ trigger: 'slot' })).toEqual([0])
  const first = await list({ limit: 2 })
  expect(first.items).toHaveLength(2)
  const rest = await list({ limit: 2, cursor: first.nextCursor! })
  expect([...first.items, ...rest.items].map((run) => ids.indexOf(run.id))).toEqual([2, 1, 0])
  expect(rest.nextCursor).toBeNull()
})

it('shows a merchant only their own runs', async () => {
  expect(await listed({}, other.merchantId)).toEqual([2])
  expect(await get(ids[0]!, other.merchantId)).toBeNull()
})

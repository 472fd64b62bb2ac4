import { countOrders, listOrders, type OrderFilter, type Tx } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addMerchant } from './order-rows.ts'

/** Big enough that reading too much is seen, small enough to make in seconds. */
const many = 40_000

let warehouse: TestWarehouse
let other: { merchantId: string; channelId: string; accountId: string }

beforeAll(async () => {
  warehouse = await openWarehouse()
  other = await addMerchant(warehouse, 'M2')
  await rows(warehouse, sql`
    insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, status, holds, platform_order_status, platform_shipment_status, payment_status, placed_at,
                        platform_updated_at, shipping_code, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
    select case when n % 20 = 0 then ${other.merchantId}::uuid else ${warehouse.merchantId}::uuid end, new_id(),
           case when n % 20 = 0 then ${other.accountId}::uuid else ${warehouse.accountId}::uuid end, case when n % 20 = 0 then ${other.channelId}::uuid else ${warehouse.channelId}::uuid end,
           'p-' || n, 'LS' || 100000 + n, case when n % 50 = 0 then 'pending' else 'shipped' end, case when n % 200 = 0 then '{other}'::text[] else '{}' end,
           'new', 'ready_to_ship', 'paid', '2026-11-01T00:00:00Z'::timestamptz + n * interval '10 seconds', now(), 'homedelivery', '{"name": "x"}', '客人' || n, 'TWD', 1, 0, 0, 1, 0, 1, 1
      from generate_series(1, ${many}::integer) n`)
  await rows(warehouse, sql`
    insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key)
    select merchant_id, id, 'l1', 0, 'SKU-' || right(order_number, 4), 'x', 1, 1, 'SKU' from orders`)
  await rows(warehouse, sql`
    insert into parcel (merchant_id, id, order_id, ec_account_id, tracking_number, carrier, actor_kind, actor_name, write_id)
    select merchant_id, new_id(), id, ec_account_id, 'T' || order_number, 'x', 'user', 'x', new_id() from orders`)
  // Three orders of each kind that is rare, one of them the other merchant's.
  const kinds = [['waiting', 'planned'], ['sent', 'accepted'], ['refused', 'rejected'], ['differs', 'accepted']] as const
  await rows(warehouse, sql`update orders set shipping_type_code = case when substr(order_number, 3)::integer in (100010, 100011, 100020) then 'self_pickup' else 'tcat' end`)
  await rows(warehouse, sql`update orders set tracking = 'confirmed'`)
  for (const [index, [tracking, state]] of kinds.entries()) {
    const these = sql`select id from orders where order_number = any(${[1, 2, 20].map((n) => `LS${101_000 + index * 100 + n}`)}::text[])`
    await rows(warehouse, sql`update orders set tracking = ${tracking} where id in (${these})`)
    await rows(warehouse, sql`
      insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, settled_at)
      select merchant_id, write_id, ec_account_id, 'tracking', id, ${state}, id, '{}', now() - interval '2 days' from parcel where order_id in (${these})`)
    if (state === 'accepted') await rows(warehouse, sql`update parcel set confirm_after = now(), told_number = ${tracking === 'differs' ? 'T1' : null} where order_id in (${these})`)
  }
  await rows(warehouse, sql`
    insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, settled_at)
    select merchant_id, write_id, ec_account_id, 'tracking', id, 'accepted', id, '{}', now() from parcel on conflict do nothing`)
  await rows(warehouse, sql`update parcel set confirmed_at = now() where confirm_after is null and order_id in (select id from orders where tracking = 'confirmed')`)
  for (const table of ['orders', 'order_line', 'parcel', 'platform_write']) await warehouse.database.pool.query(`vacuum analyze ${table}`)
})
afterAll(() => warehouse.close())

interface Read { whole: number; byIndex: number; bySequence: number }

/** What a page costs, or what is counted: how often a table was read from end to end, and the rows that were read of it either way. */
async function costOf(filter: OrderFilter, merchant: string, ask: (tx: Tx) => Promise<number> = async (tx) => (await listOrders(tx, { ...filter, limit: 50 }, 'Asia/Taipei')).items.length) {
  return warehouse.database.transact({ merchant }, async (tx) => {
    const read = async () =>
      (await sql<Read>`select sum(seq_scan)::integer as whole, sum(idx_tup_fetch)::integer as "byIndex", sum(seq_tup_read)::integer as "bySequence"
                         from pg_stat_xact_user_tables where relname in ('orders', 'order_line', 'parcel')`.execute(tx)).rows[0]!
    const before = await read()
    const shown = await ask(tx)
    const after = await read()
    return { shown, whole: after.whole - before.whole, read: after.byIndex + after.bySequence - before.byIndex - before.bySequence }
  })
}

it.each<[string, 'all' | 'own', () => OrderFilter]>([
  ['everything', 'all', () => ({})],
  ['a merchant’s', 'own', () => ({ merchantId: other.merchantId })],
  ['an account’s', 'own', () => ({ merchantId: other.merchantId, ecAccountId: other.accountId })],
  ['what is pending', 'all', () => ({ status: 'pending' })],
  ['what is on hold', 'own', () => ({ merchantId: other.merchantId, onHold: true })],
])('a page of %s reads little more than it shows', async (_, scope, filter) => {
  const cost = await costOf(filter(), scope === 'all' ? 'all' : other.merchantId)
  expect(cost).toMatchObject({ shown: 50, whole: 0 })
  expect(cost.read).toBeGreaterThanOrEqual(50)
  expect(cost.read).toBeLessThan(300)
})

it.each<[string, OrderFilter]>([
  ['of a shipping type that few have', { shippingType: 'self_pickup' }], ['whose parcels wait', { tracking: 'waiting' }], ['that the store was sent', { tracking: 'sent' }],
  ['that the store refused', { tracking: 'refused' }], ['that the store shows otherwise', { tracking: 'differs' }], ['that the store took and does not show', { tracking: 'unshown' }],
])('the few orders %s are found without reading the others, as operator and as merchant, and are counted', async (_, filter) => {
  // What is shown otherwise is one kind of what is not shown.
  const [all, own] = filter.tracking === 'unshown' ? [6, 2] : [3, 1]
  for (const [merchant, few] of [['all', all], [other.merchantId, own]] as const) {
    const theirs = merchant === 'all' ? filter : { ...filter, merchantId: merchant }
    const { shown, whole, read } = await costOf(theirs, merchant)
    expect({ shown, whole }).toEqual({ shown: few, whole: 0 })
    expect(read).toBeLessThan(100)
    expect((await warehouse.database.transact({ merchant }, (tx) => countOrders(tx, theirs, 'Asia/Taipei'))).total).toBe(few)
  }
})

it.each<[string, OrderFilter, number]>([
  ['of a shipping type', { shippingType: 'tcat' }, many - 3], ['of a rare one', { shippingType: 'self_pickup', status: 'shipped' }, 3], ['that are pending', { status: 'pending' }, many / 50], ['that are on hold', { onHold: true }, many / 200],
])('to count those %s reads no order', async (_, filter, there) => {
  expect(await costOf(filter, 'all', async (tx) => (await countOrders(tx, filter, 'Asia/Taipei')).total)).toEqual({ shown: there, whole: 0, read: 0 })
})

/** The blocks of the orders and of their indexes that a page looks at; the least of three, since what else goes on in the database is counted, too. */
async function blocksOf(filter: OrderFilter & { cursor?: string }, merchant: string): Promise<number> {
  return Math.min(await blocksOnce(filter, merchant), await blocksOnce(filter, merchant), await blocksOnce(filter, merchant))
}

async function blocksOnce(filter: OrderFilter & { cursor?: string }, merchant: string): Promise<number> {
  const { pool } = warehouse.database
  const blocks = async () => (await pool.query<{ n: number }>(`select sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)::integer as n from pg_statio_user_tables where relname = 'orders'`)).rows[0]!.n
  const before = await blocks()
  const shown = await warehouse.database.transact({ merchant }, async (tx) => {
    const { items } = await listOrders(tx, { ...filter, limit: 50 }, 'Asia/Taipei')
    await sql`select pg_stat_force_next_flush()`.execute(tx)
    return items.length
  })
  expect(shown).toBe(50)
  return (await blocks()) - before
}

it.each<[string, 'all' | 'own', OrderFilter, string]>([
  ['of some days', 'all', { placedFrom: '2026-11-02', placedTo: '2026-11-04' }, 'true'],
  ['that a merchant has pending', 'own', { status: 'pending' }, `status = 'pending'`],
])('a page far down those %s looks at little more than the first', async (_, scope, filter, where) => {
  const merchant = scope === 'all' ? 'all' : other.merchantId
  const own = scope === 'all' ? {} : { merchantId: other.merchantId }
  const { rows: [behind] } = await warehouse.database.pool.query<{ at: string; id: string }>(`
    select to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, id from orders
     where ${where} and (${merchant === 'all'} or merchant_id = '${other.merchantId}') and placed_at < '2026-11-02T02:00:00Z' order by placed_at desc, id desc limit 1`)
  const cursor = Buffer.from(JSON.stringify([behind!.at, behind!.id])).toString('base64url')
  const first = await blocksOf({ ...own, ...filter }, merchant)
  expect(first).toBeLessThan(200)
  expect(await blocksOf({ ...own, ...filter, cursor }, merchant)).toBeLessThan(first * 1.2 + 10)
})

it.each(['LS130001', 'tls130001', 'SKU-0001', '客人30001', 'LS13', 'nothing'])('a search for %s is bounded, whatever there is', async (q) => {
  const cost = await costOf({ q }, 'all')
  expect(cost.shown).toBe(q === 'nothing' ? 0 : q === 'LS13' ? 50 : q === 'SKU-0001' ? 4 : 1)
  // Once through the newest for a part of a name, which here may be all there are; every other kind of word has its index.
  expect(cost.read).toBeLessThan(many + 5_000)
})

it.each(['%', '_', '%%%%', '(a+)+$', '客%', `${'a'.repeat(99)}!`])('F124 a search for %s costs no more than another, and finds what is written so', async (q) => {
  const cost = await costOf({ q }, 'all')
  expect(cost.shown).toBe(0)
  expect(cost.read).toBeLessThan(many + 5_000)
})

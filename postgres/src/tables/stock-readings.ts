import { newId } from '@crossdock/domain'
import { readStockJob } from '@crossdock/flows/jobs'
import type { JobQueue, StockReading, StoreLevelRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import { storeFigures } from '../store-figures.ts'
import type { EcAccountTable, StockReadingTable } from '../tables.ts'
import { toEcAccount } from './accounts.ts'

type ReadingRows = Pick<StoreLevelRows,
  'dueReadings' | 'claimReading' | 'setNextReading' | 'queueReading' | 'takeReading' | 'productsAfter' | 'clockAhead' | 'noteClock' | 'saveShown' | 'finishReading' | 'parkReading' | 'openReadings'>

const open = ['queued', 'running', 'waiting']

export function readingRows(tx: Tx, jobs: JobQueue): ReadingRows {
  /** A reading that is still ours: whatever a worker that lost its lease wants to write finds no row. */
  const ours = (reading: StockReading, holder: string) =>
    tx.updateTable('stock_reading').where('merchant_id', '=', reading.merchantId).where('id', '=', reading.id).where('lease_holder', '=', holder).where('status', 'in', open)

  return {
    async dueReadings(now, limit) {
      const { rows } = await sql<Selectable<EcAccountTable> & { first_reading: boolean }>`
        select a.*, not exists (select from stock_reading r where r.merchant_id = a.merchant_id and r.ec_account_id = a.id) as first_reading
          from ec_account a
          join merchant m on m.merchant_id = a.merchant_id and m.active
          left join stock_watch w on w.merchant_id = a.merchant_id and w.ec_account_id = a.id
         where a.connection_status = 'connected' and (w.next_reading_at is null or w.next_reading_at <= ${now})
         order by w.next_reading_at nulls first, a.id limit ${limit} for update of a skip locked`.execute(tx)
      return rows.map((row) => ({ account: toEcAccount(row), first: row.first_reading }))
    },

    async claimReading(merchantId, ecAccountId, { at, now }) {
      const claimed = await tx.insertInto('stock_watch').values({ merchant_id: merchantId, ec_account_id: ecAccountId, next_reading_at: at })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id']).doUpdateSet({ next_reading_at: at }).where('stock_watch.next_reading_at', '<=', now))
        .returning('ec_account_id').executeTakeFirst()
      return claimed !== undefined
    },

    async setNextReading(merchantId, ecAccountId, at) {
      await tx.insertInto('stock_watch').values({ merchant_id: merchantId, ec_account_id: ecAccountId, next_reading_at: at })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id']).doUpdateSet({ next_reading_at: at })).execute()
    },

    async queueReading(merchantId, ecAccountId, { trigger, actor, at }) {
      const id = newId()
      const made = await tx.insertInto('stock_reading')
        .values({ merchant_id: merchantId, id, ec_account_id: ecAccountId, trigger, actor_kind: actor.kind, actor_name: actor.name, created_at: at })
        .onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
      if (made) {
        await jobs.enqueue(readStockJob, { merchantId, id })
        return { id, fresh: true }
      }
      const underWay = await tx.selectFrom('stock_reading').select('id').where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('status', 'in', open).executeTakeFirstOrThrow()
      return { id: underWay.id, fresh: false }
    },

    async takeReading(merchantId, id, lease, now) {
      const row = await tx.updateTable('stock_reading')
        .set((eb) => ({
          status: 'running', lease_holder: lease.holder, lease_until: lease.until, waiting_until: null, attempts: eb('attempts', '+', 1),
          started_at: eb.fn.coalesce('started_at', sql<Date>`${now}::timestamptz`), resumed: eb('resumed', '+', eb.case().when('status', '=', 'running').then(1).else(0).end()),
          deaths: eb('deaths', '+', eb.case().when('status', '=', 'running').then(1).else(0).end()),
        }))
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('status', 'in', open)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
        .where((eb) => eb.or([eb('waiting_until', 'is', null), eb('waiting_until', '<=', now), eb('status', '=', 'running')]))
        .returningAll().executeTakeFirst()
      return row ? toReading(row) : null
    },

    async productsAfter(merchantId, sku, limit) {
      const rows = await tx.selectFrom('product').select(['id', 'sku']).where('merchant_id', '=', merchantId)
        .$if(sku !== null, (query) => query.where('sku', '>', sku!)).orderBy('sku').limit(limit).execute()
      return rows.map((row) => ({ productId: row.id, sku: row.sku }))
    },

    async clockAhead(merchantId, ecAccountId) {
      const row = await tx.selectFrom('stock_watch').select('clock_ahead_ms').where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).executeTakeFirst()
      return row?.clock_ahead_ms ?? 0
    },

    async noteClock(merchantId, ecAccountId, aheadMs, at) {
      await tx.insertInto('stock_watch').values({ merchant_id: merchantId, ec_account_id: ecAccountId, next_reading_at: at, clock_ahead_ms: aheadMs })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id']).doUpdateSet({ clock_ahead_ms: aheadMs })).execute()
    },

    async saveShown(reading, holder, { products, askedAt, shownAt, position, leaseUntil }) {
      const { merchantId, ecAccountId } = reading
      const here = products.filter((each) => each.stock !== null).length
      const row = await ours(reading, holder)
        .set((eb) => ({ position, lease_until: leaseUntil, deaths: 0, asked: eb('asked', '+', products.length), shown: eb('shown', '+', here), absent: eb('absent', '+', products.length - here) }))
        .returning('id').executeTakeFirst()
      if (!row) return false
      const ids = products.map((each) => each.productId).sort()
      await sql`insert into store_level (merchant_id, ec_account_id, product_id, standing) select ${merchantId}, ${ecAccountId}, unnest(${ids}::uuid[]), 'absent' on conflict do nothing`.execute(tx)
      // What is not listed may come back, and is compared with what it should have had all along.
      // Orders around the instant of a sighting explain no more than that sighting: it is what the store should have from then on.
      const rolled = sql`(
        select f.product_id, case when f.kind = 'just_sold' then f.shown else f.expected end as told, f.shown_at as told_at
          from ${storeFigures(sql`v.merchant_id = ${merchantId} and v.ec_account_id = ${ecAccountId} and v.product_id = any(${ids}::uuid[])`)} f
         where f.orders_read and f.shown_at > f.told_at)`
      await sql`select 1 from store_level where merchant_id = ${merchantId} and ec_account_id = ${ecAccountId} and product_id = any(${ids}::uuid[]) order by product_id for update`.execute(tx)
      await sql`
        update store_level v
           set told = coalesce(r.told, v.told, c.stock),
               told_at = coalesce(r.told_at, v.told_at, case when c.stock is not null then ${shownAt}::timestamptz end),
               told_by = coalesce(v.told_by, case when c.stock is not null then 'reading' end),
               shown = c.stock, shown_at = case when c.stock is not null then ${shownAt}::timestamptz end, shown_by = case when c.stock is not null then 'reading' end,
               standing = case when c.stock is not null then 'tracked' when v.standing in ('not_tracked', 'unknown_sku') then v.standing else 'absent' end
          from unnest(${products.map((each) => each.productId)}::uuid[], ${products.map((each) => each.stock)}::bigint[]) as c (product_id, stock)
          left join ${rolled} r on r.product_id = c.product_id
         where v.merchant_id = ${merchantId} and v.ec_account_id = ${ecAccountId} and v.product_id = c.product_id and (v.shown_at is null or v.shown_at < ${askedAt})`.execute(tx)
      return true
    },

    async finishReading(reading, holder, { status, at, error }) {
      const { merchantId, ecAccountId } = reading
      const row = await ours(reading, holder)
        .set({ status, finished_at: at, waiting_until: null, lease_until: null, lease_holder: null, error: error ? JSON.stringify(error) : null }).returning('id').executeTakeFirst()
      if (!row) return false
      if (status !== 'succeeded') return true
      await sql`
        update stock_reading r set drifted = c.drifted, explained = c.explained
          from (select count(*) filter (where kind = 'drift') as drifted, count(*) filter (where kind not in ('same', 'drift', 'not_judged')) as explained
                  from ${storeFigures(sql`v.merchant_id = ${merchantId} and v.ec_account_id = ${ecAccountId}`)} f) c
         where r.merchant_id = ${merchantId} and r.id = ${reading.id}`.execute(tx)
      await tx.updateTable('stock_watch').set({ read_at: at }).where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).execute()
      return true
    },

    async parkReading(reading, holder, { until, error, counts }) {
      const row = await ours(reading, holder)
        .set((eb) => ({ status: 'waiting', waiting_until: until, deaths: 0, lease_until: null, lease_holder: null, error: error ? JSON.stringify(error) : null, attempts: counts ? eb.ref('attempts') : eb('attempts', '-', 1) }))
        .returning('id').executeTakeFirst()
      if (row) await jobs.enqueue(readStockJob, { merchantId: reading.merchantId, id: reading.id }, until)
    },

    async openReadings(now, limit) {
      const rows = await tx.selectFrom('stock_reading').select(['merchant_id', 'id']).where('status', 'in', open).where('created_at', '<=', now)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
        .where((eb) => eb.or([eb('waiting_until', 'is', null), eb('waiting_until', '<=', now), eb('status', '=', 'running')]))
        .orderBy('created_at').limit(limit).execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
    },
  }
}

function toReading(row: Selectable<StockReadingTable>): StockReading {
  return { merchantId: row.merchant_id, id: row.id, ecAccountId: row.ec_account_id, trigger: row.trigger as StockReading['trigger'], position: row.position, attempts: row.attempts, deaths: row.deaths }
}

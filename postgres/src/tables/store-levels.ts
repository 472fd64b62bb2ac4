import { newId } from '@crossdock/domain'
import type { AnsweredLine, JobQueue, LockedDifference, StoreLevelRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { storeFigures, type FiguresRow } from '../store-figures.ts'
import { readingRows } from './stock-readings.ts'

interface AnsweredRow {
  product_id: string
  sku: string
  quantity: number
  kind: AnsweredLine['kind']
  origin: AnsweredLine['origin']
  told: number | null
  told_at: Date | null
  shown: number | null
  shown_at: Date | null
}

export function storeLevelRows(tx: Tx, jobs: JobQueue): StoreLevelRows {
  return {
    ...readingRows(tx, jobs),

    async shownBySku(account, skus) {
      if (skus.length === 0) return new Map()
      const { rows } = await sql<{ sku: string; stock: number; at: Date }>`
        select p.sku, v.shown as stock, v.shown_at as at
          from product p join store_level v on v.merchant_id = p.merchant_id and v.product_id = p.id
         where p.merchant_id = ${account.merchantId} and p.sku = any(${[...skus]}::text[]) and v.ec_account_id = ${account.id} and v.shown is not null and v.shown_at is not null`.execute(tx)
      return new Map(rows.map(({ sku, stock, at }) => [sku, { stock, at }]))
    },

    async lockAnswered(merchantId, stockPushId, part) {
      await sql`
        insert into store_level (merchant_id, ec_account_id, product_id)
        select s.merchant_id, s.ec_account_id, l.product_id from stock_push s join stock_push_line l on l.merchant_id = s.merchant_id and l.stock_push_id = s.id
         where s.merchant_id = ${merchantId} and s.id = ${stockPushId} and l.part = ${part} order by l.product_id
        on conflict do nothing`.execute(tx)
      const { rows } = await sql<AnsweredRow>`
        select l.product_id, l.sku, l.quantity, s.kind, s.origin, v.told, v.told_at, v.shown, v.shown_at
          from stock_push s
          join stock_push_line l on l.merchant_id = s.merchant_id and l.stock_push_id = s.id
          join store_level v on v.merchant_id = s.merchant_id and v.ec_account_id = s.ec_account_id and v.product_id = l.product_id
         where s.merchant_id = ${merchantId} and s.id = ${stockPushId} and l.part = ${part}
         order by v.product_id for update of v`.execute(tx)
      return rows.map((row) => ({
        productId: row.product_id, sku: row.sku, quantity: row.quantity, kind: row.kind, origin: row.origin,
        level: { told: figureOf(row.told, row.told_at), shown: figureOf(row.shown, row.shown_at) },
      }))
    },

    async sentAt(merchantId, writeId) {
      const row = await tx.selectFrom('platform_write').select('sent_at').where('merchant_id', '=', merchantId).where('id', '=', writeId).executeTakeFirst()
      return row?.sent_at ?? null
    },

    async saveLevels(merchantId, ecAccountId, levels) {
      if (levels.length === 0) return
      const at = (ms: number | undefined) => (ms === undefined ? null : new Date(ms))
      await sql`
        update store_level v
           set told = n.told, told_at = n.told_at, told_by = case when n.told is null then null else coalesce(n.told_by, v.told_by, 'increment') end,
               shown = n.shown, shown_at = n.shown_at, shown_by = case when n.shown is null then null else coalesce(n.shown_by, v.shown_by, 'increment') end, standing = n.standing
          from unnest(${levels.map((each) => each.productId)}::uuid[], ${levels.map((each) => each.told?.stock ?? null)}::bigint[], ${levels.map((each) => at(each.told?.at))}::timestamptz[],
                      ${levels.map((each) => each.toldBy)}::text[], ${levels.map((each) => each.shown?.stock ?? null)}::bigint[], ${levels.map((each) => at(each.shown?.at))}::timestamptz[],
                      ${levels.map((each) => each.shownBy)}::text[], ${levels.map((each) => each.standing)}::text[])
               as n (product_id, told, told_at, told_by, shown, shown_at, shown_by, standing)
         where v.merchant_id = ${merchantId} and v.ec_account_id = ${ecAccountId} and v.product_id = n.product_id`.execute(tx)
    },

    async lockDifferences(asked) {
      const given = sql`select * from unnest(${asked.map((each) => each.ecAccountId)}::uuid[], ${asked.map((each) => each.productId)}::uuid[])`
      await sql`
        select 1 from store_level v where (v.ec_account_id, v.product_id) in (${given}) order by v.ec_account_id, v.product_id for update`.execute(tx)
      const { rows } = await sql<FiguresRow & { connected: boolean }>`
        select f.*, a.connection_status = 'connected' as connected
          from ${storeFigures(sql`(v.ec_account_id, v.product_id) in (${given})`)} f
          join ec_account a on a.merchant_id = f.merchant_id and a.id = f.ec_account_id
         where f.kind is not null order by f.ec_account_id, f.product_id`.execute(tx)
      return rows.map((row): LockedDifference => ({
        merchantId: row.merchant_id, ecAccountId: row.ec_account_id, productId: row.product_id, sku: row.sku, expected: row.expected!, shown: row.shown!,
        difference: row.difference!, kind: row.kind!, connected: row.connected,
      }))
    },

    async accept({ merchantId, ecAccountId, productId }) {
      await sql`
        update store_level set told = shown, told_at = shown_at, told_by = 'accepted'
         where merchant_id = ${merchantId} and ec_account_id = ${ecAccountId} and product_id = ${productId} and shown is not null`.execute(tx)
    },

    async addDecisions(decisions, { actor, note, at }) {
      if (decisions.length === 0) return
      await tx.insertInto('drift_decision').values(decisions.map((each) => ({
        merchant_id: each.merchantId, id: newId(), ec_account_id: each.ecAccountId, product_id: each.productId, at, action: each.action, expected: each.expected, shown: each.shown,
        note, actor_kind: actor.kind, actor_name: actor.name, stock_push_id: each.stockPushId,
      }))).execute()
    },
  }
}

const figureOf = (stock: number | null, at: Date | null) => (stock === null || at === null ? null : { stock, at: at.getTime() })

import type { PushingAccount, StockRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { overtaken } from '../refused-items.ts'

type PushRows = Pick<StockRows, 'accountsOf' | 'lockLedger' | 'saveLedger' | 'addPush' | 'recordResults' | 'refusePart' | 'concludePart' | 'toldBefore' | 'reopenLines' | 'reopenRest' | 'lastPart'>

export function pushRows(tx: Tx): PushRows {
  return {
    async accountsOf(merchantId) {
      const found = await sql<PushingAccount>`
        select id, display_name as "displayName", push_enabled as "pushEnabled", push_percentage as "pushPercentage", first_connected_at is not null as authorized
          from ec_account where merchant_id = ${merchantId}`.execute(tx)
      return found.rows
    },

    async lockLedger(merchantId, ecAccountId, productIds) {
      const ids = [...new Set(productIds)].sort()
      await sql`
        insert into push_ledger (merchant_id, ec_account_id, product_id) select ${merchantId}, ${ecAccountId}, unnest(${ids}::uuid[])
        on conflict do nothing`.execute(tx)
      const rows = await tx.selectFrom('push_ledger').select(['product_id', 'earned_hundredths', 'pushed'])
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('product_id', 'in', ids).orderBy('product_id').forUpdate().execute()
      return new Map(rows.map((row) => [row.product_id, { earnedHundredths: row.earned_hundredths, pushed: row.pushed }]))
    },

    async saveLedger(merchantId, ecAccountId, ledgers) {
      const entries = [...ledgers]
      await sql`
        update push_ledger l set earned_hundredths = n.earned, pushed = n.pushed
          from unnest(${entries.map(([productId]) => productId)}::uuid[], ${entries.map(([, ledger]) => ledger.earnedHundredths)}::bigint[], ${entries.map(([, ledger]) => ledger.pushed)}::bigint[])
               as n (product_id, earned, pushed)
         where l.merchant_id = ${merchantId} and l.ec_account_id = ${ecAccountId} and l.product_id = n.product_id`.execute(tx)
    },

    async addPush(merchantId, { id, ecAccountId, kind, origin, inboundId, percentage, actor, lines }) {
      await tx.insertInto('stock_push').values({
        merchant_id: merchantId, id, ec_account_id: ecAccountId, kind, origin, inbound_id: inboundId, percentage, actor_kind: actor.kind, actor_name: actor.name,
      }).execute()
      await sql`
        insert into stock_push_line (merchant_id, stock_push_id, product_id, part, sku, quantity)
        select ${merchantId}, ${id}, * from unnest(${lines.map((line) => line.productId)}::uuid[], ${lines.map((line) => line.part)}::integer[], ${lines.map((line) => line.sku)}::text[], ${lines.map((line) => line.quantity)}::integer[])`.execute(tx)
    },

    async recordResults(merchantId, stockPushId, part, results) {
      await sql`
        update stock_push_line l set result = r.result, stock_after = r.stock_after, detail = r.detail
          from unnest(${results.map((each) => each.sku)}::text[], ${results.map((each) => each.result)}::text[], ${results.map((each) => each.stockAfter)}::integer[], ${results.map((each) => each.detail)}::text[])
               as r (sku, result, stock_after, detail)
         where l.merchant_id = ${merchantId} and l.stock_push_id = ${stockPushId} and l.part = ${part} and l.sku = r.sku`.execute(tx)
    },

    async refusePart(merchantId, stockPushId, part, detail) {
      await tx.updateTable('stock_push_line').set({ result: 'refused', detail })
        .where('merchant_id', '=', merchantId).where('stock_push_id', '=', stockPushId).where('part', '=', part).where('result', '=', 'waiting').execute()
    },

    async concludePart(merchantId, stockPushId, part, result, skus) {
      await tx.updateTable('stock_push_line').set({ result, detail: null })
        .where('merchant_id', '=', merchantId).where('stock_push_id', '=', stockPushId).where('part', '=', part).where('result', '=', 'waiting')
        .$if(skus !== undefined, (query) => query.where(sql<boolean>`sku = any(${[...(skus ?? [])]}::text[])`)).execute()
    },

    async reopenLines(merchantId, stockPushId, part, toPart) {
      return tx.updateTable('stock_push_line').set({ result: 'waiting', part: toPart, stock_after: null, detail: null })
        .where('merchant_id', '=', merchantId).where('stock_push_id', '=', stockPushId).where('part', '=', part).where('result', 'not in', ['waiting', 'applied', 'superseded'])
        .returning(['sku', 'quantity']).execute()
    },

    async reopenRest(merchantId, stockPushId, part, toPart) {
      const { rows } = await sql<{ sku: string; quantity: number; overtaken: boolean }>`
        with open as (
          select l.product_id, l.sku, l.quantity, ${overtaken} as overtaken
            from stock_push_line l join stock_push s on s.merchant_id = l.merchant_id and s.id = l.stock_push_id
           where l.merchant_id = ${merchantId} and l.stock_push_id = ${stockPushId} and l.part = ${part} and l.result not in ('waiting', 'applied', 'superseded')
        ), moved as (
          update stock_push_line l set result = 'waiting', part = ${toPart}, stock_after = null, detail = null
            from open where l.merchant_id = ${merchantId} and l.stock_push_id = ${stockPushId} and l.product_id = open.product_id and not open.overtaken
        )
        select sku, quantity, overtaken from open order by sku`.execute(tx)
      const rest = rows.filter((row) => !row.overtaken)
      return { rest: rest.map(({ sku, quantity }) => ({ sku, quantity })), overtaken: rows.length - rest.length }
    },

    async toldBefore(account, skus, before) {
      const { rows } = await sql<{ sku: string; stock: number; at: Date; sold: number }>`
        select told.sku, told.stock, told.at, coalesce((
                 select sum(l.quantity) from orders o
                   join order_line l on l.merchant_id = o.merchant_id and l.order_id = o.id and l.sku = told.sku
                  where o.merchant_id = ${account.merchantId} and o.ec_account_id = ${account.id} and o.placed_at > told.at and o.platform_order_status <> 'cancelled'), 0)::integer as sold
          from (select distinct on (l.sku) l.sku, l.stock_after as stock, w.settled_at as at
                  from stock_push p
                  join stock_push_line l on l.merchant_id = p.merchant_id and l.stock_push_id = p.id
                  join platform_write w on w.merchant_id = p.merchant_id and w.subject_id = p.id and w.part = l.part
                 where p.merchant_id = ${account.merchantId} and p.ec_account_id = ${account.id} and l.sku = any(${[...skus]}::text[])
                   and l.stock_after is not null and w.settled_at < ${before}
                 order by l.sku, w.settled_at desc) told`.execute(tx)
      return new Map(rows.map(({ sku, stock, at, sold }) => [sku, { stock, at, sold }]))
    },

    async lastPart(merchantId, stockPushId) {
      const row = await tx.selectFrom('stock_push_line').select((eb) => eb.fn.max('part').as('last')).where('merchant_id', '=', merchantId).where('stock_push_id', '=', stockPushId).executeTakeFirst()
      const written = await tx.selectFrom('platform_write').select((eb) => eb.fn.max('part').as('last')).where('merchant_id', '=', merchantId).where('subject_id', '=', stockPushId).executeTakeFirst()
      return Math.max(row?.last ?? 0, written?.last ?? 0)
    },
  }
}

import { allocate } from '@crossdock/domain'
import type { MatchRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { lockMerchant } from './lock-merchants.ts'
import { settleHolds } from './settle-holds.ts'

/** As in the index of orders that wait for their code. */
const mappedWaiting = sql`
  from orders o
  join shipping_type_mapping m on m.merchant_id = o.merchant_id and m.ec_account_id = o.ec_account_id and m.platform_code = o.shipping_code
  join shipping_type t on t.code = m.shipping_type_code and t.enabled
 where o.status = 'pending' and o.shipping_type_code is null`

export function matchRows(tx: Tx): MatchRows {
  return {
    lockMerchant: (merchantId) => lockMerchant(tx, merchantId),

    async reserve(merchantId, productIds) {
      if (productIds.length === 0) return []
      // Locked in one order by everybody, so that two of these never wait for each other.
      const stock = await sql<{ product_id: string; free: number }>`
        select product_id, on_hand - reserved as free from stock
         where merchant_id = ${merchantId} and product_id = any(${[...new Set(productIds)]}::uuid[])
         order by product_id for update`.execute(tx)
      const free = new Map(stock.rows.filter((row) => row.free > 0).map((row) => [row.product_id, row.free]))
      if (free.size === 0) return []
      const waiting = await sql<{ productId: string; needs: number; order_id: string; line_id: string }>`
        select l.product_id as "productId", l.quantity - l.reserved - l.shipped as needs, l.order_id, l.line_id
          from order_line l join orders o on o.merchant_id = l.merchant_id and o.id = l.order_id
         where l.merchant_id = ${merchantId} and l.product_id = any(${[...free.keys()]}::uuid[])
           and l.reserved + l.shipped < l.quantity and o.status in ('pending', 'processing')
         order by o.placed_at, o.id, l.position`.execute(tx)
      const served = allocate(free, waiting.rows)
      if (served.length === 0) return []
      await sql`
        with served as (
          select * from unnest(${served.map((line) => line.order_id)}::uuid[], ${served.map((line) => line.line_id)}::text[], ${served.map((line) => line.productId)}::uuid[], ${served.map((line) => line.needs)}::integer[])
            as s (order_id, line_id, product_id, units)
        ), lines as (
          update order_line l set reserved = l.reserved + s.units from served s
           where l.merchant_id = ${merchantId} and l.order_id = s.order_id and l.line_id = s.line_id
        )
        update stock k set reserved = k.reserved + t.units
          from (select product_id, sum(units)::integer as units from served group by product_id) t
         where k.merchant_id = ${merchantId} and k.product_id = t.product_id`.execute(tx)
      return [...new Set(served.map((line) => line.order_id))]
    },

    async free(merchantId, orderId) {
      const freed = await sql<{ product_id: string }>`
        with held as (
          select product_id, sum(reserved)::integer as units from order_line
           where merchant_id = ${merchantId} and order_id = ${orderId} and reserved > 0 group by product_id
        ), locked as (
          select k.product_id from stock k join held using (product_id) where k.merchant_id = ${merchantId} order by k.product_id for update of k
        ), lines as (
          update order_line set reserved = 0 where merchant_id = ${merchantId} and order_id = ${orderId} and reserved > 0
        )
        update stock k set reserved = k.reserved - held.units from held join locked using (product_id)
         where k.merchant_id = ${merchantId} and k.product_id = held.product_id
        returning k.product_id`.execute(tx)
      return freed.rows.map((row) => row.product_id)
    },

    async linkProducts(merchantId, productKeys) {
      const all = productKeys === undefined
      const linked = await sql<{ order_id: string; product_id: string }>`
        update order_line l set product_id = coalesce(a.product_id, p.id)
          from orders o, (select distinct product_key from order_line
                           where merchant_id = ${merchantId} and product_id is null and (${all} or product_key = any(${[...(productKeys ?? [])]}::text[]))) k
          left join product p on p.merchant_id = ${merchantId} and p.sku = k.product_key
          left join product_alias a on a.merchant_id = ${merchantId} and a.product_key = k.product_key
         where l.merchant_id = ${merchantId} and l.product_id is null and l.product_key = k.product_key
           and o.merchant_id = l.merchant_id and o.id = l.order_id and o.status in ('pending', 'processing')
           and coalesce(a.product_id, p.id) is not null
        returning l.order_id, l.product_id`.execute(tx)
      return {
        orderIds: [...new Set(linked.rows.map((row) => row.order_id))],
        productIds: [...new Set(linked.rows.map((row) => row.product_id))],
        lines: linked.rows.length,
      }
    },

    settle: (merchantId, orderIds, actor, fetchRunId) => settleHolds(tx, merchantId, orderIds, actor, fetchRunId ?? null),

    async placeHold(merchantId, orderIds, hold) {
      if (orderIds.length === 0) return []
      const placed = await sql<{ order_id: string }>`
        with target as (
          select id from orders where merchant_id = ${merchantId} and id = any(${[...orderIds]}::uuid[]) order by id for update
        ), placed as (
          insert into hold (merchant_id, id, order_id, reason, note, detail, placed_by_kind, placed_by_name)
          select ${merchantId}, new_id(), id, ${hold.reason}, ${hold.note ?? null}, ${JSON.stringify(hold.detail ?? {})}::jsonb, ${hold.actor.kind}, ${hold.actor.name} from target
          on conflict (merchant_id, order_id, reason) where released_at is null do update set detail = excluded.detail, note = coalesce(excluded.note, hold.note)
          returning order_id, (xmax = 0) as fresh
        ), marked as (
          update orders o set holds = o.holds || ${hold.reason}::text from placed p
           where p.fresh and o.merchant_id = ${merchantId} and o.id = p.order_id
        ), told as (
          insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data)
          select ${merchantId}, order_id, new_id(), 'held', ${hold.actor.kind}, ${hold.actor.name},
                 jsonb_build_object('reasons', jsonb_build_array(${hold.reason}::text), 'note', ${hold.note ?? null}::text, 'detail', ${JSON.stringify(hold.detail ?? {})}::jsonb)
            from placed where fresh
        )
        select order_id from placed where fresh`.execute(tx)
      return placed.rows.map((row) => row.order_id)
    },

    async closeHolds(merchantId, orderId, actor, note) {
      await sql`
        with closed as (
          update hold set released_at = now(), released_by_kind = ${actor.kind}, released_by_name = ${actor.name}, release_note = ${note}
           where merchant_id = ${merchantId} and order_id = ${orderId} and released_at is null
        )
        update orders set holds = '{}' where merchant_id = ${merchantId} and id = ${orderId} and holds <> '{}'`.execute(tx)
    },

    async pendingWithCodes(merchantId, ecAccountId, platformCodes) {
      const rows = await sql<{ id: string }>`
        select id from orders where merchant_id = ${merchantId} and ec_account_id = ${ecAccountId}
           and status = 'pending' and shipping_code = any(${[...platformCodes]}::text[])`.execute(tx)
      return rows.rows.map((row) => row.id)
    },

    async mappedWaiting(merchantId, ecAccountId, limit) {
      const rows = await sql<{ id: string }>`
        select o.id ${mappedWaiting} and o.merchant_id = ${merchantId} and o.ec_account_id = ${ecAccountId} limit ${limit}`.execute(tx)
      return rows.rows.map((row) => row.id)
    },

    async accountsWithMappedWaiting(limit) {
      const { rows } = await sql<{ merchantId: string; id: string }>`select distinct o.merchant_id as "merchantId", o.ec_account_id as id ${mappedWaiting} limit ${limit}`.execute(tx)
      return rows
    },

    async pendingOfChannel(merchantId, salesChannelId) {
      const rows = await sql<{ id: string }>`
        select id from orders where merchant_id = ${merchantId} and sales_channel_id = ${salesChannelId} and status = 'pending'`.execute(tx)
      return rows.rows.map((row) => row.id)
    },
  }
}

import type { HoldReason } from '@crossdock/domain'
import type { Actor, Settled } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** The holds that have a cause in the data, and nothing else: what people and changes on the platform placed is left alone. */
const caused = ['unmapped_shipping_code', 'unknown_product', 'insufficient_stock', 'sales_channel_disabled']

/**
 * One statement: finds what stands in the way of each pending order, places the holds that are missing, lifts those
 * whose cause is gone, keeps the order's own list of reasons in step, and writes the timeline.
 */
export async function settleHolds(tx: Tx, merchantId: string, orderIds: readonly string[], actor: Actor, fetchRunId: string | null): Promise<Settled> {
  if (orderIds.length === 0) return { released: 0, heldOrders: 0, held: {} }
  const ids = sql`any(${[...orderIds]}::uuid[])`
  const { rows } = await sql<{ released: number; heldOrders: number; held: Partial<Record<HoldReason, number>> }>`
    with target as materialized (
      select o.id, o.sales_channel_id, o.shipping_code, o.shipping_name, o.shipping_type_code, o.holds,
             (select m.shipping_type_code
                from shipping_type_mapping m join shipping_type t on t.code = m.shipping_type_code and t.enabled
               where m.merchant_id = o.merchant_id and m.ec_account_id = o.ec_account_id and m.platform_code = o.shipping_code) as mapped_type
        from orders o
       where o.merchant_id = ${merchantId} and o.id = ${ids} and o.status = 'pending'
       order by o.id for update of o
    ), open_line as materialized (
      select order_id, sku, title, product_id, quantity - reserved - shipped as missing from order_line
       where merchant_id = ${merchantId} and order_id = ${ids} and (product_id is null or reserved + shipped < quantity)
    ), cause as materialized (
      select id as order_id, 'unmapped_shipping_code' as reason, jsonb_build_object('code', shipping_code, 'name', shipping_name) as detail
        from target where mapped_type is null
      union all
      select l.order_id, 'unknown_product', jsonb_build_object('skus', jsonb_agg(distinct jsonb_build_object('sku', l.sku, 'title', l.title)))
        from open_line l join target t on t.id = l.order_id where l.product_id is null group by l.order_id
      union all
      select l.order_id, 'insufficient_stock', jsonb_build_object('lines', jsonb_agg(jsonb_build_object('sku', l.sku, 'missing', l.missing)))
        from open_line l join target t on t.id = l.order_id where l.product_id is not null group by l.order_id
      union all
      select t.id, 'sales_channel_disabled', jsonb_build_object('channel', c.name)
        from target t join sales_channel c on c.merchant_id = ${merchantId} and c.id = t.sales_channel_id
       where not c.enabled
    ), causes as materialized (
      select order_id, array_agg(reason order by reason) as reasons from cause group by order_id
    ), settled as materialized (
      select t.id, t.holds as before, t.mapped_type, t.shipping_type_code, coalesce(c.reasons, '{}') as reasons,
             array(select reason from unnest(t.holds) as reason where reason <> all(${caused}::text[])) || coalesce(c.reasons, '{}') as after
        from target t left join causes c on c.order_id = t.id
    ), placed as (
      insert into hold (merchant_id, id, order_id, reason, detail, placed_by_kind, placed_by_name)
      select ${merchantId}, new_id(), order_id, reason, detail, 'system', 'Crossdock' from cause
      on conflict (merchant_id, order_id, reason) where released_at is null
        do update set detail = excluded.detail where hold.detail is distinct from excluded.detail
      returning order_id, reason, detail, (xmax = 0) as fresh
    ), lifted as (
      update hold h set released_at = now(), released_by_kind = ${actor.kind}, released_by_name = ${actor.name}
        from settled s
       where h.merchant_id = ${merchantId} and h.order_id = ${ids} and h.released_at is null and h.reason = any(${caused}::text[])
         and s.id = h.order_id and h.reason <> all(s.reasons)
      returning h.order_id, h.reason
    ), marked as (
      update orders o set holds = s.after, shipping_type_code = s.mapped_type from settled s
       where o.merchant_id = ${merchantId} and o.id = ${ids} and o.id = s.id
         and (s.before <> s.after or s.mapped_type is distinct from s.shipping_type_code)
    ), told_held as (
      insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data, fetch_run_id)
      select ${merchantId}, order_id, new_id(), 'held', 'system', 'Crossdock',
             jsonb_build_object('reasons', jsonb_agg(reason), 'details', jsonb_object_agg(reason, detail)), ${fetchRunId}::uuid
        from placed where fresh group by order_id
    ), told_lifted as (
      insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data, fetch_run_id)
      select ${merchantId}, order_id, new_id(), 'released', ${actor.kind}, ${actor.name}, jsonb_build_object('reasons', jsonb_agg(reason)), ${fetchRunId}::uuid
        from lifted group by order_id
    )
    select (select count(*)::integer from settled where after = '{}' and before <> '{}') as released,
           (select count(*)::integer from settled where after <> '{}' and before = '{}') as "heldOrders",
           coalesce((select jsonb_object_agg(reason, n) from (select reason, count(*)::integer as n from placed where fresh group by reason) r), '{}') as held`.execute(tx)
  return rows[0]!
}

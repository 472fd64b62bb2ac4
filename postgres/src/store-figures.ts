import { sql, type RawBuilder } from 'kysely'

/** Orders so near an instant may lie on either side of it; as `nearMs` of the domain. */
const near = sql`interval '2 minutes'`

/**
 * Every unit that orders took from stores' stock or gave back, as (merchant_id, ec_account_id, sku, at, quantity): a placed order takes,
 * also one that was not imported; a cancelled one gives back what had not left.
 * @param since a relation of (merchant_id, ec_account_id, since)
 */
export const stockEvents = (since: RawBuilder<unknown>) => sql`(
  select o.merchant_id, o.ec_account_id, l.sku, o.placed_at as at, l.quantity
    from ${since} s join orders o on o.merchant_id = s.merchant_id and o.ec_account_id = s.ec_account_id and o.placed_at > s.since
    join order_line l on l.merchant_id = o.merchant_id and l.order_id = o.id
  union all
  select o.merchant_id, o.ec_account_id, l.sku, o.platform_updated_at, l.shipped - l.quantity
    from ${since} s join orders o on o.merchant_id = s.merchant_id and o.ec_account_id = s.ec_account_id and o.platform_order_status = 'cancelled' and o.platform_updated_at > s.since
    join order_line l on l.merchant_id = o.merchant_id and l.order_id = o.id
  union all
  select w.merchant_id, w.ec_account_id, i.sku, w.placed_at, i.quantity
    from ${since} s join platform_order w on w.merchant_id = s.merchant_id and w.ec_account_id = s.ec_account_id and w.order_id is null and w.wants is not null and w.placed_at > s.since
    cross join jsonb_to_recordset(w.wants) as i (sku text, quantity integer)
  union all
  select w.merchant_id, w.ec_account_id, i.sku, w.updated_at, -i.quantity
    from ${since} s join platform_order w on w.merchant_id = s.merchant_id and w.ec_account_id = s.ec_account_id and w.order_id is null and w.wants is not null and w.canceled and w.updated_at > s.since
    cross join jsonb_to_recordset(w.wants) as i (sku text, quantity integer))`

export interface FiguresRow {
  merchant_id: string
  ec_account_id: string
  product_id: string
  sku: string
  name: string
  standing: 'tracked' | 'not_tracked' | 'unknown_sku' | 'absent'
  told: number | null
  told_at: Date | null
  told_by: 'increment' | 'overwrite' | 'reading' | 'accepted' | null
  shown: number | null
  shown_at: Date | null
  shown_by: 'increment' | 'overwrite' | 'reading' | null
  /** Between what was told and what is shown. */
  sold: number
  /** Since what is known last. */
  sold_since: number
  underway: number
  /** Whether every order up to what is shown has been read. */
  orders_read: boolean | null
  expected: number | null
  difference: number | null
  kind: 'same' | 'sold' | 'correcting' | 'write_underway' | 'just_sold' | 'orders_unread' | 'not_judged' | 'drift' | null
  /** What the store can sell now, as far as we know. */
  level: number | null
}

/**
 * What is known of SKUs in stores and what follows from it, for all that a condition on `store_level v` and `product p` lets through, in
 * one statement: the rules of domain/store-stock.ts, set-based.
 */
export const storeFigures = (condition: RawBuilder<unknown>) => sql`(
  with levels as materialized (
    select v.*, p.sku, p.name, a.covered_until, a.fetch_enabled
      from store_level v
      join product p on p.merchant_id = v.merchant_id and p.id = v.product_id
      join ec_account a on a.merchant_id = v.merchant_id and a.id = v.ec_account_id
     where ${condition}
  ), since as materialized (
    select merchant_id, ec_account_id, min(least(told_at, shown_at)) - ${near} as since from levels where told_at is not null or shown_at is not null group by 1, 2
  ), sold as (
    select v.merchant_id, v.ec_account_id, v.product_id,
           sum(e.quantity) filter (where e.at > v.told_at and e.at <= v.shown_at) as between_both,
           sum(e.quantity) filter (where e.at > v.told_at) as since_told,
           sum(e.quantity) filter (where e.at > v.shown_at) as since_shown,
           sum(abs(e.quantity)) filter (where e.at between v.told_at - ${near} and v.told_at + ${near} or e.at between v.shown_at - ${near} and v.shown_at + ${near}) as near_either
      from levels v join ${stockEvents(sql`since`)} e on e.merchant_id = v.merchant_id and e.ec_account_id = v.ec_account_id and e.sku = v.sku
     group by 1, 2, 3
  ), underway as (
    select s.merchant_id, s.ec_account_id, l.product_id,
           coalesce(sum(l.quantity) filter (where s.kind = 'increment'), 0) as increments,
           coalesce(sum(least(l.quantity, 0)) filter (where s.kind = 'increment' and w.uncertain_since is not null), 0) as may_be_taken_min,
           coalesce(sum(greatest(l.quantity, 0)) filter (where s.kind = 'increment' and w.uncertain_since is not null), 0) as may_be_taken_max,
           max(l.quantity) filter (where s.kind = 'overwrite') as overwrite, bool_or(s.origin = 'drift') as correcting
      from platform_write w
      join stock_push s on s.merchant_id = w.merchant_id and s.id = w.subject_id
      join stock_push_line l on l.merchant_id = s.merchant_id and l.stock_push_id = s.id and l.part = w.part and l.result = 'waiting'
     where w.state in ('planned', 'sending', 'unknown') and w.kind in ('stock_increment', 'stock_overwrite')
       and (w.merchant_id, w.ec_account_id) in (select merchant_id, ec_account_id from levels)
     group by 1, 2, 3
  ), figures as (
    select v.merchant_id, v.ec_account_id, v.product_id, v.sku, v.name, v.standing, v.told, v.told_at, v.told_by, v.shown, v.shown_at, v.shown_by, v.covered_until, v.fetch_enabled,
           coalesce(s.between_both, 0) as sold, coalesce(s.near_either, 0) as near_either,
           coalesce(case when v.shown_at >= v.told_at or v.told_at is null then s.since_shown else s.since_told end, 0) as sold_since,
           case when v.standing <> 'tracked' then null when v.shown_at >= v.told_at or v.told_at is null then v.shown else v.told end as last,
           v.told - coalesce(s.between_both, 0) as expected, v.shown - (v.told - coalesce(s.between_both, 0)) as difference,
           coalesce(u.increments, 0) as increments, coalesce(u.may_be_taken_min, 0) as may_be_taken_min, coalesce(u.may_be_taken_max, 0) as may_be_taken_max,
           u.overwrite, coalesce(u.correcting, false) as correcting
      from levels v
      left join sold s on s.merchant_id = v.merchant_id and s.ec_account_id = v.ec_account_id and s.product_id = v.product_id
      left join underway u on u.merchant_id = v.merchant_id and u.ec_account_id = v.ec_account_id and u.product_id = v.product_id
  )
  select f.merchant_id, f.ec_account_id, f.product_id, f.sku, f.name, f.standing, f.told, f.told_at, f.told_by, f.shown, f.shown_at, f.shown_by, f.sold, f.sold_since,
         f.increments as underway, f.covered_until >= f.shown_at as orders_read, f.expected, f.difference,
         case when f.told is null or f.shown is null then null
              when f.difference = 0 then case when f.told = f.shown then 'same' else 'sold' end
              when f.correcting then 'correcting'
              when f.overwrite is not null or f.difference between f.may_be_taken_min and f.may_be_taken_max then 'write_underway'
              when abs(f.difference) <= f.near_either then 'just_sold'
              when f.difference < 0 and (f.covered_until is null or f.covered_until < f.shown_at) then case when f.fetch_enabled then 'orders_unread' else 'not_judged' end
              else 'drift' end as kind,
         case when f.last is null then case when f.overwrite is not null then greatest(0, f.overwrite + greatest(0, f.increments)) end
              else greatest(0, greatest(f.last - f.sold_since, coalesce(f.overwrite, f.last - f.sold_since)) + greatest(0, f.increments)) end as level
    from figures f)`

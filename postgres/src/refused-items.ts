import { sql } from 'kysely'

/** A line `l` of a push `s` whose SKU the store has taken a figure for since: what the line would have changed is in that figure. */
export const overtaken = sql`exists (
  select from stock_push_line x join stock_push o on o.merchant_id = x.merchant_id and o.id = x.stock_push_id
   where x.merchant_id = l.merchant_id and x.product_id = l.product_id and x.result = 'applied' and o.ec_account_id = s.ec_account_id and o.kind = 'overwrite' and o.created_at > s.created_at)`

/**
 * Writes that were taken but for an item or more, as (merchant_id, write_id, items, error): until those are sent again and taken, or
 * left, or overtaken. A SKU that a store does not have is no refusal of this kind.
 */
export const refusedItems = sql`(
  select w.merchant_id, w.id as write_id, count(*)::integer as items, min(coalesce(l.detail, l.result)) as error
    from stock_push_line l
    join stock_push s on s.merchant_id = l.merchant_id and s.id = l.stock_push_id
    join platform_write w on w.merchant_id = s.merchant_id and w.subject_id = s.id and w.part = l.part and w.state = 'accepted' and w.left_at is null
   where l.result in ('refused', 'invalid_quantity') and not ${overtaken}
   group by w.merchant_id, w.id)`

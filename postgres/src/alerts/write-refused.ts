import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** Writes that were taken but for an item or more: until those are sent again and taken, or the stock is overwritten. A SKU that a store does not have is no refusal of this kind. */
const refusedItems = sql`
  select w.merchant_id, w.ec_account_id, w.kind, w.settled_at, min(coalesce(l.detail, l.result)), true
    from stock_push_line l
    join stock_push s on s.merchant_id = l.merchant_id and s.id = l.stock_push_id
    join platform_write w on w.merchant_id = s.merchant_id and w.subject_id = s.id and w.part = l.part and w.state = 'accepted'
   where l.result in ('refused', 'invalid_quantity')
     and not exists (
       select from stock_push_line x join stock_push o on o.merchant_id = x.merchant_id and o.id = x.stock_push_id
        where x.merchant_id = l.merchant_id and x.product_id = l.product_id and x.result = 'applied' and o.ec_account_id = s.ec_account_id and o.kind = 'overwrite' and o.created_at > s.created_at)
   group by w.merchant_id, w.id`

/** What a store refused for good, wholly or an item of it, or what nobody but a person can say the outcome of, by account and kind of write. */
export const writeRefused: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; account_id: string; write: string; since: Date; writes: number; account: string; merchant: string; error: string | null; items: boolean }>`
    select w.merchant_id, w.ec_account_id as account_id, w.kind as write, min(w.at) as since, count(*)::integer as writes, a.display_name as account, m.name as merchant,
           (array_agg(w.error order by w.at desc))[1] as error, bool_or(w.items) as items
      from (
        select merchant_id, ec_account_id, kind, coalesce(settled_at, asked_at) as at, coalesce(error, error_code) as error, false as items
          from platform_write where (state = 'rejected' and settled_at is not null) or asked_at is not null
        union all
        ${refusedItems}
      ) w
      join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
     where m.active
     group by w.merchant_id, w.ec_account_id, w.kind, a.display_name, m.name`.execute(tx)
  return rows.map(({ merchant_id, account_id, since, writes, error, items, ...params }) => ({
    merchantId: merchant_id, groupKey: `${account_id} ${params.write}`, subjectId: account_id, since, count: writes, params: { ...params, error: error ?? '', items: items ? 'some' : '' },
  }))
}

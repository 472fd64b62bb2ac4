import { sql } from 'kysely'
import { storeFigures } from '../store-figures.ts'
import type { Condition } from './condition.ts'

/** What a store shows of stock and nothing explains, once its orders up to then are read; and a store whose stock could not be read. */
export const stockDrift: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; id: string; state: 'drift' | 'unread'; since: Date; account: string; merchant: string; products: number; sku: string; error: string }>`
    select found.merchant_id, found.id, found.state, found.since, a.display_name as account, m.name as merchant, found.products, found.sku, found.error
      from (
        select f.merchant_id, f.ec_account_id as id, 'drift' as state, min(f.shown_at) as since, count(*)::integer as products, (array_agg(f.sku order by abs(f.difference) desc, f.sku))[1] as sku, '' as error
          from ${storeFigures(sql`true`)} f join ec_account a on a.merchant_id = f.merchant_id and a.id = f.ec_account_id
         where f.kind = 'drift' and (f.orders_read or not a.fetch_enabled)
         group by f.merchant_id, f.ec_account_id
        union all
        select r.merchant_id, r.ec_account_id, 'unread', r.finished_at, 1, '', r.error ->> 'message'
          from ec_account a
          cross join lateral (
            select * from stock_reading r where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.status in ('succeeded', 'failed') order by r.id desc limit 1) r
         where r.status = 'failed' and a.connection_status = 'connected'
      ) found
      join ec_account a on a.merchant_id = found.merchant_id and a.id = found.id join merchant m on m.merchant_id = found.merchant_id and m.active`.execute(tx)
  return rows.map(({ merchant_id, id, state, since, products, error, ...params }) => ({
    merchantId: merchant_id, groupKey: `${id}/${state}`, subjectId: id, since, count: products, params: { account: params.account, merchant: params.merchant, sku: params.sku, products, state, error: error ?? '' },
    ...(state === 'unread' ? { owner: 'platform' as const } : {}),
  }))
}

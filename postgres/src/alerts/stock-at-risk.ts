import { sql } from 'kysely'
import { atRisk } from '../queries/stock-exposure.ts'
import type { Condition } from './condition.ts'

/** A merchant's SKUs of which the stores together can sell more than is free here; its clock is the oldest news of a store that says so, or, where a store is being told its first figure, when that was planned. */
export const stockAtRisk: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; since: Date; merchant: string; products: number; short: number; sku: string; product_id: string }>`
    select r.merchant_id, m.name as merchant, count(*)::integer as products, sum(r.at_risk)::bigint as short,
           (array_agg(p.sku order by r.at_risk desc, p.sku))[1] as sku, (array_agg(r.product_id order by r.at_risk desc, p.sku))[1] as product_id,
           min(coalesce(
             (select max(greatest(v.told_at, v.shown_at)) from store_level v where v.merchant_id = r.merchant_id and v.product_id = r.product_id),
             (select min(w.planned_at) from stock_push_line l
                join platform_write w on w.merchant_id = l.merchant_id and w.subject_id = l.stock_push_id and w.part = l.part
               where l.merchant_id = r.merchant_id and l.product_id = r.product_id and l.result = 'waiting'))) as since
      from ${atRisk(sql`true`)} r
      join merchant m on m.merchant_id = r.merchant_id and m.active
      join product p on p.merchant_id = r.merchant_id and p.id = r.product_id
     group by r.merchant_id, m.name`.execute(tx)
  return rows.map(({ merchant_id, since, merchant, products, short, sku, product_id }) => ({
    merchantId: merchant_id, groupKey: 'stock', subjectId: products === 1 ? product_id : null, since, count: products, params: { merchant, products, short, sku },
  }))
}

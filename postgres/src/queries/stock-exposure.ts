import { exposureOf } from '@crossdock/domain'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { storeFigures } from '../store-figures.ts'

/** Of each product that a condition on `store_level v` lets through: what its stores together can sell, as (merchant_id, product_id, exposed, stores). */
export const exposure = (condition: RawBuilder<unknown>) => sql`(
  select f.merchant_id, f.product_id, coalesce(sum(f.level), 0)::bigint as exposed, count(f.level)::integer as stores from ${storeFigures(condition)} f group by f.merchant_id, f.product_id)`

/** Products of which the stores together can sell more than is free here, as (merchant_id, product_id, exposed, at_risk). */
export const atRisk = (condition: RawBuilder<unknown>) => sql`(
  select e.merchant_id, e.product_id, e.exposed, e.exposed - greatest(0, coalesce(k.on_hand - k.reserved, 0)) as at_risk
    from ${exposure(condition)} e left join stock k on k.merchant_id = e.merchant_id and k.product_id = e.product_id
   where e.exposed > greatest(0, coalesce(k.on_hand - k.reserved, 0)))`

/** What the stores can sell of some products, by product; those that no store is known to sell are missing. */
export async function readExposure(tx: Tx, products: readonly { id: string; merchant_id: string; on_hand: number; reserved: number }[]): Promise<Map<string, { exposed: number; atRisk: number }>> {
  if (products.length === 0) return new Map()
  const given = sql`select * from unnest(${products.map((each) => each.merchant_id)}::uuid[], ${products.map((each) => each.id)}::uuid[])`
  const { rows } = await sql<{ product_id: string; exposed: number; stores: number }>`select * from ${exposure(sql`(v.merchant_id, v.product_id) in (${given})`)} e where e.stores > 0`.execute(tx)
  const free = new Map(products.map((each) => [each.id, each.on_hand - each.reserved]))
  return new Map(rows.map((row) => [row.product_id, exposureOf([row.exposed], free.get(row.product_id) ?? 0)]))
}

/** How many SKUs, and units of them, the stores can sell beyond what is free here. */
export async function countAtRisk(tx: Tx, merchantId?: string): Promise<{ skus: number; units: number }> {
  const { rows } = await sql<{ skus: number; units: number }>`
    select count(*)::integer as skus, coalesce(sum(r.at_risk), 0)::bigint as units from ${atRisk(merchantId ? sql`v.merchant_id = ${merchantId}` : sql`true`)} r`.execute(tx)
  return rows[0]!
}

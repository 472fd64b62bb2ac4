import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { containing } from './like.ts'
import { orderConditions } from './order-filter.ts'

export interface Found {
  kind: 'order' | 'ec_account' | 'product' | 'inbound' | 'merchant'
  id: string
  label: string
  detail: string
}

/** Of each kind, at most this many. */
const each = 6

/**
 * One search for everything: orders as their list finds them; accounts, products, inbounds and merchants by any part of
 * their names and numbers. What begins with the text comes first.
 */
export async function findEverything(tx: Tx, { q, merchantId }: { q: string; merchantId?: string | undefined }, timeZone: string): Promise<Found[]> {
  const within = merchantId ? sql`merchant_id = ${merchantId}::uuid` : sql`true`
  const part = containing(q)
  const begins = part.slice(1)
  const { rows } = await sql<Found>`
    (select 'order' as kind, o.id, o.order_number as label, o.recipient_name || ' · ' || o.status as detail
       from orders o where ${orderConditions({ q, merchantId }, timeZone)} order by o.placed_at desc, o.id desc limit ${each})
    union all
    (select 'ec_account', a.id, a.display_name, coalesce(a.shop_title || ' · ', '') || m.name
       from ec_account a join merchant m using (merchant_id)
      where ${within} and (a.display_name ilike ${part} or a.shop_title ilike ${part})
      order by a.display_name not ilike ${begins}, a.display_name, a.id limit ${each})
    union all
    (select 'product', id, sku, name
       from product
      where ${within} and (sku ilike ${part} or name ilike ${part} or barcode = ${q})
      order by sku not ilike ${begins}, sku, id limit ${each})
    union all
    (select 'inbound', id, number, status || coalesce(' · ' || supplier, '')
       from inbound
      where ${within} and (number ilike ${part} or supplier ilike ${part})
      order by id desc limit ${each})
    union all
    (select 'merchant', merchant_id, name, code
       from merchant
      where ${within} and (name ilike ${part} or code ilike ${part})
      order by name not ilike ${begins}, name limit ${each})`.execute(tx)
  return rows
}

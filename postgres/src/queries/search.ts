import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { containing } from './like.ts'

export interface Found {
  kind: 'order' | 'ec_account' | 'product' | 'inbound' | 'merchant'
  id: string
  label: string
  detail: string
}

/** Of each kind, at most this many. */
const each = 6

/**
 * One search for everything: orders by the beginning of their number, by tracking number or by recipient's name; accounts,
 * products, inbounds and merchants by any part of their names and numbers. What begins with the text comes first.
 */
export async function findEverything(tx: Tx, { q, merchantId }: { q: string; merchantId?: string | undefined }): Promise<Found[]> {
  const within = merchantId ? sql`merchant_id = ${merchantId}::uuid` : sql`true`
  const part = containing(q)
  const begins = part.slice(1)
  const { rows } = await sql<Found>`
    (select 'order' as kind, id, order_number as label, recipient_name || ' · ' || status as detail
       from orders
      where ${within} and (order_number like ${begins} or tracking_numbers @> array[${q.toUpperCase()}::text] or recipient_name = ${q})
      order by placed_at desc limit ${each})
    union all
    (select 'ec_account', a.id, a.display_name, coalesce(a.shop_title || ' · ', '') || m.name
       from ec_account a join merchant m using (merchant_id)
      where ${within} and (a.display_name ilike ${part} or a.shop_title ilike ${part})
      order by a.display_name not ilike ${begins}, a.display_name limit ${each})
    union all
    (select 'product', id, sku, name
       from product
      where ${within} and (sku ilike ${part} or name ilike ${part} or barcode = ${q})
      order by sku not ilike ${begins}, sku limit ${each})
    union all
    (select 'inbound', id, number, status || coalesce(' · ' || supplier, '')
       from inbound
      where ${within} and (number ilike ${part} or supplier ilike ${part})
      order by created_at desc limit ${each})
    union all
    (select 'merchant', merchant_id, name, code
       from merchant
      where ${within} and (name ilike ${part} or code ilike ${part})
      order by name not ilike ${begins}, name limit ${each})`.execute(tx)
  return rows
}

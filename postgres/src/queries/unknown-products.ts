import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface UnknownProductFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  /** SKUs or parts of titles, one a line. */
  q?: string | undefined
}

export interface UnknownProduct {
  id: string
  merchant: Named
  sku: string
  title: string
  /** Orders that wait for it. */
  orders: number
  /** Units that wait for it. */
  quantity: number
  ecAccounts: Named[]
  firstSeenAt: string
  oldestOrderAt: string | null
}

interface UnknownProductRow {
  id: string
  merchant_id: string
  merchant_name: string
  sku: string
  title: string
  orders: number
  quantity: number
  accounts: Named[]
  first_seen_at: Date
  oldest_order_at: Date | null
  cursor_at: string
}

/** A page of the SKUs that match nothing and that an order waits for, the newest first. */
export async function listUnknownProducts(tx: Tx, filter: UnknownProductFilter & { cursor?: string | undefined; limit: number }): Promise<Page<UnknownProduct>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is = [sql`u.resolved_at is null`]
  if (at !== undefined) is.push(sql`(u.first_seen_at, u.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`u.merchant_id = ${filter.merchantId}`)
  const words = [...new Set((filter.q ?? '').split('\n').map((line) => line.trim().toLowerCase()).filter((line) => line !== ''))]
  if (words.length > 0) {
    is.push(sql`(lower(u.sku) = any(${words}::text[]) or exists (select from unnest(${words}::text[]) as word where strpos(lower(u.title), word) > 0 or starts_with(lower(u.sku), word)))`)
  }
  const account = filter.ecAccountId ? sql`and o.ec_account_id = ${filter.ecAccountId}` : sql``
  const waiting = sql`from order_line l join orders o on o.merchant_id = l.merchant_id and o.id = l.order_id
    where l.merchant_id = u.merchant_id and l.product_key = u.product_key and l.product_id is null and o.status in ('pending', 'processing')`
  const { rows } = await sql<UnknownProductRow>`
    with u as materialized (
      select u.* from unknown_product u
       where ${sql.join(is, sql` and `)} and exists (select ${waiting} ${account})
       order by u.first_seen_at desc, u.id desc limit ${filter.limit + 1}
    )
    select u.id, u.merchant_id, m.name as merchant_name, u.sku, u.title, u.first_seen_at, ${instantKey(sql`u.first_seen_at`)} as cursor_at,
           w.orders, w.quantity, w.oldest_order_at,
           (select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.display_name) order by a.display_name, a.id)
              from ec_account a where a.merchant_id = u.merchant_id and a.id = any(w.accounts)) as accounts
      from u join merchant m on m.merchant_id = u.merchant_id
      cross join lateral (
        select count(distinct o.id) as orders, sum(l.quantity - l.shipped) as quantity, min(o.placed_at) as oldest_order_at, array_agg(distinct o.ec_account_id) as accounts ${waiting}
      ) w
     order by u.first_seen_at desc, u.id desc`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], (row) => ({
    id: row.id,
    merchant: { id: row.merchant_id, name: row.merchant_name },
    sku: row.sku,
    title: row.title,
    orders: row.orders,
    quantity: row.quantity,
    ecAccounts: row.accounts ?? [],
    firstSeenAt: row.first_seen_at.toISOString(),
    oldestOrderAt: row.oldest_order_at?.toISOString() ?? null,
  }))
}

import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, isIdKey, isTextKey, pageOf, type Page } from './cursor.ts'
import { containing } from './like.ts'
import type { Named } from './orders.ts'
import { atRisk } from './stock-exposure.ts'

export interface ProductView {
  id: string
  merchant: Named
  sku: string
  name: string
  barcode: string | null
  createdAt: string
  version: number
  onHand: number
  reserved: number
  available: number
}

export interface ProductRow {
  merchant_id: string
  merchant_name: string
  id: string
  sku: string
  name: string
  barcode: string | null
  created_at: Date
  version: number
  on_hand: number
  reserved: number
}

export interface ProductFilter {
  merchantId?: string | undefined
  /** A part of the SKU or the name, or a whole barcode. */
  q?: string | undefined
  state?: 'all' | 'in_stock' | 'out_of_stock' | 'reserved' | 'at_risk' | undefined
}

const products = sql`(
  select p.merchant_id, m.name as merchant_name, p.id, p.sku, p.name, p.barcode, p.created_at, p.version, coalesce(k.on_hand, 0) as on_hand, coalesce(k.reserved, 0) as reserved
    from product p join merchant m on m.merchant_id = p.merchant_id
    left join stock k on k.merchant_id = p.merchant_id and k.product_id = p.id)`

const states: Record<Exclude<NonNullable<ProductFilter['state']>, 'at_risk'>, RawBuilder<unknown>> = {
  all: sql`true`,
  in_stock: sql`p.on_hand - p.reserved > 0`,
  out_of_stock: sql`p.on_hand - p.reserved <= 0`,
  reserved: sql`p.reserved > 0`,
}

const isAtRisk = (merchantId: string | undefined) => sql`(p.merchant_id, p.id) in (select r.merchant_id, r.product_id from ${atRisk(merchantId ? sql`v.merchant_id = ${merchantId}` : sql`true`)} r)`

/** A page of products with their stock, by SKU. */
export async function readProducts(tx: Tx, filter: ProductFilter & { cursor?: string | undefined; limit: number }): Promise<Page<ProductRow>> {
  const [sku, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isTextKey, isIdKey])
  const is = [filter.state === 'at_risk' ? isAtRisk(filter.merchantId) : states[filter.state ?? 'all']]
  if (sku !== undefined) is.push(sql`(p.sku, p.id) > (${sku}, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`p.merchant_id = ${filter.merchantId}`)
  const words = filter.q?.trim()
  if (words) is.push(sql`(p.sku ilike ${containing(words)} or p.name ilike ${containing(words)} or p.barcode = ${words})`)
  const { rows } = await sql<ProductRow>`select * from ${products} p where ${sql.join(is, sql` and `)} order by p.sku, p.id limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.sku, row.id], (row) => row)
}

export async function readProduct(tx: Tx, id: string): Promise<ProductRow | null> {
  const { rows } = await sql<ProductRow>`select * from ${products} p where p.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export async function listProducts(tx: Tx, filter: ProductFilter & { cursor?: string | undefined; limit: number }): Promise<Page<ProductView>> {
  const { items, nextCursor } = await readProducts(tx, filter)
  return { items: items.map(toProduct), nextCursor }
}

export async function getProduct(tx: Tx, id: string): Promise<ProductView | null> {
  const row = await readProduct(tx, id)
  return row && toProduct(row)
}

function toProduct(row: ProductRow): ProductView {
  return {
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, sku: row.sku, name: row.name, barcode: row.barcode,
    createdAt: row.created_at.toISOString(), version: row.version, onHand: row.on_hand, reserved: row.reserved, available: row.on_hand - row.reserved,
  }
}

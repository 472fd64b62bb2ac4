import type { ActorKind, StockMovementKind } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { storeFigures, type FiguresRow } from '../store-figures.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'
import { readProduct, readProducts, type ProductFilter, type ProductRow } from './products.ts'
import { emptyLedger, readLedgers, type LedgerView } from './push-ledger.ts'
import { toFigures, type FiguresView } from './stock-drift.ts'
import { readExposure } from './stock-exposure.ts'

export interface StockView {
  productId: string
  merchant: Named
  sku: string
  name: string
  onHand: number
  reserved: number
  available: number
  /** What its stores together can sell now; null where no store is known to sell it. */
  exposed: number | null
  atRisk: number
}

export interface StockMovement {
  id: string
  at: string
  kind: StockMovementKind
  delta: number
  onHandAfter: number
  cause: { kind: 'inbound' | 'order' | 'person'; id: string | null; label: string }
  actor: Actor
  note: string | null
}

export interface StockDetail extends StockView {
  /** The 50 oldest. */
  reservations: { orderId: string; orderNumber: string; quantity: number; since: string }[]
  movements: Page<StockMovement>
  /** What each store was told: units by increments so far, and what it last said that it has. */
  stores: { ecAccountId: string; displayName: string; pushed: number; lastStoreStock: number | null; lastPushAt: string | null; ledger: LedgerView; figures: FiguresView | null }[]
}

export async function listStock(tx: Tx, filter: ProductFilter & { cursor?: string | undefined; limit: number }): Promise<Page<StockView>> {
  const { items, nextCursor } = await readProducts(tx, filter)
  const exposure = await readExposure(tx, items)
  return { items: items.map((item) => toStock(item, exposure)), nextCursor }
}

/** @param page of the movements, newest first */
export async function getStock(tx: Tx, productId: string, page: { cursor?: string | undefined; limit: number }): Promise<StockDetail | null> {
  const product = await readProduct(tx, productId)
  if (!product) return null
  return {
    ...toStock(product, await readExposure(tx, [product])),
    reservations: await readReservations(tx, product),
    movements: await readMovements(tx, product, page),
    stores: await readStores(tx, product),
  }
}

function toStock(row: ProductRow, exposure: Awaited<ReturnType<typeof readExposure>>): StockView {
  const { exposed, atRisk } = exposure.get(row.id) ?? { exposed: null, atRisk: 0 }
  return {
    productId: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, sku: row.sku, name: row.name,
    onHand: row.on_hand, reserved: row.reserved, available: row.on_hand - row.reserved, exposed, atRisk,
  }
}

async function readReservations(tx: Tx, product: ProductRow): Promise<StockDetail['reservations']> {
  const { rows } = await sql<{ id: string; order_number: string; units: number; imported_at: Date }>`
    select o.id, o.order_number, sum(l.reserved)::integer as units, o.imported_at
      from order_line l join orders o on o.merchant_id = l.merchant_id and o.id = l.order_id
     where l.merchant_id = ${product.merchant_id} and l.product_id = ${product.id} and l.reserved > 0
     group by o.id, o.order_number, o.imported_at order by o.imported_at, o.id limit 50`.execute(tx)
  return rows.map((row) => ({ orderId: row.id, orderNumber: row.order_number, quantity: row.units, since: row.imported_at.toISOString() }))
}

interface MovementRow {
  id: string
  at: Date
  kind: StockMovementKind
  delta: number
  on_hand_after: number
  cause_kind: StockMovement['cause']['kind']
  cause_id: string | null
  cause_label: string
  actor_kind: ActorKind
  actor_name: string
  note: string | null
}

async function readMovements(tx: Tx, product: ProductRow, { cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<Page<StockMovement>> {
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, [isIdKey])
  const { rows } = await sql<MovementRow>`
    select * from stock_movement
     where merchant_id = ${product.merchant_id} and product_id = ${product.id} ${before === undefined ? sql`` : sql`and id < ${before}::uuid`}
     order by id desc limit ${limit + 1}`.execute(tx)
  return pageOf(rows, limit, (row) => [row.id], (row) => ({
    id: row.id, at: row.at.toISOString(), kind: row.kind, delta: row.delta, onHandAfter: row.on_hand_after,
    cause: { kind: row.cause_kind, id: row.cause_id, label: row.cause_label }, actor: { kind: row.actor_kind, name: row.actor_name }, note: row.note,
  }))
}

async function readStores(tx: Tx, product: ProductRow): Promise<StockDetail['stores']> {
  const { rows } = await sql<{ id: string; display_name: string; pushed: number; stock_after: number | null; pushed_at: Date | null }>`
    select a.id, a.display_name, coalesce(g.pushed, 0) as pushed, last.stock_after, last.created_at as pushed_at
      from ec_account a
      left join push_ledger g on g.merchant_id = a.merchant_id and g.ec_account_id = a.id and g.product_id = ${product.id}
      left join lateral (
        select l.stock_after, s.created_at from stock_push_line l join stock_push s on s.merchant_id = l.merchant_id and s.id = l.stock_push_id
         where l.merchant_id = a.merchant_id and l.product_id = ${product.id} and s.ec_account_id = a.id and l.result = 'applied'
         order by s.created_at desc, s.id desc limit 1) last on true
     where a.merchant_id = ${product.merchant_id} and (g.pushed is not null or last.created_at is not null or exists (
       select from store_level v where v.merchant_id = a.merchant_id and v.ec_account_id = a.id and v.product_id = ${product.id} and v.standing <> 'absent'))
     order by a.display_name, a.id`.execute(tx)
  const ledgers = await readLedgers(tx, product)
  const figures = await sql<FiguresRow>`select f.* from ${storeFigures(sql`v.merchant_id = ${product.merchant_id} and v.product_id = ${product.id}`)} f`.execute(tx)
  const byAccount = new Map(figures.rows.map((row) => [row.ec_account_id, toFigures(row)]))
  return rows.map((row) => ({
    ecAccountId: row.id, displayName: row.display_name, pushed: row.pushed, lastStoreStock: row.stock_after, lastPushAt: row.pushed_at?.toISOString() ?? null, ledger: ledgers.get(row.id) ?? emptyLedger, figures: byAccount.get(row.id) ?? null,
  }))
}

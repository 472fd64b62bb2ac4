import type { Context } from '../context.ts'
import { ShopFailure } from './failures.ts'
import type { OrderLine } from './order.ts'

export interface Product {
  sku: string
  title: string
  variant_title: string | null
  price: number
  stock: number
  tracked: number
  warehouse: number
  cold: number
  updated_at: number
}

export interface StockResult {
  sku: string
  result: 'applied' | 'unknown_sku' | 'not_tracked' | 'invalid_quantity'
  stock: number | null
}

const largestStock = 2_147_483_647
const remembered = 3600_000

export function listProducts(ctx: Context, shopId: string): Product[] {
  return ctx.db.all<Product>('select * from products where shop_id = ? order by sku', shopId)
}

export function findProduct(ctx: Context, shopId: string, sku: string): Product | undefined {
  return ctx.db.get<Product>('select * from products where shop_id = ? and sku = ?', shopId, sku)
}

/** Sets a figure (0 or more). */
export function overwriteStock(ctx: Context, shopId: string, sku: string, stock: number): StockResult {
  return writeStock(ctx, shopId, sku, () => (stock >= 0 ? stock : undefined))
}

/** Raises or lowers a figure; what results may be below zero. */
export function adjustStock(ctx: Context, shopId: string, sku: string, delta: number): StockResult {
  return writeStock(ctx, shopId, sku, (stock) => stock + delta)
}

function writeStock(ctx: Context, shopId: string, sku: string, next: (stock: number) => number | undefined): StockResult {
  const product = findProduct(ctx, shopId, sku)
  if (!product) return { sku, result: 'unknown_sku', stock: null }
  if (!product.tracked) return { sku, result: 'not_tracked', stock: null }
  const stock = next(product.stock)
  if (stock === undefined || Math.abs(stock) > largestStock) return { sku, result: 'invalid_quantity', stock: product.stock }
  rememberStock(ctx, shopId, product)
  ctx.db.run('update products set stock = ?, updated_at = ? where shop_id = ? and sku = ?', stock, ctx.now(), shopId, sku)
  return { sku, result: 'applied', stock }
}

/** Only a drill asks for it. */
function rememberStock(ctx: Context, shopId: string, { sku, stock }: Product): void {
  if (ctx.faults.quiet) return
  ctx.db.run('delete from stock_changes where shop_id = ? and sku = ? and at < ?', shopId, sku, ctx.now() - remembered)
  ctx.db.run('insert into stock_changes (shop_id, sku, at, stock_before) values (?, ?, ?, ?)', shopId, sku, ctx.now(), stock)
}

/** The figure as it was at an instant within the last hour; undefined where no change since is remembered. */
export function stockBefore(ctx: Context, shopId: string, sku: string, at: number): number | undefined {
  return ctx.db.get<{ stock_before: number }>('select stock_before from stock_changes where shop_id = ? and sku = ? and at > ? order by at, rowid limit 1', shopId, sku, at)?.stock_before
}

/** A buyer's order takes stock (direction -1); cancelling gives it back (+1). Lines without a tracked product are passed over. */
export function moveStock(ctx: Context, shopId: string, lines: Pick<OrderLine, 'sku' | 'quantity'>[], direction: 1 | -1): void {
  for (const line of lines) adjustStock(ctx, shopId, line.sku, direction * line.quantity)
}

/** For tests and demos. Throws ShopFailure `not_found` for a SKU that the shop does not have. */
export function editProduct(ctx: Context, shopId: string, sku: string, change: { stock?: number; tracked?: boolean }): Product {
  const product = findProduct(ctx, shopId, sku)
  if (!product) throw new ShopFailure('not_found', 'The shop has no such SKU.')
  ctx.db.run('update products set stock = ?, tracked = ?, updated_at = ? where shop_id = ? and sku = ?',
    change.stock ?? product.stock, change.tracked === undefined ? product.tracked : Number(change.tracked), ctx.now(), shopId, sku)
  return findProduct(ctx, shopId, sku) ?? product
}

import type { Context } from '../context.ts'
import { formatInstant, formatTaipei } from '../instants.ts'
import { queueOrderDeliveries } from '../webhooks/deliveries.ts'
import { ShopFailure } from './failures.ts'
import type { Order, OrderDraft } from './order.ts'
import { getShop } from './shops.ts'

export interface OrderRow {
  id: string
  created_at: number
  updated_at: number
  order_status: string
  shipment_status: string
  visible_from: number
  stock_taken: number
  json: string
}

export interface InsertOptions {
  /** Milliseconds; now unless given. */
  createdAt?: number
  updatedAt?: number
  /** Whether stock was taken for it, to be given back when it is cancelled. */
  stockTaken?: boolean
  /** False keeps webhooks quiet (the seed). */
  announce?: boolean
}

/** Stores a new order under the shop's next id and number. Throws ShopFailure when the number is taken or the shop unknown. */
export function insertOrder(ctx: Context, shopId: string, draft: OrderDraft, options: InsertOptions = {}): Order {
  return ctx.db.transact(() => {
    const createdAt = options.createdAt ?? ctx.now()
    const updatedAt = options.updatedAt ?? createdAt
    ctx.db.run('update shops set order_count = order_count + 1 where id = ?', shopId)
    const shop = getShop(ctx, shopId)
    const serial = shop.order_count
    const { order_number: wantedNumber, ...rest } = draft
    const order: Order = {
      id: `ord_${String(serial).padStart(8, '0')}`,
      order_number: wantedNumber ?? `${shop.order_prefix}${formatTaipei(createdAt).slice(2, 10).replaceAll('-', '')}${String(serial).padStart(5, '0')}`,
      created_at: formatInstant(createdAt),
      updated_at: formatInstant(updatedAt),
      ...rest
    }
    if (ctx.db.get('select 1 from orders where shop_id = ? and order_number = ?', shopId, order.order_number)) {
      throw new ShopFailure('invalid_request', `The order number ${order.order_number} is taken.`)
    }
    ctx.db.run(
      `insert into orders (shop_id, id, order_number, created_at, updated_at, order_status, shipment_status, visible_from, stock_taken, json)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      shopId, order.id, order.order_number, createdAt, updatedAt, order.order_status, order.shipment_status,
      updatedAt + nextLateness(ctx, shopId), options.stockTaken ? 1 : 0, JSON.stringify(order)
    )
    if (options.announce !== false) queueOrderDeliveries(ctx, shopId, 'order.created', order.id)
    return order
  })
}

export function findOrderRow(ctx: Context, shopId: string, orderId: string): OrderRow | undefined {
  return ctx.db.get<OrderRow>('select * from orders where shop_id = ? and id = ?', shopId, orderId)
}

/** The order as it is now, late visibility or not. Throws ShopFailure `not_found`. */
export function getOrder(ctx: Context, shopId: string, orderId: string): Order {
  const row = findOrderRow(ctx, shopId, orderId)
  if (!row) throw new ShopFailure('not_found', 'There is no such order.')
  return JSON.parse(row.json) as Order
}

/**
 * The one way in which an order changes: `updated_at` strictly rises, the version before it stays listed for as long as the
 * shop is late, and subscribers are told. Throws ShopFailure `not_found`, and whatever `change` throws (nothing is kept then).
 */
export function changeOrder(
  ctx: Context, shopId: string, orderId: string, topic: 'order.updated' | 'order.cancelled', change: (order: Order, row: OrderRow) => void
): Order {
  return ctx.db.transact(() => {
    const row = findOrderRow(ctx, shopId, orderId)
    if (!row) throw new ShopFailure('not_found', 'There is no such order.')
    const order = JSON.parse(row.json) as Order
    change(order, row)
    const updatedAt = Math.max(ctx.now(), row.updated_at + 1)
    order.updated_at = formatInstant(updatedAt)
    const visibleFrom = updatedAt + nextLateness(ctx, shopId)
    keepEarlierVersion(ctx, shopId, row, visibleFrom)
    ctx.db.run(
      'update orders set updated_at = ?, order_status = ?, shipment_status = ?, visible_from = ?, stock_taken = ?, json = ? where shop_id = ? and id = ?',
      updatedAt, order.order_status, order.shipment_status, visibleFrom, row.stock_taken, JSON.stringify(order), shopId, orderId
    )
    queueOrderDeliveries(ctx, shopId, topic, orderId)
    return order
  })
}

function keepEarlierVersion(ctx: Context, shopId: string, row: OrderRow, until: number): void {
  ctx.db.run('delete from earlier_versions where shop_id = ? and id = ? and (visible_until <= ? or visible_from >= ?)', shopId, row.id, ctx.now(), until)
  ctx.db.run('update earlier_versions set visible_until = min(visible_until, ?) where shop_id = ? and id = ?', until, shopId, row.id)
  if (until <= Math.max(ctx.now(), row.visible_from)) return
  ctx.db.run(
    `insert into earlier_versions (shop_id, id, created_at, updated_at, order_status, shipment_status, visible_from, visible_until, json)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    shopId, row.id, row.created_at, row.updated_at, row.order_status, row.shipment_status, row.visible_from, until, row.json
  )
}

/** Milliseconds by which this change shows late in lists. */
function nextLateness(ctx: Context, shopId: string): number {
  const drilled = ctx.faults.quiet ? 0 : ctx.faults.lateness(shopId)
  const shop = getShop(ctx, shopId)
  if (shop.late_seconds === 0) return drilled
  ctx.db.run('update shops set change_count = change_count + 1 where id = ?', shopId)
  return (shop.change_count + 1) % shop.late_every === 0 ? Math.max(drilled, shop.late_seconds * 1000) : drilled
}

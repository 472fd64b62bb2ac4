import type { Context } from '../context.ts'
import { ShopFailure } from './failures.ts'
import type { Order, OrderLine } from './order.ts'
import { reckonMoney, unshipped } from './order.ts'
import { changeOrder } from './orders.ts'
import { findProduct, moveStock } from './stock.ts'

/** Cancels an order of which nothing has left. Throws ShopFailure `order_cancelled`, `already_shipped`, `not_found`. */
export function cancelOrder(ctx: Context, shopId: string, orderId: string): Order {
  return changeOrder(ctx, shopId, orderId, 'order.cancelled', (order, row) => {
    if (order.order_status === 'cancelled') throw new ShopFailure('order_cancelled', 'The order is cancelled already.')
    if (order.shipment_status === 'shipped' || order.shipment_status === 'delivered') {
      throw new ShopFailure('already_shipped', 'The order has left already and cannot be cancelled.')
    }
    if (row.stock_taken) moveStock(ctx, shopId, order.lines.map((line) => ({ sku: line.sku, quantity: unshipped(line) })), 1)
    row.stock_taken = 0
    order.order_status = 'cancelled'
    if (order.payment_status === 'paid') order.payment_status = 'refunded'
  })
}

/** An order that waited (payment, stock, a date) may leave now. Throws ShopFailure `order_cancelled`, `invalid_request`. */
export function markReady(ctx: Context, shopId: string, orderId: string): Order {
  return changeOrder(ctx, shopId, orderId, 'order.updated', (order) => {
    refuseCancelled(order)
    if (order.shipment_status !== 'unready') throw new ShopFailure('invalid_request', 'Only an order that is not ready can be made ready.', 'not_unready')
    order.shipment_status = 'ready_to_ship'
    if (order.payment_status === 'pending') order.payment_status = 'paid'
  })
}

export interface AddressChange {
  name?: string
  phone?: string
  postal_code?: string
  city?: string
  district?: string
  address?: string
}

/** Throws ShopFailure `order_cancelled`. */
export function changeAddress(ctx: Context, shopId: string, orderId: string, change: AddressChange): Order {
  return changeOrder(ctx, shopId, orderId, 'order.updated', (order) => {
    refuseCancelled(order)
    for (const [field, value] of Object.entries(change)) {
      if (value !== undefined) order.recipient = { ...order.recipient, [field]: value }
    }
    if (!order.recipient.name || !order.recipient.phone) throw new ShopFailure('invalid_request', 'A name and a phone number are needed.', 'recipient')
  })
}

export interface LineChange {
  sku: string
  quantity: number
}

/**
 * Makes the order hold exactly these SKUs and quantities; money follows.
 * Throws ShopFailure `order_cancelled`, `already_shipped` (parcels have left), `invalid_request`.
 */
export function changeLines(ctx: Context, shopId: string, orderId: string, wanted: LineChange[]): Order {
  return changeOrder(ctx, shopId, orderId, 'order.updated', (order, row) => {
    refuseCancelled(order)
    if (order.lines.some((line) => (line.fulfilled_quantity ?? 0) > 0)) throw new ShopFailure('already_shipped', 'Parcels have left; the lines stay as they are.', 'parcels_left')
    const lines = buildLines(ctx, shopId, wanted, order.lines)
    if (row.stock_taken) {
      moveStock(ctx, shopId, order.lines, 1)
      moveStock(ctx, shopId, lines, -1)
    }
    order.lines = lines
    reckonMoney(order)
  })
}

/**
 * Order lines for SKUs and quantities, with the catalogue's titles and prices; a SKU that the catalogue lacks makes a line all the same,
 * as shops sell things that have no 品號. Lines kept from `before` keep their ids. Throws ShopFailure `invalid_request`.
 */
export function buildLines(ctx: Context, shopId: string, wanted: LineChange[], before: OrderLine[] = []): OrderLine[] {
  if (wanted.length === 0) throw new ShopFailure('invalid_request', 'An order has at least one line.', 'lines')
  let last = Math.max(0, ...before.map((line) => Number(line.id.replace(/\D/g, ''))))
  return wanted.map(({ sku, quantity }) => {
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new ShopFailure('invalid_request', `The quantity of ${sku || 'a line'} is a whole number, 1 or more.`, 'quantity')
    const kept = before.find((line) => line.sku === sku)
    if (kept) return { ...kept, quantity }
    const product = findProduct(ctx, shopId, sku)
    last += 1
    return {
      id: `L${last}`,
      sku,
      title: product?.title ?? '客製商品',
      ...(product?.variant_title ? { variant_title: product.variant_title } : {}),
      quantity,
      price: product?.price ?? 100
    }
  })
}

function refuseCancelled(order: Order): void {
  if (order.order_status === 'cancelled') throw new ShopFailure('order_cancelled', 'The order was cancelled.')
}

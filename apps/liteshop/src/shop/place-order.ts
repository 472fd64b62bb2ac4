import type { Context } from '../context.ts'
import { ShopFailure } from './failures.ts'
import type { Order, OrderDraft, Recipient } from './order.ts'
import { reckonMoney } from './order.ts'
import type { LineChange } from './order-actions.ts'
import { buildLines } from './order-actions.ts'
import { insertOrder } from './orders.ts'
import { listShippingMethods } from './shops.ts'
import { moveStock } from './stock.ts'

/** What a buyer (or the keeper for one) fills in. */
export interface Purchase {
  lines: LineChange[]
  shippingCode: string
  cashOnDelivery: boolean
  ready: boolean
  recipient: Recipient
  pickupStore?: { id: string; name: string }
  note?: string
}

/** Places an order and takes its stock. Throws ShopFailure `invalid_request`. */
export function placeOrder(ctx: Context, shopId: string, purchase: Purchase): Order {
  const method = listShippingMethods(ctx, shopId).find((candidate) => candidate.code === purchase.shippingCode && candidate.enabled)
  if (!method) throw new ShopFailure('invalid_request', 'Choose one of the shipping methods.', 'method')
  if (!purchase.recipient.name || !purchase.recipient.phone) throw new ShopFailure('invalid_request', 'A name and a phone number are needed.', 'recipient')
  const draft: OrderDraft = {
    order_status: 'new',
    shipment_status: purchase.ready ? 'ready_to_ship' : 'unready',
    payment_status: purchase.cashOnDelivery ? 'cod' : 'paid',
    shipping: { code: method.code, name: method.name },
    recipient: { country: 'TW', ...purchase.recipient },
    ...(purchase.pickupStore ? { pickup_store: { brand: brandOf(method.code), store_id: purchase.pickupStore.id, store_name: purchase.pickupStore.name } } : {}),
    lines: buildLines(ctx, shopId, purchase.lines),
    currency: 'TWD',
    subtotal: 0,
    shipping_fee: method.fee,
    discount: 0,
    total: 0,
    ...(purchase.note ? { buyer_note: purchase.note } : {})
  }
  reckonMoney(draft)
  return ctx.db.transact(() => {
    moveStock(ctx, shopId, draft.lines, -1)
    return insertOrder(ctx, shopId, draft, { stockTaken: true })
  })
}

/** The chain behind a pickup code: `7-11_cod` is of `7-11`. */
export function brandOf(shippingCode: string): string {
  return shippingCode.replace(/_cod$/, '')
}

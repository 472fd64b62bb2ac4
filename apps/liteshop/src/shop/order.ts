export const orderStatuses = ['new', 'processing', 'awaiting_receipt', 'completed', 'cancelled'] as const
export const shipmentStatuses = ['unready', 'ready_to_ship', 'shipped', 'delivered', 'returned'] as const
export const paymentStatuses = ['pending', 'paid', 'refunded', 'cod'] as const

export type OrderStatus = (typeof orderStatuses)[number]
export type ShipmentStatus = (typeof shipmentStatuses)[number]
export type PaymentStatus = (typeof paymentStatuses)[number]

export interface Recipient {
  name: string
  phone: string
  email?: string | null
  country?: string
  postal_code?: string | null
  city?: string | null
  district?: string | null
  address?: string | null
}

export interface PickupStore {
  brand: string
  store_id: string
  store_name: string
  address?: string
}

export interface OrderLine {
  id: string
  sku: string
  title: string
  variant_title?: string | null
  quantity: number
  price: number
  fulfilled_quantity?: number
}

/** An order as the contract shows it; instants are RFC 3339 text, money is whole TWD. */
export interface Order {
  id: string
  order_number: string
  order_status: OrderStatus
  shipment_status: ShipmentStatus
  payment_status: PaymentStatus
  created_at: string
  updated_at: string
  shipping: { code: string; name?: string }
  recipient: Recipient
  pickup_store?: PickupStore | null
  lines: OrderLine[]
  currency: 'TWD'
  subtotal: number
  shipping_fee: number
  discount: number
  total: number
  cod_amount?: number
  buyer_note?: string | null
  /** Not in the contract: partners have to ignore members that they do not know. */
  storefront?: string
}

/** What the shop fills in itself when the order is stored. */
export type OrderDraft = Omit<Order, 'id' | 'order_number' | 'created_at' | 'updated_at'> & { order_number?: string }

export interface Fulfillment {
  id: string
  order_id: string
  tracking_number: string
  carrier: string
  tracking_url?: string
  shipped_at: string
  lines: { line_id: string; quantity: number }[]
}

export function unshipped(line: OrderLine): number {
  return line.quantity - (line.fulfilled_quantity ?? 0)
}

/** Keeps subtotal, total and what the carrier collects true to the lines, the fee and the discount. */
export function reckonMoney(order: OrderDraft): void {
  order.subtotal = order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0)
  order.discount = Math.min(order.discount, order.subtotal)
  order.total = order.subtotal + order.shipping_fee - order.discount
  if (order.payment_status === 'cod') order.cod_amount = order.total
  else delete order.cod_amount
}

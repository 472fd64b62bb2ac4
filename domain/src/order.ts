/** What a platform says of an order, in our words and with nothing added. Money is whole TWD; instants are RFC 3339 UTC. */
export interface IncomingOrder {
  platformOrderId: string
  orderNumber: string
  orderStatus: PlatformOrderStatus
  shipmentStatus: PlatformShipmentStatus
  paymentStatus: PlatformPaymentStatus
  placedAt: string
  updatedAt: string
  shippingCode: string
  shippingName: string | null
  recipient: Recipient
  pickupStore: PickupStore | null
  lines: IncomingLine[]
  currency: string
  subtotal: number
  shippingFee: number
  discount: number
  total: number
  codAmount: number
  buyerNote: string | null
}

export interface Recipient {
  name: string
  phone: string
  email: string | null
  country: string
  postalCode: string | null
  city: string | null
  district: string | null
  address: string | null
}

export interface PickupStore {
  brand: string
  storeId: string
  storeName: string
  address: string | null
}

export interface IncomingLine {
  lineId: string
  sku: string
  title: string
  variantTitle: string | null
  quantity: number
  price: number
  fulfilledQuantity: number
}

export const platformOrderStatuses = ['new', 'processing', 'awaiting_receipt', 'completed', 'cancelled'] as const
export type PlatformOrderStatus = (typeof platformOrderStatuses)[number]
export const platformShipmentStatuses = ['unready', 'ready_to_ship', 'shipped', 'delivered', 'returned'] as const
export type PlatformShipmentStatus = (typeof platformShipmentStatuses)[number]
export const platformPaymentStatuses = ['pending', 'paid', 'refunded', 'cod'] as const
export type PlatformPaymentStatus = (typeof platformPaymentStatuses)[number]

/**
 * The key by which a line finds its product: its SKU; or, where the shop never set one, its title, so that lines
 * without a SKU are not all taken for the same thing.
 */
export function productKey(line: { sku: string; title: string; variantTitle: string | null }): string {
  const sku = line.sku.trim()
  return sku !== '' ? sku : `title:${[line.title.trim(), line.variantTitle?.trim()].filter(Boolean).join(' / ')}`
}

import { platformOrderStatuses, platformPaymentStatuses, platformShipmentStatuses, type IncomingOrder } from '@crossdock/domain'
import { explainShape, id, instant, makeStorable, text, whole, words, type ReadOrder } from '@crossdock/connector-kit'
import { z } from 'zod'
import { readPlainOrder } from './plain-order.ts'

// An optional member that is absent means null; one that is null where the contract has only absence is taken the same way.
const optionalWords = words.nullish().transform((value) => value ?? null)
const optionalWhole = whole.nullish().transform((value) => value ?? 0)

const lineShape = z.object({
  id,
  sku: text,
  title: words,
  variant_title: optionalWords,
  quantity: whole.min(1),
  price: whole,
  fulfilled_quantity: optionalWhole.pipe(whole.min(0)),
})

const orderShape = z.object({
  id,
  order_number: id,
  order_status: z.enum(platformOrderStatuses),
  shipment_status: z.enum(platformShipmentStatuses),
  payment_status: z.enum(platformPaymentStatuses),
  created_at: instant,
  updated_at: instant,
  // A shop that never chose a code leaves it empty: the order is imported and waits for a mapping like any other.
  shipping: z.object({ code: text.nullish().transform((value) => value ?? ''), name: optionalWords }),
  recipient: z.object({
    name: words,
    phone: words,
    email: optionalWords,
    country: text.nullish().transform((value) => value ?? 'TW'),
    postal_code: optionalWords,
    city: optionalWords,
    district: optionalWords,
    address: optionalWords,
  }),
  pickup_store: z
    .object({ brand: text, store_id: text, store_name: words, address: optionalWords })
    .nullish()
    .transform((value) => value ?? null),
  lines: z.array(lineShape).refine((lines) => new Set(lines.map((line) => line.id)).size === lines.length, 'expected line ids that differ'),
  currency: z.literal('TWD'),
  subtotal: whole,
  shipping_fee: whole,
  discount: whole,
  total: whole,
  cod_amount: optionalWhole,
  buyer_note: optionalWords,
})

/** Reads one order; what cannot be understood is kept as it came, with the reason. */
export function readOrder(received: unknown): ReadOrder {
  const raw = makeStorable(received)
  const order = raw === received ? readPlainOrder(received) : null
  return order ? { raw, order, problem: null } : readBySchema(received, raw)
}

/** @param raw what is kept of it */
export function readBySchema(received: unknown, raw: unknown): ReadOrder {
  const result = orderShape.safeParse(received)
  if (!result.success) return { raw, order: null, problem: explainShape(result.error, received), platformOrderId: readMember(received, 'id', id), updatedAt: readMember(received, 'updated_at', instant) }
  return { raw, order: toIncomingOrder(result.data), problem: null }
}

function readMember(received: unknown, name: string, shape: z.ZodType<string>): string | null {
  if (typeof received !== 'object' || received === null || !Object.hasOwn(received, name)) return null
  return shape.safeParse((received as Record<string, unknown>)[name]).data ?? null
}

function toIncomingOrder(wire: z.infer<typeof orderShape>): IncomingOrder {
  const { recipient, pickup_store: store } = wire
  return {
    platformOrderId: wire.id,
    orderNumber: wire.order_number,
    orderStatus: wire.order_status,
    shipmentStatus: wire.shipment_status,
    paymentStatus: wire.payment_status,
    placedAt: wire.created_at,
    updatedAt: wire.updated_at,
    shippingCode: wire.shipping.code,
    shippingName: wire.shipping.name,
    recipient: {
      name: recipient.name,
      phone: recipient.phone,
      email: recipient.email,
      country: recipient.country,
      postalCode: recipient.postal_code,
      city: recipient.city,
      district: recipient.district,
      address: recipient.address,
    },
    pickupStore: store && { brand: store.brand, storeId: store.store_id, storeName: store.store_name, address: store.address },
    lines: wire.lines.map((line) => ({
      lineId: line.id,
      sku: line.sku,
      title: line.title,
      variantTitle: line.variant_title,
      quantity: line.quantity,
      price: line.price,
      fulfilledQuantity: line.fulfilled_quantity,
    })),
    currency: wire.currency,
    subtotal: wire.subtotal,
    shippingFee: wire.shipping_fee,
    discount: wire.discount,
    total: wire.total,
    codAmount: wire.cod_amount,
    buyerNote: wire.buyer_note,
  }
}

import { readInstant } from '@crossdock/connector-kit'
import { longestId, platformOrderStatuses, platformPaymentStatuses, platformShipmentStatuses, type IncomingLine, type IncomingOrder } from '@crossdock/domain'

type Members = Record<string, unknown>

const unlike = new Error('Not as most orders are')
const giveUp = (): never => { throw unlike }

const textOf = (value: unknown): string => (typeof value === 'string' ? value : giveUp())
const textOrNull = (value: unknown): string | null => (value === undefined || value === null ? null : textOf(value))
const idOf = (value: unknown): string => (typeof value === 'string' && value !== '' && value.length <= longestId ? value : giveUp())
const wholeOf = (value: unknown, least = -2_147_483_648): number => (Number.isInteger(value) && (value as number) >= least && (value as number) <= 2_147_483_647 ? (value as number) : giveUp())
const instantOf = (value: unknown): string => (typeof value === 'string' ? (readInstant(value) ?? giveUp()) : giveUp())
const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : giveUp())
const oneOf = <Word extends string>(words: readonly Word[]) => (value: unknown): Word => (words.includes(value as Word) ? (value as Word) : giveUp())

const orderStatusOf = oneOf(platformOrderStatuses)
const shipmentStatusOf = oneOf(platformShipmentStatuses)
const paymentStatusOf = oneOf(platformPaymentStatuses)
const currencyOf = oneOf(['TWD'])

/**
 * Reads an order that is as nearly all are, a third as dear as by its schema. It takes none that the schema refuses, reads no
 * other thing into it, and leaves to the schema whatever has to be mended, rewritten or refused.
 * @param storable parsed JSON that is fit to be stored as it is
 * @returns null when the schema has to look
 */
export function readPlainOrder(storable: unknown): IncomingOrder | null {
  try {
    return orderOf(membersOf(storable))
  } catch (err) {
    if (err === unlike) return null
    throw err
  }
}

function orderOf(wire: Members): IncomingOrder {
  const shipping = membersOf(wire['shipping'])
  return {
    platformOrderId: idOf(wire['id']),
    orderNumber: idOf(wire['order_number']),
    orderStatus: orderStatusOf(wire['order_status']),
    shipmentStatus: shipmentStatusOf(wire['shipment_status']),
    paymentStatus: paymentStatusOf(wire['payment_status']),
    placedAt: instantOf(wire['created_at']),
    updatedAt: instantOf(wire['updated_at']),
    shippingCode: textOrNull(shipping['code']) ?? '',
    shippingName: textOrNull(shipping['name']),
    recipient: recipientOf(membersOf(wire['recipient'])),
    pickupStore: wire['pickup_store'] === undefined || wire['pickup_store'] === null ? null : pickupStoreOf(membersOf(wire['pickup_store'])),
    lines: linesOf(wire['lines']),
    currency: currencyOf(wire['currency']),
    subtotal: wholeOf(wire['subtotal']),
    shippingFee: wholeOf(wire['shipping_fee']),
    discount: wholeOf(wire['discount']),
    total: wholeOf(wire['total']),
    codAmount: wholeOf(wire['cod_amount'] ?? 0),
    buyerNote: textOrNull(wire['buyer_note']),
  }
}

function recipientOf(wire: Members): IncomingOrder['recipient'] {
  return {
    name: textOf(wire['name']),
    phone: textOf(wire['phone']),
    email: textOrNull(wire['email']),
    country: textOrNull(wire['country']) ?? 'TW',
    postalCode: textOrNull(wire['postal_code']),
    city: textOrNull(wire['city']),
    district: textOrNull(wire['district']),
    address: textOrNull(wire['address']),
  }
}

const pickupStoreOf = (wire: Members): IncomingOrder['pickupStore'] => ({
  brand: textOf(wire['brand']), storeId: textOf(wire['store_id']), storeName: textOf(wire['store_name']), address: textOrNull(wire['address']),
})

function linesOf(wire: unknown): IncomingLine[] {
  if (!Array.isArray(wire)) return giveUp()
  const lines = wire.map((line) => lineOf(membersOf(line)))
  if (lines.length > 1 && new Set(lines.map((line) => line.lineId)).size < lines.length) giveUp()
  return lines
}

const lineOf = (wire: Members): IncomingLine => ({
  lineId: idOf(wire['id']),
  sku: textOf(wire['sku']),
  title: textOf(wire['title']),
  variantTitle: textOrNull(wire['variant_title']),
  quantity: wholeOf(wire['quantity'], 1),
  price: wholeOf(wire['price']),
  fulfilledQuantity: wholeOf(wire['fulfilled_quantity'] ?? 0, 0),
})

import { holdOwners, holdReasons, longestId, orderStatuses, personHoldReasons, platformOrderStatuses, platformPaymentStatuses, platformShipmentStatuses, trackingFilters, trackingStates, troubleOwners } from '@crossdock/domain'
import { z } from 'zod'
import { actor, day, endpoint, flag, id, instant, keepable, money, named, optionalText, page, pageQuery, quantity, reference, searchText, text } from './base.ts'
import { platformWrite } from './stock.ts'

const tag = 'Orders'

const hold = z.object({
  id, reason: z.enum(holdReasons), owner: z.enum(holdOwners), note: z.string().nullable(), placedBy: actor, createdAt: instant,
  /** What exactly stands in the way: codes, SKUs, differences. */
  detail: z.record(z.string(), z.unknown()),
  releasedAt: instant.nullable(), releasedBy: actor.nullable(), releaseNote: z.string().nullable(), releasableByHand: z.boolean(),
})
const orderHead = {
  id, merchant: named, ecAccount: named, salesChannel: named, orderNumber: z.string(), status: z.enum(orderStatuses),
  holds: z.array(z.enum(holdReasons)), placedAt: instant, importedAt: instant, recipientName: z.string(),
  shipping: z.object({ code: z.string(), name: z.string().nullable(), type: z.object({ code: z.string(), name: z.object({ en: z.string(), zh: z.string() }) }).nullable() }),
  lineCount: z.int(), units: z.int(), total: money, codAmount: money, trackingNumbers: z.array(z.string()),
  /** Of all parcels together: how far the store knows. */
  tracking: z.enum(trackingStates),
}
export const orderFilters = {
  merchantId: id.optional(), ecAccountId: id.optional(), salesChannelId: id.optional(), status: z.enum(orderStatuses).optional(),
  onHold: flag.optional(), holdReason: z.enum(holdReasons).optional(), shippingType: searchText(60).optional(), shippingCode: searchText(100).optional(),
  placedFrom: day.optional(), placedTo: day.optional().describe('inclusive'), unknownProductId: id.optional(), fetchRunId: id.optional(),
  tracking: z.enum(trackingFilters).optional().describe('how far the store knows of its parcels; `unshown`: of one that it took a day ago or longer and does not show'),
  q: searchText(100).optional().describe('order number, tracking number, recipient, SKU'),
}

const parcel = z.object({
  id, trackingNumber: z.string(), carrier: z.string(), shippedAt: instant, actor,
  lines: z.array(z.object({ lineId: z.string(), sku: z.string(), title: z.string(), quantity: z.int() })),
  /** waiting → sent → confirmed (read back), or refused with the platform's words. */
  push: z.object({ state: z.enum(['waiting', 'sent', 'confirmed', 'refused', 'differs']), confirmedAt: instant.nullable(), waitingFor: z.enum(['connection', 'turn', 'platform', 'person']).nullable(), since: instant, write: platformWrite,
    reading: z.object({ tries: z.int(), nextAt: instant.nullable(), overdue: z.boolean().describe('the store took it a day ago or longer, and does not show it'), owner: z.enum(troubleOwners).describe('whose move it is'), failed: z.object({ code: z.string(), detail: z.string() }).nullable().describe('why it could not be read back the last time') }).nullable().describe('of one that is sent and not confirmed') }),
  toldNumber: z.string().nullable().describe('the number that the store was told, while the parcel has another one since'),
  store: z.object({ trackingNumber: z.string(), carrier: z.string(), shippedAt: z.string() }).nullable().describe('what the store says of it'),
})
const order = z.object({
  ...orderHead,
  platformOrderId: z.string(), platformStatus: z.object({ order: z.enum(platformOrderStatuses), shipment: z.enum(platformShipmentStatuses), payment: z.enum(platformPaymentStatuses), updatedAt: instant, readAt: instant }),
  recipient: z.object({ name: z.string(), phone: z.string(), email: z.string().nullable(), country: z.string(), postalCode: z.string().nullable(), city: z.string().nullable(), district: z.string().nullable(), address: z.string().nullable() }),
  pickupStore: z.object({ brand: z.string(), storeId: z.string(), storeName: z.string(), address: z.string().nullable() }).nullable(),
  money: z.object({ currency: z.string(), subtotal: money, shippingFee: money, discount: money, total: money, codAmount: money }),
  buyerNote: z.string().nullable(),
  lines: z.array(
    z.object({
      lineId: z.string(), sku: z.string(), title: z.string(), variantTitle: z.string().nullable(), quantity: z.int(), price: money, shipped: z.int(),
      product: z.object({ id, sku: z.string(), name: z.string() }).nullable(), reserved: z.int(),
      stock: z.enum(['reserved', 'short', 'unknown_product', 'shipped', 'released']),
    }),
  ),
  parcels: z.array(parcel),
  holdHistory: z.array(hold),
  timeline: z.array(z.object({ id, at: instant, type: z.string(), actor, data: z.record(z.string(), z.unknown()), fetchRunId: id.nullable() })),
  processingAt: instant.nullable(), shippedAt: instant.nullable(), canceledAt: instant.nullable(),
})

const parcelInput = z.object({
  trackingNumber: z.string().trim().min(1).max(64).regex(/^[\x20-\x7e]+$/, { error: 'letters, digits and signs only' }).transform((value) => value.toUpperCase()),
  carrier: text(60),
  lines: z.array(z.object({ lineId: reference(longestId), quantity })).min(1).max(500).optional().describe('all that is still to be shipped when left out'),
})
const evenIfUnread = z.boolean().default(false).describe('for this once, lets an order go although its store cannot be asked whether it still stands; kept in its timeline')
const outcome = z.object({ id, ok: z.boolean(), code: z.string().nullable(), detail: z.string().nullable() })

export const orders = {
  list: endpoint({ method: 'GET', path: '/orders', summary: 'Orders, newest first', tag }).input(z.object({ ...orderFilters, ...pageQuery })).output(page(z.object(orderHead))),
  counts: endpoint({ method: 'GET', path: '/orders/counts', summary: 'How many orders the same filters match, by status and by hold', tag })
    .input(z.object(orderFilters))
    .output(z.object({ total: z.int(), byStatus: z.record(z.string(), z.int()), onHold: z.int(), byHoldReason: z.record(z.string(), z.int()) })),
  get: endpoint({ method: 'GET', path: '/orders/{id}', summary: 'One order with everything that happened to it', tag }, 'not_found').input(z.object({ id })).output(order),
  raw: endpoint({ method: 'GET', path: '/orders/{id}/raw', summary: 'The order as the platform sent it', tag }, 'not_found')
    .input(z.object({ id }))
    .output(z.object({ receivedAt: instant, payload: z.unknown() })),
  process: endpoint({ method: 'POST', path: '/orders/{id}/process', summary: 'Start processing', tag }, 'not_found', 'order_on_hold', 'order_wrong_status', 'order_canceled_at_store', 'order_changed_at_store', 'order_not_read').input(z.object({ id, evenIfUnread })).output(order),
  ship: endpoint({ method: 'POST', path: '/orders/{id}/shipments', summary: 'Ship with one or more parcels', tag, successStatus: 201 },
    'not_found', 'order_on_hold', 'order_wrong_status', 'tracking_number_taken', 'parcel_exceeds_order', 'parcel_empty', 'order_canceled_at_store', 'order_changed_at_store', 'order_not_read')
    .input(z.object({ id, parcels: z.array(parcelInput).min(1).max(50), evenIfUnread }))
    .output(order),
  correctParcel: endpoint({ method: 'POST', path: '/orders/{id}/parcels/{parcelId}/correct', summary: 'Correct a parcel’s tracking number or carrier; a store that does not have it yet is told the right ones', tag }, 'not_found', 'tracking_number_taken', 'write_unsettled')
    .input(z.object({ id, parcelId: id, trackingNumber: parcelInput.shape.trackingNumber, carrier: text(60) }))
    .output(order),
  cancel: endpoint({ method: 'POST', path: '/orders/{id}/cancel', summary: 'Cancel here and free the stock', tag }, 'not_found', 'order_wrong_status')
    .input(z.object({ id, note: optionalText(500) }))
    .output(order),
  hold: endpoint({ method: 'POST', path: '/orders/{id}/holds', summary: 'Put on hold', tag, successStatus: 201 }, 'not_found', 'order_wrong_status')
    .input(z.object({ id, reason: z.enum(personHoldReasons), note: optionalText(500) }))
    .output(order),
  bulk: endpoint({ method: 'POST', path: '/orders/bulk', summary: 'Hold, release or start processing many orders; each has its own outcome', tag })
    .input(
      z.discriminatedUnion('action', [
        z.object({ action: z.literal('hold'), ids: z.array(id).min(1).max(1000), reason: z.enum(personHoldReasons), note: optionalText(500) }),
        z.object({ action: z.literal('release'), ids: z.array(id).min(1).max(1000), note: optionalText(500) }),
        z.object({ action: z.literal('process'), ids: z.array(id).min(1).max(1000), evenIfUnread }),
      ]),
    )
    .output(z.object({ results: z.array(outcome) })),
  shipMany: endpoint({ method: 'POST', path: '/orders/shipments', summary: 'Ship many orders from rows (a CSV’s): order_number, tracking_number, carrier, sku, quantity', tag })
    .input(
      z.object({
        csv: keepable(z.string().min(1).max(2_000_000)).describe('with a header line; sku and quantity may be left empty to ship all that is left; rows of one tracking number are one parcel'),
        merchantId: id.optional(), ecAccountId: id.optional(), dryRun: z.boolean().default(false), evenIfUnread,
      }),
    )
    .output(z.object({ shipped: z.int(), refused: z.int(), rows: z.array(z.object({ row: z.int(), orderNumber: z.string(), trackingNumber: z.string(), ok: z.boolean(), code: z.string().nullable(), detail: z.string().nullable(), orderId: id.nullable() })) })),
}

export const holds = {
  list: endpoint({ method: 'GET', path: '/holds', summary: 'Active holds', tag: 'Holds' })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), reason: z.enum(holdReasons).optional(), owner: z.enum(holdOwners).optional(), orderId: id.optional(), q: searchText(100).optional(), ...pageQuery }))
    .output(page(hold.extend({ orderId: id, orderNumber: z.string(), merchant: named, ecAccount: named }))),
  release: endpoint({ method: 'POST', path: '/holds/release', summary: 'Release holds, many at once', tag: 'Holds' })
    .input(z.object({ ids: z.array(id).min(1).max(1000), note: optionalText(500) }))
    .output(z.object({ results: z.array(outcome) })),
}

const unknownProduct = z.object({
  id, merchant: named, sku: z.string(), title: z.string(), orders: z.int().describe('waiting'), quantity: z.int().describe('waiting'),
  ecAccounts: z.array(named), firstSeenAt: instant, oldestOrderAt: instant.nullable(),
})
export const unknownProducts = {
  list: endpoint({ method: 'GET', path: '/unknown-products', summary: 'SKUs that match no product, each once', tag: 'Unknown products' })
    .input(z.object({ merchantId: id.optional(), ecAccountId: id.optional(), q: searchText(2000).optional().describe('one SKU or title a line'), ...pageQuery }))
    .output(page(unknownProduct)),
  map: endpoint({ method: 'POST', path: '/unknown-products/{id}/map', summary: 'Map to a product, or create it; every order that waited resumes', tag: 'Unknown products' }, 'not_found', 'unknown_product_resolved', 'sku_taken')
    .input(z.object({ id, productId: id.optional(), create: z.object({ sku: text(100), name: text(200) }).optional() })
      .refine((value) => (value.productId === undefined) !== (value.create === undefined), { error: 'either productId or create', path: ['productId'] }))
    .output(z.object({ productId: id, lines: z.int(), released: z.int() })),
}

import type { ActorKind, PickupStore, PlatformOrderStatus, PlatformPaymentStatus, PlatformShipmentStatus, Recipient } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { send } from '../send.ts'
import { toHold, type HoldRow, type HoldView } from './hold-row.ts'
import { namedColumns, namesOfOrder, toOrderHead, type OrderHead, type OrderHeadRow } from './orders.ts'
import { readParcels, type ParcelDetail } from './parcels.ts'

export interface OrderLineDetail {
  lineId: string
  sku: string
  title: string
  variantTitle: string | null
  quantity: number
  price: number
  shipped: number
  product: { id: string; sku: string; name: string } | null
  reserved: number
  stock: 'reserved' | 'short' | 'unknown_product' | 'shipped' | 'released'
}

export interface OrderDetail extends OrderHead {
  platformOrderId: string
  platformStatus: { order: PlatformOrderStatus; shipment: PlatformShipmentStatus; payment: PlatformPaymentStatus; updatedAt: string; readAt: string }
  recipient: Recipient
  pickupStore: PickupStore | null
  money: { currency: string; subtotal: number; shippingFee: number; discount: number; total: number; codAmount: number }
  buyerNote: string | null
  lines: OrderLineDetail[]
  parcels: ParcelDetail[]
  holdHistory: HoldView[]
  /** Newest last. */
  timeline: { id: string; at: string; type: string; actor: Actor; data: Record<string, unknown>; fetchRunId: string | null }[]
  processingAt: string | null
  shippedAt: string | null
  canceledAt: string | null
}

interface OrderRow extends OrderHeadRow {
  platform_order_id: string
  platform_order_status: PlatformOrderStatus
  platform_shipment_status: PlatformShipmentStatus
  payment_status: PlatformPaymentStatus
  platform_updated_at: Date
  read_at: Date
  recipient: Recipient
  pickup_store: PickupStore | null
  currency: string
  subtotal: number
  shipping_fee: number
  discount: number
  buyer_note: string | null
  processing_at: Date | null
  shipped_at: Date | null
  canceled_at: Date | null
}

interface LineRow {
  line_id: string
  sku: string
  title: string
  variant_title: string | null
  quantity: number
  price: number
  shipped: number
  reserved: number
  product_id: string | null
  product_sku: string | null
  product_name: string | null
}

interface TimelineRow {
  id: string
  at: Date
  type: string
  actor_kind: ActorKind
  actor_name: string
  data: Record<string, unknown>
  fetch_run_id: string | null
}

/** One order with everything that happened to it; null when there is none within the scope. */
export async function getOrder(tx: Tx, id: string): Promise<OrderDetail | null> {
  const { rows } = await sql<OrderRow>`select o.*, ${namedColumns} from orders o ${namesOfOrder} where o.id = ${id}`.execute(tx)
  const order = rows[0]
  if (!order) return null
  const place = { merchantId: order.merchant_id, orderId: order.id }
  const [lines, parcels, holdHistory, timeline] = await Promise.all([readLines(tx, place, order.status === 'pending' || order.status === 'processing'), readParcels(tx, place), readHolds(tx, place), readTimeline(tx, place)])
  return {
    ...toOrderHead(order),
    platformOrderId: order.platform_order_id,
    platformStatus: {
      order: order.platform_order_status, shipment: order.platform_shipment_status, payment: order.payment_status,
      updatedAt: order.platform_updated_at.toISOString(), readAt: order.read_at.toISOString(),
    },
    recipient: order.recipient,
    pickupStore: order.pickup_store,
    money: { currency: order.currency, subtotal: order.subtotal, shippingFee: order.shipping_fee, discount: order.discount, total: order.total, codAmount: order.cod_amount },
    buyerNote: order.buyer_note,
    lines, parcels, holdHistory, timeline,
    processingAt: order.processing_at?.toISOString() ?? null,
    shippedAt: order.shipped_at?.toISOString() ?? null,
    canceledAt: order.canceled_at?.toISOString() ?? null,
  }
}

/** The order as the platform sent it last. */
export async function getRawOrder(tx: Tx, id: string): Promise<{ receivedAt: string; payload: unknown } | null> {
  const { rows } = await sql<{ received_at: Date; payload: unknown }>`
    select p.received_at, p.payload from orders o
      join platform_order p on p.merchant_id = o.merchant_id and p.ec_account_id = o.ec_account_id and p.platform_order_id = o.platform_order_id
     where o.id = ${id}`.execute(tx)
  const row = rows[0]
  return row ? { receivedAt: row.received_at.toISOString(), payload: row.payload } : null
}

interface Place {
  merchantId: string
  orderId: string
}

async function readLines(tx: Tx, place: Place, open: boolean): Promise<OrderLineDetail[]> {
  const rows = await send(tx, sql<LineRow>`
    select l.line_id, l.sku, l.title, l.variant_title, l.quantity, l.price, l.shipped, l.reserved, p.id as product_id, p.sku as product_sku, p.name as product_name
      from order_line l left join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
     where l.merchant_id = ${place.merchantId} and l.order_id = ${place.orderId}
     order by l.position, l.line_id`)
  return rows.map((row) => ({
    lineId: row.line_id, sku: row.sku, title: row.title, variantTitle: row.variant_title, quantity: row.quantity, price: row.price, shipped: row.shipped,
    product: row.product_id === null ? null : { id: row.product_id, sku: row.product_sku ?? '', name: row.product_name ?? '' },
    reserved: row.reserved,
    stock: stockState(row, open),
  }))
}

function stockState(line: { product_id: string | null; quantity: number; reserved: number; shipped: number }, open: boolean): OrderLineDetail['stock'] {
  if (line.shipped >= line.quantity) return 'shipped'
  if (!open) return 'released'
  if (line.product_id === null) return 'unknown_product'
  return line.reserved + line.shipped >= line.quantity ? 'reserved' : 'short'
}

async function readHolds(tx: Tx, place: Place): Promise<HoldView[]> {
  const rows = await send(tx, sql<HoldRow>`
    select * from hold where merchant_id = ${place.merchantId} and order_id = ${place.orderId} order by released_at is null desc, created_at desc, id desc`)
  return rows.map(toHold)
}

async function readTimeline(tx: Tx, place: Place): Promise<OrderDetail['timeline']> {
  const rows = await send(tx, sql<TimelineRow>`select * from timeline where merchant_id = ${place.merchantId} and subject_id = ${place.orderId} order by id`)
  return rows.map((row) => ({
    id: row.id, at: row.at.toISOString(), type: row.type, actor: { kind: row.actor_kind, name: row.actor_name }, data: row.data, fetchRunId: row.fetch_run_id,
  }))
}

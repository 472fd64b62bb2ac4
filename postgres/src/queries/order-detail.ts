import type { ActorKind, PickupStore, PlatformOrderStatus, PlatformPaymentStatus, PlatformShipmentStatus, Recipient } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'
import { holdColumns, toHold, type HoldRow, type HoldView } from './hold-row.ts'
import { headColumns, namedColumns, namesOfOrder, toOrderHead, type OrderHead, type OrderHeadRow } from './orders.ts'
import { placeOf, readParcels, type ParcelDetail } from './parcels.ts'

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

/**
 * One order with everything that happened to it; null when there is none within the scope. Its statements are sent at once. Each finds
 * its few rows by an index, and takes several times longer to plan than to do: they are prepared.
 */
export async function getOrder(tx: Tx, id: string, now: Date): Promise<OrderDetail | null> {
  const [[order], lines, parcels, holdHistory, timeline] = await Promise.all([readOrder(tx, id), readLines(tx, id), readParcels(tx, id, now), readHolds(tx, id), readTimeline(tx, id)])
  if (!order) return null
  const open = order.status === 'pending' || order.status === 'processing'
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
    lines: lines.map((row) => toLine(row, open)),
    parcels, holdHistory, timeline,
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

function readOrder(tx: Tx, id: string): Promise<OrderRow[]> {
  return sendPrepared(tx, sql<OrderRow>`
    select ${headColumns}, o.platform_order_id, o.platform_order_status, o.platform_shipment_status, o.payment_status, o.platform_updated_at, o.read_at, o.recipient, o.pickup_store,
           o.currency, o.subtotal, o.shipping_fee, o.discount, o.buyer_note, o.processing_at, o.shipped_at, o.canceled_at, ${namedColumns}
      from orders o ${namesOfOrder} where o.id = ${id}`)
}

function readLines(tx: Tx, id: string): Promise<LineRow[]> {
  return sendPrepared(tx, sql<LineRow>`
    select l.line_id, l.sku, l.title, l.variant_title, l.quantity, l.price, l.shipped, l.reserved, p.id as product_id, p.sku as product_sku, p.name as product_name
      from order_line l left join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
     where (l.merchant_id, l.order_id) = ${placeOf(id)}
     order by l.position, l.line_id`)
}

function toLine(row: LineRow, open: boolean): OrderLineDetail {
  return {
    lineId: row.line_id, sku: row.sku, title: row.title, variantTitle: row.variant_title, quantity: row.quantity, price: row.price, shipped: row.shipped,
    product: row.product_id === null ? null : { id: row.product_id, sku: row.product_sku ?? '', name: row.product_name ?? '' },
    reserved: row.reserved,
    stock: stockState(row, open),
  }
}

function stockState(line: { product_id: string | null; quantity: number; reserved: number; shipped: number }, open: boolean): OrderLineDetail['stock'] {
  if (line.shipped >= line.quantity) return 'shipped'
  if (!open) return 'released'
  if (line.product_id === null) return 'unknown_product'
  return line.reserved + line.shipped >= line.quantity ? 'reserved' : 'short'
}

async function readHolds(tx: Tx, id: string): Promise<HoldView[]> {
  const rows = await sendPrepared(tx, sql<HoldRow>`
    select ${holdColumns} from hold where (merchant_id, order_id) = ${placeOf(id)} order by released_at is null desc, created_at desc, id desc`)
  return rows.map(toHold)
}

async function readTimeline(tx: Tx, id: string): Promise<OrderDetail['timeline']> {
  const rows = await sendPrepared(tx, sql<TimelineRow>`
    select id, at, type, actor_kind, actor_name, data, fetch_run_id from timeline where (merchant_id, subject_id) = ${placeOf(id)} order by id`)
  return rows.map((row) => ({
    id: row.id, at: row.at.toISOString(), type: row.type, actor: { kind: row.actor_kind, name: row.actor_name }, data: row.data, fetchRunId: row.fetch_run_id,
  }))
}

import type { HoldReason, OrderStatus, PickupStore, Recipient } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { instantKey, pageOf, type Page } from './cursor.ts'
import { orderConditions, type OrderFilter } from './order-filter.ts'
import { namedColumns, namesOfOrder } from './orders.ts'

/** An order as a spreadsheet shows it. Instants are the warehouse's local time, `YYYY-MM-DD HH:MM:SS`; money is whole TWD. */
export interface ExportedOrder {
  orderNumber: string
  merchant: string
  ecAccount: string
  salesChannel: string
  status: OrderStatus
  holds: HoldReason[]
  placedAt: string
  importedAt: string
  shippedAt: string | null
  recipient: Recipient
  pickupStore: PickupStore | null
  shippingCode: string
  shippingTypeCode: string | null
  lines: { sku: string; title: string; quantity: number }[]
  units: number
  subtotal: number
  shippingFee: number
  discount: number
  total: number
  codAmount: number
  paymentStatus: string
  trackingNumbers: string[]
  tracking: string
  buyerNote: string | null
  platformOrderId: string
}

/** A page of what a filter matches, newest first, with the personal data that each order's page shows. */
export async function exportOrders(tx: Tx, filter: OrderFilter & { cursor?: string | undefined; limit: number }, timeZone: string): Promise<Page<ExportedOrder>> {
  const local = (column: string) => sql`to_char(${sql.ref(column)} at time zone ${timeZone}, 'YYYY-MM-DD HH24:MI:SS')`
  const { rows } = await sql<{ id: string; cursor_at: string; order: ExportedOrder }>`
    with o as materialized (
      select o.* from orders o where ${orderConditions(filter, timeZone)} order by o.placed_at desc, o.id desc limit ${filter.limit + 1}
    ), named as (
      select o.*, ${namedColumns} from o ${namesOfOrder}
    )
    select o.id, ${instantKey(sql`o.placed_at`)} as cursor_at, json_build_object(
             'orderNumber', o.order_number, 'merchant', o.merchant_name, 'ecAccount', o.account_name, 'salesChannel', o.channel_name, 'status', o.status, 'holds', o.holds,
             'placedAt', ${local('o.placed_at')}, 'importedAt', ${local('o.imported_at')}, 'shippedAt', ${local('o.shipped_at')},
             'recipient', o.recipient, 'pickupStore', o.pickup_store, 'shippingCode', o.shipping_code, 'shippingTypeCode', o.shipping_type_code,
             'lines', coalesce((select json_agg(json_build_object('sku', l.sku, 'title', l.title, 'quantity', l.quantity) order by l.position, l.line_id)
                                  from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id), '[]'::json),
             'units', o.units, 'subtotal', o.subtotal, 'shippingFee', o.shipping_fee, 'discount', o.discount, 'total', o.total, 'codAmount', o.cod_amount,
             'paymentStatus', o.payment_status, 'trackingNumbers', o.tracking_numbers, 'tracking', o.tracking, 'buyerNote', o.buyer_note, 'platformOrderId', o.platform_order_id
           ) as "order"
      from named o order by o.placed_at desc, o.id desc`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], (row) => row.order)
}

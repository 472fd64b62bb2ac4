import type { HoldReason, OrderStatus } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { toMicroseconds } from '../instants.ts'
import { send, sendPrepared } from '../send.ts'
import { pageOf, type Page } from './cursor.ts'
import { orderConditions, type OrderFilter } from './order-filter.ts'

export interface Named {
  id: string
  name: string
}

/** An order as lists show it. Instants are ISO 8601, money whole TWD. */
export interface OrderHead {
  id: string
  merchant: Named
  ecAccount: Named
  salesChannel: Named
  orderNumber: string
  status: OrderStatus
  holds: HoldReason[]
  placedAt: string
  importedAt: string
  recipientName: string
  shipping: { code: string; name: string | null; type: { code: string; name: { en: string; zh: string } } | null }
  lineCount: number
  units: number
  total: number
  codAmount: number
  trackingNumbers: string[]
  tracking: 'none' | 'waiting' | 'sent' | 'confirmed' | 'refused'
}

/** What a page of orders is read with, before it is shaped; `orderHeadFrom` names what belongs to it. */
export interface OrderHeadRow {
  id: string
  merchant_id: string
  merchant_name: string
  ec_account_id: string
  account_name: string
  sales_channel_id: string
  channel_name: string
  order_number: string
  status: OrderStatus
  holds: HoldReason[]
  placed_at: Date
  imported_at: Date
  recipient_name: string
  shipping_code: string
  shipping_name: string | null
  shipping_type_code: string | null
  type_en: string | null
  type_zh: string | null
  line_count: number
  units: number
  total: number
  cod_amount: number
  tracking_numbers: string[]
  tracking: OrderHead['tracking']
}

/** The names beside an order `o`, joined only once the page is cut. Each of them is there: an outer join says that their order is not worth thinking about. */
export const namesOfOrder = sql`
  left join merchant m on m.merchant_id = o.merchant_id
  left join ec_account a on a.merchant_id = o.merchant_id and a.id = o.ec_account_id
  left join sales_channel c on c.merchant_id = o.merchant_id and c.id = o.sales_channel_id
  left join shipping_type t on t.code = o.shipping_type_code`
export const namedColumns = sql`m.name as merchant_name, a.display_name as account_name, c.name as channel_name, t.name_en as type_en, t.name_zh as type_zh`

/** What a page of orders is read by; of `o`. */
export const headColumns = sql`o.id, o.merchant_id, o.ec_account_id, o.sales_channel_id, o.order_number, o.status, o.holds, o.placed_at, o.imported_at, o.recipient_name,
             o.shipping_code, o.shipping_name, o.shipping_type_code, o.line_count, o.units, o.total, o.cod_amount, o.tracking_numbers, o.tracking`

/** Filters whose one good plan is the same whatever is asked for: each has an index that ends in the order of the list. */
const alike: readonly string[] = ['merchantId', 'ecAccountId', 'cursor', 'limit'] satisfies (keyof OrderFilter | 'cursor' | 'limit')[]

/** A page of orders, newest first. */
export async function listOrders(tx: Tx, filter: OrderFilter & { cursor?: string | undefined; limit: number }, timeZone: string): Promise<Page<OrderHead>> {
  const isAlike = Object.entries(filter).every(([key, value]) => value === undefined || alike.includes(key))
  // To plan these joins takes longer than to do them. The limit stands in the text: a plan for any limit would be one for a tenth of all orders.
  const rows = await (isAlike ? sendPrepared : send)(tx, sql<OrderHeadRow & { placed_at_written: string }>`
    select o.*, o.placed_at::text as placed_at_written, ${namedColumns}
      from (select ${headColumns} from orders o where ${orderConditions(filter, timeZone)}
             order by o.placed_at desc, o.id desc limit ${sql.lit(filter.limit + 1)}) o ${namesOfOrder} order by o.placed_at desc, o.id desc`)
  return pageOf(rows, filter.limit, (row) => [toMicroseconds(row.placed_at_written), row.id], toOrderHead)
}

export interface OrderCounts {
  total: number
  byStatus: Record<string, number>
  onHold: number
  byHoldReason: Record<string, number>
}

/** What the tally tells orders apart by. */
const tallied: readonly (keyof OrderFilter)[] = ['merchantId', 'ecAccountId', 'salesChannelId', 'status', 'onHold', 'holdReason', 'shippingType']

/** How many orders a filter matches: from the tally where it knows, else in one pass over them. An order with two holds counts under both reasons. */
export async function countOrders(tx: Tx, filter: OrderFilter, timeZone: string): Promise<OrderCounts> {
  const is = orderConditions(filter, timeZone)
  const isTallied = Object.entries(filter).every(([key, value]) => value === undefined || value === '' || tallied.includes(key as keyof OrderFilter))
  const rows = await send(tx, isTallied
    ? sql<{ status: string; holds: string[]; orders: number }>`select o.status, o.holds, sum(o.orders)::bigint as orders from order_tally o where ${is} group by o.status, o.holds having sum(o.orders) > 0`
    : sql<{ status: string; holds: string[]; orders: number }>`select o.status, o.holds, count(*) as orders from orders o where ${is} group by o.status, o.holds`)
  const counts: OrderCounts = { total: 0, byStatus: {}, onHold: 0, byHoldReason: {} }
  for (const { status, holds, orders } of rows) {
    counts.total += orders
    counts.byStatus[status] = (counts.byStatus[status] ?? 0) + orders
    if (holds.length > 0) counts.onHold += orders
    for (const reason of holds) counts.byHoldReason[reason] = (counts.byHoldReason[reason] ?? 0) + orders
  }
  return counts
}

export function toOrderHead(row: OrderHeadRow): OrderHead {
  const type = row.shipping_type_code === null ? null : { code: row.shipping_type_code, name: { en: row.type_en ?? row.shipping_type_code, zh: row.type_zh ?? row.shipping_type_code } }
  return {
    id: row.id,
    merchant: { id: row.merchant_id, name: row.merchant_name },
    ecAccount: { id: row.ec_account_id, name: row.account_name },
    salesChannel: { id: row.sales_channel_id, name: row.channel_name },
    orderNumber: row.order_number,
    status: row.status,
    holds: row.holds,
    placedAt: row.placed_at.toISOString(),
    importedAt: row.imported_at.toISOString(),
    recipientName: row.recipient_name,
    shipping: { code: row.shipping_code, name: row.shipping_name, type },
    lineCount: row.line_count,
    units: row.units,
    total: row.total,
    codAmount: row.cod_amount,
    trackingNumbers: row.tracking_numbers,
    tracking: row.tracking,
  }
}

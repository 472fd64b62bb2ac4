import type { Context } from '../context.ts'
import type { SqlValue } from '../store/sqlite.ts'

/** Half-open ranges in milliseconds, and exact statuses. */
export interface OrderFilter {
  updatedMin?: number
  updatedMax?: number
  createdMin?: number
  createdMax?: number
  orderStatus?: string
  shipmentStatus?: string
}

export interface Position {
  updatedAt: number
  id: string
}

export interface ListedOrder {
  updated_at: number
  id: string
  json: string
}

interface Conditions {
  sql: string
  params: SqlValue[]
}

/** At most `limit` orders after `after`, by (updated_at, id), in the versions that are visible now. */
export function listOrders(ctx: Context, shopId: string, filter: OrderFilter, after: Position | undefined, limit: number): ListedOrder[] {
  const conditions = filterConditions(filter)
  if (after) {
    conditions.sql += ' and (updated_at, id) > (?, ?)'
    conditions.params.push(after.updatedAt, after.id)
  }
  const visible = visibleVersions(ctx, shopId, conditions, 'updated_at, id, json')
  return ctx.db.all<ListedOrder>(`${visible.sql} order by updated_at, id limit ?`, ...visible.params, limit)
}

export function countOrders(ctx: Context, shopId: string, filter: OrderFilter): number {
  const visible = visibleVersions(ctx, shopId, filterConditions(filter), 'id')
  return ctx.db.get<{ count: number }>(`select count(*) as count from (${visible.sql})`, ...visible.params)?.count ?? 0
}

function visibleVersions(ctx: Context, shopId: string, conditions: Conditions, columns: string): Conditions {
  const now = ctx.now()
  const current: Conditions = {
    sql: `select ${columns} from orders where shop_id = ? and visible_from <= ?${conditions.sql}`,
    params: [shopId, now, ...conditions.params]
  }
  if (!ctx.db.get('select 1 from earlier_versions where shop_id = ? limit 1', shopId)) return current
  return {
    sql: `${current.sql} union all select ${columns} from earlier_versions where shop_id = ? and visible_from <= ? and visible_until > ?${conditions.sql}`,
    params: [...current.params, shopId, now, now, ...conditions.params]
  }
}

function filterConditions(filter: OrderFilter): Conditions {
  const conditions: Conditions = { sql: '', params: [] }
  const add = (sql: string, value: SqlValue | undefined) => {
    if (value === undefined) return
    conditions.sql += ` and ${sql}`
    conditions.params.push(value)
  }
  add('updated_at >= ?', filter.updatedMin)
  add('updated_at < ?', filter.updatedMax)
  add('created_at >= ?', filter.createdMin)
  add('created_at < ?', filter.createdMax)
  add('order_status = ?', filter.orderStatus)
  add('shipment_status = ?', filter.shipmentStatus)
  return conditions
}

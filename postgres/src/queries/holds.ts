import { holdReasons, ownerOf, type HoldOwner, type HoldReason } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import { toHold, type HoldRow, type HoldView } from './hold-row.ts'
import type { Named } from './orders.ts'

export interface HoldFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  reason?: HoldReason | undefined
  owner?: HoldOwner | undefined
  orderId?: string | undefined
  /** The beginning of an order number, or a part of the note. */
  q?: string | undefined
}

export interface ListedHold extends HoldView {
  orderId: string
  orderNumber: string
  merchant: Named
  ecAccount: Named
}

type ListedHoldRow = HoldRow & { merchant_id: string; order_id: string; cursor_at: string; order_number: string; merchant_name: string; ec_account_id: string; account_name: string }

/** A page of the holds that are active, newest first. */
export async function listHolds(tx: Tx, filter: HoldFilter & { cursor?: string | undefined; limit: number }): Promise<Page<ListedHold>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is = [sql`h.released_at is null`]
  if (at !== undefined) is.push(sql`(h.created_at, h.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`h.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`o.ec_account_id = ${filter.ecAccountId}`)
  if (filter.reason) is.push(sql`h.reason = ${filter.reason}`)
  if (filter.owner) is.push(sql`h.reason = any(${holdReasons.filter((reason) => ownerOf(reason) === filter.owner)}::text[])`)
  if (filter.orderId) is.push(sql`h.order_id = ${filter.orderId}`)
  const words = filter.q?.trim()
  if (words) is.push(sql`(starts_with(upper(o.order_number), ${words.toUpperCase()}) or strpos(lower(h.note), ${words.toLowerCase()}) > 0)`)
  const { rows } = await sql<ListedHoldRow>`
    select h.*, ${instantKey(sql`h.created_at`)} as cursor_at, m.name as merchant_name, a.display_name as account_name
      from (select h.*, o.order_number, o.ec_account_id
              from hold h join orders o on o.merchant_id = h.merchant_id and o.id = h.order_id
             where ${sql.join(is, sql` and `)} order by h.created_at desc, h.id desc limit ${filter.limit + 1}) h
      join merchant m on m.merchant_id = h.merchant_id
      join ec_account a on a.merchant_id = h.merchant_id and a.id = h.ec_account_id
     order by h.created_at desc, h.id desc`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], (row) => ({
    ...toHold(row),
    orderId: row.order_id,
    orderNumber: row.order_number,
    merchant: { id: row.merchant_id, name: row.merchant_name },
    ecAccount: { id: row.ec_account_id, name: row.account_name },
  }))
}

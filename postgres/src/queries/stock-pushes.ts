import type { ActorKind, StockLineResult, StockPushKind, StockPushOrigin, WriteState } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'
import { toWriteView, type WriteRow, type WriteView } from './platform-write.ts'

export interface StockPushHead {
  id: string
  merchant: Named
  ecAccount: Named
  kind: StockPushKind
  origin: StockPushOrigin
  percentage: number | null
  inbound: { id: string; number: string } | null
  createdAt: string
  actor: Actor
  /** Of all parts together: refused wins, then what is least advanced. */
  state: WriteState
  /** A person is asked what became of a part of it. */
  asked: boolean
  /** Whatever was refused of it was left as it is. */
  left: boolean
  lineCount: number
  applied: number
  notApplied: number
  units: number
}

export interface StockPushDetail extends StockPushHead {
  lines: { part: number; sku: string; name: string; quantity: number; result: StockLineResult; stockAfter: number | null; detail: string | null }[]
  writes: WriteView[]
}

export interface StockPushFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  state?: WriteState | undefined
  kind?: StockPushKind | undefined
}

interface PushRow {
  merchant_id: string
  merchant_name: string
  id: string
  ec_account_id: string
  account_name: string
  connected: boolean
  kind: StockPushKind
  origin: StockPushOrigin
  percentage: number | null
  inbound_id: string | null
  inbound_number: string | null
  created_at: Date
  cursor_at: string
  actor_kind: ActorKind
  actor_name: string
  state: WriteState
  asked: boolean
  left: boolean
  line_count: number
  applied: number
  not_applied: number
  units: number
}

const stateOf = sql`(
  select case when bool_or(w.state = 'rejected') then 'rejected' when bool_or(w.state = 'unknown') then 'unknown' when bool_or(w.state = 'sending') then 'sending'
              when bool_or(w.state = 'planned') then 'planned' else 'accepted' end
    from platform_write w where w.merchant_id = s.merchant_id and w.subject_id = s.id and w.kind in ('stock_increment', 'stock_overwrite'))`

/** What people are asked about the parts of a push, or have left of them. */
const decisions = sql`
  select coalesce(bool_or(w.asked_at is not null), false) as asked, coalesce(bool_or(w.left_at is not null) and not bool_or(w.state = 'rejected' and w.left_at is null), false) as left
    from platform_write w where w.merchant_id = s.merchant_id and w.subject_id = s.id and w.kind in ('stock_increment', 'stock_overwrite')`

/** A page of stock pushes, newest first. */
export async function listStockPushes(tx: Tx, filter: StockPushFilter & { cursor?: string | undefined; limit: number }): Promise<Page<StockPushHead>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is = [sql`true`]
  if (at !== undefined) is.push(sql`(s.created_at, s.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`s.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`s.ec_account_id = ${filter.ecAccountId}`)
  if (filter.kind) is.push(sql`s.kind = ${filter.kind}`)
  if (filter.state) is.push(sql`${stateOf} = ${filter.state}`)
  const rows = await readPushes(tx, sql`${sql.join(is, sql` and `)}`, filter.limit + 1)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], toPush)
}

export async function getStockPush(tx: Tx, id: string): Promise<StockPushDetail | null> {
  const [row] = await readPushes(tx, sql`s.id = ${id}`, 1)
  if (!row) return null
  const lines = await sql<StockPushDetail['lines'][number]>`
    select l.part, l.sku, p.name, l.quantity, l.result, l.stock_after as "stockAfter", l.detail
      from stock_push_line l join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
     where l.merchant_id = ${row.merchant_id} and l.stock_push_id = ${row.id} order by l.part, l.sku`.execute(tx)
  const writes = await sql<WriteRow>`
    select * from platform_write where merchant_id = ${row.merchant_id} and subject_id = ${row.id} and kind in ('stock_increment', 'stock_overwrite') order by part`.execute(tx)
  return { ...toPush(row), lines: lines.rows, writes: writes.rows.map((write) => toWriteView(write, row.connected)) }
}

async function readPushes(tx: Tx, condition: ReturnType<typeof sql>, limit: number): Promise<PushRow[]> {
  const { rows } = await sql<PushRow>`
    select s.*, ${instantKey(sql`s.created_at`)} as cursor_at, m.name as merchant_name, a.display_name as account_name, a.connection_status = 'connected' as connected,
           i.number as inbound_number, ${stateOf} as state, d.asked, d.left, t.*
      from (select * from stock_push s where ${condition} order by s.created_at desc, s.id desc limit ${limit}) s
      join merchant m on m.merchant_id = s.merchant_id
      join ec_account a on a.merchant_id = s.merchant_id and a.id = s.ec_account_id
      left join inbound i on i.merchant_id = s.merchant_id and i.id = s.inbound_id
      cross join lateral (${decisions}) d
      cross join lateral (
        select count(*)::integer as line_count, count(*) filter (where result = 'applied')::integer as applied,
               count(*) filter (where result not in ('applied', 'waiting', 'superseded'))::integer as not_applied, coalesce(sum(quantity), 0) as units
          from stock_push_line l where l.merchant_id = s.merchant_id and l.stock_push_id = s.id) t
     order by s.created_at desc, s.id desc`.execute(tx)
  return rows
}

function toPush(row: PushRow): StockPushHead {
  return {
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, ecAccount: { id: row.ec_account_id, name: row.account_name },
    kind: row.kind, origin: row.origin, percentage: row.percentage, inbound: row.inbound_id === null ? null : { id: row.inbound_id, number: row.inbound_number ?? '' },
    createdAt: row.created_at.toISOString(), actor: { kind: row.actor_kind, name: row.actor_name }, state: row.state, asked: row.asked, left: row.left,
    lineCount: row.line_count, applied: row.applied, notApplied: row.not_applied, units: row.units,
  }
}

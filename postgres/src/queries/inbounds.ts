import type { ActorKind, InboundStatus, StockLineResult } from '@crossdock/domain'
import type { Actor, NotPushed } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import { containing } from './like.ts'
import type { Named } from './orders.ts'
import { listProposals, type ProposalView } from './push-proposals.ts'

export interface InboundHead {
  id: string
  merchant: Named
  number: string
  status: InboundStatus
  /** A day, `YYYY-MM-DD`. */
  expectedOn: string | null
  supplier: string | null
  note: string | null
  createdAt: string
  completedAt: string | null
}

export interface ListedInbound extends InboundHead {
  lineCount: number
  expected: number
  received: number
  putAway: number
}

export interface InboundPush {
  stockPushId: string
  ecAccountId: string
  displayName: string
  sku: string
  quantity: number
  result: StockLineResult
  stockAfter: number | null
  detail: string | null
}

export interface InboundDetail extends InboundHead {
  lines: { productId: string; sku: string; name: string; expected: number; received: number; putAway: number }[]
  rounds: { id: string; at: string; actor: Actor; kind: 'receive' | 'put_away' | 'correct'; note: string | null; lines: { sku: string; quantity: number }[] }[]
  pushes: InboundPush[]
  notPushed: NotPushed[]
  proposals: ProposalView[]
}

interface HeadRow {
  merchant_id: string
  merchant_name: string
  id: string
  number: string
  status: InboundStatus
  expected_on: string | null
  supplier: string | null
  note: string | null
  created_at: Date
  completed_at: Date | null
  not_pushed: NotPushed[]
}

export interface InboundFilter {
  merchantId?: string | undefined
  status?: InboundStatus | undefined
  /** A part of the number, the supplier or a SKU. */
  q?: string | undefined
}

/** A page of inbounds, newest first. */
export async function listInbounds(tx: Tx, filter: InboundFilter & { cursor?: string | undefined; limit: number }): Promise<Page<ListedInbound>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is = [sql`true`]
  if (at !== undefined) is.push(sql`(i.created_at, i.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.merchantId) is.push(sql`i.merchant_id = ${filter.merchantId}`)
  if (filter.status) is.push(sql`i.status = ${filter.status}`)
  const words = filter.q?.trim()
  if (words) {
    const part = containing(words)
    is.push(sql`(i.number ilike ${part} or i.supplier ilike ${part} or exists (
      select 1 from inbound_line l join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
       where l.merchant_id = i.merchant_id and l.inbound_id = i.id and p.sku ilike ${part}))`)
  }
  const { rows } = await sql<HeadRow & { cursor_at: string; line_count: number; expected: number; received: number; put_away: number }>`
    select i.*, ${instantKey(sql`i.created_at`)} as cursor_at, m.name as merchant_name, t.*
      from (select * from inbound i where ${sql.join(is, sql` and `)} order by i.created_at desc, i.id desc limit ${filter.limit + 1}) i
      join merchant m on m.merchant_id = i.merchant_id
      cross join lateral (
        select count(*)::integer as line_count, coalesce(sum(expected), 0)::integer as expected, coalesce(sum(received), 0)::integer as received, coalesce(sum(put_away), 0)::integer as put_away
          from inbound_line l where l.merchant_id = i.merchant_id and l.inbound_id = i.id) t
     order by i.created_at desc, i.id desc`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], (row) => ({
    ...toHead(row), lineCount: row.line_count, expected: row.expected, received: row.received, putAway: row.put_away,
  }))
}

export async function getInbound(tx: Tx, inboundId: string): Promise<InboundDetail | null> {
  const heads = await sql<HeadRow>`
    select i.*, m.name as merchant_name from inbound i join merchant m on m.merchant_id = i.merchant_id where i.id = ${inboundId}`.execute(tx)
  const row = heads.rows[0]
  if (!row) return null
  const lines = await sql<InboundDetail['lines'][number]>`
    select l.product_id as "productId", p.sku, p.name, l.expected, l.received, l.put_away as "putAway"
      from inbound_line l join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
     where l.merchant_id = ${row.merchant_id} and l.inbound_id = ${row.id} order by l.position, p.sku`.execute(tx)
  const rounds = await sql<{ id: string; at: Date; kind: 'receive' | 'put_away' | 'correct'; note: string | null; actor_kind: ActorKind; actor_name: string; lines: { sku: string; quantity: number }[] }>`
    select * from inbound_round where merchant_id = ${row.merchant_id} and inbound_id = ${row.id} order by at, id`.execute(tx)
  const pushes = await sql<InboundPush>`
    select s.id as "stockPushId", s.ec_account_id as "ecAccountId", a.display_name as "displayName", l.sku, l.quantity, l.result, l.stock_after as "stockAfter", l.detail
      from stock_push s
      join stock_push_line l on l.merchant_id = s.merchant_id and l.stock_push_id = s.id
      join ec_account a on a.merchant_id = s.merchant_id and a.id = s.ec_account_id
     where s.merchant_id = ${row.merchant_id} and s.inbound_id = ${row.id} order by a.display_name, s.id, l.part, l.sku`.execute(tx)
  return {
    ...toHead(row),
    lines: lines.rows,
    rounds: rounds.rows.map((round) => ({ id: round.id, at: round.at.toISOString(), actor: { kind: round.actor_kind, name: round.actor_name }, kind: round.kind, note: round.note, lines: round.lines })),
    pushes: pushes.rows,
    notPushed: row.not_pushed,
    proposals: (await listProposals(tx, { merchantId: row.merchant_id, inboundId: row.id, limit: 500 })).items,
  }
}

function toHead(row: HeadRow): InboundHead {
  return {
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, number: row.number, status: row.status, expectedOn: row.expected_on,
    supplier: row.supplier, note: row.note, createdAt: row.created_at.toISOString(), completedAt: row.completed_at?.toISOString() ?? null,
  }
}

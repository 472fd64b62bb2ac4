import type { ActorKind, WriteEvent, WriteKind, WriteState } from '@crossdock/domain'
import type { Actor, AnsweredItem } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'
import { toWriteView, type WriteRow, type WriteView } from './platform-write.ts'

export interface WriteFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  kind?: WriteKind | undefined
  /** `unsent`: planned, sending or unknown; `asked`: unknown, and a person is asked; `left`: refused, and left so by a person, which `rejected` leaves out. */
  state?: WriteState | 'unsent' | 'asked' | 'left' | undefined
}

/** A write with what it is about. */
export interface ListedWrite extends WriteView {
  kind: WriteKind
  merchant: Named
  ecAccount: Named
  subject: { kind: 'order' | 'stock_push' | 'ec_account'; id: string; label: string }
}

export interface WriteDetail extends ListedWrite {
  request: Record<string, unknown>
  /** Oldest first. */
  history: {
    id: string; at: string; event: WriteEvent; attempt: number | null; begunAt: string | null; idempotencyKey: string | null; state: WriteState | null
    status: number | null; errorKind: string | null; errorCode: string | null; error: string | null; actor: Actor | null; note: string | null
    /** What was said of each item, where a person answered item by item. */
    items: AnsweredItem[] | null
  }[]
}

export interface OutboxCounts {
  planned: number
  sending: number
  unknown: number
  asked: number
  rejected: number
  oldestUnsent: { id: string; at: string; kind: WriteKind; ecAccount: Named } | null
}

interface ListedRow extends WriteRow {
  merchant_id: string
  ec_account_id: string
  kind: WriteKind
  request: Record<string, unknown>
  cursor_at: string
  merchant_name: string
  account_name: string
  connected: boolean
  order_id: string | null
  order_number: string | null
  push_id: string | null
  push_label: string | null
}

const unsent = sql`w.state in ('planned', 'sending', 'unknown')`
/** What was never sent of an account that is gone is nobody's business any more; its grant still has to be ended. */
const alive = sql`(w.error_code is distinct from 'account_deleted')`

function conditions(filter: WriteFilter): RawBuilder<unknown>[] {
  const is: RawBuilder<unknown>[] = [alive]
  if (filter.merchantId) is.push(sql`w.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`w.ec_account_id = ${filter.ecAccountId}`)
  if (filter.kind) is.push(sql`w.kind = ${filter.kind}`)
  if (filter.state === 'unsent') is.push(unsent)
  else if (filter.state === 'asked') is.push(sql`w.asked_at is not null`)
  else if (filter.state === 'left') is.push(sql`w.left_at is not null`)
  else if (filter.state === 'rejected') is.push(sql`w.state = 'rejected' and w.left_at is null`)
  else if (filter.state) is.push(sql`w.state = ${filter.state}`)
  return is
}

/** A page of writes, the newest plan first. */
export async function listWrites(tx: Tx, filter: WriteFilter & { cursor?: string | undefined; limit: number }): Promise<Page<ListedWrite>> {
  const is = conditions(filter)
  if (filter.cursor !== undefined) {
    const [at, id] = decodeCursor(filter.cursor, [isInstantKey, isIdKey])
    is.push(sql`(w.planned_at, w.id) < (${at}::timestamptz, ${id}::uuid)`)
  }
  const rows = await readWrites(tx, sql.join(is, sql` and `), filter.limit + 1)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], toListed)
}

export async function countWrites(tx: Tx, filter: Omit<WriteFilter, 'state'>): Promise<OutboxCounts> {
  const is = sql.join(conditions(filter), sql` and `)
  const { rows } = await sql<Omit<OutboxCounts, 'oldestUnsent'>>`
    select count(*) filter (where state = 'planned')::integer as planned, count(*) filter (where state = 'sending')::integer as sending,
           count(*) filter (where state = 'unknown' and asked_at is null)::integer as unknown, count(*) filter (where asked_at is not null)::integer as asked,
           count(*) filter (where state = 'rejected' and left_at is null)::integer as rejected
      from platform_write w where w.state <> 'accepted' and ${is}`.execute(tx)
  const oldest = await sql<{ id: string; planned_at: Date; kind: WriteKind; ec_account_id: string; account_name: string }>`
    select w.id, w.planned_at, w.kind, w.ec_account_id, ${accountName} as account_name from platform_write w ${accountOf}
     where ${unsent} and ${is} order by w.planned_at, w.id limit 1`.execute(tx)
  const first = oldest.rows[0]
  return {
    ...rows[0]!,
    oldestUnsent: first ? { id: first.id, at: first.planned_at.toISOString(), kind: first.kind, ecAccount: { id: first.ec_account_id, name: first.account_name } } : null,
  }
}

/** One write with everything that it went through; null when there is none within the scope. */
export async function getWrite(tx: Tx, id: string): Promise<WriteDetail | null> {
  const [row] = await readWrites(tx, sql`w.id = ${id}`, 1)
  if (!row) return null
  const events = await tx.selectFrom('platform_write_event').selectAll().where('merchant_id', '=', row.merchant_id).where('write_id', '=', id).orderBy('id', 'desc').limit(200).execute()
  const { sealed: _, keyId: __, ...request } = row.request
  return {
    ...toListed(row),
    request,
    history: events.reverse().map((event) => ({
      id: event.id, at: event.at.toISOString(), event: event.event as WriteEvent, attempt: event.attempt, begunAt: event.begun_at?.toISOString() ?? null, idempotencyKey: event.idempotency_key,
      state: event.state as WriteState | null, status: event.http_status, errorKind: event.error_kind, errorCode: event.error_code, error: event.error,
      actor: event.actor_kind === null ? null : { kind: event.actor_kind as ActorKind, name: event.actor_name ?? '' }, note: event.note,
      items: event.items as AnsweredItem[] | null,
    })),
  }
}

const accountOf = sql`left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id`
/** A grant is ended although its account is gone by then; the write remembers the name. */
const accountName = sql`coalesce(a.display_name, w.request ->> 'displayName', '–')`

async function readWrites(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<ListedRow[]> {
  const { rows } = await sql<ListedRow>`
    select w.*, ${instantKey(sql`w.planned_at`)} as cursor_at, m.name as merchant_name, ${accountName} as account_name, coalesce(a.connection_status = 'connected', true) as connected,
           o.id as order_id, o.order_number, p.id as push_id, coalesce(i.number, p.kind) as push_label
      from (select * from platform_write w where ${condition} order by w.planned_at desc, w.id desc limit ${limit}) w
      join merchant m on m.merchant_id = w.merchant_id
      ${accountOf}
      left join parcel c on w.kind = 'tracking' and c.merchant_id = w.merchant_id and c.id = w.subject_id
      left join orders o on o.merchant_id = c.merchant_id and o.id = c.order_id
      left join stock_push p on w.kind in ('stock_increment', 'stock_overwrite') and p.merchant_id = w.merchant_id and p.id = w.subject_id
      left join inbound i on i.merchant_id = p.merchant_id and i.id = p.inbound_id
     order by w.planned_at desc, w.id desc`.execute(tx)
  return rows
}

function toListed(row: ListedRow): ListedWrite {
  return {
    ...toWriteView(row, row.connected), kind: row.kind, merchant: { id: row.merchant_id, name: row.merchant_name }, ecAccount: { id: row.ec_account_id, name: row.account_name },
    subject: subjectOf(row),
  }
}

function subjectOf(row: ListedRow): ListedWrite['subject'] {
  if (row.order_id !== null) return { kind: 'order', id: row.order_id, label: row.order_number ?? '' }
  if (row.push_id !== null) return { kind: 'stock_push', id: row.push_id, label: row.push_label ?? '' }
  return { kind: 'ec_account', id: row.ec_account_id, label: row.account_name }
}

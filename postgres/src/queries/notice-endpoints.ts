import { systemMerchantId, type AlertKind } from '@crossdock/domain'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { NoticeEndpointTable, NoticeTable } from '../tables.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface EndpointView {
  id: string
  merchant: Named | null
  url: string
  description: string | null
  kinds: AlertKind[]
  enabled: boolean
  disabledReason: 'person' | 'failing' | 'gone' | null
  disabledAt: string | null
  failingSince: string | null
  oldSecretUntil: string | null
  createdAt: string
  createdBy: string
  version: number
  waiting: number
  failed: number
  lastDeliveredAt: string | null
}

type EndpointRow = Selectable<NoticeEndpointTable> & { merchant_name: string | null; waiting: number; failed: number; delivered_at: Date | null }

const endpointsWhere = (now: Date, where: ReturnType<typeof sql>) => sql<EndpointRow>`
  select e.*, case when e.old_until > ${now} then e.old_until end as old_until, m.name as merchant_name,
         (select count(*)::integer from notice n where n.merchant_id = e.merchant_id and n.endpoint_id = e.id and n.state in ('waiting', 'sending')) as waiting,
         (select count(*)::integer from notice n where n.merchant_id = e.merchant_id and n.endpoint_id = e.id and n.state in ('failed', 'expired') and n.type <> 'test.event') as failed,
         (select max(n.settled_at) from notice n where n.merchant_id = e.merchant_id and n.endpoint_id = e.id and n.state = 'delivered') as delivered_at
    from notice_endpoint e left join merchant m on m.merchant_id = e.merchant_id where ${where}`

export async function listEndpoints(tx: Tx, filter: { merchantId?: string | undefined; enabled?: boolean | undefined; cursor?: string | undefined; limit: number; now: Date }): Promise<Page<EndpointView>> {
  const [id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isIdKey])
  const is = [sql`true`]
  if (id !== undefined) is.push(sql`e.id < ${id}::uuid`)
  if (filter.merchantId) is.push(sql`e.merchant_id = ${filter.merchantId}`)
  if (filter.enabled !== undefined) is.push(sql`e.enabled = ${filter.enabled}`)
  const { rows } = await endpointsWhere(filter.now, sql`${sql.join(is, sql` and `)} order by e.id desc limit ${filter.limit + 1}`).execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.id], toEndpointView)
}

export async function getEndpoint(tx: Tx, id: string, now: Date): Promise<EndpointView | null> {
  const { rows } = await endpointsWhere(now, sql`e.id = ${id}`).execute(tx)
  return rows[0] ? toEndpointView(rows[0]) : null
}

function toEndpointView(row: EndpointRow): EndpointView {
  return {
    id: row.id, merchant: row.merchant_id === systemMerchantId ? null : { id: row.merchant_id, name: row.merchant_name ?? '' }, url: row.url, description: row.description, kinds: row.kinds as AlertKind[],
    enabled: row.enabled, disabledReason: row.disabled_reason as EndpointView['disabledReason'], disabledAt: row.disabled_at?.toISOString() ?? null, failingSince: row.failing_since?.toISOString() ?? null,
    oldSecretUntil: row.old_until?.toISOString() ?? null, createdAt: row.created_at.toISOString(), createdBy: row.created_by, version: row.version, waiting: row.waiting, failed: row.failed, lastDeliveredAt: row.delivered_at?.toISOString() ?? null,
  }
}

export type NoticeState = 'waiting' | 'sending' | 'delivered' | 'failed' | 'expired'
export interface NoticeView {
  id: string
  messageId: string
  type: string
  state: NoticeState
  attempts: number
  createdAt: string
  nextAttemptAt: string | null
  settledAt: string | null
  status: number | null
  durationMs: number | null
  error: string | null
}

type NoticeRow = Selectable<NoticeTable> & { last_status: number | null; last_duration: number | null; last_error: string | null }
const withLast = sql`n.*, l.status as last_status, l.duration_ms as last_duration, l.error as last_error
  from notice n left join notice_attempt l on l.merchant_id = n.merchant_id and l.notice_id = n.id and l.number = n.attempts`

export async function listNotices(tx: Tx, filter: { endpointId: string; state?: NoticeState | undefined; cursor?: string | undefined; limit: number }): Promise<Page<NoticeView>> {
  const [id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isIdKey])
  const is = [sql`n.endpoint_id = ${filter.endpointId}`]
  if (id !== undefined) is.push(sql`n.id < ${id}::uuid`)
  if (filter.state) is.push(sql`n.state = ${filter.state}`)
  const { rows } = await sql<NoticeRow>`select ${withLast} where ${sql.join(is, sql` and `)} order by n.id desc limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.id], toNoticeView)
}

export interface NoticeDetail extends NoticeView {
  endpointId: string
  payload: string
  history: { number: number; at: string; status: number | null; durationMs: number; error: string | null; answer: string | null }[]
}

export async function getNotice(tx: Tx, id: string): Promise<NoticeDetail | null> {
  const { rows } = await sql<NoticeRow>`select ${withLast} where n.id = ${id}`.execute(tx)
  const [row] = rows
  if (!row) return null
  const attempts = await tx.selectFrom('notice_attempt').selectAll().where('merchant_id', '=', row.merchant_id).where('notice_id', '=', id).orderBy('number', 'desc').execute()
  return {
    ...toNoticeView(row), endpointId: row.endpoint_id, payload: row.payload,
    history: attempts.map((each) => ({ number: each.number, at: each.at.toISOString(), status: each.status, durationMs: each.duration_ms, error: each.error, answer: each.answer })),
  }
}

function toNoticeView(row: NoticeRow): NoticeView {
  return {
    id: row.id, messageId: row.message_id, type: row.type, state: row.state as NoticeState, attempts: row.attempts, createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null, settledAt: row.settled_at?.toISOString() ?? null, status: row.last_status, durationMs: row.last_duration, error: row.last_error,
  }
}

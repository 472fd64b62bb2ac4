import type { AlertKind, AlertOwner, AlertUrgency, Role } from '@crossdock/domain'
import type { Alert } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import { toAlert } from '../tables/alerts.ts'
import type { AlertTable } from '../tables.ts'
import { decodeCursor, instantKey, isIdKey, isInstantKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface AlertFilter {
  state?: 'open' | 'closed' | 'all' | undefined
  kind?: AlertKind | undefined
  owner?: AlertOwner | undefined
  urgency?: AlertUrgency | undefined
  merchantId?: string | undefined
  unseen?: boolean | undefined
}

/** Who looks: their role says what concerns them. */
export interface AlertReader {
  id: string
  role: Role
}

export interface AlertView {
  alert: Alert
  merchant: Named | null
  seen: boolean
}

type Row = Selectable<AlertTable> & { cursor_at: string; merchant_name: string | null; seen: boolean }

const unseenBy = (reader: AlertReader) => sql`not exists (select from alert_seen s where s.merchant_id = a.merchant_id and s.alert_id = a.id and s.reader_id = ${reader.id})`
const selected = (reader: AlertReader) => sql`a.*, ${instantKey(sql`a.opened_at`)} as cursor_at, m.name as merchant_name, not ${unseenBy(reader)} as seen`

/** A page of the alerts that concern a reader, those opened last first. */
export async function listAlerts(tx: Tx, reader: AlertReader, filter: AlertFilter & { cursor?: string | undefined; limit: number }): Promise<Page<AlertView>> {
  const [at, id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isInstantKey, isIdKey])
  const is = [sql`${reader.role} = any(a.audience)`]
  if (at !== undefined) is.push(sql`(a.opened_at, a.id) < (${at}::timestamptz, ${id}::uuid)`)
  if (filter.state !== 'all') is.push(filter.state === 'closed' ? sql`a.closed_at is not null` : sql`a.closed_at is null`)
  if (filter.kind) is.push(sql`a.kind = ${filter.kind}`)
  if (filter.owner) is.push(sql`a.owner = ${filter.owner}`)
  if (filter.urgency) is.push(sql`a.urgency = ${filter.urgency}`)
  if (filter.merchantId) is.push(sql`a.merchant_id = ${filter.merchantId}`)
  if (filter.unseen !== undefined) is.push(filter.unseen ? unseenBy(reader) : sql`not ${unseenBy(reader)}`)
  const { rows } = await sql<Row>`
    select ${selected(reader)} from alert a left join merchant m on m.merchant_id = a.merchant_id
     where ${sql.join(is, sql` and `)} order by a.opened_at desc, a.id desc limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.cursor_at, row.id], toView)
}

export async function getAlert(tx: Tx, reader: AlertReader, id: string): Promise<AlertView | null> {
  const { rows } = await sql<Row>`select ${selected(reader)} from alert a left join merchant m on m.merchant_id = a.merchant_id where a.id = ${id} and ${reader.role} = any(a.audience)`.execute(tx)
  return rows[0] ? toView(rows[0]) : null
}

export async function countAlerts(tx: Tx, reader: AlertReader, { merchantId }: { merchantId?: string | undefined }): Promise<{ open: number; unseen: number; urgent: number }> {
  const { rows } = await sql<{ open: number; unseen: number; urgent: number }>`
    select count(*)::integer as open, count(*) filter (where ${unseenBy(reader)})::integer as unseen, count(*) filter (where a.urgency = 'high')::integer as urgent
      from alert a where a.closed_at is null and ${reader.role} = any(a.audience) and ${merchantId ? sql`a.merchant_id = ${merchantId}` : sql`true`}`.execute(tx)
  return rows[0] ?? { open: 0, unseen: 0, urgent: 0 }
}

function toView(row: Row): AlertView {
  return { alert: toAlert(row), merchant: row.merchant_name === null ? null : { id: row.merchant_id, name: row.merchant_name }, seen: row.seen }
}

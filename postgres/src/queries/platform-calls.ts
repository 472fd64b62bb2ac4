import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface ListedCall {
  id: string
  at: string
  merchant: Named | null
  ecAccount: Named | null
  purpose: string
  method: string
  url: string
  status: number | null
  durationMs: number
  attempt: number
  failure: { kind: string; code: string; message: string } | null
}

export interface CallDetail extends ListedCall {
  requestHeaders: Record<string, string>
  requestBody: string | null
  responseHeaders: Record<string, string>
  responseBody: string | null
}

export interface CallFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  purpose?: string | undefined
  failed?: boolean | undefined
  writeId?: string | undefined
  /** Days, `YYYY-MM-DD`, of the warehouse; both inclusive. */
  from?: string | undefined
  to?: string | undefined
}

interface CallRow {
  id: string
  at: Date
  merchant_id: string
  merchant_name: string | null
  ec_account_id: string
  account_name: string | null
  purpose: string
  method: string
  url: string
  status: number | null
  duration_ms: number
  attempt: number
  failure: ListedCall['failure']
}

const head = sql`c.id, c.at, c.merchant_id, c.ec_account_id, c.purpose, c.method, c.url, c.status, c.duration_ms, c.attempt, c.failure`
const names = sql`left join merchant m on m.merchant_id = c.merchant_id left join ec_account a on a.merchant_id = c.merchant_id and a.id = c.ec_account_id`

/** A page of the calls to platforms, newest first. Secrets were masked before they were kept. */
export async function listPlatformCalls(tx: Tx, filter: CallFilter & { cursor?: string | undefined; limit: number }, timeZone: string): Promise<Page<ListedCall>> {
  const [before] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isIdKey])
  const is = [sql`true`]
  if (before !== undefined) is.push(sql`c.id < ${before}::uuid`)
  if (filter.merchantId) is.push(sql`c.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`c.ec_account_id = ${filter.ecAccountId}`)
  if (filter.purpose) is.push(sql`c.purpose = ${filter.purpose}`)
  if (filter.writeId) is.push(sql`c.write_id = ${filter.writeId}`)
  if (filter.failed !== undefined) is.push(filter.failed ? sql`c.failure is not null` : sql`c.failure is null`)
  if (filter.from) is.push(sql`c.at >= ${filter.from}::date::timestamp at time zone ${timeZone}`)
  if (filter.to) is.push(sql`c.at < (${filter.to}::date + 1)::timestamp at time zone ${timeZone}`)
  const { rows } = await sql<CallRow>`
    select ${head}, m.name as merchant_name, a.display_name as account_name
      from (select * from platform_call c where ${sql.join(is, sql` and `)} order by c.id desc limit ${filter.limit + 1}) c ${names}
     order by c.id desc`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.id], toCall)
}

export async function getPlatformCall(tx: Tx, id: string): Promise<CallDetail | null> {
  const { rows } = await sql<CallRow & { request_headers: Record<string, string>; request_body: string | null; response_headers: Record<string, string>; response_body: string | null }>`
    select ${head}, c.request_headers, c.request_body, c.response_headers, c.response_body, m.name as merchant_name, a.display_name as account_name
      from platform_call c ${names} where c.id = ${id}`.execute(tx)
  const row = rows[0]
  if (!row) return null
  return { ...toCall(row), requestHeaders: row.request_headers, requestBody: row.request_body, responseHeaders: row.response_headers, responseBody: row.response_body }
}

function toCall(row: CallRow): ListedCall {
  return {
    id: row.id, at: row.at.toISOString(),
    merchant: row.merchant_name === null ? null : { id: row.merchant_id, name: row.merchant_name },
    ecAccount: row.account_name === null ? null : { id: row.ec_account_id, name: row.account_name },
    purpose: row.purpose, method: row.method, url: row.url, status: row.status, durationMs: row.duration_ms, attempt: row.attempt, failure: row.failure,
  }
}

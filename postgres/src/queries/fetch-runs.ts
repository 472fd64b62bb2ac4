import type { ActorKind, FetchRunStatus, FetchTrigger, SkipReason } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { FetchRunTable } from '../tables.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface FetchRunFilter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  status?: FetchRunStatus | undefined
  trigger?: FetchTrigger | undefined
}

/** A fetch run as screens show it. Counts are orders; instants are ISO 8601. */
export interface FetchRunView {
  id: string
  merchant: Named
  ecAccount: Named
  trigger: FetchTrigger
  slot: { date: string; time: string } | null
  status: FetchRunStatus
  window: { from: string; to: string } | null
  expected: number | null
  pages: number
  seen: number
  new: number
  changed: number
  unchanged: number
  canceled: number
  held: number
  skipped: number
  skippedBy: Partial<Record<SkipReason, number>>
  heldBy: Record<string, number>
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  resumed: number
  thenFetch: Actor | null
  waitingUntil: string | null
  error: { kind: string; code: string; message: string } | null
  actor: Actor
}

export interface SkippedOrder {
  platformOrderId: string
  orderNumber: string | null
  reason: SkipReason
  detail: string | null
}

type FetchRunRow = Selectable<FetchRunTable> & { merchant_name: string; account_name: string }

/** How many skipped orders a run's page names. */
const skippedShown = 200

/** A page of fetch runs, newest first: their ids are time-ordered. */
export async function listFetchRuns(tx: Tx, filter: FetchRunFilter & { cursor?: string | undefined; limit: number }): Promise<Page<FetchRunView>> {
  const [id] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isIdKey])
  const is = [sql`true`]
  if (id !== undefined) is.push(sql`r.id < ${id}::uuid`)
  if (filter.merchantId) is.push(sql`r.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`r.ec_account_id = ${filter.ecAccountId}`)
  if (filter.status) is.push(sql`r.status = ${filter.status}`)
  if (filter.trigger) is.push(sql`r.trigger = ${filter.trigger}`)
  const { rows } = await sql<FetchRunRow>`
    select r.*, m.name as merchant_name, a.display_name as account_name
      from (select r.* from fetch_run r where ${sql.join(is, sql` and `)} order by r.id desc limit ${filter.limit + 1}) r
      join merchant m on m.merchant_id = r.merchant_id
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
     order by r.id desc`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.id], toFetchRun)
}

/** One fetch run with the orders that it skipped; null when there is none within the scope. */
export async function getFetchRun(tx: Tx, id: string): Promise<(FetchRunView & { skippedOrders: SkippedOrder[] }) | null> {
  const { rows } = await sql<FetchRunRow>`
    select r.*, m.name as merchant_name, a.display_name as account_name
      from fetch_run r
      join merchant m on m.merchant_id = r.merchant_id
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
     where r.id = ${id}`.execute(tx)
  const run = rows[0]
  if (!run) return null
  const skipped = await tx
    .selectFrom('platform_order')
    .select(['platform_order_id', 'order_number', 'skip_reason', 'skip_detail'])
    .where('merchant_id', '=', run.merchant_id)
    .where('fetch_run_id', '=', run.id)
    .where('order_id', 'is', null)
    .where('skip_reason', 'is not', null)
    .orderBy('received_at')
    .orderBy('platform_order_id')
    .limit(skippedShown)
    .execute()
  return {
    ...toFetchRun(run),
    skippedOrders: skipped.map((row) => ({ platformOrderId: row.platform_order_id, orderNumber: row.order_number, reason: row.skip_reason as SkipReason, detail: row.skip_detail })),
  }
}

export function toFetchRun(row: FetchRunRow): FetchRunView {
  return {
    id: row.id,
    merchant: { id: row.merchant_id, name: row.merchant_name },
    ecAccount: { id: row.ec_account_id, name: row.account_name },
    trigger: row.trigger as FetchTrigger,
    slot: row.slot_date === null || row.slot_time === null ? null : { date: row.slot_date, time: row.slot_time },
    status: row.status as FetchRunStatus,
    window: row.window_from === null || row.window_to === null ? null : { from: row.window_from.toISOString(), to: row.window_to.toISOString() },
    expected: row.expected,
    pages: row.pages,
    seen: row.seen,
    new: row.new,
    changed: row.changed,
    unchanged: row.unchanged,
    canceled: row.canceled,
    held: row.held,
    skipped: row.skipped,
    skippedBy: row.skipped_by as FetchRunView['skippedBy'],
    heldBy: row.held_by as FetchRunView['heldBy'],
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    resumed: row.resumed,
    thenFetch: row.then_fetch as Actor | null,
    waitingUntil: row.waiting_until?.toISOString() ?? null,
    error: row.error as FetchRunView['error'],
    actor: { kind: row.actor_kind as ActorKind, name: row.actor_name },
  }
}

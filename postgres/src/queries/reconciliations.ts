import type { ActorKind, Difference, DifferenceOutcome, ReconciliationStatus, ReconciliationTrigger, SkipReason } from '@crossdock/domain'
import type { AccountRef, Actor } from '@crossdock/flows/ports'
import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { ReconciliationTable } from '../tables.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

/** A comparison with a store as screens show it. Counts are orders; instants are ISO 8601. */
export interface ReconciliationView {
  id: string
  ecAccount: Named
  trigger: ReconciliationTrigger
  status: ReconciliationStatus
  window: { from: string; to: string } | null
  storeCount: number | null
  hereCount: number | null
  seen: number
  alike: number
  newer: number
  skippedBy: Partial<Record<SkipReason, number>>
  missing: number
  /** Orders that the store did not list and that were left to the next comparison. */
  leftOver: number
  days: number
  differences: { kind: Difference; outcome: DifferenceOutcome; orders: number }[]
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  waitingUntil: string | null
  error: { kind: string; code: string; message: string } | null
  actor: Actor
}

export interface DifferentOrder {
  kind: Difference
  outcome: DifferenceOutcome
  platformOrderId: string
  orderNumber: string | null
  orderId: string | null
  detail: string | null
}

type Row = Selectable<ReconciliationTable> & { account_name: string; differences: ReconciliationView['differences'] }

/** How many orders a comparison's page names. */
const ordersShown = 500

/** Comparisons of one account, newest first. */
export async function listReconciliations(tx: Tx, account: AccountRef, asked: { cursor?: string | undefined; limit: number }): Promise<Page<ReconciliationView>> {
  const before = asked.cursor === undefined ? sql`true` : sql`r.id < ${decodeCursor(asked.cursor, [isIdKey])[0]}::uuid`
  const rows = await read(tx, sql`r.merchant_id = ${account.merchantId} and r.ec_account_id = ${account.id} and ${before}`, asked.limit + 1)
  return pageOf(rows, asked.limit, (row) => [row.id], toView)
}

/** One comparison with the orders in which the two differed; null when there is none within the scope. */
export async function getReconciliation(tx: Tx, id: string): Promise<(ReconciliationView & { orders: DifferentOrder[] }) | null> {
  const [row] = await read(tx, sql`r.id = ${id}`, 1)
  if (!row) return null
  const orders = await tx
    .selectFrom('reconciliation_difference').selectAll()
    .where('merchant_id', '=', row.merchant_id).where('reconciliation_id', '=', id)
    .orderBy('kind').orderBy('platform_order_id').limit(ordersShown).execute()
  return {
    ...toView(row),
    orders: orders.map((each) => ({
      kind: each.kind as Difference, outcome: each.outcome as DifferenceOutcome, platformOrderId: each.platform_order_id, orderNumber: each.order_number, orderId: each.order_id, detail: each.detail,
    })),
  }
}

/** The last comparison that ended well; the last that failed since, also while another is under way; and the one that is under way or has ended otherwise since. */
export async function latestReconciliations(tx: Tx, { merchantId, id }: AccountRef): Promise<Record<'lastReconciliation' | 'failedReconciliation' | 'reconciling', ReconciliationView | null>> {
  const of = sql`r.merchant_id = ${merchantId} and r.ec_account_id = ${id}`
  const [good] = await read(tx, sql`${of} and r.status = 'succeeded'`, 1)
  const [latest] = await read(tx, of, 1)
  const [failed] = latest?.status === 'succeeded' ? [] : await read(tx, sql`${of} and r.status = 'failed' and r.id > ${good?.id ?? '00000000-0000-0000-0000-000000000000'}::uuid`, 1)
  return { lastReconciliation: good ? toView(good) : null, failedReconciliation: failed ? toView(failed) : null, reconciling: latest && latest.status !== 'succeeded' ? toView(latest) : null }
}

async function read(tx: Tx, is: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select r.*, a.display_name as account_name,
           (select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'outcome', d.outcome, 'orders', d.n) order by d.kind, d.outcome), '[]')
              from (select kind, outcome, count(*) as n from reconciliation_difference d where d.merchant_id = r.merchant_id and d.reconciliation_id = r.id group by 1, 2) d) as differences
      from (select r.* from reconciliation r where ${is} order by r.id desc limit ${limit}) r
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
     order by r.id desc`.execute(tx)
  return rows
}

function toView(row: Row): ReconciliationView {
  return {
    id: row.id,
    ecAccount: { id: row.ec_account_id, name: row.account_name },
    trigger: row.trigger as ReconciliationTrigger,
    status: row.status as ReconciliationStatus,
    window: row.window_from === null || row.window_to === null ? null : { from: row.window_from.toISOString(), to: row.window_to.toISOString() },
    storeCount: row.store_count,
    hereCount: row.here_count,
    seen: row.seen,
    alike: row.alike,
    newer: row.newer,
    skippedBy: row.skipped_by as ReconciliationView['skippedBy'],
    missing: row.differences.filter((each) => each.kind === 'missing').reduce((sum, each) => sum + each.orders, 0),
    leftOver: row.left_over,
    days: row.days,
    differences: row.differences,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    waitingUntil: row.waiting_until?.toISOString() ?? null,
    error: row.error as ReconciliationView['error'],
    actor: { kind: row.actor_kind as ActorKind, name: row.actor_name },
  }
}

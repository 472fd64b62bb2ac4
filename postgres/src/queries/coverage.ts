import { ageingOut, coverageDays, coverageGaps, coveragePeriod, type Ageing, type AgeingCause, type AgeingLevel, type Span } from '@crossdock/domain'
import type { CoveredAccount } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { readCovered } from '../tables/coverage.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'
import { latestReconciliations, type ReconciliationView } from './reconciliations.ts'
import { unreadableOrders, type UnreadableOrders } from './unreadable-orders.ts'

interface SpanView {
  from: string
  to: string
}

/** What was read of one store's time, told by the store's clock. Instants are ISO 8601. */
export interface CoverageView {
  ecAccount: Named
  merchant: Named
  period: SpanView
  covered: SpanView[]
  gaps: SpanView[]
  ageing: { since: string; deadline: string; level: AgeingLevel; cause: AgeingCause; missedSlots: string[] } | null
}

export interface AccountCoverage extends CoverageView {
  firstConnectedAt: string | null
  coveredUntil: string | null
  nextFetchAt: string | null
  nextReconciliationAt: string | null
  fetchUnderWay: string | null
  unreadable: UnreadableOrders
  lastReconciliation: ReconciliationView | null
  failedReconciliation: ReconciliationView | null
  reconciling: ReconciliationView | null
}

type AgeingView = NonNullable<CoverageView['ageing']>

/** An account whose orders are about to be too old to be fetched. */
export interface AccountAgeing extends Ageing {
  merchantId: string
  ecAccountId: string
}

interface NamedAccount {
  id: string
  merchant_id: string
  display_name: string
  merchant_name: string
}

/** Coverage of every account that was ever connected, by id. */
export async function listCoverage(tx: Tx, asked: { merchantId?: string | undefined; cursor?: string | undefined; limit?: number | undefined; now: Date }): Promise<Page<CoverageView>> {
  const limit = asked.limit ?? 10_000
  const is = [sql`a.first_connected_at is not null`]
  if (asked.merchantId) is.push(sql`a.merchant_id = ${asked.merchantId}`)
  if (asked.cursor !== undefined) is.push(sql`a.id > ${decodeCursor(asked.cursor, [isIdKey])[0]}::uuid`)
  const { rows } = await sql<NamedAccount>`
    select a.id, a.merchant_id, a.display_name, m.name as merchant_name from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where ${sql.join(is, sql` and `)} order by a.id limit ${limit + 1}`.execute(tx)
  const covered = await coveredById(tx, asked.now, sql`a.id = any(${rows.map((row) => row.id)}::uuid[])`)
  return pageOf(rows.filter((row) => covered.has(row.id)), limit, (row) => [row.id], (row) => toView(row, covered.get(row.id)!, asked.now))
}

/** One account's coverage; null when there is no such account within the scope. */
export async function getCoverage(tx: Tx, id: string, now: Date): Promise<AccountCoverage | null> {
  const { rows } = await sql<NamedAccount & { first_connected_at: Date | null; covered_until: Date | null; next_fetch_at: Date | null; next_reconcile_at: Date | null; run_id: string | null }>`
    select a.id, a.merchant_id, a.display_name, m.name as merchant_name, a.first_connected_at, a.covered_until, a.next_reconcile_at,
           case when a.fetch_enabled and a.connection_status = 'connected' then a.next_fetch_at end as next_fetch_at,
           (select r.id from fetch_run r where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.status in ('queued', 'running', 'waiting')) as run_id
      from ec_account a join merchant m on m.merchant_id = a.merchant_id where a.id = ${id}`.execute(tx)
  const row = rows[0]
  if (!row) return null
  const covered = (await coveredById(tx, now, sql`a.merchant_id = ${row.merchant_id} and a.id = ${id}`)).get(id)
  const period = { from: now.toISOString(), to: now.toISOString() }
  const view = covered ? toView(row, covered, now) : { ecAccount: { id, name: row.display_name }, merchant: { id: row.merchant_id, name: row.merchant_name }, period, covered: [], gaps: [], ageing: null }
  return {
    ...view, firstConnectedAt: row.first_connected_at?.toISOString() ?? null, coveredUntil: row.covered_until?.toISOString() ?? null, nextFetchAt: row.next_fetch_at?.toISOString() ?? null,
    nextReconciliationAt: row.next_reconcile_at?.toISOString() ?? null, fetchUnderWay: row.run_id,
    unreadable: await unreadableOrders(tx, { merchantId: row.merchant_id, id }, now), ...(await latestReconciliations(tx, { merchantId: row.merchant_id, id })),
  }
}

/** Accounts whose orders are about to be lost, or are being lost, the most pressing first: what an alarm is raised from. */
export async function accountsAgeingOut(tx: Tx, now: Date, of: RawBuilder<unknown> = sql`true`): Promise<AccountAgeing[]> {
  const found: AccountAgeing[] = []
  for (const account of await readCovered(tx, now, of)) {
    const ageing = ageingOut(account.facts, account.covered, now)
    if (ageing) found.push({ ...ageing, merchantId: account.merchantId, ecAccountId: account.id })
  }
  return found.sort((a, b) => a.deadline.getTime() - b.deadline.getTime())
}

async function coveredById(tx: Tx, now: Date, is: RawBuilder<unknown>): Promise<Map<string, CoveredAccount>> {
  return new Map((await readCovered(tx, now, is)).map((account) => [account.id, account]))
}

function toView(row: NamedAccount, { facts, covered }: CoveredAccount, now: Date): CoverageView {
  const period = coveragePeriod(facts, now)
  const ageing = ageingOut(facts, covered, now)
  return {
    ecAccount: { id: row.id, name: row.display_name },
    merchant: { id: row.merchant_id, name: row.merchant_name },
    period: toSpan(period),
    // The first fetch looks back behind the first connection, and what it read may be seen.
    covered: covered.map((span) => clip(span, { from: new Date(period.to.getTime() - coverageDays * 86_400_000), to: period.to })).filter((span) => span.from < span.to).map(toSpan),
    gaps: coverageGaps(facts, covered, now).map(toSpan),
    ageing: ageing && toAgeing(ageing),
  }
}

export const toAgeing = ({ since, deadline, level, cause, missedSlots }: Ageing): AgeingView => ({
  since: since.toISOString(), deadline: deadline.toISOString(), level, cause, missedSlots: missedSlots.map((at) => at.toISOString()),
})
const clip = (span: Span, within: Span): Span => ({ from: span.from < within.from ? within.from : span.from, to: span.to > within.to ? within.to : span.to })
const toSpan = ({ from, to }: Span): SpanView => ({ from: from.toISOString(), to: to.toISOString() })

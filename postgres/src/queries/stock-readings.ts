import type { ActorKind, FetchRunStatus } from '@crossdock/domain'
import type { Actor } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import { storeFigures } from '../store-figures.ts'
import type { StockReadingTable } from '../tables.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import type { Named } from './orders.ts'

export interface ReadingView {
  id: string
  merchant: Named
  ecAccount: Named
  trigger: 'first' | 'nightly' | 'manual'
  status: FetchRunStatus
  asked: number
  shown: number
  absent: number
  drifted: number
  explained: number
  actor: Actor
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
  waitingUntil: string | null
  error: string | null
}

/** When an account's stock was read, and what differs now. */
export interface StockWatchView {
  readAt: string | null
  nextReadingAt: string | null
  drifted: number
  compared: number
  /** Of those compared: the store shows less, and nobody fetches what it sold. */
  notJudged: number
  reading: ReadingView | null
}

/** A page of readings, newest first. */
export async function listStockReadings(tx: Tx, filter: { id?: string; merchantId?: string | undefined; ecAccountId?: string | undefined; cursor?: string | undefined; limit: number }): Promise<Page<ReadingView>> {
  const [before] = filter.cursor === undefined ? [] : decodeCursor(filter.cursor, [isIdKey])
  const is = [sql`true`]
  if (before !== undefined) is.push(sql`r.id < ${before}::uuid`)
  if (filter.id) is.push(sql`r.id = ${filter.id}`)
  if (filter.merchantId) is.push(sql`r.merchant_id = ${filter.merchantId}`)
  if (filter.ecAccountId) is.push(sql`r.ec_account_id = ${filter.ecAccountId}`)
  const { rows } = await sql<Selectable<StockReadingTable> & { merchant_name: string; account_name: string }>`
    select r.*, m.name as merchant_name, a.display_name as account_name
      from stock_reading r
      join merchant m on m.merchant_id = r.merchant_id
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
     where ${sql.join(is, sql` and `)} order by r.id desc limit ${filter.limit + 1}`.execute(tx)
  return pageOf(rows, filter.limit, (row) => [row.id], (row) => ({
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, ecAccount: { id: row.ec_account_id, name: row.account_name },
    trigger: row.trigger as ReadingView['trigger'], status: row.status as FetchRunStatus, asked: row.asked, shown: row.shown, absent: row.absent, drifted: row.drifted, explained: row.explained,
    actor: { kind: row.actor_kind as ActorKind, name: row.actor_name }, createdAt: row.created_at.toISOString(), startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null, waitingUntil: row.waiting_until?.toISOString() ?? null, error: (row.error as { message: string } | null)?.message ?? null,
  }))
}

export async function readStockWatch(tx: Tx, account: { merchantId: string; id: string }): Promise<StockWatchView> {
  const watch = await tx.selectFrom('stock_watch').select(['read_at', 'next_reading_at']).where('merchant_id', '=', account.merchantId).where('ec_account_id', '=', account.id).executeTakeFirst()
  const readings = await listStockReadings(tx, { merchantId: account.merchantId, ecAccountId: account.id, limit: 1 })
  const { rows } = await sql<{ drifted: number; compared: number; notJudged: number }>`
    select count(*) filter (where f.kind = 'drift')::integer as drifted, count(f.kind)::integer as compared, count(*) filter (where f.kind = 'not_judged')::integer as "notJudged"
      from ${storeFigures(sql`v.merchant_id = ${account.merchantId} and v.ec_account_id = ${account.id}`)} f`.execute(tx)
  return { readAt: watch?.read_at?.toISOString() ?? null, nextReadingAt: watch?.next_reading_at.toISOString() ?? null, ...rows[0]!, reading: readings.items[0] ?? null }
}

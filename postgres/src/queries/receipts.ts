import type { DisconnectReason, FetchRunStatus } from '@crossdock/domain'
import type { Actor, ReceiptFigures } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { decodeCursor, isIdKey, pageOf, type Page } from './cursor.ts'
import { receiptFigures, toFigures, type FiguresRow } from './receipt-figures.ts'

/** What came of an authorization after a time in the dark; live until it has ended. */
export interface ReceiptView {
  id: string
  darkFrom: string
  darkTo: string
  reason: DisconnectReason
  actor: Actor
  state: 'live' | 'complete' | 'cut_short'
  endedAt: string | null
  fetchRunId: string | null
  orders: { status: FetchRunStatus; new: number; changed: number; canceled: number; held: number; skipped: number } | null
  parcels: { sent: number; refused: number; waiting: number }
  stockPushes: { sent: number; refused: number; waiting: number }
}

type Row = FiguresRow & {
  id: string; dark_from: Date; dark_to: Date; reason: string; actor_kind: string; actor_name: string; fetch_run_id: string | null
  ended_at: Date | null; outcome: 'complete' | 'cut_short' | null; figures: ReceiptFigures | null
}

/** The receipts of an account, newest first. */
export async function listReceipts(tx: Tx, account: { merchantId: string; id: string }, page: { cursor?: string | undefined; limit: number }): Promise<Page<ReceiptView>> {
  const [after] = page.cursor === undefined ? [] : decodeCursor(page.cursor, [isIdKey])
  const { rows } = await sql<Row>`
    select r.*, ${receiptFigures} from reconnection r
     where r.merchant_id = ${account.merchantId} and r.ec_account_id = ${account.id} ${after === undefined ? sql`` : sql`and r.id < ${after}::uuid`}
     order by r.id desc limit ${page.limit + 1}`.execute(tx)
  return pageOf(rows, page.limit, (row) => [row.id], toReceipt)
}

function toReceipt(row: Row): ReceiptView {
  const { orders, parcels, stockPushes } = row.figures ?? toFigures(row)
  return {
    id: row.id, darkFrom: row.dark_from.toISOString(), darkTo: row.dark_to.toISOString(), reason: row.reason as DisconnectReason,
    actor: { kind: row.actor_kind as Actor['kind'], name: row.actor_name }, state: row.outcome ?? 'live', endedAt: row.ended_at?.toISOString() ?? null, fetchRunId: row.fetch_run_id,
    orders: orders && { ...orders, status: orders.status as FetchRunStatus }, parcels, stockPushes,
  }
}

import { pushDue, type StockLineResult } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** What one store has earned of a product, and what became of it. */
export interface LedgerView {
  earnedHundredths: number
  earned: number
  told: number
  applied: number
  waiting: number
  refused: number
  dismissed: number
  due: number
  refusals: { stockPushId: string; quantity: number; result: StockLineResult; detail: string | null }[]
}

export const emptyLedger: LedgerView = { earnedHundredths: 0, earned: 0, told: 0, applied: 0, waiting: 0, refused: 0, dismissed: 0, due: 0, refusals: [] }

/** The ledgers of a product by EC account, with what the lines of its increments came to. Corrections of a drift are none of it. */
export async function readLedgers(tx: Tx, product: { merchant_id: string; id: string }): Promise<Map<string, LedgerView>> {
  const { rows } = await sql<{ ec_account_id: string; earned_hundredths: number; pushed: number; dismissed: number; applied: number; waiting: number; refused: number; refusals: LedgerView['refusals'] }>`
    select g.ec_account_id, g.earned_hundredths, g.pushed, g.dismissed, coalesce(t.applied, 0) as applied, coalesce(t.waiting, 0) as waiting, coalesce(t.refused, 0) as refused,
           coalesce(t.refusals, '[]') as refusals
      from push_ledger g
      left join lateral (
        select sum(l.quantity) filter (where l.result = 'applied') as applied, sum(l.quantity) filter (where l.result = 'waiting') as waiting,
               sum(l.quantity) filter (where l.result not in ('applied', 'waiting')) as refused,
               to_jsonb((array_agg(jsonb_build_object('stockPushId', s.id, 'quantity', l.quantity, 'result', l.result, 'detail', l.detail) order by s.id desc)
                 filter (where l.result not in ('applied', 'waiting')))[1:5]) as refusals
          from stock_push_line l join stock_push s on s.merchant_id = l.merchant_id and s.id = l.stock_push_id
         where l.merchant_id = g.merchant_id and l.product_id = g.product_id and s.ec_account_id = g.ec_account_id and s.kind = 'increment' and s.origin <> 'drift') t on true
     where g.merchant_id = ${product.merchant_id} and g.product_id = ${product.id}`.execute(tx)
  return new Map(rows.map((row) => [row.ec_account_id, {
    earnedHundredths: row.earned_hundredths, earned: Math.floor(row.earned_hundredths / 100), told: row.pushed - row.dismissed,
    applied: row.applied, waiting: row.waiting, refused: row.refused, dismissed: row.dismissed,
    due: pushDue({ earnedHundredths: row.earned_hundredths, pushed: row.pushed }), refusals: row.refusals,
  }]))
}

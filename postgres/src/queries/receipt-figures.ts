import type { ReceiptFigures } from '@crossdock/flows/ports'
import { sql } from 'kysely'

export interface FiguresRow {
  run: { status: string; new: number; changed: number; canceled: number; held: number; skipped: number } | null
  writes: { kind: 'parcels' | 'stock'; state: string; count: number }[] | null
}

/** What became of a receipt's run and of what waited for it, as it stands; the receipt is `r`. */
export const receiptFigures = sql<FiguresRow>`
  (select json_build_object('status', f.status, 'new', f.new, 'changed', f.changed, 'canceled', f.canceled, 'held', f.held, 'skipped', f.skipped)
     from fetch_run f where f.merchant_id = r.merchant_id and f.id = r.fetch_run_id) as run,
  (select json_agg(w) from (
     select case when kind = 'tracking' then 'parcels' else 'stock' end as kind, state, count(*)::int as count
       from platform_write where merchant_id = r.merchant_id and id = any(r.write_ids) group by 1, 2) w) as writes`

export function toFigures({ run, writes }: FiguresRow): ReceiptFigures {
  const count = (kind: 'parcels' | 'stock', ...states: string[]) =>
    (writes ?? []).filter((each) => each.kind === kind && states.includes(each.state)).reduce((sum, each) => sum + each.count, 0)
  const of = (kind: 'parcels' | 'stock') => ({ sent: count(kind, 'accepted'), refused: count(kind, 'rejected'), waiting: count(kind, 'planned', 'sending', 'unknown') })
  return { orders: run, parcels: of('parcels'), stockPushes: of('stock') }
}

import type { OpenReceipt, ReconnectionRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { receiptFigures, type FiguresRow, toFigures } from '../queries/receipt-figures.ts'

type OpenRow = FiguresRow & { merchant_id: string; id: string; ec_account_id: string; dark_from: Date; dark_to: Date }

export function reconnectionRows(tx: Tx): ReconnectionRows {
  return {
    async open(ref, { id, darkFrom, darkTo, reason, actor, fetchRunId, followsRunId }) {
      await sql`
        insert into reconnection (merchant_id, id, ec_account_id, dark_from, dark_to, reason, actor_kind, actor_name, fetch_run_id, follows_run_id, write_ids)
        select ${ref.merchantId}, ${id}, ${ref.id}, ${darkFrom}, ${darkTo}, ${reason}, ${actor.kind}, ${actor.name}, ${fetchRunId}::uuid, ${followsRunId}::uuid,
               coalesce((select array_agg(w.id) from platform_write w
                          where w.merchant_id = ${ref.merchantId} and w.ec_account_id = ${ref.id} and w.state in ('planned', 'sending', 'unknown')
                            and w.kind in ('tracking', 'stock_increment', 'stock_overwrite')), '{}')`.execute(tx)
    },
    async settled(limit) {
      const { rows } = await sql<OpenRow>`
        select r.*, ${receiptFigures} from reconnection r
         where r.ended_at is null
           and not exists (select from fetch_run f where f.merchant_id = r.merchant_id and f.id in (r.fetch_run_id, r.follows_run_id) and f.status in ('queued', 'running', 'waiting'))
           and not exists (select from platform_write w where w.merchant_id = r.merchant_id and w.id = any(r.write_ids) and w.state in ('planned', 'sending', 'unknown'))
         order by r.dark_to limit ${limit} for update of r skip locked`.execute(tx)
      return rows.map(toOpen)
    },
    async openOf(ref) {
      const { rows } = await sql<OpenRow>`
        select r.*, ${receiptFigures} from reconnection r
         where r.merchant_id = ${ref.merchantId} and r.ec_account_id = ${ref.id} and r.ended_at is null for update of r`.execute(tx)
      return rows[0] ? toOpen(rows[0]) : null
    },
    async end(receipt, outcome, at) {
      const row = await tx
        .updateTable('reconnection')
        .set({ ended_at: at, outcome, figures: JSON.stringify(receipt.figures) })
        .where('merchant_id', '=', receipt.merchantId)
        .where('id', '=', receipt.id)
        .where('ended_at', 'is', null)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
    async stopIdleRuns(ref, at, error) {
      await tx
        .updateTable('fetch_run')
        .set({ status: 'stopped', finished_at: at, waiting_until: null, cursor: null, error: JSON.stringify(error) })
        .where('merchant_id', '=', ref.merchantId)
        .where('ec_account_id', '=', ref.id)
        .where('status', 'in', ['queued', 'waiting'])
        .where('lease_holder', 'is', null)
        .execute()
    },
  }
}

function toOpen(row: OpenRow): OpenReceipt {
  return { merchantId: row.merchant_id, id: row.id, ecAccountId: row.ec_account_id, darkFrom: row.dark_from, darkTo: row.dark_to, figures: toFigures(row) }
}

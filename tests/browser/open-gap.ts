import { changeRows } from './database.ts'
import type { Demo } from './demo.ts'

/** Two days ago until six hours ago were never read of an account that has fetched, and what fills gaps by itself has just failed and pauses. */
export async function openGap(demo: Demo, accountId: string): Promise<void> {
  await changeRows(demo, `update ec_account set fetch_enabled = true, first_connected_at = now() - interval '2 days' where id = $1`, [accountId])
  await changeRows(demo, `update fetch_run set window_from = now() - interval '6 hours' where ec_account_id = $1 and window_from < now() - interval '6 hours' and covered_to > now() - interval '6 hours'`, [accountId])
  await changeRows(demo, `insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, actor_kind, actor_name, created_at, finished_at)
    select merchant_id, new_id(), id, 'gap', 'failed', 'system', 'Crossdock', now(), now() from ec_account where id = $1`, [accountId])
}

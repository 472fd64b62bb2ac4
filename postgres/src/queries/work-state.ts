import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** How the work stands, over all merchants: few numbers, cheap to ask for. */
export interface WorkState {
  /** Jobs that could be taken now. */
  queue: { job: string; waiting: number; oldestSeconds: number }[]
  /** Writes that are not settled. `oldestSeconds` since they were planned; `overdueSeconds` since the one longest due, of accounts that are connected. */
  outbox: { kind: string; state: string; writes: number; oldestSeconds: number; overdueSeconds: number }[]
  rejectedLastDay: number
  /** Slots that have come and that no worker has claimed. */
  slots: { due: number; oldestSeconds: number }
  accounts: { platform: string; status: 'connected' | 'degraded' | 'disconnected' | 'not_verified'; accounts: number }[]
  /** Of the latest run that succeeded, by platform. */
  fetched: { platform: string; at: Date }[]
  holds: { reason: string; holds: number }[]
}

export async function workState(tx: Tx): Promise<WorkState> {
  const queue = await sql<WorkState['queue'][number]>`
    select name as job, count(*)::int as waiting, coalesce(extract(epoch from now() - min(start_after)), 0)::float as "oldestSeconds"
      from pgboss.job where state = 'created' and start_after <= now() and name not like '\\_\\_pgboss%' group by name order by name`.execute(tx)
  const outbox = await sql<WorkState['outbox'][number]>`
    select w.kind, w.state, count(*)::int as writes, extract(epoch from now() - min(w.planned_at))::float as "oldestSeconds",
           greatest(0, coalesce(extract(epoch from now() - min(w.next_attempt_at) filter (where a.connection_status = 'connected' or w.kind = 'revocation')), 0))::float as "overdueSeconds"
      from platform_write w left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id
     where w.state in ('planned', 'sending', 'unknown') group by 1, 2 order by 1, 2`.execute(tx)
  const rejected = await sql<{ count: number }>`select count(*)::int as count from platform_write where state = 'rejected' and settled_at > now() - interval '1 day'`.execute(tx)
  const slots = await sql<WorkState['slots']>`
    select count(*)::int as due, coalesce(extract(epoch from now() - min(next_fetch_at)), 0)::float as "oldestSeconds"
      from ec_account where fetch_enabled and connection_status = 'connected' and next_fetch_at <= now()`.execute(tx)
  const accounts = await sql<WorkState['accounts'][number]>`
    select platform, case when connection_status = 'connected' and degraded_since is not null then 'degraded' else connection_status end as status, count(*)::int as accounts
      from ec_account group by 1, 2 order by 1, 2`.execute(tx)
  const fetched = await sql<WorkState['fetched'][number]>`
    select a.platform, max(r.at) as at from ec_account a
      cross join lateral (select finished_at as at from fetch_run where merchant_id = a.merchant_id and ec_account_id = a.id and status = 'succeeded' order by id desc limit 1) as r
     group by 1 order by 1`.execute(tx)
  const holds = await sql<WorkState['holds'][number]>`select reason, count(*)::int as holds from hold where released_at is null group by 1 order by 1`.execute(tx)
  return {
    queue: queue.rows, outbox: outbox.rows, rejectedLastDay: rejected.rows[0]?.count ?? 0, slots: slots.rows[0] ?? { due: 0, oldestSeconds: 0 },
    accounts: accounts.rows, fetched: fetched.rows, holds: holds.rows,
  }
}

/** Alerts that are open, by kind, over all merchants. */
export async function openAlerts(tx: Tx): Promise<{ kind: string; alerts: number }[]> {
  const { rows } = await sql<{ kind: string; alerts: number }>`select kind, count(*)::int as alerts from alert where closed_at is null group by 1 order by 1`.execute(tx)
  return rows
}

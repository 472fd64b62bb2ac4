import { mkdtemp, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import type { SalePlace } from './place.ts'

/** What each question of a person at three in the morning would show, of a day that does not come to rest. */
const questions: Record<string, string> = {
  'fetch runs': `
    select ec_account_id, trigger, status, attempts, waiting_until, lease_until, error::text from fetch_run where status in ('queued', 'running', 'waiting')`,
  'writes of each account': `
    select ec_account_id, kind, state, error_code, count(*)::int as count, min(attempts) as least_attempts, max(attempts) as most_attempts,
           min(next_attempt_at) as first_due, max(next_attempt_at) as last_due, max(lease_until) as lease_until
      from platform_write where state in ('planned', 'sending', 'unknown') group by 1, 2, 3, 4 order by 1, 2, 3`,
  'accounts': `
    select a.id, a.connection_status, a.status_since, a.disconnect_reason, a.degraded_since, a.trouble::text, to_timestamp(r.rest_until / 1000) as rests_until, to_timestamp(r.full_at / 1000) as full_at,
           c.generation, c.access_expires_at, c.lease_until, c.lease_holder
      from ec_account a left join call_rate r on r.account_id = a.id::text left join ec_credential c on c.ec_account_id = a.id order by 1`,
  'calls of the last two minutes': `
    select ec_account_id, purpose, status, left(failure::text, 200) as failure, count(*)::int as count, max(at) as last, round(avg(duration_ms)) as ms
      from platform_call where at > clock_timestamp() - interval '2 min' group by 1, 2, 3, 4 order by 1, 2, 3 limit 200`,
  'jobs': `
    select name, state, count(*)::int as count, min(start_after) as first_due, max(started_on) as last_start, left(max(output::text), 200) as said
      from pgboss.job where state in ('created', 'retry', 'active', 'failed') group by 1, 2 order by 1, 2`,
  'sessions of the database': `
    select pid, state, wait_event_type, wait_event, clock_timestamp() - xact_start as in_transaction, clock_timestamp() - state_change as since, left(query, 160) as query
      from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by xact_start nulls last`,
  'heartbeats': `select * from process_heartbeat`,
}

/** @returns the lines that say why a day does not come to rest, and where all that its processes said was kept */
export async function whyStuck(database: Pick<pg.Client, 'query'>, place: SalePlace): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'crossdock-saleday-stuck-'))
  const report: string[] = []
  for (const [what, question] of Object.entries(questions)) {
    const rows = await database.query<Record<string, unknown>>(question).then((answer) => answer.rows, (err: unknown) => [{ failed: String(err) }])
    report.push(`${what}:`, ...rows.map((row) => `  ${JSON.stringify(row)}`))
  }
  await writeFile(path.join(folder, 'report.txt'), `${report.join('\n')}\n`)
  await writeFile(path.join(folder, 'server.log'), place.server.output())
  await writeFile(path.join(folder, 'worker.log'), place.worker.output())
  const mostLines = 60
  return [...report.slice(0, mostLines), ...(report.length > mostLines ? [`… and ${report.length - mostLines} lines more`] : []), `All of it, and what the server and the worker said: ${folder}`]
}

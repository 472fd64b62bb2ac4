import { coverageDays } from '@crossdock/domain'
import type { CoverageRows, CoveredAccount } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'

interface CoveredRow {
  merchant_id: string
  id: string
  first_connected_at: Date
  fetched: boolean
  fetch_enabled: boolean
  connected: boolean
  fetch_schedule: string[]
  time_zone: string
  froms: Date[]
  tos: Date[]
  clock_ahead_s: number | null
  last_gap_at: Date | null
  vain_gaps: number
}

export function coverageRows(tx: Tx): CoverageRows {
  return {
    idleAccounts: (now) =>
      readCovered(tx, now, sql`a.fetch_enabled and a.connection_status = 'connected' and a.covered_until is not null and (a.next_fetch_at is null or a.next_fetch_at > ${now})
        and not exists (select from fetch_run o where o.merchant_id = a.merchant_id and o.ec_account_id = a.id and o.status in ('queued', 'running', 'waiting'))`),
    of: async ({ merchantId, id }, now) => (await readCovered(tx, now, sql`a.merchant_id = ${merchantId} and a.id = ${id}`))[0] ?? null,
  }
}

/** Accounts that were ever connected, with what was read of each: as few spans as it takes, so that a month of runs is no more than its gaps. */
export async function readCovered(tx: Tx, now: Date, is: RawBuilder<unknown>): Promise<CoveredAccount[]> {
  const { rows } = await sql<CoveredRow>`
    select a.merchant_id, a.id, a.first_connected_at, a.covered_until is not null as fetched, a.fetch_enabled, a.connection_status = 'connected' as connected, a.fetch_schedule, a.time_zone,
           c.froms, c.tos, g.last_gap_at, g.vain_gaps,
           (select r.clock_ahead_s from fetch_run r where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.clock_ahead_s is not null order by r.id desc limit 1) as clock_ahead_s
      from ec_account a,
           lateral (select coalesce(array_agg(lower(s) order by s), '{}') as froms, coalesce(array_agg(upper(s) order by s), '{}') as tos
                      from unnest((select range_agg(tstzrange(r.window_from, r.covered_to)) from fetch_run r
                                    where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.covered_to > r.window_from
                                      and r.covered_to > ${now}::timestamptz - make_interval(days => ${coverageDays}))) as s) c,
           lateral (select max(r.finished_at) as last_gap_at, count(*) filter (where r.status <> 'succeeded' or r.covered_to <= r.window_from)::int as vain_gaps from fetch_run r
                     where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.trigger = 'gap' and r.created_at > ${now}::timestamptz - interval '1 day') g
     where a.first_connected_at is not null and ${is}
     order by a.merchant_id, a.id`.execute(tx)
  return rows.map((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    facts: {
      firstConnectedAt: row.first_connected_at, fetched: row.fetched, fetchEnabled: row.fetch_enabled, connected: row.connected, fetchSchedule: row.fetch_schedule, timeZone: row.time_zone, clockAheadMs: (row.clock_ahead_s ?? 0) * 1000,
    },
    covered: row.froms.map((from, index) => ({ from, to: row.tos[index]! })),
    lastGapRunAt: row.last_gap_at,
    vainGapRuns: row.vain_gaps,
  }))
}

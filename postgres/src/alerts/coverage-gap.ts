import { coverageGaps, ownerOfTrouble, type NamedTrouble } from '@crossdock/domain'
import { sql } from 'kysely'
import { readCovered } from '../tables/coverage.ts'
import { addressed, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/** Time of a connected store that should have been read, and that the runs which were to fill it could not read either. */
export const coverageGap: Condition = async (tx, now) => {
  const accounts = await readCovered(tx, now, sql`a.fetch_enabled and a.connection_status = 'connected' and exists (select from merchant m where m.merchant_id = a.merchant_id and m.active)
    and exists (select from fetch_run g where g.merchant_id = a.merchant_id and g.ec_account_id = a.id and g.trigger = 'gap' and g.status in ('failed', 'stopped') and g.created_at > ${now}::timestamptz - interval '1 day')`)
  const withGaps = accounts.map((each) => ({ ...each, gaps: coverageGaps(each.facts, each.covered, now) })).filter((each) => each.gaps.length > 0)
  if (withGaps.length === 0) return []
  const { rows } = await sql<{ id: string; account: string; merchant: string; error: NamedTrouble & { message: string } | null; down: boolean }>`
    select a.id, a.display_name as account, m.name as merchant, d.platform is not null as down,
           (select g.error from fetch_run g where g.merchant_id = a.merchant_id and g.ec_account_id = a.id and g.trigger = 'gap' and g.status = 'failed' order by g.id desc limit 1) as error
      from ec_account a join merchant m on m.merchant_id = a.merchant_id left join (${platformsDown}) d on d.platform = a.platform
     where a.id = any(${withGaps.map((each) => each.id)}::uuid[])`.execute(tx)
  const told = new Map(rows.map((row) => [row.id, row]))
  return withGaps.flatMap(({ merchantId, id, gaps, lastGapRunAt }) => {
    const { account, merchant, error, down } = told.get(id)!
    return addressed('coverage_gap', error?.code ? ownerOfTrouble(error) : 'platform', down, { merchantId, groupKey: id, subjectId: id, since: lastGapRunAt ?? now, count: gaps.length, params: { account, merchant, error: error?.message ?? '' } })
  })
}

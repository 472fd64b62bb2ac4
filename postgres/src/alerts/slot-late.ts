import { ownerOfDelay, type NamedTrouble } from '@crossdock/domain'
import { sql } from 'kysely'
import { addressed, before, ownTroubles, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/** A run for a slot that is still under way after so long is late too. */
const longestRunMs = 30 * 60_000

/**
 * A slot has come and its run has not begun, or is still not done for another reason than our own trouble. What an account's
 * run waits for says whose move it is, also where the slot waits for an earlier run; a slot that nothing is in the way of is ours.
 */
export const slotLate: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; begun: boolean; running: boolean; error: NamedTrouble & { message: string } | null; degraded: boolean; down: boolean }>`
    select late.merchant_id, late.id, min(late.since) as since, a.display_name as account, m.name as merchant, bool_or(late.begun) as begun,
           r.id is not null as running, r.error, a.degraded_since is not null as degraded, d.platform is not null as down
      from (
        select merchant_id, id, next_fetch_at as since, false as begun from ec_account
         where fetch_enabled and connection_status = 'connected' and next_fetch_at < ${now}
        union all
        select merchant_id, ec_account_id, created_at, true from fetch_run
         where status in ('queued', 'running', 'waiting') and slot_date is not null and created_at < ${before(now, longestRunMs)}
      ) late
      join ec_account a on a.merchant_id = late.merchant_id and a.id = late.id join merchant m on m.merchant_id = a.merchant_id
      left join fetch_run r on r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.status in ('queued', 'running', 'waiting')
      left join (${platformsDown}) d on d.platform = a.platform
     where a.connection_status = 'connected' and m.active and coalesce(r.error ->> 'code', '') not in ${ownTroubles}
     group by late.merchant_id, late.id, a.display_name, m.name, r.id, r.error, a.degraded_since, d.platform`.execute(tx)
  return rows.flatMap(({ merchant_id, id, since, account, merchant, begun, running, error, degraded, down }) =>
    addressed('slot_late', running ? ownerOfDelay(error?.code ? error : null, { degraded }) : 'crossdock', down, {
      merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, params: { account, merchant, state: begun ? 'under_way' : 'not_begun', error: error?.message ?? '' },
    }))
}

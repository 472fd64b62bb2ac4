import { sql } from 'kysely'
import { before, ownTroubles, type Condition } from './condition.ts'

/** A run for a slot that is still under way after so long is late too. */
const longestRunMs = 30 * 60_000

/** A slot has come and its run has not begun, or is still not done for another reason than our own trouble. */
export const slotLate: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; begun: boolean }>`
    select late.merchant_id, late.id, min(late.since) as since, a.display_name as account, m.name as merchant, bool_or(late.begun) as begun
      from (
        select merchant_id, id, next_fetch_at as since, false as begun from ec_account
         where fetch_enabled and connection_status = 'connected' and next_fetch_at < ${now}
        union all
        select merchant_id, ec_account_id, created_at, true from fetch_run
         where status in ('queued', 'running', 'waiting') and slot_date is not null and created_at < ${before(now, longestRunMs)} and coalesce(error ->> 'code', '') not in ${ownTroubles}
      ) late
      join ec_account a on a.merchant_id = late.merchant_id and a.id = late.id join merchant m on m.merchant_id = a.merchant_id
     where a.connection_status = 'connected' and m.active
     group by late.merchant_id, late.id, a.display_name, m.name`.execute(tx)
  return rows.map(({ merchant_id, id, since, account, merchant, begun }) => ({
    merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, params: { account, merchant, state: begun ? 'under_way' : 'not_begun' },
  }))
}

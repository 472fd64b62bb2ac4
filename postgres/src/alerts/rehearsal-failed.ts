import { ownerOfRehearsal, type RehearsalCheck } from '@crossdock/domain'
import { sql } from 'kysely'
import { ownTroubles, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/**
 * The rehearsal of a slot that still lies ahead found what will stop the fetch; or what passes by itself and was still there
 * when it was looked at again, and is not told of already: a platform that is down, or trouble of our own that every store has.
 */
export const rehearsalFailed: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; slot: string; passing: boolean; check: RehearsalCheck; trouble: { kind: string; code: string; message: string } }>`
    select a.merchant_id, a.id, case when r.failed_check in ('scope', 'shop') then r.tried_at else coalesce(a.degraded_since, r.tried_at) end as since, a.display_name as account, m.name as merchant, r.slot_time as slot, r.failed_check not in ('scope', 'shop') as passing, r.failed_check as check, r.trouble
      from rehearsal r
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
      join merchant m on m.merchant_id = a.merchant_id
      left join (${platformsDown}) d on d.platform = a.platform
     where r.state = 'failed' and r.slot_at > ${now} and a.connection_status = 'connected' and m.active
       and (r.failed_check in ('scope', 'shop') or r.attempts > 1 and d.platform is null and r.trouble ->> 'code' not in ${ownTroubles})`.execute(tx)
  return rows.map(({ merchant_id, id, since, account, merchant, slot, passing, check, trouble }) => ({
    merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, owner: ownerOfRehearsal(check, trouble), params: { account, merchant, slot, state: passing ? 'passing' : 'refused', error: trouble.message },
  }))
}

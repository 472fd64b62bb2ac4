import { ownerOfTrouble } from '@crossdock/domain'
import { sql } from 'kysely'
import { addressed, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/** The latest run for a slot failed, and nothing has been fetched since. */
export const slotMissed: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; slot: string | null; error: { kind: string; code: string; message: string } | null; run: string; down: boolean }>`
    select a.merchant_id, a.id, r.finished_at as since, a.display_name as account, m.name as merchant, r.slot_time as slot, r.error, r.id as run, d.platform is not null as down
      from ec_account a join merchant m on m.merchant_id = a.merchant_id left join (${platformsDown}) d on d.platform = a.platform
      cross join lateral (
        select r.id, r.status, r.finished_at, r.slot_time, r.error, r.trigger from fetch_run r
         where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.status in ('succeeded', 'failed') and (r.status = 'succeeded' or r.trigger in ('slot', 'catch_up'))
         order by r.id desc limit 1) r
     where a.connection_status = 'connected' and a.fetch_enabled and m.active and r.status = 'failed' and r.finished_at is not null`.execute(tx)
  return rows.flatMap(({ merchant_id, id, since, account, merchant, slot, error, run, down }) => {
    const owner = error?.code ? ownerOfTrouble(error) : 'platform'
    // Where access has to be granted, the account is the place to go to, not the run.
    return addressed('slot_missed', owner, down, { merchantId: merchant_id, groupKey: id, subjectId: owner === 'merchant' ? id : run, since, count: 1, params: { account, merchant, slot: slot ?? '', error: error?.message ?? '' } })
  })
}

import { isOurOwn, ownerOfTrouble, type NamedTrouble } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/**
 * The latest comparison of a connected store's orders with ours failed, and none has ended well since: nobody knows that none is
 * missing. While the platform is down as a whole, or refuses our own credentials, that is told instead.
 */
export const reconciliationFailed: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; trouble: NamedTrouble & { message: string } }>`
    select a.merchant_id, a.id, f.since, a.display_name as account, m.name as merchant, r.error as trouble
      from ec_account a
      join merchant m on m.merchant_id = a.merchant_id and m.active
      cross join lateral (
        select r.status, r.error from reconciliation r where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.status in ('succeeded', 'failed') order by r.id desc limit 1) r
      cross join lateral (
        select min(f.finished_at) as since from reconciliation f
         where f.merchant_id = a.merchant_id and f.ec_account_id = a.id and f.status = 'failed'
           and not exists (select from reconciliation g where g.merchant_id = f.merchant_id and g.ec_account_id = f.ec_account_id and g.status = 'succeeded' and g.id > f.id)) f
      left join (${platformsDown}) d on d.platform = a.platform
     where r.status = 'failed' and a.connection_status = 'connected' and a.fetch_enabled and d.platform is null`.execute(tx)
  return rows.filter(({ trouble }) => !isOurOwn(trouble.code)).map(({ merchant_id, id, since, trouble, ...params }) => {
    const owner = ownerOfTrouble(trouble)
    const state = trouble.code === 'list_incomplete' ? 'incomplete' : owner === 'merchant' ? 'access' : owner === 'crossdock' ? 'ours' : 'other'
    return { merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, owner, params: { ...params, state, error: trouble.message } }
  })
}

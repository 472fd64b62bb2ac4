import { sql } from 'kysely'
import type { Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/** A merchant's connected stores on one platform that are in trouble. While the whole platform is down, the warehouse hears of that instead. */
export const degraded: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; platform: string; since: Date; accounts: number; id: string; account: string; merchant: string; detail: string | null; down: boolean }>`
    select a.merchant_id, a.platform, min(a.degraded_since) as since, count(*)::integer as accounts,
           (array_agg(a.id order by a.degraded_since, a.id))[1] as id, (array_agg(a.display_name order by a.degraded_since, a.id))[1] as account, m.name as merchant,
           (array_agg(a.trouble ->> 'message' order by a.degraded_since, a.id))[1] as detail, d.platform is not null as down
      from ec_account a join merchant m on m.merchant_id = a.merchant_id left join (${platformsDown}) d on d.platform = a.platform
     where a.connection_status = 'connected' and a.degraded_since is not null and m.active
     group by a.merchant_id, a.platform, m.name, d.platform`.execute(tx)
  return rows.map(({ merchant_id, platform, since, accounts, id, down, ...params }) => ({
    merchantId: merchant_id, groupKey: platform, subjectId: accounts === 1 ? id : null, since, count: accounts, params: { platform, ...params }, ...(down ? { audience: ['merchant'] as const } : {}),
  }))
}

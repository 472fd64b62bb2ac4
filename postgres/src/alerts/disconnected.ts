import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** A store that refuses our access, or whose access was lost with its key. One that somebody disconnected here on purpose is no news to anybody. */
export const disconnected: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; platform: string; reason: string; unsent: number }>`
    select a.merchant_id, a.id, a.status_since as since, a.display_name as account, m.name as merchant, a.platform, case when a.trouble ->> 'code' = 'key_lost' then 'key_lost' else a.disconnect_reason end as reason,
           (select count(*) from platform_write w where w.merchant_id = a.merchant_id and w.ec_account_id = a.id and w.state in ('planned', 'sending', 'unknown') and w.kind <> 'revocation') as unsent
      from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where a.connection_status = 'disconnected' and (a.disconnect_reason <> 'revoked_here' or a.trouble ->> 'code' = 'key_lost') and a.status_since is not null and m.active`.execute(tx)
  return rows.map(({ merchant_id, id, since, ...params }) => ({ merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, params }))
}

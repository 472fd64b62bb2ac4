import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** Writes that wait to be sent to a store that is connected; while it is not, that is the cause, and has an alert of its own. */
export const writeUnsent: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; account_id: string; since: Date; writes: number; account: string; merchant: string; error: string | null }>`
    select w.merchant_id, w.ec_account_id as account_id, min(w.planned_at) as since, count(*)::integer as writes, a.display_name as account, m.name as merchant,
           (array_agg(w.error order by w.planned_at))[1] as error
      from platform_write w join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
     where w.state in ('planned', 'sending', 'unknown') and w.asked_at is null and w.kind <> 'revocation' and a.connection_status = 'connected' and m.active
     group by w.merchant_id, w.ec_account_id, a.display_name, m.name`.execute(tx)
  return rows.map(({ merchant_id, account_id, since, writes, account, merchant, error }) => ({
    merchantId: merchant_id, groupKey: account_id, subjectId: account_id, since, count: writes, params: { account, merchant, error: error ?? '' },
  }))
}

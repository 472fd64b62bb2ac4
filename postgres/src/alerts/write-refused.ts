import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** What a store refused for good, or what nobody but a person can say the outcome of, by account and kind of write. */
export const writeRefused: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; account_id: string; write: string; since: Date; writes: number; account: string; merchant: string; error: string | null }>`
    select w.merchant_id, w.ec_account_id as account_id, w.kind as write, min(coalesce(w.settled_at, w.asked_at)) as since, count(*)::integer as writes, a.display_name as account, m.name as merchant,
           (array_agg(coalesce(w.error, w.error_code) order by coalesce(w.settled_at, w.asked_at) desc))[1] as error
      from platform_write w join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
     where ((w.state = 'rejected' and w.settled_at is not null) or w.asked_at is not null) and m.active
     group by w.merchant_id, w.ec_account_id, w.kind, a.display_name, m.name`.execute(tx)
  return rows.map(({ merchant_id, account_id, since, writes, error, ...params }) => ({
    merchantId: merchant_id, groupKey: `${account_id} ${params.write}`, subjectId: account_id, since, count: writes, params: { ...params, error: error ?? '' },
  }))
}

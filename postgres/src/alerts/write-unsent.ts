import { sql } from 'kysely'
import { before, type Condition } from './condition.ts'

/** So long after it was shipped, a store has to know of a parcel, whatever keeps us from telling it. */
const longestUnsentMs = 24 * 3_600_000

/**
 * Writes that wait to be sent to a store that is connected; while it is not, that is the cause, and has an alert of its own,
 * but for parcels that left a day ago: of those somebody hears also where the store was disconnected on purpose.
 */
export const writeUnsent: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; account_id: string; since: Date; writes: number; account: string; merchant: string; status: string; error: string | null }>`
    select w.merchant_id, w.ec_account_id as account_id, min(w.planned_at) as since, count(*)::integer as writes, a.display_name as account, m.name as merchant, a.connection_status as status,
           (array_agg(w.error order by w.planned_at))[1] as error
      from platform_write w join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
     where w.state in ('planned', 'sending', 'unknown') and w.asked_at is null and w.kind <> 'revocation' and m.active
       and (a.connection_status = 'connected' or w.kind = 'tracking' and w.planned_at <= ${before(now, longestUnsentMs)})
     group by w.merchant_id, w.ec_account_id, a.display_name, a.connection_status, m.name`.execute(tx)
  return rows.map(({ merchant_id, account_id, since, writes, account, merchant, status, error }) => ({
    merchantId: merchant_id, groupKey: account_id, subjectId: account_id, since, count: writes, params: { account, merchant, status, error: error ?? '' }, ...(status === 'connected' ? {} : { owner: 'merchant' as const }),
  }))
}

import { sql } from 'kysely'
import { before, ownTroubles, type Condition } from './condition.ts'

/** So long after it was planned, a store has to know of a parcel, and of access that was ended, whatever keeps us from telling it. */
const longestUnsentMs = 24 * 3_600_000

/**
 * Writes that wait to be sent to a store that is connected; while it is not, that is the cause, and has an alert of its own,
 * but for parcels that left a day ago: of those somebody hears also where the store was disconnected on purpose. Access that
 * was ended here and not at the store is an alert of its own, also where the account is gone.
 */
export const writeUnsent: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; account_id: string; gone: boolean; revoking: boolean; since: Date; writes: number; account: string; merchant: string; status: string; error: string | null }>`
    select w.merchant_id, w.ec_account_id as account_id, a.id is null as gone, w.kind = 'revocation' as revoking, min(w.planned_at) as since, count(*)::integer as writes,
           coalesce(a.display_name, min(w.request ->> 'displayName'), '–') as account, m.name as merchant, a.connection_status as status, (array_agg(w.error order by w.planned_at))[1] as error
      from platform_write w left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
     where w.state in ('planned', 'sending', 'unknown') and w.asked_at is null and m.active
       and (w.kind in ('tracking', 'revocation') and w.planned_at <= ${before(now, longestUnsentMs)}
            or (w.kind = 'revocation' or a.connection_status = 'connected') and (w.error_code is null or w.error_code not in ${ownTroubles}))
     group by w.merchant_id, w.ec_account_id, a.id, w.kind = 'revocation', a.display_name, a.connection_status, m.name`.execute(tx)
  return rows.map(({ merchant_id, account_id, gone, revoking, since, writes, account, merchant, status, error }) => ({
    merchantId: merchant_id, groupKey: revoking ? `${account_id} revocation` : account_id, subjectId: gone ? null : account_id, since, count: writes, params: { account, merchant, status: revoking ? 'revoking' : status, error: error ?? '' },
    ...(revoking ? { owner: 'platform' as const } : status === 'connected' ? {} : { owner: 'merchant' as const }),
  }))
}

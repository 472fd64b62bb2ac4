import { fetchableDays } from '@crossdock/domain'
import { sql } from 'kysely'
import { before, type Condition } from './condition.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Told this long before the first order is too old to be fetched. */
const noticeDays = 2

/** A store that was last read so long ago that orders placed since will soon be too old to be fetched. */
export const ordersAging: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; id: string; covered: Date; account: string; merchant: string; status: string }>`
    select a.merchant_id, a.id, a.covered_until as covered, a.display_name as account, m.name as merchant, a.connection_status as status
      from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where a.covered_until < ${before(now, (fetchableDays - noticeDays) * dayMs)} and m.active
       and (a.connection_status = 'connected' and a.fetch_enabled or a.connection_status = 'disconnected' and a.disconnect_reason <> 'revoked_here')`.execute(tx)
  return rows.map(({ merchant_id, id, covered, ...params }) => {
    const left = covered.getTime() + fetchableDays * dayMs - now.getTime()
    return {
      merchantId: merchant_id, groupKey: id, subjectId: id, since: new Date(covered.getTime() + (fetchableDays - noticeDays) * dayMs), count: 1,
      params: { ...params, hoursLeft: Math.max(0, Math.floor(left / hourMs)) },
      // A store that refuses us waits for its merchant; one that is connected, and is not read all the same, for us.
      ...(params.status === 'connected' ? { owner: 'crossdock' as const } : {}),
    }
  })
}

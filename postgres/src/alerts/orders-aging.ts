import type { AgeingCause } from '@crossdock/domain'
import type { AlertCause } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { accountsAgeingOut } from '../queries/coverage.ts'
import type { Condition } from './condition.ts'

const hourMs = 3_600_000
/** Who can let the orders be fetched. */
const owners: Record<AgeingCause, NonNullable<AlertCause['owner']>> = { disconnected: 'merchant', fetch_off: 'warehouse', no_schedule: 'warehouse', not_read: 'crossdock' }

/**
 * Orders that will soon be too old to be fetched, or already are: an alert of its own 72 hours before, 24 hours before, and
 * when it is too late. A store that was disconnected here on purpose is no exception: it goes on selling. It is silent after a
 * fortnight (`ageingOut`).
 */
export const ordersAging: Condition = async (tx, now) => {
  const ageing = await accountsAgeingOut(tx, now, sql`exists (select from merchant m where m.merchant_id = a.merchant_id and m.active)`)
  if (ageing.length === 0) return []
  const { rows } = await sql<{ id: string; account: string; merchant: string; status: string }>`
    select a.id, a.display_name as account, m.name as merchant, a.connection_status as status from ec_account a join merchant m on m.merchant_id = a.merchant_id
     where a.id = any(${ageing.map((each) => each.ecAccountId)}::uuid[])`.execute(tx)
  return ageing.flatMap(({ merchantId, ecAccountId, deadline, level, cause }) => {
    const row = rows.find((each) => each.id === ecAccountId)
    if (!row) return []
    const hoursLeft = Math.max(0, Math.floor((deadline.getTime() - now.getTime()) / hourMs))
    return [{ merchantId, groupKey: `${ecAccountId}/${level}`, subjectId: ecAccountId, since: now, count: 1, params: { account: row.account, merchant: row.merchant, status: row.status, hoursLeft }, owner: owners[cause] }]
  })
}

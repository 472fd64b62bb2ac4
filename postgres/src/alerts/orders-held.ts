import { ownerOf, type HoldReason } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** Orders that wait, by reason. */
export const ordersHeld: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; reason: HoldReason; since: Date; orders: number; merchant: string }>`
    select h.merchant_id, h.reason, min(h.created_at) as since, count(*)::integer as orders, m.name as merchant
      from hold h join merchant m on m.merchant_id = h.merchant_id
     where h.released_at is null and m.active
     group by h.merchant_id, h.reason, m.name`.execute(tx)
  return rows.map(({ merchant_id, reason, since, orders, merchant }) => ({
    merchantId: merchant_id, groupKey: reason, owner: ownerOf(reason), subjectId: null, since, count: orders, params: { reason, merchant },
  }))
}

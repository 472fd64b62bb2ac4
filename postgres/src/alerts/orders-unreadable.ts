import { sql } from 'kysely'
import { isUnreadable } from '../queries/unreadable-orders.ts'
import type { Condition } from './condition.ts'

/** Orders of a store that came and could not be read: nobody ships them, and no hold tells of them. */
export const ordersUnreadable: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; orders: number; account: string; merchant: string; number: string; problem: string | null }>`
    select p.merchant_id, a.id, min(p.received_at) as since, count(*)::integer as orders, a.display_name as account, m.name as merchant,
           (array_agg(coalesce(p.order_number, p.platform_order_id) order by p.received_at desc, p.platform_order_id))[1] as number,
           (array_agg(p.skip_detail order by p.received_at desc, p.platform_order_id))[1] as problem
      from platform_order p join ec_account a on a.merchant_id = p.merchant_id and a.id = p.ec_account_id join merchant m on m.merchant_id = p.merchant_id
     where ${isUnreadable(now)} and m.active
     group by p.merchant_id, a.id, a.display_name, m.name`.execute(tx)
  return rows.map(({ merchant_id, id, since, orders, number, problem, ...params }) => ({
    merchantId: merchant_id, groupKey: id, subjectId: id, since, count: orders, params: { ...params, error: `${number}: ${problem ?? ''}` },
  }))
}

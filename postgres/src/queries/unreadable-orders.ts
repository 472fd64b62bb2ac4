import { fetchableDays } from '@crossdock/domain'
import type { AccountRef } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Orders of a store that came and could not be read, so that nobody here has them. Instants are ISO 8601. */
export interface UnreadableOrders {
  count: number
  /** The latest of them. */
  orders: { platformOrderId: string; orderNumber: string | null; problem: string; receivedAt: string }[]
}

const shown = 20

/** For as long as a platform shows them: after that, nothing that it sends can mend them. One that we hold is on hold instead. */
export const isUnreadable = (now: Date) => sql<boolean>`p.skip_reason = 'malformed' and p.order_id is null and p.received_at > ${new Date(now.getTime() - fetchableDays * 86_400_000)}`

export async function unreadableOrders(tx: Tx, { merchantId, id }: AccountRef, now: Date): Promise<UnreadableOrders> {
  const { rows } = await sql<{ platform_order_id: string; order_number: string | null; skip_detail: string | null; received_at: Date; count: number }>`
    select p.platform_order_id, p.order_number, p.skip_detail, p.received_at, (count(*) over ())::integer as count
      from platform_order p where p.merchant_id = ${merchantId} and p.ec_account_id = ${id} and ${isUnreadable(now)}
     order by p.received_at desc, p.platform_order_id limit ${shown}`.execute(tx)
  return {
    count: rows[0]?.count ?? 0,
    orders: rows.map((row) => ({ platformOrderId: row.platform_order_id, orderNumber: row.order_number, problem: row.skip_detail ?? '', receivedAt: row.received_at.toISOString() })),
  }
}

import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { send } from '../send.ts'

/**
 * Waits for its turn with these merchants' orders, and has it until the transaction ends. Row locks alone would not do: what
 * another transaction has not committed cannot be seen, let alone locked, so an order and the cause that frees it would miss
 * each other. Merchants are taken in one order by everybody.
 * @param ids a query of merchant ids
 */
export async function lockMerchants(tx: Tx, ids: RawBuilder<unknown>): Promise<void> {
  await send(tx, sql`
    select pg_advisory_xact_lock(hashtextextended('orders of ' || merchant_id, 0))
      from (select distinct merchant_id from (${ids}) as asked (merchant_id) order by merchant_id) as merchants`)
}

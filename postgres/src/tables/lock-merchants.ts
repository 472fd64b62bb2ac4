import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { send, sendPrepared } from '../send.ts'

const turn = (merchantId: RawBuilder<unknown>) => sql`pg_advisory_xact_lock(hashtextextended('orders of ' || ${merchantId}, 0))`

/** As `lockMerchants`, of one. */
export async function lockMerchant(tx: Tx, merchantId: string): Promise<void> {
  await sendPrepared(tx, sql`select ${turn(sql`${merchantId}::uuid`)}`)
}

/**
 * Waits for its turn with these merchants' orders, and has it until the transaction ends. Row locks alone would not do: what
 * another transaction has not committed cannot be seen, let alone locked, so an order and the cause that frees it would miss
 * each other. Merchants are taken in one order by everybody.
 * @param ids a query of merchant ids
 */
export async function lockMerchants(tx: Tx, ids: RawBuilder<unknown>): Promise<void> {
  await send(tx, sql`
    select ${turn(sql`merchant_id`)}
      from (select distinct merchant_id from (${ids}) as asked (merchant_id) order by merchant_id) as merchants`)
}

import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Notes on a request's Idempotency-Key that it kept something, in the transaction that does; nothing where that one only reads. */
export async function noteRequestWork(tx: Tx, request: { principalId: string; key: string }): Promise<void> {
  await sql`
    insert into request_work (principal_id, key) select ${request.principalId}::uuid, ${request.key} where pg_current_xact_id_if_assigned() is not null
    on conflict (principal_id, key) do update set at = now()`.execute(tx)
}

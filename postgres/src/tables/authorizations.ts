import type { AuthorizationAttempt, AuthorizationRows } from '@crossdock/flows/ports'
import type { Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { AuthorizationAttemptTable } from '../tables.ts'

export function authorizationRows(tx: Tx): AuthorizationRows {
  const update = (merchantId: string, id: string) => tx.updateTable('authorization_attempt').where('merchant_id', '=', merchantId).where('id', '=', id)
  const orNull = (row: Selectable<AuthorizationAttemptTable> | undefined) => (row ? toAttempt(row) : null)
  return {
    async insert(attempt) {
      await tx
        .insertInto('authorization_attempt')
        .values({
          merchant_id: attempt.merchantId, id: attempt.id, ec_account_id: attempt.ecAccountId, state_hash: Buffer.from(attempt.stateHash),
          sealed_verifier: Buffer.from(attempt.sealedVerifier), key_id: attempt.keyId, session_hash: Buffer.from(attempt.sessionHash),
          user_id: attempt.userId, user_name: attempt.userName, created_at: attempt.createdAt, expires_at: attempt.expiresAt,
        })
        .execute()
    },
    async lockByState(stateHash) {
      return orNull(await tx.selectFrom('authorization_attempt').selectAll().where('state_hash', '=', Buffer.from(stateHash)).forUpdate().executeTakeFirst())
    },
    async lock(merchantId, id) {
      return orNull(await tx.selectFrom('authorization_attempt').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id).forUpdate().executeTakeFirst())
    },
    async use(merchantId, id, at) {
      await update(merchantId, id).set({ used_at: at }).execute()
    },
    async conclude(merchantId, id, outcome) {
      await update(merchantId, id).set({ outcome }).execute()
    },
    async endAll(ref, outcome, at) {
      await tx
        .updateTable('authorization_attempt')
        .set((eb) => ({ outcome, used_at: eb.fn.coalesce('used_at', eb.val(at)) }))
        .where('merchant_id', '=', ref.merchantId)
        .where('ec_account_id', '=', ref.id)
        .where('outcome', 'is', null)
        .execute()
    },
    async prune(before) {
      const gone = await tx.deleteFrom('authorization_attempt').where('created_at', '<', before).executeTakeFirst()
      return Number(gone.numDeletedRows)
    },
  }
}

function toAttempt(row: Selectable<AuthorizationAttemptTable>): AuthorizationAttempt {
  return {
    merchantId: row.merchant_id, id: row.id, ecAccountId: row.ec_account_id, stateHash: row.state_hash, sealedVerifier: row.sealed_verifier, keyId: row.key_id,
    sessionHash: row.session_hash, userId: row.user_id, userName: row.user_name, createdAt: row.created_at, expiresAt: row.expires_at, usedAt: row.used_at, outcome: row.outcome,
  }
}

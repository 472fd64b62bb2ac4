import type { AccountRef, Credential, CredentialRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { EcCredentialTable } from '../tables.ts'

export function credentialRows(tx: Tx): CredentialRows {
  const of = (ref: AccountRef) => tx.selectFrom('ec_credential').selectAll().where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id)
  const update = (ref: AccountRef) => tx.updateTable('ec_credential').where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id)
  const orNull = (row: Selectable<EcCredentialTable> | undefined) => (row ? toCredential(row) : null)
  return {
    get: async (ref) => orNull(await of(ref).executeTakeFirst()),
    lock: async (ref) => orNull(await of(ref).forUpdate().executeTakeFirst()),
    async grant(ref, grantId, pair, at) {
      const columns = {
        grant_id: grantId, sealed: Buffer.from(pair.sealed), key_id: pair.keyId, access_expires_at: pair.accessExpiresAt, refreshed_at: at, lease_until: null, lease_holder: null,
      }
      await tx
        .insertInto('ec_credential')
        .values({ merchant_id: ref.merchantId, ec_account_id: ref.id, generation: 1, ...columns })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id']).doUpdateSet({ generation: sql`ec_credential.generation + 1`, ...columns }))
        .execute()
    },
    async renew(ref, generation, pair, at) {
      const row = await update(ref)
        .set({
          generation: generation + 1, sealed: Buffer.from(pair.sealed), key_id: pair.keyId, access_expires_at: pair.accessExpiresAt, refreshed_at: at, lease_until: null, lease_holder: null,
        })
        .where('generation', '=', generation)
        .where('sealed', 'is not', null)
        .returning('generation')
        .executeTakeFirst()
      return row !== undefined
    },
    async giveUp(ref) {
      await update(ref)
        .set({ generation: sql`generation + 1`, sealed: null, key_id: null, access_expires_at: null, lease_until: null, lease_holder: null })
        .where('sealed', 'is not', null)
        .execute()
    },
    async lease(ref, generation, holder, seconds) {
      const row = await update(ref)
        .set({ lease_holder: holder, lease_until: sql`now() + make_interval(secs => ${seconds})` })
        .where('generation', '=', generation)
        .where('sealed', 'is not', null)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`now()`), eb('lease_holder', '=', holder)]))
        .returning('generation')
        .executeTakeFirst()
      return row !== undefined
    },
    async release(ref, holder) {
      await update(ref).set({ lease_until: null, lease_holder: null }).where('lease_holder', '=', holder).execute()
    },
  }
}

function toCredential(row: Selectable<EcCredentialTable>): Credential {
  return {
    generation: row.generation,
    grantId: row.grant_id,
    refreshedAt: row.refreshed_at,
    pair: row.sealed === null || row.key_id === null || row.access_expires_at === null ? null : { sealed: row.sealed, keyId: row.key_id, accessExpiresAt: row.access_expires_at },
  }
}

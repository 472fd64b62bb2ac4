import type { AccountRef, Credential, CredentialRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'
import type { EcCredentialTable } from '../tables.ts'

export function credentialRows(tx: Tx): CredentialRows {
  const of = (ref: AccountRef) => tx.selectFrom('ec_credential').selectAll().where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id)
  const update = (ref: AccountRef) => tx.updateTable('ec_credential').where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id)
  const orNull = (row: Selectable<EcCredentialTable> | undefined) => (row ? toCredential(row) : null)
  return {
    async get(ref) {
      const [row] = await sendPrepared(tx, sql<Parameters<typeof toCredential>[0]>`
        select generation, grant_id, refreshed_at, asked_at, sealed, key_id, access_expires_at from ec_credential where merchant_id = ${ref.merchantId} and ec_account_id = ${ref.id}`)
      return row ? toCredential(row) : null
    },
    lock: async (ref) => orNull(await of(ref).forUpdate().executeTakeFirst()),
    async grant(ref, grantId, pair, at) {
      const columns = {
        grant_id: grantId, sealed: Buffer.from(pair.sealed), key_id: pair.keyId, access_expires_at: pair.accessExpiresAt, refreshed_at: at, asked_at: null, lease_until: null, lease_holder: null,
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
          generation: generation + 1, sealed: Buffer.from(pair.sealed), key_id: pair.keyId, access_expires_at: pair.accessExpiresAt, refreshed_at: at, asked_at: null, lease_until: null, lease_holder: null,
        })
        .where('generation', '=', generation)
        .where('sealed', 'is not', null)
        .returning('generation')
        .executeTakeFirst()
      return row !== undefined
    },
    async giveUp(ref) {
      await update(ref)
        .set({ generation: sql`generation + 1`, sealed: null, key_id: null, access_expires_at: null, asked_at: null, lease_until: null, lease_holder: null })
        .where('sealed', 'is not', null)
        .execute()
    },
    async lease(ref, generation, { holder, until }, now) {
      const row = await update(ref)
        .set({ lease_holder: holder, lease_until: until })
        .where('generation', '=', generation)
        .where('sealed', 'is not', null)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now), eb('lease_holder', 'is', null), eb('lease_holder', '=', holder)]))
        .returning('generation')
        .executeTakeFirst()
      return row !== undefined
    },
    async noteAsked(ref, holder, at, owedFrom) {
      const owed = await tx.selectFrom('ec_credential').select('asked_at').where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id).where('asked_at', '>', owedFrom).executeTakeFirst()
      if (owed) return true
      await update(ref).set({ asked_at: at }).where('lease_holder', '=', holder).execute()
      return false
    },
    async release(ref, holder, owedSince) {
      // A turn without a holder is free, and ended then.
      await update(ref).set({ lease_until: owedSince, lease_holder: null, ...(owedSince ? {} : { asked_at: null }) }).where('lease_holder', '=', holder).execute()
    },
    async owed({ askedAfter, leftBefore, now }, limit) {
      const rows = await tx
        .selectFrom('ec_credential')
        .select(['merchant_id', 'ec_account_id'])
        .where('asked_at', '>', askedAfter)
        .where((eb) => eb.or([eb.and([eb('lease_holder', 'is not', null), eb('lease_until', '<', now)]), eb.and([eb('lease_holder', 'is', null), eb('lease_until', '<', leftBefore)])]))
        .orderBy('asked_at')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.ec_account_id }))
    },
    async oldestOf(platform) {
      const row = await tx
        .selectFrom('ec_credential as c')
        .innerJoin('ec_account as a', (join) => join.onRef('a.merchant_id', '=', 'c.merchant_id').onRef('a.id', '=', 'c.ec_account_id'))
        .select(['c.merchant_id', 'c.ec_account_id'])
        .where('a.platform', '=', platform)
        .where('a.connection_status', '=', 'connected')
        .where('c.sealed', 'is not', null)
        .orderBy('c.refreshed_at')
        .limit(1)
        .executeTakeFirst()
      return row ? { merchantId: row.merchant_id, id: row.ec_account_id } : null
    },
  }
}

function toCredential(row: Pick<Selectable<EcCredentialTable>, 'generation' | 'grant_id' | 'refreshed_at' | 'asked_at' | 'sealed' | 'key_id' | 'access_expires_at'>): Credential {
  return {
    generation: row.generation,
    grantId: row.grant_id,
    refreshedAt: row.refreshed_at,
    askedAt: row.asked_at,
    pair: row.sealed === null || row.key_id === null || row.access_expires_at === null ? null : { sealed: row.sealed, keyId: row.key_id, accessExpiresAt: row.access_expires_at },
  }
}

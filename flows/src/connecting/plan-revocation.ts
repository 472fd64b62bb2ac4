import { newId } from '@crossdock/domain'
import type { AccountRef, Needs, SealPlace, Transaction } from '../ports/index.ts'

/** What a planned revocation carries: the refresh token, sealed to the write itself, until it is done. */
export interface RevocationRequest {
  platform: string
  /** What the account was called, for when it is gone. */
  displayName?: string
  /** base64 */
  sealed?: string
  keyId?: string
}

export const revocationPlace = (merchantId: string, writeId: string): SealPlace => ({ table: 'platform_write', merchantId, rowId: writeId, field: 'refreshToken' })

/**
 * Plans that a grant is ended at the platform too, in the transaction that gives it up.
 * @param ref an account that is locked by this transaction, or gone
 */
export async function planRevocation(needs: Pick<Needs, 'vault'>, tx: Transaction, ref: AccountRef & { platform: string; displayName?: string }, refreshToken: string): Promise<void> {
  const id = newId()
  const { sealed, keyId } = needs.vault.seal(refreshToken, revocationPlace(ref.merchantId, id))
  const request: RevocationRequest = { platform: ref.platform, ...(ref.displayName === undefined ? {} : { displayName: ref.displayName }), sealed: Buffer.from(sealed).toString('base64'), keyId }
  const part = await tx.accounts.nextWritePart(ref, 'revocation')
  await tx.writes.plan(ref.merchantId, [{ id, ecAccountId: ref.id, kind: 'revocation', subjectId: ref.id, part, idempotencyKey: id, request }])
}

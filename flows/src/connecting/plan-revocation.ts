import { newId } from '@crossdock/domain'
import type { AccountRef, Needs, PlannedWrite, SealedPair, SealPlace, Transaction } from '../ports/index.ts'

/** What a planned revocation carries: what the grant is ended with, sealed, until it is done. */
export interface RevocationRequest {
  platform: string
  /** What the account was called, for when it is gone. */
  displayName?: string
  /** base64 */
  sealed?: string
  keyId?: string
  /** Sealed is the account's whole pair, as it was kept there: it did not open when the grant was given up. Else the refresh token, sealed to the write. */
  sealedAs?: 'pair'
}

type GrantOf = AccountRef & { platform: string; displayName?: string }

export const revocationPlace = (merchantId: string, writeId: string): SealPlace => ({ table: 'platform_write', merchantId, rowId: writeId, field: 'refreshToken' })

/** Why a revocation is not sent: its key does not come back by trying again. */
export const keyLost = { kind: 'rejected', code: 'key_lost', message: 'The key that sealed the access is lost, so the store cannot be told. End it there.' } as const

/**
 * Plans that a grant is ended at the platform too, in the transaction that gives it up.
 * @param ref an account that is locked by this transaction, or gone
 */
export async function planRevocation(needs: Pick<Needs, 'vault'>, tx: Transaction, ref: GrantOf, refreshToken: string): Promise<void> {
  const id = newId()
  const { sealed, keyId } = needs.vault.seal(refreshToken, revocationPlace(ref.merchantId, id))
  await tx.writes.plan(ref.merchantId, [await plannedWrite(tx, ref, id, { sealed: Buffer.from(sealed).toString('base64'), keyId })])
}

/**
 * As `planRevocation`, of a pair that does not open: refused before it was ever sent, so that somebody hears of it, and kept as it is
 * sealed, so that it can be sent once its key is back.
 */
export async function planLostRevocation(tx: Transaction, ref: GrantOf, { sealed, keyId }: Pick<SealedPair, 'sealed' | 'keyId'>, at: Date): Promise<void> {
  const write = await plannedWrite(tx, ref, newId(), { sealed: Buffer.from(sealed).toString('base64'), keyId, sealedAs: 'pair' })
  await tx.writes.planRefused(ref.merchantId, write, { errorKind: keyLost.kind, errorCode: keyLost.code, error: keyLost.message, at })
}

async function plannedWrite(tx: Transaction, ref: GrantOf, id: string, sealed: Pick<RevocationRequest, 'sealed' | 'keyId' | 'sealedAs'>): Promise<PlannedWrite> {
  const request: RevocationRequest = { platform: ref.platform, ...(ref.displayName === undefined ? {} : { displayName: ref.displayName }), ...sealed }
  return { id, ecAccountId: ref.id, kind: 'revocation', subjectId: ref.id, part: await tx.accounts.nextWritePart(ref, 'revocation'), idempotencyKey: id, request }
}

import type { Grant } from '@crossdock/connector-kit'
import type { AccountRef, Needs, SealedPair, SealPlace } from '../ports/index.ts'

export interface TokenPair {
  accessToken: string
  refreshToken: string
}

const usualSeconds = 3600
const shortestSeconds = 30
const longestSeconds = 86_400

const placeOf = (ref: AccountRef): SealPlace => ({ table: 'ec_credential', merchantId: ref.merchantId, rowId: ref.id, field: 'pair' })

/** Seals a grant's pair to its account. A life that the platform did not say, or that cannot be meant, becomes a usual one. */
export function sealPair(needs: Pick<Needs, 'vault' | 'now'>, ref: AccountRef, grant: Grant): SealedPair {
  const { sealed, keyId } = needs.vault.seal(JSON.stringify({ accessToken: grant.accessToken, refreshToken: grant.refreshToken } satisfies TokenPair), placeOf(ref))
  const said = grant.expiresIn !== null && grant.expiresIn > 0 ? grant.expiresIn : usualSeconds
  const seconds = Math.min(Math.max(said, shortestSeconds), longestSeconds)
  return { sealed, keyId, accessExpiresAt: new Date(needs.now().getTime() + seconds * 1000) }
}

/** @throws when the pair was sealed for another account, was tampered with, or its key is gone */
export function openPair(needs: Pick<Needs, 'vault'>, ref: AccountRef, pair: Pick<SealedPair, 'sealed' | 'keyId'>): TokenPair {
  return JSON.parse(needs.vault.open(pair.sealed, pair.keyId, placeOf(ref))) as TokenPair
}

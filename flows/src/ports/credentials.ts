import type { AccountRef } from './accounts.ts'

/** A pair of tokens as kept, sealed. */
export interface SealedPair {
  sealed: Uint8Array
  keyId: string
  accessExpiresAt: Date
}

/** What is kept of an account's access; `pair` is null when there is no grant. */
export interface Credential {
  generation: number
  /** The authorization that the pair descends from. */
  grantId: string
  refreshedAt: Date
  pair: SealedPair | null
}

/** The generation fences every write: one that read an older pair changes nothing. */
export interface CredentialRows {
  get(ref: AccountRef): Promise<Credential | null>
  lock(ref: AccountRef): Promise<Credential | null>
  /** Stores the pair of a new authorization, whatever was there. */
  grant(ref: AccountRef, grantId: string, pair: SealedPair, at: Date): Promise<void>
  /** @returns false when the pair is not the one that was read any more */
  renew(ref: AccountRef, generation: number, pair: SealedPair, at: Date): Promise<boolean>
  /** Deletes the pair. Whoever still asks for a new one is too late from here on. */
  giveUp(ref: AccountRef): Promise<void>
  /**
   * Takes or keeps the turn to ask for a new pair, by the database's clock.
   * @returns false when somebody else has it, or the generation has moved
   */
  lease(ref: AccountRef, generation: number, holder: string, seconds: number): Promise<boolean>
  release(ref: AccountRef, holder: string): Promise<void>
}

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
  /** Since when its refresh token has been sent without a new pair having been kept. */
  askedAt: Date | null
  pair: SealedPair | null
}

/** A turn to ask for a new pair, which somebody who died gives up by itself. */
export interface Turn {
  holder: string
  until: Date
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
  /** Takes or keeps the turn to ask for a new pair. @returns false when somebody else has it, or the generation has moved */
  lease(ref: AccountRef, generation: number, turn: Turn, now: Date): Promise<boolean>
  /**
   * The refresh token is about to be sent, in our turn.
   * @param owedFrom a pair that was asked for since then, and did not come, may come still
   * @returns whether there is such a one
   */
  noteAsked(ref: AccountRef, holder: string, at: Date, owedFrom: Date): Promise<boolean>
  /** @param owedSince when the turn was left without the pair that may have been given; null when none is owed */
  release(ref: AccountRef, holder: string, owedSince: Date | null): Promise<void>
  /** Accounts, over all merchants, that are owed a pair which was asked for after an instant: their holders died, or left the turn before another instant. */
  owed(when: { askedAfter: Date; leftBefore: Date; now: Date }, limit: number): Promise<AccountRef[]>
  /** The account of a platform whose pair is the oldest; null when none is connected. */
  oldestOf(platform: string): Promise<AccountRef | null>
}

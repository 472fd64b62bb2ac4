import type { AccountRef } from './accounts.ts'

/** One way to a platform and back. The state and the session are kept as hashes, the verifier sealed. */
export interface AuthorizationAttempt {
  merchantId: string
  id: string
  ecAccountId: string
  stateHash: Uint8Array
  sealedVerifier: Uint8Array
  keyId: string
  sessionHash: Uint8Array
  /** `api_key:` before the id of an API key. */
  userId: string
  userName: string
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
  outcome: string | null
}

export interface AuthorizationRows {
  insert(attempt: Omit<AuthorizationAttempt, 'usedAt' | 'outcome'>): Promise<void>
  /** Over all merchants; locked until the transaction ends, so that a state is used once. */
  lockByState(stateHash: Uint8Array): Promise<AuthorizationAttempt | null>
  lock(merchantId: string, id: string): Promise<AuthorizationAttempt | null>
  use(merchantId: string, id: string, at: Date): Promise<void>
  conclude(merchantId: string, id: string, outcome: string): Promise<void>
  /** Ends every attempt of an account that has no outcome yet. */
  endAll(ref: AccountRef, outcome: string, at: Date): Promise<void>
  /** Forgets attempts from before. */
  prune(before: Date): Promise<number>
}

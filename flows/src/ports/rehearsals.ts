import type { RehearsalCheck } from '@crossdock/domain'
import type { AccountRef, EcAccount, Trouble } from './accounts.ts'

/** One look at an account before one of its slots, taken by one worker. */
export interface TakenRehearsal {
  merchantId: string
  id: string
  account: EcAccount
  slotAt: Date
  attempts: number
}

export type RehearsalEnd = { state: 'ok' } | { state: 'failed'; check: RehearsalCheck; trouble: Trouble; again: Date | null }

export interface RehearsalRows {
  /**
   * Takes the rehearsals of the slots until an instant: new ones, those whose holder died, and those that failed and may
   * pass by now. Each account's slot is held by one worker at a time.
   */
  take(take: { now: Date; until: Date; leaseUntil: Date; limit: number }): Promise<TakenRehearsal[]>
  /** @returns false when somebody else has taken it since */
  conclude(rehearsal: Pick<TakenRehearsal, 'merchantId' | 'id' | 'attempts'>, end: RehearsalEnd): Promise<boolean>
  /** What failed is looked at again at once: the account was authorized again. */
  wake(ref: AccountRef, at: Date): Promise<void>
  prune(ref: AccountRef, before: Date): Promise<void>
}

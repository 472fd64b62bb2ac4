import type { ItemAnswer, WriteKind, WriteState } from '@crossdock/domain'
import type { AccountRef } from './accounts.ts'
import type { Actor } from './actor.ts'

/** One write to a platform, as kept. */
export interface PlatformWrite {
  merchantId: string
  id: string
  ecAccountId: string
  kind: WriteKind
  subjectId: string
  part: number
  state: WriteState
  idempotencyKey: string
  request: unknown
  attempts: number
  /** How often in a row the process that sent it was gone before there was an outcome. */
  deaths: number
  plannedAt: Date
  /** Since when an earlier attempt may have been carried out without our knowing; null when none can have been. */
  uncertainSince: Date | null
  /** Since when a person is asked what became of it; nobody sends it until there is an answer. */
  askedAt: Date | null
}

/** Who decided about a write, and when. */
export interface Decision {
  actor: Actor
  at: Date
  note?: string | null
}

/** What a person said of one item of a write. */
export interface AnsweredItem {
  sku: string
  quantity: number
  answer: ItemAnswer
}

export interface PlannedWrite {
  id: string
  ecAccountId: string
  kind: WriteKind
  subjectId: string
  part?: number
  idempotencyKey: string
  request: unknown
}

export interface WriteRows {
  /**
   * Kept in the transaction that caused it; with it, a job that wakes whoever sends for its account.
   * @param again who sends again what was refused, so that their history begins with it
   */
  plan(merchantId: string, writes: readonly PlannedWrite[], again?: Decision): Promise<void>
  /** Kept as refused from the start, since it cannot even be sent; a person may send it once that is mended. */
  planRefused(merchantId: string, write: PlannedWrite, refusal: { errorKind: string; errorCode: string; error: string; at: Date }): Promise<void>
  /**
   * Takes an open write for one attempt, when it is due, nobody else has it and it is its turn: planned/unknown → sending.
   * A figure that overwrites a store's stock waits for the stock writes before it, and those after wait for it.
   * @returns the write, with `attempts` counting this one and `uncertainSince` as it was before it
   */
  take(merchantId: string, id: string, lease: { holder: string; until: Date; now: Date }): Promise<PlatformWrite | null>
  /**
   * As `take`, the writes of one account that have been due for longest and that nobody else is about to take.
   * @param which.connected whether the account is; else only what is sent all the same
   */
  takeDue(account: AccountRef, lease: { holder: string; until: Date; now: Date }, which: { connected: boolean; most: number }): Promise<PlatformWrite[]>
  /** What came of the attempt. @returns false, with nothing changed, when somebody else has taken the write since */
  settle(write: Pick<PlatformWrite, 'merchantId' | 'id' | 'ecAccountId' | 'attempts'>, outcome: WriteOutcome): Promise<boolean>
  get(merchantId: string, id: string): Promise<PlatformWrite | null>
  /** Over all merchants, within the scope; its row stays locked until the transaction ends. */
  find(id: string): Promise<PlatformWrite | null>
  /**
   * Back to planned, by a person: what was refused, what nobody knows the outcome of (`not_arrived`, or `by_item`: some items
   * arrived, and the request is the rest), or, to correct it, what was not sent yet. With a new key when one is given.
   */
  reopen(merchantId: string, id: string, again: Decision & { event: 'sent_again' | 'not_arrived' | 'by_item' | 'corrected'; freshKey: string | null; request?: unknown; items?: readonly AnsweredItem[] | null }): Promise<boolean>
  /** A person has said what became of a write that was asked about: it is sent no more. */
  conclude(merchantId: string, id: string, decision: Decision & { answer: 'arrived' | 'overwritten'; items?: readonly AnsweredItem[] | null }): Promise<boolean>
  /** A person leaves what was refused as it is, wholly or the refused items of it. @returns false when there is nothing to leave, or it was left already */
  leave(merchantId: string, id: string, decision: Decision): Promise<boolean>
  /** Ends what is open of an account that is being deleted, but for ending its grant. */
  endAllOf(ref: AccountRef, at: Date): Promise<void>
  /** Accounts with writes that are due and held by nobody, over all merchants: what a lost queue is rebuilt from. */
  due(now: Date, limit: number): Promise<AccountRef[]>
  /** After re-authorisation: everything that waits for this account is due now. */
  wake(merchantId: string, ecAccountId: string): Promise<number>
}

export type WriteOutcome =
  | { state: 'accepted'; answer: unknown; httpStatus: number | null; at: Date }
  | { state: 'rejected'; answer: unknown; httpStatus: number | null; errorKind: string; errorCode: string; error: string; at: Date }
  /** Once more later: `unknown` when this attempt or an earlier one may have been carried out, since the instant given. */
  /** Nobody can find out by asking the platform: a person is asked. */
  | { state: 'unknown'; asks: true; uncertainSince: Date; httpStatus: number | null; errorKind: string | null; errorCode: string | null; error: string | null; at: Date }
  | { state: 'unknown' | 'planned'; asks?: false; nextAttemptAt: Date; uncertainSince: Date | null; httpStatus: number | null; errorKind: string | null; errorCode: string | null; error: string | null; at: Date }

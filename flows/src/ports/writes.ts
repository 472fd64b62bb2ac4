import type { WriteKind, WriteState } from '@crossdock/domain'

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
  plannedAt: Date
  /** Since when an earlier attempt may have been carried out without our knowing; null when none can have been. */
  uncertainSince: Date | null
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
  /** Kept in the transaction that caused it; a job to send it is enqueued with it. */
  plan(merchantId: string, writes: readonly PlannedWrite[]): Promise<void>
  /**
   * Takes an open write for one attempt, when it is due, nobody else has it and it is its turn: planned/unknown → sending.
   * A figure that overwrites a store's stock waits for the stock writes before it, and those after wait for it.
   * @returns the write, with `attempts` counting this one and `uncertainSince` as it was before it
   */
  take(merchantId: string, id: string, lease: { holder: string; until: Date; now: Date }): Promise<PlatformWrite | null>
  /** What came of the attempt. @returns false, with nothing changed, when somebody else has taken the write since */
  settle(write: Pick<PlatformWrite, 'merchantId' | 'id' | 'attempts'>, outcome: WriteOutcome): Promise<boolean>
  get(merchantId: string, id: string): Promise<PlatformWrite | null>
  /** Over all merchants, within the scope; its row stays locked until the transaction ends. */
  find(id: string): Promise<PlatformWrite | null>
  /** rejected → planned, by a person, with a new key when `freshKey` is given. */
  reopen(merchantId: string, id: string, freshKey: string | null): Promise<boolean>
  /** Writes that are due and held by nobody, over all merchants, oldest first: what a lost queue is rebuilt from. */
  due(now: Date, limit: number): Promise<{ merchantId: string; id: string }[]>
  /** After re-authorisation: everything that waits for this account is due now. */
  wake(merchantId: string, ecAccountId: string): Promise<number>
}

export type WriteOutcome =
  | { state: 'accepted'; answer: unknown; httpStatus: number | null; at: Date }
  | { state: 'rejected'; answer: unknown; httpStatus: number | null; errorKind: string; errorCode: string; error: string; at: Date }
  /** Once more later: `unknown` when this attempt or an earlier one may have been carried out, since the instant given. */
  | { state: 'unknown' | 'planned'; nextAttemptAt: Date; uncertainSince: Date | null; httpStatus: number | null; errorKind: string | null; errorCode: string | null; error: string | null; at: Date }

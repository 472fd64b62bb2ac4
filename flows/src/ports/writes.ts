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
  /** Takes an open write for one attempt, when it is due and nobody else has it: planned/unknown → sending. */
  take(merchantId: string, id: string, lease: { holder: string; until: Date; now: Date }): Promise<PlatformWrite | null>
  settle(merchantId: string, id: string, outcome: WriteOutcome): Promise<void>
  get(merchantId: string, id: string): Promise<PlatformWrite | null>
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
  | { state: 'unknown' | 'planned'; nextAttemptAt: Date; httpStatus: number | null; errorKind: string | null; errorCode: string | null; error: string | null; at: Date }

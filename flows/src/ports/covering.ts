import type { CoverageFacts, Difference, DifferenceOutcome, FetchRunStatus, OurSide, ReconciliationTrigger, SkipReason, Span } from '@crossdock/domain'
import type { AccountRef, EcAccount } from './accounts.ts'
import type { Actor } from './actor.ts'
import type { Lease } from './fetching.ts'

/** An account whose coverage is kept up, with what was read of it. */
export interface CoveredAccount extends AccountRef {
  facts: CoverageFacts
  covered: Span[]
  /** When the last run that was to fill a gap ended, and how many within a day covered nothing of theirs or ended without success. */
  lastGapRunAt: Date | null
  vainGapRuns: number
}

/** What was read of the platforms' time. */
export interface CoverageRows {
  /** Connected accounts that fetch and have read before, with no run under way and no slot due: those whose gaps can be filled now. */
  idleAccounts(now: Date): Promise<CoveredAccount[]>
  /** @returns null when the account is not there or was never connected */
  of(account: AccountRef, now: Date): Promise<CoveredAccount | null>
}

/** A comparison under way. */
export interface Reconciliation {
  merchantId: string
  id: string
  ecAccountId: string
  trigger: ReconciliationTrigger
  /** How far back it looks. */
  days: number
  attempts: number
  /** How often in a row the process that worked it ended in the middle. */
  deaths: number
}

export interface FoundDifference {
  platformOrderId: string
  kind: Difference
  outcome: DifferenceOutcome
  orderNumber: string | null
  orderId: string | null
  detail: string | null
}

/** Our side of one order, as it is compared. */
export interface KeptOrder extends OurSide {
  orderId: string | null
  orderNumber: string | null
}

export interface ReconciliationFigures {
  seen: number
  alike: number
  newer: number
  skippedBy: Partial<Record<SkipReason, number>>
}

export interface ReconcileRows {
  /** The comparison under way of this account, or a new one with its job. */
  queue(account: AccountRef, made: { trigger: ReconciliationTrigger; actor: Actor; at: Date; days: number }): Promise<{ id: string; fresh: boolean }>
  /** Accounts whose night has come, locked against other workers until the transaction ends; `dueAt` null where none was set yet. */
  dueAccounts(now: Date, limit: number): Promise<{ account: EcAccount; dueAt: Date | null }[]>
  setNext(account: AccountRef, at: Date): Promise<void>
  take(merchantId: string, id: string, lease: Lease, now: Date): Promise<Reconciliation | null>
  /** Begins, or begins again: what was found before an interruption is kept. @returns false when it is not ours any more */
  begin(of: Reconciliation, holder: string, facts: { window: Span; coveredTo: Date | null; storeCount: number | null }): Promise<boolean>
  /** Adds what a page differed in. @returns false when it is not ours any more */
  save(of: Reconciliation, holder: string, found: readonly FoundDifference[], figures: ReconciliationFigures, leaseUntil: Date): Promise<boolean>
  finish(of: Reconciliation, holder: string, end: { status: Extract<FetchRunStatus, 'succeeded' | 'failed' | 'stopped'>; at: Date; error: { kind: string; code: string; message: string } | null }): Promise<boolean>
  /** Goes on later; its job is enqueued for then. */
  park(of: Reconciliation, holder: string, wait: { until: Date; error: { kind: string; code: string; message: string } | null }): Promise<void>
  /** Open ones that are due and held by nobody, over all merchants. */
  open(now: Date, limit: number): Promise<{ merchantId: string; id: string }[]>
  fetchUnderWay(account: AccountRef): Promise<boolean>
  /** What is kept of these orders, imported or not. */
  kept(account: AccountRef, platformOrderIds: readonly string[]): Promise<Map<string, KeptOrder>>
  /** The ids of orders here whose latest change lies within a span; those first that were never looked up, then the longest ago. */
  idsWithin(account: AccountRef, within: Span): Promise<string[]>
  /** An order that the store did not list was asked for. */
  noteLookedUp(account: AccountRef, platformOrderId: string, at: Date): Promise<void>
  /** So many are left to the next comparison. @returns false when it is not ours any more */
  leaveOver(of: Reconciliation, holder: string, orders: number): Promise<boolean>
}

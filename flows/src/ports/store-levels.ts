import type { DifferenceKind, StoreLevel, StoreStanding } from '@crossdock/domain'
import type { AccountRef, EcAccount } from './accounts.ts'
import type { Actor } from './actor.ts'
import type { Lease } from './fetching.ts'

/** One reading of a store's stock, as kept. */
export interface StockReading {
  merchantId: string
  id: string
  ecAccountId: string
  trigger: 'first' | 'nightly' | 'manual'
  /** The last SKU that was asked for and kept. */
  position: string | null
  attempts: number
  /** How often in a row, since the last chunk that was kept, the process that read it was gone before it was over. */
  deaths: number
}

/** A line of a stock push that a store answered, with what is kept of its SKU there; locked until the transaction ends. */
export interface AnsweredLine {
  productId: string
  sku: string
  quantity: number
  kind: 'increment' | 'overwrite'
  origin: 'inbound' | 'hand' | 'correction' | 'drift'
  level: StoreLevel
}

export interface KeptLevel extends StoreLevel {
  productId: string
  toldBy: 'increment' | 'overwrite' | 'reading' | 'accepted' | null
  shownBy: 'increment' | 'overwrite' | 'reading' | null
  standing: StoreStanding
}

/** What a store shows of a SKU beside what it should show; locked until the transaction ends. */
export interface LockedDifference {
  merchantId: string
  ecAccountId: string
  productId: string
  sku: string
  expected: number
  shown: number
  difference: number
  kind: DifferenceKind
  connected: boolean
}

export interface StoreLevelRows {
  /** Accounts whose stock is to be read now, locked against other workers until the transaction ends. */
  dueReadings(now: Date, limit: number): Promise<{ account: EcAccount; first: boolean }[]>
  /** Puts the next reading off to `at`, once: what was found due may have been claimed by another since. @returns whether it was still due */
  claimReading(merchantId: string, ecAccountId: string, when: { at: Date; now: Date }): Promise<boolean>
  setNextReading(merchantId: string, ecAccountId: string, at: Date): Promise<void>
  /** The reading under way of this account, or a new one with its job. */
  queueReading(merchantId: string, ecAccountId: string, reading: { trigger: StockReading['trigger']; actor: Actor; at: Date }): Promise<{ id: string; fresh: boolean }>
  /** Takes an open reading that nobody holds. */
  takeReading(merchantId: string, id: string, lease: Lease, now: Date): Promise<StockReading | null>
  /** Products after a SKU, by SKU. */
  productsAfter(merchantId: string, sku: string | null, limit: number): Promise<{ productId: string; sku: string }[]>
  /** ms that the platform's clock is ahead of ours, as it was noted last. */
  clockAhead(merchantId: string, ecAccountId: string): Promise<number>
  /** @param at where nobody watches the account yet: it is read then */
  noteClock(merchantId: string, ecAccountId: string, aheadMs: number, at: Date): Promise<void>
  /**
   * Keeps what a store showed of some SKUs, with the reading's own progress. What was told is carried on to the sighting before, as far as
   * all orders up to it are read; a sighting that a write brought since the question was asked stays.
   * @returns false when the reading is not ours any more
   */
  saveShown(reading: StockReading, holder: string, chunk: { products: readonly { productId: string; stock: number | null }[]; askedAt: Date; shownAt: Date; position: string; leaseUntil: Date }): Promise<boolean>
  finishReading(reading: StockReading, holder: string, end: { status: 'succeeded' | 'failed' | 'stopped'; at: Date; error: { kind: string; code: string; message: string } | null }): Promise<boolean>
  /** The reading goes on later, behind what it kept; `attempt` false takes back the attempt that was counted. */
  parkReading(reading: StockReading, holder: string, wait: { until: Date; error: { kind: string; code: string; message: string } | null; counts: boolean }): Promise<void>
  /** Open readings that are due and held by nobody, over all merchants. */
  openReadings(now: Date, limit: number): Promise<{ merchantId: string; id: string }[]>

  /** By SKU: what a store showed last; a SKU of which nothing was seen is left out. */
  shownBySku(account: AccountRef, skus: readonly string[]): Promise<Map<string, { stock: number; at: Date }>>
  /** The lines of one part of a push by their SKUs, with what is kept of them. */
  lockAnswered(merchantId: string, stockPushId: string, part: number): Promise<AnsweredLine[]>
  /** When a write's latest attempt was sent. */
  sentAt(merchantId: string, writeId: string): Promise<Date | null>
  saveLevels(merchantId: string, ecAccountId: string, levels: readonly KeptLevel[]): Promise<void>

  /** Within the scope, in one order; those of which there is nothing to compare are left out. */
  lockDifferences(asked: readonly { ecAccountId: string; productId: string }[]): Promise<LockedDifference[]>
  /** What a store shows is what it should have from now on. */
  accept(difference: LockedDifference): Promise<void>
  addDecisions(decisions: readonly (LockedDifference & { action: 'accepted' | 'corrected'; stockPushId: string | null })[], by: { actor: Actor; note: string; at: Date }): Promise<void>
}

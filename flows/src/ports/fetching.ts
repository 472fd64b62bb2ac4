import type { Admission, AdmissionFacts, FetchRunStatus, FetchTrigger, IncomingOrder, OrderStatus, SkipReason, Span } from '@crossdock/domain'
import type { EcAccount } from './accounts.ts'
import type { Actor } from './actor.ts'

export interface FetchRun {
  merchantId: string
  id: string
  ecAccountId: string
  trigger: FetchTrigger
  status: FetchRunStatus
  windowFrom: Date | null
  windowTo: Date | null
  /** Up to where the window was sure to hold every change when it was cut; null until it is cut, also where from and to were given. */
  certainTo: Date | null
  cursor: string | null
  cursorAt: Date | null
  listFrom: Date | null
  readUntil: Date | null
  attempts: number
  /** How often in a row its worker was gone before a page was kept or the run was put down. */
  deaths: number
}

export interface Lease {
  holder: string
  until: Date
}

/** What one page came to; counted in orders. */
export interface PageCounts {
  seen: number
  new: number
  changed: number
  unchanged: number
  canceled: number
  held: number
  skipped: number
  skippedBy: Partial<Record<SkipReason, number>>
  heldBy: Record<string, number>
}

export interface PagePosition {
  cursor: string | null
  cursorAt: Date
  listFrom: Date
  readUntil: Date | null
}

/** An order that was seen, as it is kept whether it is imported or not. */
export interface SeenOrder {
  platformOrderId: string
  orderNumber: string | null
  updatedAt: string | null
  /** JSON. */
  payload: string
  orderId: string | null
  skipReason: SkipReason | null
  skipDetail: string | null
  /** What it takes from the store's stock, as far as it was understood. */
  takes?: { placedAt: string; canceled: boolean; lines: { sku: string; quantity: number }[] }
}

export interface KnownOrder {
  platformOrderId: string
  /** µs since 1970: versions can differ by less than a Date holds. */
  updatedAt: number | null
  orderId: string | null
  skipReason: SkipReason | null
}

/** An imported order as far as a change on the platform concerns it. */
export interface HeldOrder {
  id: string
  platformOrderId: string
  status: OrderStatus
  platformOrderStatus: string
  platformShipmentStatus: string
  facts: Pick<IncomingOrder, 'shippingCode' | 'recipient' | 'pickupStore' | 'lines' | 'codAmount' | 'total' | 'buyerNote'>
}

export interface AdmittedOrder {
  id: string
  order: IncomingOrder
  /** JSON, as it came, where it was never seen before; null where it is kept already. */
  payload: string | null
  admission: Admission
}

export interface DueSlot {
  account: EcAccount
  dueAt: Date
}

export interface FetchRows {
  /**
   * The run under way of this account, or a new one with its job; null when this slot has had its run on this day. Without a
   * window it reads on from where the last one ended. One under way that has cut its window does not read what is ordered now.
   */
  queueRun(merchantId: string, ecAccountId: string, run: { trigger: FetchTrigger; slot: { date: string; time: string } | null; actor: Actor; window?: Span }): Promise<{ id: string; fresh: boolean; readsNow: boolean } | null>
  /** Lets another fetch follow when this run ends, unless somebody has asked for one already. */
  fetchAfter(merchantId: string, id: string, actor: Actor): Promise<void>
  /** New runs of slots, each with its job, for those accounts that have none under way and whose slot has had none on this day. @returns the accounts that got one */
  queueSlotRuns(runs: readonly { merchantId: string; ecAccountId: string; trigger: FetchTrigger; slot: { date: string; time: string } }[]): Promise<Set<string>>
  /** Notes a slot that another run serves, so that every slot has its row. */
  noteServedSlot(merchantId: string, ecAccountId: string, slot: { date: string; time: string }): Promise<void>
  /**
   * Accounts whose next slot has come, locked against other workers until the transaction ends. One whose run under way has
   * cut its window already waits for that run's end: what was ordered since is not in it.
   */
  dueSlots(now: Date, limit: number): Promise<DueSlot[]>
  setNextSlots(all: readonly { merchantId: string; ecAccountId: string; next: { date: string; time: string; at: Date } | null }[]): Promise<void>
  /** Takes an open run that nobody holds: queued, waiting, or left behind by a worker that died. */
  takeRun(merchantId: string, id: string, lease: Lease, now: Date): Promise<FetchRun | null>
  /** @returns false when the run is not ours any more */
  renewLease(merchantId: string, id: string, lease: Lease): Promise<boolean>
  startWindow(run: FetchRun, holder: string, window: { from: Date; to: Date; certainTo: Date; expected: number | null; clockAheadMs: number }): Promise<boolean>
  /** Adds a page to a run, in the page's own transaction. @returns whether its account is connected; null when the run is not ours any more */
  savePage(run: FetchRun, holder: string, counts: PageCounts, position: PagePosition, leaseUntil: Date): Promise<{ connected: boolean } | null>
  finishRun(run: FetchRun, holder: string, end: { status: 'succeeded' | 'failed' | 'stopped'; at: Date; error: { kind: string; code: string; message: string } | null }): Promise<boolean>
  /** The run goes on later; its job is enqueued for then. */
  parkRun(run: FetchRun, holder: string, wait: { until: Date; error: { kind: string; code: string; message: string } | null }): Promise<void>
  /** Gives a run back to whoever comes first; its job is enqueued for an instant at which we are gone. */
  handBack(run: FetchRun, holder: string, jobAt: Date): Promise<void>
  /** Shows that a running run waits for the platform's leave; null when it goes on. */
  showWait(run: FetchRun, holder: string, until: Date | null): Promise<void>
  /** Open runs that are due and held by nobody, over all merchants. */
  openRuns(now: Date, limit: number): Promise<{ merchantId: string; id: string }[]>
  /** The newest change that any run which read on from the last one was shown. */
  newestListed(merchantId: string, ecAccountId: string): Promise<Date | null>
  /** Where the next run reads on from. */
  setCoveredUntil(merchantId: string, ecAccountId: string, until: Date): Promise<void>
  /** As `setCoveredUntil`, where that is later and nothing lies between: a run over a window that was given may lie anywhere. */
  extendCoveredUntil(merchantId: string, ecAccountId: string, window: Span): Promise<void>

  known(merchantId: string, ecAccountId: string, platformOrderIds: readonly string[]): Promise<Map<string, KnownOrder>>
  /** Keeps what was seen; an older version never replaces a newer one. */
  saveSeen(merchantId: string, ecAccountId: string, fetchRunId: string | null, seen: readonly SeenOrder[]): Promise<void>
  /** What orders with these lines and codes are measured against. The merchant's turn (`matching.lockMerchant`) keeps it true. */
  admissionFacts(account: EcAccount, productKeys: readonly string[], shippingCodes: readonly string[]): Promise<AdmissionFacts>
  /** Keeps and imports new orders as they were admitted, with their lines, holds and reservations; unknown SKUs get their one row. None of them is there already. */
  insertOrders(account: EcAccount, fetchRunId: string | null, orders: readonly AdmittedOrder[], readAt: Date): Promise<void>
  /** Locks imported orders for a change. */
  heldOrders(merchantId: string, orderIds: readonly string[]): Promise<HeldOrder[]>
  setPlatformStatus(merchantId: string, orderId: string, order: IncomingOrder, readAt: Date): Promise<void>
  /** Takes over what the platform changed, lines included. @returns products that the lines want */
  takeOver(account: EcAccount, orderId: string, order: IncomingOrder, fetchRunId: string | null): Promise<string[]>
  cancelOrder(merchantId: string, orderId: string, at: Date): Promise<void>

  /** A webhook's hint that is due, counted as begun, and nobody else's until then. @returns null when it was handled, waits or is unknown; else how often it was tried, and how often in a row it was begun and never ended */
  openHint(merchantId: string, ecAccountId: string, webhookId: string, turn: { now: Date; until: Date }): Promise<{ platformOrderId: string | null; tries: number; deaths: number } | null>
  /** Its worker lives: what was begun has failed in the ordinary way. @param until null where the hint itself was not tried */
  leaveHint(merchantId: string, ecAccountId: string, webhookId: string, until: Date | null): Promise<void>
  /** What failed before is due, and counts as never tried. */
  wakeHints(merchantId: string, ecAccountId: string): Promise<void>
  closeHint(merchantId: string, ecAccountId: string, webhookId: string, at: Date): Promise<void>
  /** Hints of connected accounts that are due. */
  openHints(now: Date, limit: number): Promise<{ merchantId: string; ecAccountId: string; webhookId: string }[]>
}

import type { InboundStatus, PushLedger, PushProposalState, StockLineResult, StockPushKind, StockPushOrigin } from '@crossdock/domain'
import type { Actor } from './actor.ts'

export interface StockFigures {
  onHand: number
  reserved: number
  available: number
}

export interface KeptProduct {
  merchantId: string
  id: string
  sku: string
  name: string
}

export type StockCause = { kind: 'inbound' | 'person'; id: string | null; label: string }

export interface StockChange {
  productId: string
  delta: number
}

/** An inbound with its lines; its row stays locked until the transaction ends. */
export interface LockedInbound {
  merchantId: string
  id: string
  number: string
  status: InboundStatus
  lines: InboundLine[]
}

export interface InboundLine {
  productId: string
  sku: string
  expected: number
  received: number
  putAway: number
}

export interface PushingAccount {
  id: string
  displayName: string
  pushEnabled: boolean
  pushPercentage: number
  /** Whether it was ever authorised; what is planned while it is disconnected waits. */
  authorized: boolean
}

export const notPushedReasons = ['push_off', 'zero_percentage', 'nothing_due', 'not_authorized'] as const
export interface NotPushed {
  ecAccountId: string
  displayName: string
  reason: (typeof notPushedReasons)[number]
}

export interface NewStockPush {
  id: string
  ecAccountId: string
  kind: StockPushKind
  origin: StockPushOrigin
  inboundId: string | null
  percentage: number | null
  actor: Actor
  lines: { productId: string; sku: string; quantity: number; part: number }[]
}

export interface StockPushLineResult {
  sku: string
  result: Exclude<StockLineResult, 'waiting'>
  stockAfter: number | null
  /** Why, in a sentence, when it was not applied. */
  detail: string | null
}

/** An account's ledger for one product that a correction moved: what is due waits for a person. */
export interface DuePush {
  productId: string
  quantity: number
}

/** What a correction would tell a store, locked until the transaction ends. */
export interface LockedProposal {
  merchantId: string
  id: string
  ecAccountId: string
  productId: string
  sku: string
  inboundId: string
  inboundNumber: string
  state: PushProposalState
}

export interface StockRows {
  /** @returns null when the merchant has the SKU already */
  createProduct(product: { merchantId: string; id: string; sku: string; name: string; barcode: string | null }): Promise<true | null>
  updateProduct(merchantId: string, productId: string, change: { name?: string; barcode?: string | null }): Promise<void>
  findProduct(productId: string): Promise<KeptProduct | null>
  /** Locks a product that is there, for whoever changes it. */
  lockProduct(merchantId: string, productId: string): Promise<{ version: number }>
  /** By SKU; those that the merchant lacks are left out. */
  productsBySku(merchantId: string, skus: readonly string[]): Promise<Map<string, KeptProduct>>
  /** All products of a merchant with what is free of each, by SKU. */
  availableOf(merchantId: string): Promise<(KeptProduct & { available: number })[]>
  /** Marks the unknown product of this key as resolved by a product. */
  resolveUnknown(merchantId: string, productKey: string, productId: string, at: Date): Promise<void>

  /** Locks what there is of a product, in the transaction. */
  lockStock(merchantId: string, productId: string): Promise<StockFigures>
  /** Changes stock on hand, with a movement for each change. The caller has made sure that nothing reserved is taken away. */
  changeStock(merchantId: string, changes: readonly StockChange[], movement: { kind: 'inbound' | 'adjustment'; cause: StockCause; actor: Actor; note: string | null; at: Date }): Promise<void>

  /** The next free number of a merchant for a day (`IN-20261123-001`); the merchant's row is locked. */
  nextInboundNumber(merchantId: string, day: string): Promise<string>
  /** @returns null when the merchant has an inbound of this number */
  createInbound(inbound: { merchantId: string; id: string; number: string; expectedOn: string | null; supplier: string | null; note: string | null; lines: { productId: string; expected: number }[] }): Promise<true | null>
  /** Within the scope. */
  lockInbound(inboundId: string): Promise<LockedInbound | null>
  /** Adds to what was received and put away; a product that was not announced gets a line of its own. */
  addToInbound(merchantId: string, inboundId: string, lines: readonly { productId: string; received: number; putAway: number }[]): Promise<void>
  addRound(merchantId: string, inboundId: string, round: { kind: 'receive' | 'put_away' | 'correct'; actor: Actor; note?: string; lines: { sku: string; quantity: number }[]; at: Date }): Promise<void>
  setInboundStatus(merchantId: string, inboundId: string, status: InboundStatus, completed?: { at: Date; notPushed: readonly NotPushed[] }): Promise<void>

  accountsOf(merchantId: string): Promise<PushingAccount[]>
  /** The ledger of an account for these products, locked, so that inbounds that complete together add up. */
  lockLedger(merchantId: string, ecAccountId: string, productIds: readonly string[]): Promise<Map<string, PushLedger>>
  saveLedger(merchantId: string, ecAccountId: string, ledgers: ReadonlyMap<string, PushLedger>): Promise<void>

  /** Keeps the percentage at which an inbound earned for an account. */
  addShare(merchantId: string, inboundId: string, ecAccountId: string, percentage: number): Promise<void>
  /** At which percentage an inbound earned for each account, in the order of their ids. */
  sharesOf(merchantId: string, inboundId: string): Promise<{ ecAccountId: string; percentage: number }[]>
  /**
   * Brings an account's open proposals in step with its ledger: one that nothing is due of any more is evened. With a cause,
   * what is due and has no open proposal gets one.
   */
  propose(merchantId: string, ecAccountId: string, due: readonly DuePush[], cause: { inboundId: string; actor: Actor; note: string } | null, at: Date): Promise<void>
  /** Within the scope, in one order. */
  lockProposals(ids: readonly string[]): Promise<LockedProposal[]>
  decideProposal(merchantId: string, id: string, decision: { state: 'confirmed' | 'dismissed' | 'evened'; quantity: number; stockPushId: string | null; note: string | null; actor: Actor; at: Date }): Promise<void>
  /** Notes in the ledger that so many units count as pushed without a store having been told. */
  noteDismissed(merchantId: string, ecAccountId: string, productId: string, quantity: number): Promise<void>

  addPush(merchantId: string, push: NewStockPush): Promise<void>
  /** What became of one part of a push, line by line. */
  recordResults(merchantId: string, stockPushId: string, part: number, results: readonly StockPushLineResult[]): Promise<void>
  /** Every line of a part that still waits is refused, for one reason. */
  refusePart(merchantId: string, stockPushId: string, part: number, detail: string): Promise<void>
  /** A person has said what became of a part's lines that still wait: of these SKUs, or of all. */
  concludePart(merchantId: string, stockPushId: string, part: number, result: 'applied' | 'superseded', skus?: readonly string[]): Promise<void>
  /** Moves the lines of a part that were not applied to another part, where they wait again. @returns them */
  reopenLines(merchantId: string, stockPushId: string, part: number, toPart: number): Promise<{ sku: string; quantity: number }[]>
  /** As `reopenLines`, of a part that was taken but for these, and without those whose SKU the store has taken a figure for since: that has overtaken them. */
  reopenRest(merchantId: string, stockPushId: string, part: number, toPart: number): Promise<{ rest: { sku: string; quantity: number }[]; overtaken: number }>
  /** By SKU: the last figure that a store answered before an instant, and what was ordered of it there since. */
  toldBefore(account: { merchantId: string; id: string }, skus: readonly string[], before: Date): Promise<Map<string, { stock: number; at: Date; sold: number }>>
  lastPart(merchantId: string, stockPushId: string): Promise<number>
}

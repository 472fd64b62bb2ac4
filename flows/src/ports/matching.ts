import type { HoldReason } from '@crossdock/domain'
import type { Actor } from './actor.ts'

export interface Settled {
  /** Orders that nothing holds any more, of those that something held. */
  released: number
  /** Orders that something holds now, of those that nothing held. */
  heldOrders: number
  /** Holds placed now, by reason. */
  held: Partial<Record<HoldReason, number>>
}

/**
 * How orders meet products, stock and shipping types. Every cause that comes or goes (a mapping, a product, stock, a
 * channel) is followed by `settle` of the orders that it may concern: the one place where system holds are placed and lifted.
 */
export interface MatchRows {
  /**
   * Whoever changes a merchant's orders, or what they wait for, does so one at a time, so that no order misses the cause that
   * frees or holds it, and nobody deadlocks. To be called before any row is locked; holds until the transaction ends.
   */
  lockMerchant(merchantId: string): Promise<void>
  /** Reserves free stock for lines that wait for it, oldest order first; a line gets all that it needs or nothing. @returns the orders whose lines got stock */
  reserve(merchantId: string, productIds: readonly string[]): Promise<string[]>
  /** Frees what an order has reserved. @returns the products that have more free stock now */
  free(merchantId: string, orderId: string): Promise<string[]>
  /** Gives open lines without a product the product of this key (all keys with a product or an alias when left out). @returns orders touched */
  linkProducts(merchantId: string, productKeys?: readonly string[]): Promise<{ orderIds: string[]; productIds: string[]; lines: number }>
  /** Places the system's holds that have a cause and lifts those whose cause is gone, on these orders while they are pending; sets their shipping type. */
  settle(merchantId: string, orderIds: readonly string[], actor: Actor, fetchRunId?: string | null): Promise<Settled>
  /** Places one hold on each order, unless it has it already (then its detail is renewed). @returns the orders newly held */
  placeHold(merchantId: string, orderIds: readonly string[], hold: { reason: HoldReason; note?: string | null; detail?: Record<string, unknown>; actor: Actor }): Promise<string[]>
  /** Lifts every hold of an order that will not go any more. */
  closeHolds(merchantId: string, orderId: string, actor: Actor, note: string): Promise<void>
  /** Pending orders that a change of these codes' mappings may concern. */
  pendingWithCodes(merchantId: string, ecAccountId: string, platformCodes: readonly string[]): Promise<string[]>
  /** Pending orders of an account that lack a shipping type although their code is mapped to one by now; at most so many. */
  mappedWaiting(merchantId: string, ecAccountId: string, limit: number): Promise<string[]>
  /** Accounts that have such orders, over all merchants. */
  accountsWithMappedWaiting(limit: number): Promise<{ merchantId: string; id: string }[]>
  pendingOfChannel(merchantId: string, salesChannelId: string): Promise<string[]>
}

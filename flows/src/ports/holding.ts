import type { HoldReason } from '@crossdock/domain'
import type { Actor } from './actor.ts'

/** A hold as it is kept; its order's row stays locked until the transaction ends. */
export interface LockedHold {
  merchantId: string
  id: string
  orderId: string
  orderNumber: string
  reason: HoldReason
  released: boolean
}

export interface UnknownProductKey {
  merchantId: string
  id: string
  productKey: string
  resolved: boolean
}

/** What people do about holds and about products that nobody knows. */
export interface HoldRows {
  /** Holds within the scope by their own ids, active or not, with their merchants' turn; ids that are not there are left out. */
  lockHolds(holdIds: readonly string[]): Promise<LockedHold[]>
  /** The active holds of orders within the scope, with their merchants' turn. */
  lockHoldsOf(orderIds: readonly string[]): Promise<LockedHold[]>
  /** Lifts those of the holds that are active, and tells each order's timeline. */
  release(holds: readonly Pick<LockedHold, 'merchantId' | 'id'>[], actor: Actor, note: string | null): Promise<void>
  /** Within the scope, with its merchant's turn; nobody else resolves it until the transaction ends. */
  lockUnknownProduct(id: string): Promise<UnknownProductKey | null>
  /** From now on this key is this product. */
  keepAlias(merchantId: string, productKey: string, productId: string): Promise<void>
}

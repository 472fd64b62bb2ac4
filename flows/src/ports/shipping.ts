import type { HoldReason, OrderStatus } from '@crossdock/domain'
import type { PlatformShipment } from '@crossdock/connector-kit'
import type { AccountRef, Trouble } from './accounts.ts'
import type { Actor } from './actor.ts'

/** An order as shipping needs it; its row stays locked until the transaction ends. */
export interface LockedOrder {
  merchantId: string
  id: string
  ecAccountId: string
  platformOrderId: string
  orderNumber: string
  status: OrderStatus
  holds: HoldReason[]
  lines: ShippableLine[]
  parcels: ParcelContents[]
}

/** What we know of an order at its store, and since when. */
export interface StoreState {
  merchantId: string
  id: string
  ecAccountId: string
  platformOrderId: string
  status: OrderStatus
  holds: HoldReason[]
  platformOrderStatus: string
  platformUpdatedAt: Date
  readAt: Date
}

export interface ShippableLine {
  lineId: string
  sku: string
  productId: string | null
  quantity: number
  /** Units of stock that stand ready for it. */
  reserved: number
  shipped: number
}

export interface ParcelLine {
  lineId: string
  quantity: number
}

export interface ParcelContents {
  trackingNumber: string
  carrier: string
  lines: ParcelLine[]
}

export interface NewParcel extends ParcelContents {
  id: string
  writeId: string
}

/** A parcel whose push was accepted, with what is needed to read it back. */
export interface AcceptedParcel {
  id: string
  orderId: string
  ecAccountId: string
  platformOrderId: string
  trackingNumber: string
  carrier: string
  writeId: string
  /** The number that the store was told, while the parcel has another one since. */
  toldNumber: string | null
  confirmedAt: Date | null
  confirmAttempts: number
}

export interface ShipRows {
  /** Orders within the scope, with their merchants' turn (`matching.lockMerchant`); ids that are not there are left out. */
  lock(orderIds: readonly string[]): Promise<LockedOrder[]>
  /** Orders within the scope that bear these numbers. */
  withNumbers(orderNumbers: readonly string[], filter: { merchantId?: string; ecAccountId?: string }): Promise<{ id: string; orderNumber: string }[]>
  /** Within the scope, locking nothing. */
  storeStates(orderIds: readonly string[]): Promise<StoreState[]>
  /** The orders were read from their store one by one, changed or not. */
  markRead(merchantId: string, orderIds: readonly string[], at: Date): Promise<void>
  startProcessing(merchantId: string, orderIds: readonly string[], at: Date): Promise<void>
  cancel(merchantId: string, orderId: string, at: Date): Promise<void>
  /** Keeps parcels of one merchant's orders, takes their contents out of stock with a movement each, and closes the orders of which nothing is left. @returns the orders that are wholly shipped now */
  addParcels(merchantId: string, parcels: readonly { order: LockedOrder; parcel: NewParcel }[], actor: Actor, at: Date): Promise<string[]>
  /** Brings the orders' own tracking numbers and tracking state in step with their parcels and writes. */
  refreshTracking(merchantId: string, orderIds: readonly string[], orders?: { locked: boolean }): Promise<void>
  parcel(merchantId: string, parcelId: string): Promise<AcceptedParcel | null>
  /** Within the scope. */
  findParcel(parcelId: string): Promise<{ orderId: string; writeId: string } | null>
  /** Units of a parcel, and those that the store has accepted of its order's other parcels. */
  unitsKnown(merchantId: string, parcelId: string): Promise<{ own: number; accepted: number }>
  /** As `parcel`, of one that the store has accepted: it is read back from this instant on, and its order stays locked until the transaction ends. */
  accept(merchantId: string, parcelId: string, from: Date): Promise<AcceptedParcel | null>
  /** The store accepted the parcel: it is read back from this instant on; null where it cannot be. */
  awaitConfirmation(merchantId: string, parcelId: string, from: Date | null): Promise<void>
  /** The parcel bears another number or carrier from now on. @param told what the store was told, when it was told already; the parcel is to be read back then. @returns false when another parcel of the order bears the number */
  relabel(merchantId: string, parcel: Pick<AcceptedParcel, 'id' | 'orderId'>, label: { trackingNumber: string; carrier: string }, told: { number: string | null; at: Date }): Promise<boolean>
  /** Lifts the hold of an order whose parcels the store shows as they are. */
  liftTrackingDiffers(merchantId: string, orderId: string, at: Date): Promise<void>
  /** The store showed the parcel under this number; its order stays locked until the transaction ends. @returns false when that was known already, or the number has been corrected since it was asked */
  confirm(merchantId: string, parcel: { id: string; trackingNumber: string }, view: Pick<PlatformShipment, 'trackingNumber' | 'carrier' | 'shippedAt'>, at: Date): Promise<boolean>
  /** The store does not show the parcel yet, and is asked again at an instant. @param trouble why it could not be asked now; null where it was */
  confirmLater(merchantId: string, parcelId: string, at: Date, trouble: Trouble | null): Promise<void>
  /** Parcels of an account that could not be read back for want of access are due now. */
  wakeReadings(account: AccountRef, now: Date): Promise<void>
  /** Takes the parcels of an account that have waited longest to be read back; until an instant, nobody else does. @returns their writes */
  takeUnconfirmed(account: AccountRef, take: { now: Date; until: Date; most: number }): Promise<string[]>
  /** Connected accounts with parcels that are due to be read back, over the scope. */
  unconfirmed(now: Date, limit: number): Promise<AccountRef[]>
}

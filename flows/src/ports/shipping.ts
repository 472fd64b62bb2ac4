import type { HoldReason, OrderStatus } from '@crossdock/domain'
import type { PlatformShipment } from '@crossdock/connector-kit'
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
  confirmedAt: Date | null
  confirmAttempts: number
}

export interface ShipRows {
  /** Orders within the scope, with their merchants' turn (`matching.lockMerchant`); ids that are not there are left out. */
  lock(orderIds: readonly string[]): Promise<LockedOrder[]>
  /** Orders within the scope that bear these numbers. */
  withNumbers(orderNumbers: readonly string[], filter: { merchantId?: string; ecAccountId?: string }): Promise<{ id: string; orderNumber: string }[]>
  startProcessing(merchantId: string, orderIds: readonly string[], at: Date): Promise<void>
  cancel(merchantId: string, orderId: string, at: Date): Promise<void>
  /** Keeps parcels of one merchant's orders, takes their contents out of stock with a movement each, and closes the orders of which nothing is left. @returns the orders that are wholly shipped now */
  addParcels(merchantId: string, parcels: readonly { order: LockedOrder; parcel: NewParcel }[], actor: Actor, at: Date): Promise<string[]>
  /** Brings the orders' own tracking numbers and tracking state in step with their parcels and writes. */
  refreshTracking(merchantId: string, orderIds: readonly string[]): Promise<void>
  parcel(merchantId: string, parcelId: string): Promise<AcceptedParcel | null>
  /** The store accepted the parcel: it is read back from this instant on. */
  awaitConfirmation(merchantId: string, parcelId: string, from: Date): Promise<void>
  /** The store showed the parcel. @returns false when that was known already */
  confirm(merchantId: string, parcelId: string, view: Pick<PlatformShipment, 'trackingNumber' | 'carrier' | 'shippedAt'>, at: Date): Promise<boolean>
  confirmLater(merchantId: string, parcelId: string, at: Date): Promise<void>
  /** Parcels of connected accounts that are due to be read back, over the scope. */
  unconfirmed(now: Date, limit: number): Promise<{ merchantId: string; writeId: string }[]>
}

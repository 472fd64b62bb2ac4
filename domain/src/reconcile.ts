import type { SkipReason } from './eligibility.ts'
import type { PlatformOrderStatus, PlatformShipmentStatus } from './order.ts'
import type { OrderStatus } from './order-status.ts'

/** In what a store's list and ours can differ about one order. */
export const differences = ['missing', 'change_missed', 'shipped_on_store_only', 'shipped_here_only', 'canceled_on_store_only', 'gone_from_store'] as const
export type Difference = (typeof differences)[number]
/** What became of a difference: fetched, taken over, held, or only told; else why the order is not imported. */
export const differenceOutcomes = ['imported', 'taken_over', 'held', 'listed'] as const
export type DifferenceOutcome = (typeof differenceOutcomes)[number] | SkipReason

/** An order as a store lists it. `version` is µs since 1970. */
export interface StoreSide {
  version: number
  orderStatus: PlatformOrderStatus
  shipmentStatus: PlatformShipmentStatus
}

/** The same order as it is kept here. */
export interface OurSide {
  /** null where it never said when it changed. */
  version: number | null
  skipReason: SkipReason | null
  /** null while it is not imported. */
  status: OrderStatus | null
  /** Whether a tracking number is still on its way to the store, or was refused: then it is known why the store knows of none. */
  trackingOpen: boolean
}

/** What has to be brought in: not here at all, or here in an older version. */
export function isBehind(store: Pick<StoreSide, 'version'>, here: OurSide | undefined): boolean {
  return !here || here.version === null || here.version < store.version
}

/** Whether a platform says that all of an order has left, whatever became of it since. */
export const hasLeft = (shipmentStatus: string): boolean => shipmentStatus === 'shipped' || shipmentStatus === 'delivered' || shipmentStatus === 'returned'

/** Whether the store's and our statuses of an imported order contradict each other, once everything that was read is taken over. */
export function statusDifference(store: StoreSide, here: OurSide): Difference | null {
  if (here.status === null || (here.version !== null && here.version > store.version)) return null
  const open = here.status === 'pending' || here.status === 'processing'
  if (store.orderStatus === 'cancelled') return open ? 'canceled_on_store_only' : null
  if (hasLeft(store.shipmentStatus)) return open ? 'shipped_on_store_only' : null
  return here.status === 'shipped' && !here.trackingOpen ? 'shipped_here_only' : null
}

import type { PlatformOrderStatus, PlatformShipmentStatus } from './order.ts'

/** Days after which a platform's order is too old to be fetched, counted at fetch time. */
export const fetchableDays = 7
const dayMs = 86_400_000

/** Why an order that was seen is not imported as new. */
export const skipReasons = ['not_new', 'not_ready_to_ship', 'too_old', 'canceled_before_import', 'malformed'] as const
export type SkipReason = (typeof skipReasons)[number]

/**
 * Whether a fetch may import an order that it has never imported before.
 * @returns null when it may, else the one reason that weighs most.
 */
export function whyNotNew(
  order: { orderStatus: PlatformOrderStatus; shipmentStatus: PlatformShipmentStatus; placedAt: string },
  fetchedAt: Date,
): SkipReason | null {
  if (order.orderStatus === 'cancelled') return 'canceled_before_import'
  if (order.orderStatus !== 'new') return 'not_new'
  if (order.shipmentStatus !== 'ready_to_ship') return 'not_ready_to_ship'
  if (fetchedAt.getTime() - Date.parse(order.placedAt) > fetchableDays * dayMs) return 'too_old'
  return null
}

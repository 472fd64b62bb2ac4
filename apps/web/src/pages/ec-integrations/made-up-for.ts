import type { ReceiptOf } from './receipt.tsx'

/** Nothing is on its way any more; but what a store refused, or a run did not read, is not made up for. */
export function isMadeUpFor({ orders, parcels, stockPushes }: Pick<ReceiptOf, 'orders' | 'parcels' | 'stockPushes'>): boolean {
  return parcels.refused === 0 && stockPushes.refused === 0 && (orders === null || orders.status === 'succeeded')
}

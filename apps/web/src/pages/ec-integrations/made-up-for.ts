import type { Account } from './account-draft.ts'

/** Nothing is on its way any more; but what a store refused, or a run did not read, is not made up for. */
export function isMadeUpFor({ orders, parcels, stockPushes }: Pick<NonNullable<Account['receipt']>, 'orders' | 'parcels' | 'stockPushes'>): boolean {
  return parcels.refused === 0 && stockPushes.refused === 0 && (orders === null || orders.status === 'succeeded')
}

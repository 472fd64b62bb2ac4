import { holdReasons, orderStatuses, trackingFilters } from '@crossdock/domain'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { useUrlFilters, type UrlFilters } from '../../ui/url-filters.ts'

const names = ['q', 'status', 'onHold', 'hold', 'account', 'channel', 'shippingType', 'shippingCode', 'from', 'to', 'unknown', 'run', 'tracking'] as const
export type OrderFilters = UrlFilters<(typeof names)[number]>

export interface OrderQuery {
  merchantId: string | undefined
  ecAccountId: string | undefined
  salesChannelId: string | undefined
  status: (typeof orderStatuses)[number] | undefined
  onHold: 'true' | 'false' | undefined
  holdReason: (typeof holdReasons)[number] | undefined
  shippingType: string | undefined
  shippingCode: string | undefined
  placedFrom: string | undefined
  placedTo: string | undefined
  unknownProductId: string | undefined
  fetchRunId: string | undefined
  tracking: (typeof trackingFilters)[number] | undefined
  q: string | undefined
}

/** The filters in the address, and what they ask of the server. */
export function useOrderFilters(): { filters: OrderFilters; query: OrderQuery } {
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(names)
  const { q, status, onHold, hold, account, channel, shippingType, shippingCode, from, to, unknown, run, tracking } = filters.values
  const query: OrderQuery = {
    merchantId, q, ecAccountId: account, salesChannelId: channel, status: oneOf(orderStatuses, status), onHold: oneOf(['true', 'false'], onHold), holdReason: oneOf(holdReasons, hold),
    shippingType, shippingCode, placedFrom: from, placedTo: to, unknownProductId: unknown, fetchRunId: run, tracking: oneOf(trackingFilters, tracking),
  }
  return { filters, query }
}

/** What the tabs count: the same orders, wherever they stand. */
export function withoutState(query: OrderQuery): OrderQuery {
  return { ...query, status: undefined, onHold: undefined, holdReason: undefined }
}

/** How many of what was counted the whole query matches; undefined where the counts do not tell. */
export function matchingCount(counts: Outputs['orders']['counts'], { status, onHold, holdReason }: OrderQuery): number | undefined {
  if (status !== undefined) return onHold === undefined && holdReason === undefined ? (counts.byStatus[status] ?? 0) : undefined
  if (holdReason !== undefined) return onHold === 'false' ? undefined : (counts.byHoldReason[holdReason] ?? 0)
  if (onHold === undefined) return counts.total
  return onHold === 'true' ? counts.onHold : counts.total - counts.onHold
}

/** Where the same orders are to be had as a CSV. */
export function exportAddress(query: OrderQuery): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const text = new URLSearchParams(set).toString()
  return `/api/v1/orders/export.csv${text && `?${text}`}`
}

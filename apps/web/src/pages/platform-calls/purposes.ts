import { useTranslations } from 'use-intl'
import { oneOf } from '../../ui/one-of.ts'

/** What calls are made for, as connectors name it. A connector may name more; those are shown as they are. */
export const purposes = [
  'orders.list', 'orders.count', 'orders.get', 'tracking.push', 'tracking.list', 'stock.increase', 'stock.overwrite', 'stock.levels', 'shop.read', 'shippingMethods.list',
  'metadata.read', 'token.exchange', 'token.refresh', 'token.revoke', 'webhooks.list', 'webhooks.subscribe', 'webhooks.unsubscribe',
] as const
type Purpose = (typeof purposes)[number]

const keys = {
  'orders.list': 'orders_list', 'orders.count': 'orders_count', 'orders.get': 'orders_get', 'tracking.push': 'tracking_push', 'tracking.list': 'tracking_list',
  'stock.increase': 'stock_increase', 'stock.overwrite': 'stock_overwrite', 'stock.levels': 'stock_levels', 'shop.read': 'shop_read', 'shippingMethods.list': 'shippingMethods_list',
  'metadata.read': 'metadata_read', 'token.exchange': 'token_exchange', 'token.refresh': 'token_refresh', 'token.revoke': 'token_revoke',
  'webhooks.list': 'webhooks_list', 'webhooks.subscribe': 'webhooks_subscribe', 'webhooks.unsubscribe': 'webhooks_unsubscribe',
} as const satisfies Record<Purpose, string>

/** A purpose in the reader's words. */
export function usePurposeName(): (purpose: string) => string {
  const t = useTranslations('platformCalls.purpose')
  return (purpose) => {
    const known = oneOf(purposes, purpose)
    return known ? t(keys[known]) : purpose
  }
}

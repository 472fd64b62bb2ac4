import { systemMerchantId } from '@crossdock/domain'
import type { Alert } from '../ports/index.ts'

/** A screen of ours. */
export interface ScreenLink {
  path: string
  search: Record<string, string>
}

/** Where an alert's cause is seen to. */
export function alertLink(alert: Pick<Alert, 'kind' | 'owner' | 'merchantId' | 'subjectId' | 'params'>): ScreenLink {
  const { subjectId, params } = alert
  const merchant: Record<string, string> = alert.merchantId === systemMerchantId ? {} : { merchant: alert.merchantId }
  const account: ScreenLink = subjectId === null ? { path: '/ec-integrations', search: merchant } : { path: `/ec-integrations/${subjectId}`, search: merchant }
  switch (alert.kind) {
    case 'slot_missed':
      if (alert.owner === 'merchant') return account
      return subjectId === null ? { path: '/fetch-runs', search: merchant } : { path: `/fetch-runs/${subjectId}`, search: merchant }
    case 'orders_held':
      return { path: '/holds', search: { ...merchant, reason: String(params['reason']) } }
    case 'write_refused':
      if (params['what'] === 'asked') return outbox(merchant, subjectId, params['write'], 'asked')
      if (params['write'] === 'tracking') return { path: '/orders', search: { ...merchant, ...(subjectId === null ? {} : { account: subjectId }), tracking: 'refused' } }
      if (params['write'] === 'stock_increment' || params['write'] === 'stock_overwrite') return { path: '/stock-pushes', search: { ...merchant, ...(subjectId === null ? {} : { account: subjectId }), ...(params['items'] ? {} : { state: 'rejected' }) } }
      return outbox(merchant, subjectId, params['write'], 'rejected')
    case 'write_unsent':
      if (params['status'] === 'revoking') return outbox(merchant, subjectId, 'revocation', 'unsent')
      if (alert.owner === 'merchant') return account
      if (params['status'] === 'taken') return params['order'] ? { path: `/orders/${String(params['order'])}`, search: merchant } : { path: '/orders', search: { ...merchant, ...(subjectId === null ? {} : { account: subjectId }), tracking: 'unshown' } }
      return { path: '/platform-calls', search: { ...merchant, ...(subjectId === null ? {} : { account: subjectId }), failed: 'true' } }
    case 'stock_at_risk':
      return subjectId === null ? { path: '/stock', search: { ...merchant, state: 'at_risk' } } : { path: `/stock/${subjectId}`, search: merchant }
    case 'stock_drift':
      if (params['state'] === 'unread') return account
      return { path: '/stock-drift', search: { ...merchant, ...(subjectId === null ? {} : { account: subjectId }) } }
    case 'endpoint_disabled':
      return subjectId === null ? { path: '/webhooks', search: {} } : { path: `/webhooks/${subjectId}`, search: {} }
    case 'client_refused':
    case 'secret_unreadable':
      return { path: '/platform-calls', search: { failed: 'true' } }
    case 'mail_failing':
      return { path: '/mail', search: {} }
    default:
      return account
  }
}

/** Writes of a kind, in the list of all. */
function outbox(merchant: Record<string, string>, accountId: string | null, kind: unknown, state: string): ScreenLink {
  return { path: '/outbox', search: { ...merchant, ...(accountId === null ? {} : { account: accountId }), kind: String(kind), state } }
}

export function linkAddress(publicUrl: string, { path, search }: ScreenLink): string {
  const query = new URLSearchParams(search).toString()
  return `${publicUrl}${path}${query && `?${query}`}`
}

import { newId, systemMerchantId, type Role } from '@crossdock/domain'
import { alertLink, linkAddress } from '../alerting/alert-link.ts'
import { alertText } from '../alerting/alert-text.ts'
import type { AlertNews } from '../alerting/settle-alerts.ts'
import type { Alert, Needs, NewNotice, NoticeEndpoint, Transaction } from '../ports/index.ts'
import { platformNames } from './telling.ts'

const warehouse: readonly Role[] = ['admin', 'operator']

/** Whether an endpoint is told of an alert: a merchant's own of what concerns its merchant, the warehouse's of what concerns the warehouse. */
export function isToldOf(endpoint: Pick<NoticeEndpoint, 'merchantId' | 'kinds'>, alert: Pick<Alert, 'merchantId' | 'kind' | 'audience'>): boolean {
  if (endpoint.kinds.length > 0 && !endpoint.kinds.includes(alert.kind)) return false
  if (endpoint.merchantId === systemMerchantId) return alert.audience.some((role) => warehouse.includes(role))
  return endpoint.merchantId === alert.merchantId && alert.audience.includes('merchant')
}

/** Queues an event for each endpoint that is told, also for those that are switched off: theirs are kept until they are on again. */
export async function queueNotices(tx: Transaction, needs: Needs, news: readonly AlertNews[], now: Date): Promise<void> {
  if (news.length === 0) return
  const endpoints = await tx.notices.endpoints()
  const notices: NewNotice[] = news.flatMap((each) => {
    const told = endpoints.filter((endpoint) => isToldOf(endpoint, each.alert))
    if (told.length === 0) return []
    const messageId = `msg_${newId()}`
    const payload = JSON.stringify({ type: `alert.${each.type}`, timestamp: now.toISOString(), data: eventData(each, needs) })
    return told.map((endpoint) => ({ merchantId: endpoint.merchantId, id: newId(), endpointId: endpoint.id, messageId, type: `alert.${each.type}`, payload, at: now }))
  })
  await tx.notices.add(notices)
}

function eventData({ alert, again }: AlertNews, needs: Needs) {
  const [en, zh] = [alertText(alert, 'en', platformNames(needs)), alertText(alert, 'zh', platformNames(needs))]
  return {
    id: alert.id, kind: alert.kind, owner: alert.owner, urgency: alert.urgency, merchantId: alert.merchantId === systemMerchantId ? null : alert.merchantId, subjectId: alert.subjectId,
    since: alert.since.toISOString(), count: alert.count, openedAt: alert.openedAt.toISOString(), closedAt: alert.closedAt?.toISOString() ?? null, reopened: again,
    sentence: { en: en.sentence, zh: zh.sentence }, todo: { en: en.todo, zh: zh.todo }, detail: en.detail, params: alert.params, link: linkAddress(needs.publicUrl, alertLink(alert)),
  }
}

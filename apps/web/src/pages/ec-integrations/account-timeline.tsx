import { isolate } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import type { Outputs } from '../../app/session.tsx'
import { useAnsweredItems, type AnsweredItem } from '../../parts/answered-items.ts'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { useTypeName } from '../shipping-types/type-name.ts'
import { useDuration } from '../../ui/duration.ts'
import { useEnumeration } from '../../ui/enumeration.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { Timeline } from '../../ui/timeline.tsx'
import type { Tone } from '../../ui/tone.ts'

type Entry = Outputs['ecAccounts']['timeline']['items'][number]

const known = ['created', 'changed', 'settings_saved', 'mappings_saved', 'authorization_begun', 'authorization_failed', 'connected', 'revoked', 'grant_left', 'disconnected', 'degraded', 'recovered', 'stock_overwritten', 'write_answered', 'write_left', 'scopes_lost', 'scopes_regained', 'rehearsal_failed', 'subscriptions_lost', 'subscribed', 'receipt'] as const
const tones: Partial<Record<(typeof known)[number], Tone>> = { connected: 'good', recovered: 'good', scopes_regained: 'good', degraded: 'warn', authorization_failed: 'warn', disconnected: 'bad', revoked: 'bad', grant_left: 'warn', scopes_lost: 'warn', rehearsal_failed: 'warn', subscriptions_lost: 'warn', receipt: 'good' }

/** Everything that happened to the account, by whom. */
export function AccountTimeline({ accountId }: { accountId: string }) {
  const t = useTranslations('ecIntegrations')
  const ui = useTranslations('ui')
  const actors = useTranslations('words.actorKind')
  const detailOf = useDetail()
  const pages = usePages(api.ecAccounts.timeline, { id: accountId, limit: 10 })
  const entries = pages.rows.map((entry) => {
    const type = oneOf(known, entry.type)
    return { id: entry.id, at: entry.at, title: type ? t(`event.${type}`) : t('event.other', { type: entry.type }), by: entry.actor.kind === 'system' ? actors('system') : `${isolate(entry.actor.name)} (${actors(entry.actor.kind)})`, detail: detailOf(entry), tone: type && tones[type] }
  })
  return (
    <>
      {pages.error && <ErrorPanel error={pages.error} retry={pages.retry} />}
      {!pages.loading && entries.length === 0 && <p>{t('historyEmpty')}</p>}
      <Timeline entries={entries} label={t('history')} />
      {pages.more && <Button variant="default" size="xs" loading={pages.more.loading} onClick={pages.more.load}>{ui('loadMore')}</Button>}
    </>
  )
}

/** Shipping codes by the type that they were mapped to. */
function byType(set: object): Map<string, string[]> {
  const codes = new Map<string, string[]>()
  for (const [code, type] of Object.entries(set)) codes.set(String(type), [...(codes.get(String(type)) ?? []), code])
  return codes
}

function useDetail(): (entry: Entry) => string | undefined {
  const say = usePlatformWords()
  const t = useTranslations('ecIntegrations')
  const ui = useTranslations('ui')
  const enumerate = useEnumeration()
  const duration = useDuration()
  const saidOf = useAnsweredItems()
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: {} }))
  const nameOf = useTypeName()
  const typeName = (code: string) => {
    const type = types.data?.items.find((each) => each.code === code)
    return type ? nameOf(type) : code
  }
  return ({ data }) => {
    const facts: string[] = []
    const text = (key: string) => (typeof data[key] === 'string' ? data[key] : null)
    const shop = text('shopTitle')
    if (shop !== null) facts.push(t('eventDetail.shop', { shop: isolate(shop) }))
    const displayName = text('displayName')
    if (displayName !== null) facts.push(t('eventDetail.name', { name: isolate(displayName) }))
    if (text('salesChannelId') !== null) facts.push(t('eventDetail.channel'))
    if (typeof data['fetchEnabled'] === 'boolean') facts.push(`${t('fetchOrders')}: ${ui(data['fetchEnabled'] ? 'on' : 'off')}`)
    const schedule = data['fetchSchedule']
    if (Array.isArray(schedule)) facts.push(schedule.length === 0 ? t('eventDetail.scheduleEmpty') : t('eventDetail.schedule', { times: enumerate(schedule.map(String)) }))
    if (typeof data['pushEnabled'] === 'boolean') facts.push(`${t('inboundPush')}: ${ui(data['pushEnabled'] ? 'on' : 'off')}`)
    if (typeof data['pushPercentage'] === 'number') facts.push(t('eventDetail.percentage', { percentage: data['pushPercentage'] }))
    const set = data['set']
    if (typeof set === 'object' && set !== null) for (const [type, codes] of byType(set)) facts.push(t('eventDetail.mapped', { code: enumerate(codes.map(isolate)), type: typeName(type) }))
    const removed = data['removed']
    if (Array.isArray(removed) && removed.length > 0) facts.push(t('eventDetail.removed', { codes: enumerate(removed.map((code) => isolate(String(code)))) }))
    if (typeof data['released'] === 'number' && data['released'] > 0) facts.push(t('eventDetail.orders', { count: data['released'] }))
    if (Array.isArray(data['items'])) facts.push(...saidOf(data['items'] as AnsweredItem[]))
    if (typeof data['items'] === 'number') facts.push(t('eventDetail.items', { count: data['items'] }))
    for (const key of ['scopes', 'topics']) {
      const named = data[key]
      if (Array.isArray(named)) facts.push(enumerate(named.map(String)))
    }
    const [darkFrom, darkTo, orders] = [text('darkFrom'), text('darkTo'), data['orders']]
    if (darkFrom !== null && darkTo !== null) facts.push(t('eventDetail.dark', { duration: duration(darkFrom, darkTo) }))
    if (typeof orders === 'object' && orders !== null && 'new' in orders) facts.push(t('eventDetail.recovered', { count: Number(orders.new) }))
    const note = text('note')
    if (note !== null) facts.push(t('eventDetail.said', { text: isolate(note) }))
    const said = text('detail')
    if (said !== null) facts.push(say(said))
    return facts.length > 0 ? facts.join(' · ') : undefined
  }
}

import { holdReasons, isolate, orderStatuses, writeAnswers } from '@crossdock/domain'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Differences } from '../../parts/differences.tsx'
import { differencesOf, recordsOf, textOf } from '../../parts/hold-facts.ts'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { useEnumeration } from '../../ui/enumeration.ts'
import { oneOf } from '../../ui/one-of.ts'
import { Section } from '../../ui/section.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { Order } from './order-stage.ts'

type Entry = Order['timeline'][number]

const known = ['imported', 'held', 'released', 'changed_on_platform', 'canceled_on_platform', 'product_mapped', 'processing_started', 'shipped', 'tracking_accepted', 'tracking_refused', 'tracking_confirmed', 'canceled', 'parcel_corrected', 'write_answered', 'write_left', 'went_unread'] as const
type Known = (typeof known)[number]
const causes = ['disconnected', 'unreachable', 'late', 'gone'] as const
const tones: Partial<Record<Known, Tone>> = { imported: 'info', held: 'warn', released: 'good', changed_on_platform: 'warn', canceled_on_platform: 'bad', processing_started: 'info', shipped: 'good', tracking_refused: 'bad', tracking_confirmed: 'good', canceled: 'bad', went_unread: 'warn' }

/** Everything that happened to the order, newest first, by whom. */
export function OrderTimeline({ order }: { order: Order }) {
  const t = useTranslations('order')
  const actors = useTranslations('words.actorKind')
  const detailOf = useDetail()
  const entries = order.timeline.toReversed().map((entry) => {
    const type = oneOf(known, entry.type)
    const by = entry.actor.kind === 'system' ? actors('system') : t('actor', { name: isolate(entry.actor.name), kind: actors(entry.actor.kind) })
    return { id: entry.id, at: entry.at, title: type ? t(`event.${type}`) : t('event.other', { type: entry.type }), detail: detailOf(entry, type), tone: type && tones[type], by: <>{by}{entry.fetchRunId !== null && <> · <AppLink to="/fetch-runs/$id" params={{ id: entry.fetchRunId }}>{t('fetchRun')}</AppLink></>}</> }
  })
  return <Section title={t('timeline')}><Timeline entries={entries} label={t('timeline')} /></Section>
}

function useDetail(): (entry: Entry, type: Known | undefined) => ReactNode | undefined {
  const t = useTranslations('order')
  const words = useTranslations('words')
  const say = usePlatformWords()
  const holds = useTranslations('holds')
  const enumerate = useEnumeration()
  const reasonsOf = (data: Entry['data']) => {
    const reasons = (Array.isArray(data['reasons']) ? data['reasons'] : []).map((each) => oneOf(holdReasons, String(each))).filter((each) => each !== undefined)
    return enumerate(reasons.map((reason) => words(`holdReason.${reason}`)))
  }
  const quoted = (value: unknown) => (textOf(value) === null ? '' : holds('quoted', { text: isolate(textOf(value) ?? '') }))
  const joined = (...parts: string[]) => parts.filter((each) => each !== '').join(' · ') || undefined
  return ({ data }, type) => {
    switch (type) {
      case 'held':
      case 'released': return joined(reasonsOf(data), quoted(data['note']))
      case 'changed_on_platform': return <><div>{t(data['takenOver'] === true ? 'takenOver' : 'notTakenOver')}</div><Differences changes={differencesOf(data['changes'])} /></>
      case 'canceled_on_platform': {
        const status = oneOf(orderStatuses, textOf(data['status']) ?? undefined)
        return status && t('whileStatus', { status: words(`orderStatus.${status}`) })
      }
      case 'product_mapped': return t('mappedAs', { key: isolate((textOf(data['key']) ?? '').replace(/^title:/, '')), sku: isolate(textOf(data['sku']) ?? ''), name: isolate(textOf(data['name']) ?? '') })
      case 'shipped': return joined(...recordsOf(data['parcels']).map((parcel) => t('shippedParcel', { number: textOf(parcel['trackingNumber']) ?? '', carrier: isolate(textOf(parcel['carrier']) ?? ''), count: Number(parcel['units'] ?? 0) })), data['partial'] === true ? t('partial') : '')
      case 'tracking_accepted':
      case 'tracking_confirmed': return textOf(data['trackingNumber']) ?? undefined
      case 'tracking_refused': return joined(textOf(data['trackingNumber']) ?? '', say(textOf(data['error']) ?? ''))
      case 'canceled': return joined(quoted(data['note']))
      case 'went_unread': {
        const cause = oneOf(causes, textOf(data['cause']) ?? undefined) ?? 'unreachable'
        return t(`wentUnread.${data['by'] === 'setting' ? 'setting' : 'operator'}`, { step: t(`wentUnread.${data['step'] === 'ship' ? 'ship' : 'process'}`), cause: t(`fresh.cause.${cause}`) })
      }
      case 'parcel_corrected': return t('correctedTo', { before: textOf(data['before']) ?? '', number: textOf(data['trackingNumber']) ?? '', carrier: isolate(textOf(data['carrier']) ?? '') })
      case 'write_answered': {
        const answer = oneOf(writeAnswers, textOf(data['answer']) ?? undefined)
        return joined(textOf(data['trackingNumber']) ?? '', answer ? t(`answered.${answer}`) : '', quoted(data['note']))
      }
      case 'write_left': return joined(textOf(data['trackingNumber']) ?? '', quoted(data['note']))
      case 'imported':
      case 'processing_started':
      case undefined: return undefined
    }
  }
}

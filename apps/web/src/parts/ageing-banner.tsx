import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { ReactNode } from 'react'
import type { Outputs } from '../app/session.tsx'
import { Banner } from '../ui/banner.tsx'
import { useExactTime } from '../ui/relative-time.tsx'

type Ageing = NonNullable<Outputs['coverage']['get']['ageing']>
const timesShown = 3

/** Orders that will soon be too old to be fetched: since when, until when, how long that is, and what to do. With `account` it names the store. */
export function AgeingBanner({ ageing, account, actions }: { ageing: Ageing; account?: { name: string; merchant: string }; actions?: ReactNode }) {
  const t = useTranslations('coverage.ageing')
  const format = useFormatter()
  const exact = useExactTime()
  const now = useNow({ updateInterval: 60_000 })
  const deadline = exact(ageing.deadline)
  const left = t('left', { hours: Math.max(1, Math.floor((Date.parse(ageing.deadline) - now.getTime()) / 3_600_000)) })
  const values = { since: exact(ageing.since), deadline, left }
  const title = account
    ? t(ageing.level === 'losing' ? 'homeLosing' : 'homeSoon', { ...values, account: account.name, merchant: account.merchant })
    : t(ageing.level, values)
  const times = format.list(ageing.missedSlots.slice(0, timesShown).map(exact))
  const more = ageing.missedSlots.length - timesShown
  return (
    <Banner tone={ageing.level === 'soon' ? 'warn' : 'bad'} title={title} actions={actions}>
      {t(`cause.${ageing.cause}`)}
      {ageing.missedSlots.length > 0 && <div>{t('missed', { count: ageing.missedSlots.length, times: more > 0 ? t('more', { times, count: more }) : times })}</div>}
    </Banner>
  )
}

import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { FetchRunBadge } from '../../parts/badges.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink, type LinkTarget } from '../../ui/app-link.tsx'
import { BarList } from '../../ui/bar-list.tsx'
import { Count } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import classes from './home-page.module.css'

type Home = Outputs['home']['get']

/** How many orders stand where, each leading to them. */
export function OrderFigures({ orders }: { orders: Home['orders'] }) {
  const t = useTranslations('home')
  const figures: { key: string; label: string; value: number; hint?: string; link: LinkTarget }[] = [
    { key: 'pending', label: t('pending'), value: orders.pending, hint: t('pendingHint'), link: { to: '/orders', search: { status: 'pending' } } },
    { key: 'ready', label: t('ready'), value: orders.ready, hint: t('readyHint'), link: { to: '/orders', search: { status: 'pending', onHold: 'false' } } },
    { key: 'processing', label: t('processing'), value: orders.processing, link: { to: '/orders', search: { status: 'processing' } } },
    { key: 'shipped', label: t('shippedToday'), value: orders.shippedToday, link: { to: '/orders', search: { status: 'shipped' } } },
    { key: 'tracking', label: t('waitingTracking'), value: orders.waitingTracking, hint: t('waitingTrackingHint'), link: { to: '/orders', search: { status: 'shipped' } } },
  ]
  return (
    <ul className={classes.figures} aria-label={t('orders')}>
      {figures.map((figure) => (
        <li key={figure.key}>
          <AppLink {...figure.link} className={classes.figure}>
            <span className={classes.figureLabel}>{figure.label}</span>
            <span className={classes.figureValue}><Count value={figure.value} /></span>
            {figure.hint !== undefined && <span className={classes.figureHint}>{figure.hint}</span>}
          </AppLink>
        </li>
      ))}
    </ul>
  )
}

export function HeldOrders({ holds }: { holds: Home['holds'] }) {
  const t = useTranslations('home')
  const words = useTranslations('words')
  if (holds.length === 0) return <Text c="dimmed">{t('holdsEmpty')}</Text>
  return (
    <BarList label={t('holds')}
      bars={[...holds].sort((a, b) => b.orders - a.orders).map((hold) => ({
        key: hold.reason, value: hold.orders, tone: 'warn' as const,
        label: <AppLink to="/holds" search={{ reason: hold.reason }}>{words(`holdReason.${hold.reason}`)}</AppLink>,
        detail: <>{t('move', { owner: words(`holdOwner.${hold.owner}`) })} · {t.rich('oldest', { at: () => <RelativeTime value={hold.oldestAt} /> })}</>,
      }))} />
  )
}

export function NextSlots({ slots }: { slots: Home['nextSlots'] }) {
  const t = useTranslations('home')
  if (slots.length === 0) return <Text c="dimmed">{t('nextSlotsEmpty')}</Text>
  return (
    <ul className={classes.rows}>
      {slots.map((slot) => (
        <li key={slot.ecAccountId} className={classes.row}>
          <span><AppLink to="/ec-integrations/$id" params={{ id: slot.ecAccountId }}>{slot.displayName}</AppLink> <Text span size="sm" c="dimmed">{slot.merchant.name}</Text></span>
          <RelativeTime value={slot.at} />
        </li>
      ))}
    </ul>
  )
}

export function LastRuns({ runs }: { runs: Home['lastRuns'] }) {
  const t = useTranslations('home')
  const say = usePlatformWords()
  if (runs.length === 0) return <Text c="dimmed">{t('lastRunsEmpty')}</Text>
  return (
    <ul className={classes.rows}>
      {runs.map((run) => (
        <li key={run.id} className={classes.row}>
          <span>
            <AppLink to="/fetch-runs/$id" params={{ id: run.id }}>{run.ecAccount.name}</AppLink> <Text span size="sm" c="dimmed">{run.error !== null ? say(run.error) : t('runResult', { new: run.new, held: run.held })}</Text>
          </span>
          <span className={classes.rowEnd}><FetchRunBadge status={run.status} /> <RelativeTime value={run.at} /></span>
        </li>
      ))}
    </ul>
  )
}

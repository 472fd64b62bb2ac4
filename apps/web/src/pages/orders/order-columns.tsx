import { IconAlertTriangle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useFormatter, useLocale, useNow, useTranslations } from 'use-intl'
import { useLanguage } from '../../app/language.tsx'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { HoldBadge, OrderStatusBadge, TrackingBadge } from '../../parts/badges.tsx'
import type { Column } from '../../ui/data-table.tsx'
import { Money } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import classes from './orders-page.module.css'

export type OrderRow = Outputs['orders']['list']['items'][number]

export function useOrderColumns(): Column<OrderRow>[] {
  const t = useTranslations('orders')
  const words = useTranslations('words')
  const { merchantId } = useMerchantScope()
  return useMemo(() => [
    { id: 'number', header: t('number'), primary: true, cell: (row) => row.orderNumber },
    { id: 'account', header: words('ecAccount'), cell: (row) => <>{row.ecAccount.name}{merchantId === undefined && <div className={classes.minor}>{row.merchant.name}</div>}</> },
    { id: 'placed', header: t('placed'), cell: (row) => <Placed at={row.placedAt} /> },
    { id: 'recipient', header: t('recipient'), cell: (row) => <>{row.recipientName}<div className={classes.minor}>{t('units', { count: row.units })}</div></> },
    { id: 'shipping', header: words('shippingType'), cell: (row) => <Shipping row={row} /> },
    { id: 'status', header: words('status'), cell: (row) => <OrderStatusBadge status={row.status} /> },
    { id: 'holds', header: t('holds'), cell: (row) => <Holds row={row} /> },
    { id: 'tracking', header: t('tracking'), cell: (row) => <Tracking row={row} /> },
    { id: 'total', header: t('total'), align: 'end', cell: (row) => <><Money value={row.total} />{row.codAmount > 0 && <div className={classes.cod}>{t('cod')} <Money value={row.codAmount} /></div>}</> },
  ], [t, words, merchantId])
}

/** When it was placed, and how long ago; the year only where it is another one. */
function Placed({ at }: { at: string }) {
  const format = useFormatter()
  const locale = useLocale()
  const placed = new Date(at)
  const year = format.dateTime(placed, { year: 'numeric' }) === format.dateTime(useNow(), { year: 'numeric' }) ? undefined : 'numeric'
  return (
    <>
      <time dateTime={at}>{format.dateTime(placed, { year, month: locale === 'zh-TW' ? '2-digit' : 'short', day: locale === 'zh-TW' ? '2-digit' : 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}</time>
      <div className={classes.minor}><RelativeTime value={at} /></div>
    </>
  )
}

/** The platform's code, and how the warehouse ships it. */
function Shipping({ row }: { row: OrderRow }) {
  const t = useTranslations('orders')
  const { language } = useLanguage()
  const { type, code } = row.shipping
  return (
    <>
      {type ? type.name[language] : <StatusBadge tone="warn" icon={IconAlertTriangle} label={t('notMapped')} bare />}
      <div className={classes.minor}>{code}</div>
    </>
  )
}

function Holds({ row }: { row: OrderRow }) {
  if (row.holds.length === 0) return <>–</>
  return (
    <span className={classes.badges}>
      {row.holds.map((reason) => <HoldBadge key={reason} reason={reason} />)}
    </span>
  )
}

function Tracking({ row }: { row: OrderRow }) {
  const t = useTranslations('orders')
  if (row.tracking === 'none') return <>–</>
  const [first, ...others] = row.trackingNumbers
  return (
    <>
      <TrackingBadge state={row.tracking} />
      <div className={classes.minor}>{first}{others.length > 0 && ` ${t('more', { count: others.length })}`}</div>
    </>
  )
}

import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconLoader } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { AppLink } from '../../ui/app-link.tsx'
import { useDuration } from '../../ui/duration.ts'
import { useExactRange } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Account } from './account-draft.ts'
import { isMadeUpFor } from './made-up-for.ts'
import classes from './receipt.module.css'

export type ReceiptOf = NonNullable<Account['receipt']>

const looks = { live: ['info', IconLoader], complete: ['good', IconCircleCheck], partly: ['warn', IconAlertTriangle], cut_short: ['warn', IconCircleDashed] } as const

/** What a return from the dark brought back: how long it was dark, which orders came, what was sent. */
export function Receipt({ receipt }: { receipt: ReceiptOf }) {
  const t = useTranslations('ecIntegrations.receipt')
  const range = useExactRange()
  const duration = useDuration()
  const { orders, parcels, stockPushes } = receipt
  const state = receipt.state === 'complete' && !isMadeUpFor(receipt) ? 'partly' : receipt.state
  return (
    <div className={classes.receipt} data-receipt={receipt.state}>
      <div className={classes.head}>
        <StatusBadge tone={looks[state][0]} icon={looks[state][1]} label={t(`state.${state}`)} />
        <span>{t('dark', { duration: duration(receipt.darkFrom, receipt.darkTo), range: range(receipt.darkFrom, receipt.darkTo) })}</span>
      </div>
      <ul className={classes.facts}>
        <li>
          {orders === null ? t('ordersNone') : t('orders', { new: orders.new, changed: orders.changed, canceled: orders.canceled, held: orders.held })}
          {orders !== null && orders.status !== 'succeeded' && ` ${t('runState', { status: t(`run.${orders.status}`) })}`}
          {receipt.fetchRunId !== null && <> <AppLink to="/fetch-runs/$id" params={{ id: receipt.fetchRunId }}>{t('showRun')}</AppLink></>}
        </li>
        <li>{sentence('parcels', parcels)}</li>
        <li>{sentence('stock', stockPushes)}</li>
      </ul>
    </div>
  )

  function sentence(kind: 'parcels' | 'stock', { sent, refused, waiting }: ReceiptOf['parcels']): string {
    if (sent + refused + waiting === 0) return t(`${kind}None`)
    return [t(kind, { sent }), refused > 0 && t('refused', { count: refused }), waiting > 0 && t('waiting', { count: waiting })].filter(Boolean).join(' · ')
  }
}

import { memo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { Count } from '../../ui/money.tsx'
import type { OrderFilters } from './order-filters.ts'
import classes from './order-tabs.module.css'

type Counts = Outputs['orders']['counts']
type TabState = { status?: string; onHold?: string }

/** How many orders stand where, under the same filters; each leads to them. */
export const OrderTabs = memo(function OrderTabs({ filters, counts }: { filters: OrderFilters; counts: Counts | undefined }) {
  const t = useTranslations('orders')
  const words = useTranslations('words.orderStatus')
  const of = (status: string) => counts?.byStatus[status] ?? 0
  const tabs: { key: string; label: string; count: number; tone?: 'warn'; state: TabState }[] = [
    { key: 'all', label: t('tabAll'), count: counts?.total ?? 0, state: {} },
    { key: 'held', label: t('tabOnHold'), count: counts?.onHold ?? 0, tone: 'warn', state: { onHold: 'true' } },
    { key: 'pending', label: words('pending'), count: of('pending'), state: { status: 'pending' } },
    { key: 'processing', label: words('processing'), count: of('processing'), state: { status: 'processing' } },
    { key: 'shipped', label: words('shipped'), count: of('shipped'), state: { status: 'shipped' } },
    { key: 'canceled', label: words('canceled'), count: of('canceled'), state: { status: 'canceled' } },
  ]
  const { status, onHold, hold } = filters.values
  // Pressed at once, before what it leads to is drawn.
  const [pressed, press] = useState<{ key: string; filters: OrderFilters }>()
  const current = (state: TabState) => status === state.status && (state.onHold === 'true' ? onHold === 'true' || (onHold === undefined && hold !== undefined) : onHold === state.onHold && (hold === undefined || state.status !== undefined))
  return (
    <div className={classes.tabs} role="group" aria-label={t('tabs')} data-noprint>
      {tabs.map((tab) => (
        <button key={tab.key} type="button" className={classes.tab} aria-pressed={pressed?.filters === filters ? pressed.key === tab.key : current(tab.state)}
          onClick={() => {
            press({ key: tab.key, filters })
            filters.set({ status: tab.state.status, onHold: tab.state.onHold, hold: undefined })
          }}>
          {tab.label}
          <span className={classes.count} data-tone={tab.tone !== undefined && tab.count > 0 ? tab.tone : 'neutral'}>{counts ? <Count value={tab.count} /> : '·'}</span>
        </button>
      ))}
    </div>
  )
})

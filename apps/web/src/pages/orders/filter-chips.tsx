import { isolate, trackingFilters } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { oneOf } from '../../ui/one-of.ts'
import type { OrderFilters } from './order-filters.ts'
import classes from './orders-page.module.css'

/** Filters that other screens set and that have no control of their own here, to be seen and taken off. */
export const FilterChips = memo(function FilterChips({ filters }: { filters: OrderFilters }) {
  const t = useTranslations('orders')
  const words = useTranslations('words.trackingState')
  const { onHold, shippingCode, unknown, run } = filters.values
  const tracking = oneOf(trackingFilters, filters.values.tracking)
  const chips: [name: 'onHold' | 'shippingCode' | 'unknown' | 'run' | 'tracking', label: string][] = []
  if (onHold === 'false') chips.push(['onHold', t('chipReady')])
  if (shippingCode !== undefined) chips.push(['shippingCode', t('chipCode', { code: isolate(shippingCode) })])
  if (unknown !== undefined) chips.push(['unknown', t('chipUnknown')])
  if (run !== undefined) chips.push(['run', t('chipRun')])
  if (tracking !== undefined) chips.push(['tracking', t('chipTracking', { state: tracking === 'unshown' ? t('unshown') : words(tracking) })])
  if (chips.length === 0) return null
  return (
    <div className={classes.chips}>
      {chips.map(([name, label]) => (
        <Button key={name} size="compact-sm" variant="light" rightSection={<IconX size={12} aria-hidden />} aria-label={t('removeFilter', { label })} onClick={() => filters.set({ [name]: undefined })}>{label}</Button>
      ))}
    </div>
  )
})

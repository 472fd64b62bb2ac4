import { Button } from '@mantine/core'
import { IconArrowUp } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import classes from './orders-page.module.css'

/**
 * Offers orders that came in since the list was read, so that no row jumps under a hand.
 * @param shown changes whenever the list was read anew
 */
export function FreshOrders({ total, shown, under, onShow }: { total: number | undefined; shown: string; under: string; onShow: () => void }) {
  const t = useTranslations('orders')
  const [seen, setSeen] = useState<{ shown: string; under: string; total: number } | null>(null)
  if (total === undefined) return null
  if (seen === null || seen.shown !== shown || seen.under !== under || total < seen.total) {
    setSeen({ shown, under, total })
    return null
  }
  if (total === seen.total) return null
  return (
    <div className={classes.fresh} role="status">
      <Button size="compact-sm" variant="light" leftSection={<IconArrowUp size={14} aria-hidden />} onClick={() => { setSeen({ ...seen, total }); onShow() }}>{t('fresh', { count: total - seen.total })} · {t('showFresh')}</Button>
    </div>
  )
}

import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import classes from './selection-bar.module.css'

/** What can be done with the selected rows; stays in sight while the list scrolls. */
export function SelectionBar({ count, onClear, note, children }: { count: number; onClear: () => void; note?: ReactNode; children: ReactNode }) {
  const t = useTranslations('ui')
  if (count === 0) return null
  return (
    <div className={classes.bar} role="region" aria-label={t('selected', { count })} data-noprint>
      <div className={classes.words} role="status">
        <strong>{t('selected', { count })}</strong>
        {note !== undefined && <div className={classes.note}>{note}</div>}
      </div>
      <div className={classes.buttons}>
        {children}
        <Button variant="subtle" color="gray" onClick={onClear}>{t('clearSelection')}</Button>
      </div>
    </div>
  )
}

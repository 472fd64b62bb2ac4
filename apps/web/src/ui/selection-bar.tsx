import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { afterPaint } from './after-paint.ts'
import classes from './selection-bar.module.css'

interface SelectionBarProps {
  count: number
  onClear: () => void
  note?: ReactNode
  children: ReactNode
}

/** What can be done with the selected rows; stays in sight while the list scrolls. */
export function SelectionBar(props: SelectionBarProps) {
  return props.count === 0 ? null : <Bar {...props} />
}

/** It comes once the first row is seen to be ticked; from then on it keeps step with what is selected. */
function Bar({ count, onClear, note, children }: SelectionBarProps) {
  const t = useTranslations('ui')
  const [due, setDue] = useState(false)
  useEffect(() => afterPaint(() => setDue(true)), [])
  if (!due) return null
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

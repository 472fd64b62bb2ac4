import { Button, CloseButton, Transition } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import classes from './save-bar.module.css'
import { UnsavedGuard } from './unsaved-guard.tsx'

/**
 * One Save for a page: appears with the first change, and nobody leaves unsaved changes by accident.
 * @param note what saving will do beyond saving (“Saving frees 37 orders”)
 * @param done what the last save did; stands where the bar stood, until the next change
 */
export function SaveBar({ dirty, saving, onSave, onDiscard, note, saveLabel, onLeave, done }: { dirty: boolean; saving: boolean; onSave: () => void; onDiscard: () => void; onLeave?: () => void; done?: { message: ReactNode; onClose: () => void } | null; note?: ReactNode; saveLabel?: string }) {
  const t = useTranslations('ui')
  return (
    <>
      <Transition mounted={dirty || saving} transition="slide-up" duration={80}>
        {(styles) => (
          <div className={classes.bar} style={styles} role="region" aria-label={t('unsaved')} data-noprint>
            <div className={classes.words}>
              <strong>{t('unsaved')}</strong>
              {note !== undefined && <div>{note}</div>}
            </div>
            <div className={classes.buttons}>
              <Button variant="default" onClick={onDiscard} disabled={saving}>{t('discard')}</Button>
              <Button onClick={onSave} loading={saving}>{saveLabel ?? t('save')}</Button>
            </div>
          </div>
        )}
      </Transition>
      <div role="status" className={classes.done} data-noprint>
        {done && !dirty && !saving && (
          <div className={classes.bar} data-tone="good">
            <div className={classes.words}>{done.message}</div>
            <CloseButton aria-label={t('close')} onClick={done.onClose} c="inherit" />
          </div>
        )}
      </div>
      <UnsavedGuard active={dirty && !saving} onLeave={onLeave} />
    </>
  )
}

import { Button, Transition } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from './confirm-dialog.tsx'
import classes from './save-bar.module.css'

/**
 * One Save for a page: appears with the first change, and nobody leaves unsaved changes by accident.
 * @param note what saving will do beyond saving (“Saving frees 37 orders”)
 */
export function SaveBar({ dirty, saving, onSave, onDiscard, note, saveLabel }: { dirty: boolean; saving: boolean; onSave: () => void; onDiscard: () => void; note?: ReactNode; saveLabel?: string }) {
  const t = useTranslations('ui')
  const blocker = useBlocker({ shouldBlockFn: ({ current, next }) => dirty && !saving && current.pathname !== next.pathname, enableBeforeUnload: () => dirty && !saving, withResolver: true })
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
      <ConfirmDialog opened={blocker.status === 'blocked'} title={t('leaveTitle')} confirmLabel={t('leave')} cancelLabel={t('stay')} danger onConfirm={() => blocker.proceed?.()} onClose={() => blocker.reset?.()}>
        {t('leaveText')}
      </ConfirmDialog>
    </>
  )
}

import { useBlocker } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from './confirm-dialog.tsx'

/** While active, nobody leaves the page by accident: a question inside the application, the browser's own outside of it. */
export function UnsavedGuard({ active, onLeave }: { active: boolean; onLeave?: (() => void) | undefined }) {
  const t = useTranslations('ui')
  const blocker = useBlocker({ shouldBlockFn: ({ current, next }) => active && current.pathname !== next.pathname, enableBeforeUnload: () => active, withResolver: true })
  return (
    <ConfirmDialog opened={blocker.status === 'blocked'} title={t('leaveTitle')} confirmLabel={t('leave')} cancelLabel={t('stay')} danger onConfirm={() => { onLeave?.(); blocker.proceed?.() }} onClose={() => blocker.reset?.()}>
      {t('leaveText')}
    </ConfirmDialog>
  )
}

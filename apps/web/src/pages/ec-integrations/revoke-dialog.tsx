import { isolate } from '@crossdock/domain'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { notifyDone } from '../../ui/notify.ts'
import type { Account } from './account-draft.ts'

/** Says what stops and what waits before the authorization is revoked. */
export function RevokeDialog({ account, opened, onClose }: { account: Account; opened: boolean; onClose: () => void }) {
  const t = useTranslations('ecIntegrations')
  const revoke = useWrite(api.ecAccounts.revoke, {
    refreshes: [api.ecAccounts.key(), api.home.key()],
    onSuccess: () => {
      notifyDone(t('revoked'))
      onClose()
    },
  })
  const { tracking, stockPushes } = account.waiting
  return (
    <ConfirmDialog opened={opened} title={t('revokeTitle', { name: isolate(account.displayName) })} confirmLabel={t('revoke')} danger pending={revoke.isPending} error={revoke.error} onConfirm={() => revoke.mutate({ id: account.id })} onClose={() => { revoke.reset(); onClose() }}>
      <p>{t('revokeStops')}</p>
      <ul>
        <li>{t('revokeStopsFetch')}</li>
        <li>{t('revokeStopsTracking')}</li>
        <li>{t('revokeStopsStock')}</li>
      </ul>
      <p>{t(account.connection.ownTrouble === 'secret_unreadable' ? 'revokeKeyLost' : 'revokeGrant', { platform: account.platform.name })}</p>
      <p>{t('revokeWaits')}{tracking + stockPushes > 0 && ` ${t('revokeWaiting', { tracking, pushes: stockPushes })}`}</p>
    </ConfirmDialog>
  )
}

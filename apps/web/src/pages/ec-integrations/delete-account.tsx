import { isolate } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import type { Account } from './account-draft.ts'

export function DeleteAccount({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations')
  const navigate = useNavigate()
  const [opened, setOpened] = useState(false)
  const remove = useWrite(api.ecAccounts.remove, {
    onSuccess: () => {
      notifyDone(t('deleted', { name: isolate(account.displayName) }))
      void navigate({ to: '/ec-integrations', ignoreBlocker: true })
    },
    refreshes: [api.ecAccounts.list.key(), api.home.key()],
  })
  const held = account.connection.status === 'connected' || account.connection.status === 'degraded'
  return (
    <Section title={t('delete')} description={t('deleteText')} actions={<Button variant="default" onClick={() => setOpened(true)}>{t('delete')}</Button>}>
      <ConfirmDialog opened={opened} title={t('deleteTitle', { name: isolate(account.displayName) })} confirmLabel={t('danger')} danger pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate({ id: account.id })} onClose={() => { remove.reset(); setOpened(false) }}>
        <p>{t('deleteText')}</p>
        {held && <p>{t(account.connection.ownTrouble === 'secret_unreadable' ? 'revokeKeyLost' : 'deleteGrant', { platform: account.platform.name })}</p>}
      </ConfirmDialog>
    </Section>
  )
}

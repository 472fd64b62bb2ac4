import { Button, Group } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { Banner } from '../../ui/banner.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { EditEndpoint } from './endpoint-form.tsx'
import type { Endpoint } from './endpoint.tsx'
import { SecretOnce } from './secret-once.tsx'

/** What can be done with a receiver. */
export function EndpointActions({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations('webhooks')
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'edit' | 'rotate' | 'remove' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const refreshes = [api.webhookEndpoints.key(), api.webhookDeliveries.key()]
  const close = () => setAsking(null)
  const change = useWrite(api.webhookEndpoints.update, { refreshes, onSuccess: ({ enabled }) => notifyDone(enabled ? t('enabledNow') : t('disabledNow')) })
  const test = useWrite(api.webhookEndpoints.test, { refreshes })
  const rotate = useWrite(api.webhookEndpoints.rotateSecret, { refreshes, onSuccess: (made) => { close(); setSecret(made.secret) } })
  const remove = useWrite(api.webhookEndpoints.remove, { onSuccess: () => { notifyDone(t('removed')); void navigate({ to: '/webhooks' }) } })
  const error = change.error ?? test.error
  return (
    <>
      <Group gap="xs">
        <Button loading={test.isPending} onClick={() => test.mutate({ id: endpoint.id })}>{t('test')}</Button>
        <Button variant="default" loading={change.isPending} onClick={() => change.mutate({ id: endpoint.id, enabled: !endpoint.enabled })}>{endpoint.enabled ? t('disable') : t('enable')}</Button>
        <Button variant="default" onClick={() => setAsking('edit')}>{t('edit')}</Button>
        <Button variant="default" onClick={() => setAsking('rotate')}>{t('rotate')}</Button>
        <Button variant="default" onClick={() => setAsking('remove')}>{t('remove')}</Button>
      </Group>
      {error && <ErrorPanel error={error} />}
      {test.data && <Banner live="status" tone={test.data.delivered ? 'good' : 'bad'} title={test.data.delivered ? t('testOk', { status: String(test.data.status), ms: String(test.data.durationMs) }) : t('testFailed', { error: test.data.error ?? '' })} />}
      <Dialog opened={asking === 'edit'} title={t('edit')} size="lg" onClose={close}><EditEndpoint endpoint={endpoint} onClose={close} /></Dialog>
      <ConfirmDialog opened={asking === 'rotate'} title={t('rotateTitle')} confirmLabel={t('rotate')} pending={rotate.isPending} error={rotate.error} onConfirm={() => rotate.mutate({ id: endpoint.id })} onClose={close}>{t('rotateText')}</ConfirmDialog>
      <ConfirmDialog opened={asking === 'remove'} title={t('removeTitle')} confirmLabel={t('remove')} danger pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate({ id: endpoint.id })} onClose={close}>{t('removeText')}</ConfirmDialog>
      <SecretOnce secret={secret} onClose={() => setSecret(null)} />
    </>
  )
}

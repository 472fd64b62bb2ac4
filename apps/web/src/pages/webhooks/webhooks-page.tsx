import { Button } from '@mantine/core'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { Count } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { EndpointBadge, type Endpoint } from './endpoint.tsx'
import { NewEndpoint } from './endpoint-form.tsx'
import { SecretOnce } from './secret-once.tsx'

/** Where outgoing webhooks go. */
export function WebhooksPage() {
  const t = useTranslations('webhooks')
  const kinds = useTranslations('alerts.kinds')
  const navigate = useNavigate()
  const { merchantId } = useMerchantScope()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null)
  const list = usePages(api.webhookEndpoints.list, { merchantId, limit: 50 }, { refetchInterval: 15_000 })
  const columns: Column<Endpoint>[] = [
    { id: 'url', header: t('url'), primary: true, wrap: true, cell: (endpoint) => <bdi>{endpoint.url}</bdi> },
    { id: 'state', header: t('state'), cell: (endpoint) => <EndpointBadge endpoint={endpoint} /> },
    { id: 'whose', header: t('whose'), wrap: true, cell: (endpoint) => endpoint.merchant?.name ?? t('everyMerchant') },
    { id: 'kinds', header: t('kinds'), wrap: true, cell: (endpoint) => (endpoint.kinds.length === 0 ? t('allKinds') : endpoint.kinds.map((kind) => kinds(kind)).join(', ')) },
    { id: 'note', header: t('note'), wrap: true, cell: (endpoint) => endpoint.description ?? '–' },
    { id: 'waiting', header: t('waiting'), align: 'end', cell: (endpoint) => <Count value={endpoint.waiting} /> },
    { id: 'failed', header: t('failed'), align: 'end', cell: (endpoint) => <Count value={endpoint.failed} /> },
    { id: 'delivered', header: t('lastDelivered'), cell: (endpoint) => <RelativeTime value={endpoint.lastDeliveredAt} fallback={t('never')} /> },
  ]
  const add = (variant: 'filled' | 'default') => <Button variant={variant} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('new')}</Button>
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add('filled')} />
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(endpoint) => endpoint.id} rowLink={(endpoint) => ({ to: '/webhooks/$id', params: { id: endpoint.id } })} rowTone={(endpoint) => (endpoint.disabledReason === 'failing' || endpoint.disabledReason === 'gone' ? 'bad' : undefined)}
        empty={<EmptyState icon={<IconWebhook size={32} stroke={1.4} />} title={t('emptyTitle')} action={add('default')}>{t('emptyText')}</EmptyState>} />
      <Dialog opened={adding} title={t('new')} size="lg" onClose={() => setAdding(false)}><NewEndpoint onMade={(endpoint) => { setAdding(false); setMade(endpoint) }} onClose={() => setAdding(false)} /></Dialog>
      <SecretOnce secret={made?.secret ?? null} onClose={() => { if (made) void navigate({ to: '/webhooks/$id', params: { id: made.id } }); setMade(null) }} />
    </>
  )
}

import { isolate } from '@crossdock/domain'
import { Button, Group } from '@mantine/core'
import { IconBuildingStore, IconCircleCheck, IconHandStop, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession } from '../../app/session.tsx'
import { Banner } from '../../ui/banner.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { ChannelForm } from './channel-form.tsx'
import type { Channel } from './channel.ts'

export function SalesChannelsPage() {
  const t = useTranslations('salesChannels')
  const words = useTranslations('words')
  const { role } = useSession()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'enabled'])
  const { q, enabled } = filters.values
  const [editing, setEditing] = useState<Channel | 'new' | null>(null)
  const [disabling, setDisabling] = useState<Channel | null>(null)
  const list = useQuery(api.salesChannels.list.queryOptions({ input: { merchantId, q } }))
  const change = useWrite(api.salesChannels.update, {
    refreshes: [api.salesChannels.key(), api.ecAccounts.key(), api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: (channel) => {
      if (!channel.enabled) notifyDone(t('disabled', { name: isolate(channel.name) }))
      setDisabling(null)
    },
  })
  const rows = (list.data?.items ?? []).filter((channel) => enabled === undefined || String(channel.enabled) === enabled)
  const columns: Column<Channel>[] = [
    { id: 'name', header: words('channelName'), primary: true, wrap: true, cell: (row) => row.name },
    { id: 'merchant', header: words('merchant'), hidden: role === 'merchant' || merchantId !== undefined, wrap: true, cell: (row) => row.merchant.name },
    { id: 'state', header: t('state'), cell: (row) => (row.enabled ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('stateOn')} bare /> : <StatusBadge tone="warn" icon={IconHandStop} label={t('stateOff')} />) },
    { id: 'accounts', header: t('accounts'), align: 'end', cell: (row) => <Count value={row.ecAccounts} /> },
    { id: 'created', header: words('createdAt'), cell: (row) => <RelativeTime value={row.createdAt} /> },
    {
      id: 'actions', header: words('actions'), cell: (row) => (
        <Group gap={6}>
          <Button size="compact-sm" variant="default" aria-label={t('renameOf', { name: row.name })} onClick={() => setEditing(row)}>{t('rename')}</Button>
          {row.enabled
            ? <Button size="compact-sm" variant="default" aria-label={t('disableOf', { name: row.name })} onClick={() => { change.reset(); setDisabling(row) }}>{t('disable')}</Button>
            : <Button size="compact-sm" aria-label={t('enableOf', { name: row.name })} loading={change.isPending && change.variables.id === row.id} onClick={() => change.mutate({ id: row.id, enabled: true })}>{t('enable')}</Button>}
        </Group>
      ),
    },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('new')}</Button>} />
      {change.data?.enabled === true && change.variables?.enabled === true && <div style={{ marginBottom: 12 }}><Banner tone="good" live="status" title={t('enabledReleased', { name: isolate(change.data.name), count: change.data.released })} /></div>}
      {change.error && disabling === null && <div style={{ marginBottom: 12 }}><ErrorPanel error={change.error} /></div>}
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="enabled" label={t('state')} options={[{ value: 'true', label: t('stateOn') }, { value: 'false', label: t('stateOff') }]} />
      </FilterBar>
      <DataTable label={t('title')} columns={columns} rows={rows} rowKey={(row) => row.id} loading={list.isPending} error={list.error} retry={() => void list.refetch()} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconBuildingStore size={32} stroke={1.4} />} title={t('emptyTitle')} action={<Button variant="default" onClick={() => setEditing('new')}>{t('create')}</Button>}>{t('emptyText')}</EmptyState>} />
      <Dialog opened={editing !== null} title={editing === null || editing === 'new' ? t('new') : t('renameTitle', { name: isolate(editing.name) })} onClose={() => setEditing(null)}>
        <ChannelForm channel={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      </Dialog>
      <ConfirmDialog opened={disabling !== null} title={t('disableTitle', { name: isolate(disabling?.name ?? '') })} confirmLabel={t('disableAction')} danger pending={change.isPending} error={change.error} onConfirm={() => disabling && change.mutate({ id: disabling.id, enabled: false })} onClose={() => { change.reset(); setDisabling(null) }}>
        <p>{t('disableText')}</p>
        <p>{t('disableAccounts', { count: disabling?.ecAccounts ?? 0 })}</p>
      </ConfirmDialog>
    </>
  )
}

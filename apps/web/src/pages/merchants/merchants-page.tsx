import { isolate } from '@crossdock/domain'
import { Button, Group } from '@mantine/core'
import { IconBuildingWarehouse, IconCircleCheck, IconCircleDashed, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { MerchantForm } from './merchant-form.tsx'
import type { Merchant } from './merchant.ts'

const switches = ['true', 'false'] as const

export function MerchantsPage() {
  const t = useTranslations('merchants')
  const words = useTranslations('words')
  const { role } = useSession()
  const filters = useUrlFilters(['q', 'active'])
  const [editing, setEditing] = useState<Merchant | 'new' | null>(null)
  const [ending, setEnding] = useState<Merchant | null>(null)
  const list = useQuery(api.merchants.list.queryOptions({ input: { q: filters.values.q, active: oneOf(switches, filters.values.active) } }))
  const change = useWrite(api.merchants.update, {
    refreshes: [api.merchants.key()],
    onSuccess: ({ active, name }) => {
      notifyDone(active ? t('activated', { name: isolate(name) }) : t('deactivated', { name: isolate(name) }))
      setEnding(null)
    },
  })
  const admin = role === 'admin'
  const columns: Column<Merchant>[] = [
    { id: 'name', header: words('name'), primary: true, wrap: true, cell: (row) => row.name },
    { id: 'code', header: t('code'), cell: (row) => row.code },
    { id: 'state', header: t('state'), cell: (row) => (row.active ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('active')} bare /> : <StatusBadge tone="neutral" icon={IconCircleDashed} label={t('inactive')} />) },
    { id: 'accounts', header: t('accounts'), align: 'end', cell: (row) => <Count value={row.ecAccounts} /> },
    { id: 'orders', header: t('openOrders'), align: 'end', cell: (row) => <Count value={row.openOrders} /> },
    { id: 'created', header: words('createdAt'), cell: (row) => <RelativeTime value={row.createdAt} /> },
    {
      id: 'actions', header: words('actions'), hidden: !admin, cell: (row) => (
        <Group gap={6}>
          <Button size="compact-sm" variant="default" aria-label={t('renameOf', { name: row.name })} onClick={() => setEditing(row)}>{t('rename')}</Button>
          {row.active
            ? <Button size="compact-sm" variant="default" aria-label={t('deactivateOf', { name: row.name })} onClick={() => { change.reset(); setEnding(row) }}>{t('deactivate')}</Button>
            : <Button size="compact-sm" variant="default" aria-label={t('activateOf', { name: row.name })} loading={change.isPending && change.variables.id === row.id} onClick={() => change.mutate({ id: row.id, active: true })}>{t('activate')}</Button>}
        </Group>
      ),
    },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={admin && <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('new')}</Button>} />
      {change.error && ending === null && <div style={{ marginBottom: 12 }}><ErrorPanel error={change.error} /></div>}
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="active" label={t('state')} options={[{ value: 'true', label: t('active') }, { value: 'false', label: t('inactive') }]} />
      </FilterBar>
      <DataTable label={t('title')} columns={columns} rows={list.data?.items ?? []} rowKey={(row) => row.id} rowLink={(row) => ({ to: '/ec-integrations', search: { merchant: row.id } })} loading={list.isPending} error={list.error} retry={() => void list.refetch()} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconBuildingWarehouse size={32} stroke={1.4} />} title={t('emptyTitle')} action={admin && <Button variant="default" onClick={() => setEditing('new')}>{t('create')}</Button>}>{admin ? t('emptyText') : t('noneForYou')}</EmptyState>} />
      <Dialog opened={editing !== null} title={editing === null || editing === 'new' ? t('new') : t('renameTitle', { name: isolate(editing.name) })} onClose={() => setEditing(null)}>
        <MerchantForm merchant={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      </Dialog>
      <ConfirmDialog opened={ending !== null} title={t('deactivateTitle', { name: isolate(ending?.name ?? '') })} confirmLabel={t('deactivateAction')} danger pending={change.isPending} error={change.error} onConfirm={() => ending && change.mutate({ id: ending.id, active: false })} onClose={() => { change.reset(); setEnding(null) }}>
        <p>{t('deactivateText')}</p>
        <p>{t('deactivateOpen', { count: ending?.openOrders ?? 0 })}</p>
      </ConfirmDialog>
    </>
  )
}

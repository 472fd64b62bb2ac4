import { isolate, roles } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession, type Outputs } from '../../app/session.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { MadeKey, type Made } from './made-key.tsx'
import { NewApiKey } from './new-api-key.tsx'

type ApiKey = Outputs['apiKeys']['list']['items'][number]

export function ApiKeysPage() {
  const t = useTranslations('apiKeys')
  const words = useTranslations('words')
  const filters = useUrlFilters(['q', 'role'])
  const { q = '', role: wanted } = filters.values
  const { role } = useSession()
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const [ending, setEnding] = useState<ApiKey | null>(null)
  const list = useQuery(api.apiKeys.list.queryOptions({ input: {} }))
  const end = useWrite(api.apiKeys.remove, {
    refreshes: [api.apiKeys.key()],
    onSuccess: () => {
      notifyDone(t('ended', { name: isolate(ending?.name ?? '') }))
      setEnding(null)
    },
  })
  const rows = (list.data?.items ?? []).filter((key) => key.name.toLowerCase().includes(q.toLowerCase()) && (!wanted || key.role === wanted))
  const columns: Column<ApiKey>[] = [
    { id: 'name', header: words('name'), primary: true, wrap: true, cell: (key) => key.name },
    { id: 'start', header: t('start'), cell: (key) => <code>{key.start}…</code> },
    { id: 'role', header: t('role'), cell: (key) => words(`role.${key.role}`) },
    { id: 'works', header: t('works'), wrap: true, cell: (key) => key.merchant?.name ?? t('allMerchants') },
    { id: 'used', header: t('lastUsed'), cell: (key) => <RelativeTime value={key.lastUsedAt} fallback={t('never')} /> },
    { id: 'created', header: words('createdAt'), cell: (key) => <RelativeTime value={key.createdAt} /> },
    { id: 'actions', header: words('actions'), cell: (key) => <Button size="compact-sm" variant="default" aria-label={t('endOf', { name: key.name })} onClick={() => { end.reset(); setEnding(key) }}>{t('end')}</Button> },
  ]
  const create = (variant: 'filled' | 'default') => <Button variant={variant} leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('new')}</Button>
  return (
    <>
      <PageHeader title={t('title')} description={<>{t('description')} <a className="app-link" href="/api/docs" target="_blank" rel="noreferrer" style={{ textDecoration: 'underline' }}>{t('docs')}</a></>} actions={role === 'admin' && create('filled')} />
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="role" label={t('role')} options={roles.map((value) => ({ value, label: words(`role.${value}`) }))} />
      </FilterBar>
      <DataTable label={t('title')} columns={columns} rows={rows} rowKey={(key) => key.id} loading={list.isPending} error={list.error} retry={() => void list.refetch()} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconKey size={32} stroke={1.4} />} title={t('emptyTitle')} action={create('default')}>{t('emptyText')}</EmptyState>} />
      <Dialog opened={adding} title={t('new')} onClose={() => setAdding(false)}><NewApiKey onMade={(key) => { setAdding(false); setMade(key) }} onClose={() => setAdding(false)} /></Dialog>
      <MadeKey made={made} onClose={() => setMade(null)} />
      <ConfirmDialog opened={ending !== null} title={t('endTitle', { name: isolate(ending?.name ?? '') })} confirmLabel={t('end')} danger pending={end.isPending} error={end.error} onConfirm={() => ending && end.mutate({ id: ending.id })} onClose={() => { end.reset(); setEnding(null) }}>
        {t('endText')}
      </ConfirmDialog>
    </>
  )
}

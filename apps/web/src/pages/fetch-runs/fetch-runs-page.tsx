import { fetchRunStatuses, fetchTriggers } from '@crossdock/domain'
import { IconCloudDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useRunColumns } from '../../parts/run-columns.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filter-bar.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'

export function FetchRunsPage() {
  const t = useTranslations('fetchRuns')
  const words = useTranslations('words')
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['account', 'status', 'trigger'])
  const { account, status, trigger } = filters.values
  const columns = useRunColumns({ withAccount: true })
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 } }))
  const runs = usePages(api.fetchRuns.list, { merchantId, ecAccountId: account, status: oneOf(fetchRunStatuses, status), trigger: oneOf(fetchTriggers, trigger) }, { refetchInterval: 5_000 })
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <FilterBar filters={filters}>
        <FilterSelect filters={filters} name="account" label={t('account')} searchable options={(accounts.data?.items ?? []).map((each) => ({ value: each.id, label: each.displayName }))} />
        <FilterSelect filters={filters} name="status" label={words('status')} options={fetchRunStatuses.map((value) => ({ value, label: words(`fetchRunStatus.${value}`) }))} />
        <FilterSelect filters={filters} name="trigger" label={t('trigger')} options={fetchTriggers.map((value) => ({ value, label: words(`fetchTrigger.${value}`) }))} />
      </FilterBar>
      <DataTable {...runs} label={t('title')} columns={columns} rowKey={(run) => run.id} rowLink={(run) => ({ to: '/fetch-runs/$id', params: { id: run.id } })} rowTone={(run) => (run.status === 'failed' ? 'bad' : run.status === 'waiting' ? 'warn' : undefined)}
        filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconCloudDownload size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/ec-integrations">{t('openAccounts')}</AppLink>}>{t('emptyText')}</EmptyState>} />
    </>
  )
}

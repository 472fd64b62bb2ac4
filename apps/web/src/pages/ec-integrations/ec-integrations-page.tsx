import { isolate, shownConnectionStatuses } from '@crossdock/domain'
import { Button, Text } from '@mantine/core'
import { IconPlug, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession, type Outputs } from '../../app/session.tsx'
import { ConnectionBadge, EnabledBadge } from '../../parts/badges.tsx'
import { CompactCoverage } from '../../parts/coverage-bar.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'

type Row = Outputs['ecAccounts']['list']['items'][number]
const switches = ['true', 'false'] as const

export function EcIntegrationsPage() {
  const t = useTranslations('ecIntegrations')
  const words = useTranslations('words')
  const { platforms, role } = useSession()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'status', 'platform', 'channel', 'fetch', 'push'])
  const { q, status, platform, channel, fetch, push } = filters.values
  const list = usePages(api.ecAccounts.list, {
    merchantId, q, platform, salesChannelId: channel, status: oneOf(shownConnectionStatuses, status), fetchEnabled: oneOf(switches, fetch), pushEnabled: oneOf(switches, push),
  })
  const channels = useQuery(api.salesChannels.list.queryOptions({ input: { merchantId } }))
  const coverage = useQuery(api.coverage.list.queryOptions({ input: { merchantId }, staleTime: 60_000 }))
  const coverageOf = (id: string) => coverage.data?.items.find((each) => each.ecAccount.id === id)
  const create = <Button component={Link} to="/ec-integrations/new" leftSection={<IconPlus size={16} aria-hidden />}>{t('new')}</Button>

  const nothing = !list.loading && list.error === null && list.rows.length === 0 && !filters.any
  const columns: Column<Row>[] = [
    { id: 'name', header: words('displayName'), primary: true, wrap: true, cell: (row) => row.displayName },
    { id: 'merchant', header: words('merchant'), hidden: role === 'merchant', wrap: true, cell: (row) => row.merchant.name },
    { id: 'platform', header: words('platform'), cell: (row) => row.platform.name },
    { id: 'channel', header: words('channelName'), cell: (row) => (row.salesChannel.enabled ? row.salesChannel.name : t('channelDisabled', { name: isolate(row.salesChannel.name) })) },
    { id: 'status', header: words('status'), cell: (row) => <ConnectionBadge status={row.connection.status} /> },
    { id: 'shop', header: t('shopTitle'), wrap: true, cell: (row) => row.connection.shop?.title ?? '–' },
    { id: 'fetch', header: t('fetchColumn'), cell: (row) => <FetchCell row={row} /> },
    { id: 'coverage', header: t('coverageColumn'), cell: (row) => { const found = coverageOf(row.id); return found && found.covered.length > 0 ? <CompactCoverage coverage={found} /> : '–' } },
    { id: 'push', header: t('pushColumn'), cell: (row) => <><EnabledBadge enabled={row.settings.pushEnabled} />{row.settings.pushEnabled && <Text span size="sm"> · {row.settings.pushPercentage} %</Text>}</> },
    { id: 'waiting', header: t('waitingColumn'), align: 'end', cell: (row) => <Count value={row.waiting.orders} /> },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={nothing ? undefined : create} />
      {!nothing && <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="status" label={words('status')} options={shownConnectionStatuses.map((value) => ({ value, label: words(`connectionStatus.${value}`) }))} />
        <FilterSelect filters={filters} name="platform" label={words('platform')} options={platforms.map((each) => ({ value: each.platform, label: each.name }))} />
        <FilterSelect filters={filters} name="channel" label={t('anyChannel')} searchable options={(channels.data?.items ?? []).map((each) => ({ value: each.id, label: merchantId || role === 'merchant' ? each.name : `${isolate(each.name)} · ${isolate(each.merchant.name)}` }))} />
        <FilterSelect filters={filters} name="fetch" label={t('fetchColumn')} options={[{ value: 'true', label: t('fetchOn') }, { value: 'false', label: t('fetchOff') }]} />
        <FilterSelect filters={filters} name="push" label={t('pushColumn')} options={[{ value: 'true', label: t('pushOn') }, { value: 'false', label: t('pushOff') }]} />
      </FilterBar>}
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.id} rowLink={(row) => ({ to: '/ec-integrations/$id', params: { id: row.id } })}
        rowTone={(row) => (row.connection.status === 'disconnected' ? 'bad' : row.connection.status === 'degraded' ? 'warn' : undefined)}
        filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconPlug size={32} stroke={1.4} />} title={t('emptyTitle')} action={create}>{t('emptyText')}</EmptyState>} />
    </>
  )
}

function FetchCell({ row }: { row: Row }) {
  const t = useTranslations('ecIntegrations')
  return (
    <>
      <EnabledBadge enabled={row.settings.fetchEnabled} />
      {row.settings.nextFetchAt !== null && <Text span size="sm" c="dimmed"> · {t.rich('nextFetch', { at: () => <RelativeTime value={row.settings.nextFetchAt} /> })}</Text>}
    </>
  )
}

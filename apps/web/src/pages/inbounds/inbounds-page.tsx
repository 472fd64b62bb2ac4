import { inboundStatuses } from '@crossdock/domain'
import { Button, Text } from '@mantine/core'
import { IconAlertTriangle, IconPackageImport, IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession, type Outputs } from '../../app/session.tsx'
import { InboundBadge } from '../../parts/badges.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { Day } from '../../ui/day.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { InboundProgress } from './inbound-progress.tsx'
import { useIsOverdue } from './overdue.ts'

type Row = Outputs['inbounds']['list']['items'][number]

export function InboundsPage() {
  const t = useTranslations('inbounds')
  const words = useTranslations('words')
  const { role } = useSession()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'status'])
  const { q, status } = filters.values
  const list = usePages(api.inbounds.list, { merchantId, q, status: oneOf(inboundStatuses, status) }, { refetchInterval: 15_000 })
  const create = <Button component={Link} to="/inbounds/new" leftSection={<IconPlus size={16} aria-hidden />}>{t('new')}</Button>
  const columns: Column<Row>[] = [
    { id: 'number', header: t('number'), primary: true, cell: (row) => row.number },
    { id: 'merchant', header: words('merchant'), hidden: role === 'merchant' || merchantId !== undefined, wrap: true, cell: (row) => row.merchant.name },
    { id: 'status', header: words('status'), cell: (row) => <InboundBadge status={row.status} /> },
    { id: 'expected', header: t('expectedOn'), cell: (row) => <ExpectedOn row={row} /> },
    { id: 'progress', header: t('progress'), cell: (row) => <InboundProgress inbound={row} /> },
    { id: 'lines', header: t('lineCount'), align: 'end', cell: (row) => <Count value={row.lineCount} /> },
    { id: 'supplier', header: t('supplier'), wrap: true, cell: (row) => row.supplier ?? '–' },
    { id: 'created', header: t('createdAt'), cell: (row) => <RelativeTime value={row.createdAt} /> },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="status" label={words('status')} options={inboundStatuses.map((value) => ({ value, label: words(`inboundStatus.${value}`) }))} />
      </FilterBar>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.id} rowLink={(row) => ({ to: '/inbounds/$id', params: { id: row.id } })} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconPackageImport size={32} stroke={1.4} />} title={t('emptyTitle')}>{t('emptyText')}</EmptyState>} />
    </>
  )
}

function ExpectedOn({ row }: { row: Row }) {
  const t = useTranslations('inbounds')
  const isOverdue = useIsOverdue()
  if (row.expectedOn === null) return <Text span c="dimmed" size="sm">{t('noDate')}</Text>
  return <><Day value={row.expectedOn} />{isOverdue(row) && <> <StatusBadge tone="warn" icon={IconAlertTriangle} label={t('overdue')} bare /></>}</>
}

import { Text } from '@mantine/core'
import { IconScale } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useAccountOptions } from '../../parts/account-options.ts'
import { DifferenceBadge } from '../../parts/difference-badge.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { DecideDrift } from './decide-drift.tsx'
import { driftKey, type Drift } from './drift.ts'
import { DriftHistory } from './drift-history.tsx'

const shows = ['drift', 'explained', 'not_judged', 'same', 'not_tracked', 'unknown_sku', 'absent'] as const
const none: ReadonlySet<string> = new Set()

/** What stores show beside what they should show, what explains it, and what to do where nothing does. */
export function StockDriftPage() {
  const t = useTranslations('stockDrift')
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['show', 'account', 'q'])
  const { account, q } = filters.values
  const show = oneOf(shows, filters.values.show) ?? 'drift'
  const scope = { merchantId, ecAccountId: account, q }
  const list = usePages(api.stockDrift.list, { ...scope, show }, { refetchInterval: 15_000 })
  const counts = useQuery(api.stockDrift.counts.queryOptions({ input: scope, refetchInterval: 15_000 }))
  const accounts = useAccountOptions()
  const [selected, setSelected] = useState<{ under: string; ids: ReadonlySet<string> }>({ under: '', ids: none })
  const under = JSON.stringify({ ...scope, show })
  const ids = selected.under === under ? selected.ids : none
  const columns = useColumns()
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="show" label={t('show')} options={shows.map((value) => ({ value, label: counts.data ? t('shownCount', { name: t(`shows.${value}`), count: counts.data[value] }) : t(`shows.${value}`) }))} />
        <FilterSelect filters={filters} name="account" label={t('account')} searchable options={accounts} />
      </FilterBar>
      {counts.data && <Text size="sm" c="dimmed" mb="xs" role="status">{t('summary', { drift: counts.data.drift, explained: counts.data.explained, same: counts.data.same })}{counts.data.not_judged > 0 && <> {t('notJudged', { count: counts.data.not_judged })}</>}</Text>}
      <DecideDrift rows={list.rows} ids={ids} onChange={(next) => setSelected({ under, ids: next })}>
        {(selection) => (
          <DataTable {...list} label={t('title')} columns={columns} rowKey={driftKey} rowName={(row) => `${row.sku}, ${row.ecAccount.name}`} rowLink={(row) => ({ to: '/stock/$id', params: { id: row.productId } })}
            {...(show === 'drift' || show === 'explained' || show === 'not_judged' ? { selection } : {})} filtered={filters.any && { clear: filters.clear }}
            empty={<EmptyState icon={<IconScale size={32} stroke={1.4} />} title={t('emptyTitle')}>{t('emptyText')}</EmptyState>} />
        )}
      </DecideDrift>
      <DriftHistory ecAccountId={account} />
    </>
  )
}

function useColumns(): Column<Drift>[] {
  const t = useTranslations('stockDrift')
  const words = useTranslations('words')
  const format = useFormatter()
  const { merchantId } = useMerchantScope()
  const figure = (value: number | null) => (value === null ? '–' : <Count value={value} />)
  return [
    { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (row) => row.sku },
    { id: 'account', header: t('account'), wrap: true, cell: (row) => <>{row.ecAccount.name}{merchantId === undefined && <Text size="xs" c="dimmed">{row.merchant.name}</Text>}</> },
    { id: 'told', header: t('told'), align: 'end', cell: (row) => <>{figure(row.told)}<Text size="xs" c="dimmed"><RelativeTime value={row.toldAt} /></Text></> },
    { id: 'sold', header: t('sold'), align: 'end', cell: (row) => <Count value={row.sold} /> },
    { id: 'expected', header: t('expected'), align: 'end', cell: (row) => figure(row.expected) },
    { id: 'shown', header: t('shown'), align: 'end', cell: (row) => <>{figure(row.shown)}<Text size="xs" c="dimmed"><RelativeTime value={row.shownAt} /></Text></> },
    { id: 'difference', header: t('difference'), align: 'end', cell: (row) => (row.difference === null ? '–' : <strong>{format.number(row.difference, { signDisplay: 'exceptZero' })}</strong>) },
    { id: 'why', header: t('why'), wrap: true, cell: (row) => <DifferenceBadge figures={row} /> },
  ]
}

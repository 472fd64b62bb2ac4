import { Button } from '@mantine/core'
import { IconDownload, IconFileUpload, IconShoppingBag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useSession } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { BulkActions } from './bulk-actions.tsx'
import { FilterChips } from './filter-chips.tsx'
import { useOrderColumns, type OrderRow } from './order-columns.tsx'
import { exportAddress, matchingCount, useOrderFilters, withoutState } from './order-filters.ts'
import { FreshOrders } from './fresh-orders.tsx'
import { OrderFilterBar } from './order-filter-bar.tsx'
import { OrderTabs } from './order-tabs.tsx'
import { useOrderSelection } from './use-order-selection.ts'

const CsvDialog = lazy(async () => ({ default: (await import('./csv-dialog.tsx')).CsvDialog }))

const keyOf = (row: OrderRow) => row.id
const nameOf = (row: OrderRow) => row.orderNumber
const linkOf = (row: OrderRow) => ({ to: '/orders/$id', params: { id: row.id } })
const toneOf = (row: OrderRow) => (row.tracking === 'refused' ? 'bad' : row.holds.length > 0 ? 'warn' : undefined)

export function OrdersPage() {
  const t = useTranslations('orders')
  const { role } = useSession()
  const { filters, query } = useOrderFilters()
  const columns = useOrderColumns()
  const list = usePages(api.orders.list, query)
  const counts = useQuery(api.orders.counts.queryOptions({ input: withoutState(query), refetchInterval: 15_000, placeholderData: (before) => before }))
  const [csv, setCsv] = useState(false)
  const selection = useOrderSelection(list, JSON.stringify(query))
  return (
    <>
      <PageHeader title={t('title')} description={t('description')}
        actions={
          <>
            <Button component="a" variant="default" href={exportAddress(query)} download leftSection={<IconDownload size={16} aria-hidden />}>{t('export')}</Button>
            {role !== 'merchant' && <Button variant="default" leftSection={<IconFileUpload size={16} aria-hidden />} onClick={() => setCsv(true)}>{t('shipCsv')}</Button>}
          </>
        } />
      <OrderTabs filters={filters} counts={counts.data} />
      <OrderFilterBar filters={filters} reasonCounts={counts.data?.byHoldReason} />
      <FilterChips filters={filters} />
      <FreshOrders total={counts.data?.total} shown={`${list.rows.length} ${list.rows[0]?.id}`} under={JSON.stringify(withoutState(query))} onShow={list.retry} />
      <BulkActions rows={list.rows} selection={selection} matching={counts.data && matchingCount(counts.data, query)}>
        <DataTable {...list} label={t('title')} columns={columns} rowKey={keyOf} rowName={nameOf} rowLink={linkOf} rowTone={toneOf}
          selection={{ ids: selection.ids, onChange: selection.set }} filtered={filters.any && { clear: filters.clear }}
          empty={<EmptyState icon={<IconShoppingBag size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/ec-integrations">{t('openAccounts')}</AppLink>}>{t('emptyText')}</EmptyState>} />
      </BulkActions>
      {csv && <Suspense><CsvDialog query={query} rows={list.rows} onClose={() => setCsv(false)} /></Suspense>}
    </>
  )
}

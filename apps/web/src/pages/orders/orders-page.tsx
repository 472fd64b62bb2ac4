import { Button } from '@mantine/core'
import { IconDownload, IconFileUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useSession } from '../../app/session.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { FilterChips } from './filter-chips.tsx'
import { exportAddress, useOrderFilters, withoutState } from './order-filters.ts'
import { FreshOrders } from './fresh-orders.tsx'
import { OrderFilterBar } from './order-filter-bar.tsx'
import { OrderList } from './order-list.tsx'
import { OrderTabs } from './order-tabs.tsx'

const CsvDialog = lazy(async () => ({ default: (await import('./csv-dialog.tsx')).CsvDialog }))

export function OrdersPage() {
  const t = useTranslations('orders')
  const { role } = useSession()
  const { filters, query } = useOrderFilters()
  const list = usePages(api.orders.list, query)
  const counts = useQuery(api.orders.counts.queryOptions({ input: withoutState(query), refetchInterval: 15_000, placeholderData: (before) => before }))
  const [csv, setCsv] = useState(false)
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
      <OrderList list={list} filters={filters} query={query} counts={counts.data} />
      {csv && <Suspense><CsvDialog query={query} rows={list.rows} onClose={() => setCsv(false)} /></Suspense>}
    </>
  )
}

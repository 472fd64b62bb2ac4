import { holdReasons } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { IconDownload, IconFileUpload, IconShoppingBag } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useLanguage } from '../../app/language.tsx'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterDate, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { BulkActions } from './bulk-actions.tsx'
import { FilterChips } from './filter-chips.tsx'
import { useOrderColumns, type OrderRow } from './order-columns.tsx'
import { exportAddress, matchingCount, useOrderFilters, withoutState, type OrderFilters } from './order-filters.ts'
import { FreshOrders } from './fresh-orders.tsx'
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
      <Filters filters={filters} reasonCounts={counts.data?.byHoldReason ?? {}} />
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

function Filters({ filters, reasonCounts }: { filters: OrderFilters; reasonCounts: Record<string, number> }) {
  const t = useTranslations('orders')
  const words = useTranslations('words')
  const { language } = useLanguage()
  const { merchantId } = useMerchantScope()
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 }, staleTime: 60_000 }))
  const channels = useQuery(api.salesChannels.list.queryOptions({ input: { merchantId }, staleTime: 60_000 }))
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: {}, staleTime: 60_000 }))
  const ofMerchant = (name: string, merchant: string) => (merchantId ? name : `${name} · ${merchant}`)
  const reasons = holdReasons.filter((reason) => (reasonCounts[reason] ?? 0) > 0 || reason === filters.values.hold)
  return (
    <FilterBar filters={filters}>
      <FilterSearch filters={filters} name="q" label={t('searchLabel')} width={280} />
      <FilterSelect filters={filters} name="account" label={words('ecAccount')} searchable options={(accounts.data?.items ?? []).map((each) => ({ value: each.id, label: ofMerchant(each.displayName, each.merchant.name) }))} />
      <FilterSelect filters={filters} name="channel" label={words('salesChannel')} searchable options={(channels.data?.items ?? []).map((each) => ({ value: each.id, label: ofMerchant(each.name, each.merchant.name) }))} />
      <FilterSelect filters={filters} name="hold" label={t('holdReason')} options={reasons.map((value) => ({ value, label: t('reasonCount', { reason: words(`holdReason.${value}`), count: reasonCounts[value] ?? 0 }) }))} />
      <FilterSelect filters={filters} name="shippingType" label={words('shippingType')} searchable options={(types.data?.items ?? []).filter((each) => each.enabled || each.code === filters.values.shippingType).map((each) => ({ value: each.code, label: each.name[language] }))} />
      <FilterDate filters={filters} name="from" label={t('placedFrom')} />
      <FilterDate filters={filters} name="to" label={t('placedTo')} />
    </FilterBar>
  )
}

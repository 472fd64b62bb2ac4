import { isolate } from '@crossdock/domain'
import { Button, Text } from '@mantine/core'
import { IconQuestionMark } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { MapDialog, type Mapped } from './map-dialog.tsx'
import type { UnknownProduct } from './unknown-product.ts'

/** SKUs that match no product: each once, for all orders that it blocks. */
export function UnknownProductsPage() {
  const t = useTranslations('unknownProducts')
  const words = useTranslations('words')
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'account'])
  const { q, account } = filters.values
  const list = usePages(api.unknownProducts.list, { merchantId, q, ecAccountId: account }, { refetchInterval: 30_000 })
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 }, staleTime: 60_000 }))
  const [mapping, setMapping] = useState<UnknownProduct | null>(null)
  const [mapped, setMapped] = useState<Mapped | null>(null)
  const columns: Column<UnknownProduct>[] = [
    { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (row) => <>{row.sku || t('noSku')}<Text size="xs" c="dimmed">{row.title}</Text></> },
    { id: 'merchant', header: words('merchant'), hidden: merchantId !== undefined, wrap: true, cell: (row) => row.merchant.name },
    { id: 'accounts', header: words('ecAccount'), wrap: true, cell: (row) => row.ecAccounts.map((each) => isolate(each.name)).join(', ') },
    { id: 'orders', header: t('orders'), align: 'end', cell: (row) => <AppLink to="/orders" search={{ unknown: row.id }} aria-label={t('showOrders', { count: row.orders, sku: row.sku || row.title })}><Count value={row.orders} /></AppLink> },
    { id: 'quantity', header: words('quantity'), align: 'end', cell: (row) => <Count value={row.quantity} /> },
    { id: 'oldest', header: t('oldest'), cell: (row) => <RelativeTime value={row.oldestOrderAt} /> },
    { id: 'seen', header: t('firstSeen'), cell: (row) => <RelativeTime value={row.firstSeenAt} /> },
    { id: 'map', header: t('mapColumn'), cell: (row) => <Button size="compact-sm" variant="default" aria-label={t('mapOne', { sku: row.sku || row.title })} onClick={() => { setMapped(null); setMapping(row) }}>{t('map')}</Button> },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {mapped && <MappedBanner mapped={mapped} />}
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="account" label={words('ecAccount')} searchable options={(accounts.data?.items ?? []).map((each) => ({ value: each.id, label: merchantId ? each.displayName : `${isolate(each.displayName)} · ${isolate(each.merchant.name)}` }))} />
      </FilterBar>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.id} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconQuestionMark size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/orders">{t('openOrders')}</AppLink>}>{t('emptyText')}</EmptyState>} />
      {mapping && <MapDialog key={mapping.id} unknown={mapping} onMapped={(outcome) => { setMapped(outcome); setMapping(null) }} onClose={() => setMapping(null)} />}
    </>
  )
}

function MappedBanner({ mapped }: { mapped: Mapped }) {
  const t = useTranslations('unknownProducts')
  const waiting = Math.max(0, mapped.unknown.orders - mapped.released)
  return (
    <div style={{ marginBottom: 12 }}>
      <Banner tone="good" live="status" title={t('mapped', { from: isolate(mapped.unknown.sku || mapped.unknown.title), to: isolate(mapped.sku), count: mapped.released })} actions={mapped.released > 0 && <AppLink to="/orders" search={{ status: 'pending', onHold: 'false' }}>{t('showReady')}</AppLink>}>
        {waiting > 0 ? t('stillWaiting', { count: waiting }) : undefined}
      </Banner>
    </div>
  )
}

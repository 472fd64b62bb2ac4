import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconPackage, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession, type Outputs } from '../../app/session.tsx'
import { ProductForm } from '../../parts/product-form.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'

type Row = Outputs['stock']['list']['items'][number]
const states = ['in_stock', 'out_of_stock', 'reserved', 'at_risk'] as const

export function StockPage() {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  const { role } = useSession()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'state'])
  const { q, state } = filters.values
  const [adding, setAdding] = useState(false)
  const list = usePages(api.stock.list, { merchantId, q, state: oneOf(states, state) ?? 'all' })
  const create = <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>{t('newProduct')}</Button>
  const columns: Column<Row>[] = [
    { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (row) => row.sku },
    { id: 'name', header: words('product'), wrap: true, cell: (row) => row.name },
    { id: 'merchant', header: words('merchant'), hidden: role === 'merchant' || merchantId !== undefined, wrap: true, cell: (row) => row.merchant.name },
    { id: 'onHand', header: t('onHand'), align: 'end', cell: (row) => <Count value={row.onHand} /> },
    { id: 'reserved', header: t('reserved'), align: 'end', cell: (row) => <Count value={row.reserved} /> },
    { id: 'available', header: t('available'), align: 'end', cell: (row) => <strong><Count value={row.available} /></strong> },
    { id: 'exposed', header: t('exposed'), align: 'end', cell: (row) => (row.exposed === null ? '–' : <Count value={row.exposed} />) },
    { id: 'atRisk', header: t('atRisk'), cell: (row) => (row.atRisk > 0 ? <StatusBadge tone="bad" icon={IconAlertTriangle} label={t('atRiskBadge', { count: row.atRisk })} /> : '–') },
    { id: 'state', header: t('state'), cell: (row) => (row.available > 0 ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('inStock')} bare /> : <StatusBadge tone="warn" icon={IconAlertTriangle} label={t('outOfStock')} />) },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="state" label={t('state')} options={[{ value: 'in_stock', label: t('stateIn') }, { value: 'out_of_stock', label: t('stateOut') }, { value: 'reserved', label: t('stateReserved') }, { value: 'at_risk', label: t('stateAtRisk') }]} />
      </FilterBar>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.productId} rowLink={(row) => ({ to: '/stock/$id', params: { id: row.productId } })}
        filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconPackage size={32} stroke={1.4} />} title={t('emptyTitle')} action={<Button variant="default" onClick={() => setAdding(true)}>{t('newProduct')}</Button>}>{t('emptyText')}</EmptyState>} />
      <Dialog opened={adding} title={t('newProduct')} onClose={() => setAdding(false)}><ProductForm onClose={() => setAdding(false)} /></Dialog>
    </>
  )
}

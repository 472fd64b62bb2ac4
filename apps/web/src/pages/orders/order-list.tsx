import { IconShoppingBag } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Pages } from '../../api/use-pages.ts'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { BulkActions } from './bulk-actions.tsx'
import { useOrderColumns, type OrderRow } from './order-columns.tsx'
import { matchingCount, type OrderFilters, type OrderQuery } from './order-filters.ts'
import { useOrderSelection } from './use-order-selection.ts'

const keyOf = (row: OrderRow) => row.id
const nameOf = (row: OrderRow) => row.orderNumber
const linkOf = (row: OrderRow) => ({ to: '/orders/$id', params: { id: row.id } })
const toneOf = (row: OrderRow) => (row.tracking === 'refused' ? 'bad' : row.holds.length > 0 ? 'warn' : undefined)

interface OrderListProps {
  list: Pages<OrderRow>
  filters: OrderFilters
  query: OrderQuery
  counts: Outputs['orders']['counts'] | undefined
}

/** The orders themselves, and what is done with those that are selected; to select one draws nothing above them anew. */
export function OrderList({ list, filters, query, counts }: OrderListProps) {
  const t = useTranslations('orders')
  const columns = useOrderColumns()
  const selection = useOrderSelection(list, JSON.stringify(query))
  return (
    <BulkActions rows={list.rows} selection={selection} matching={counts && matchingCount(counts, query)}>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={keyOf} rowName={nameOf} rowLink={linkOf} rowTone={toneOf}
        selection={{ ids: selection.ids, onChange: selection.set }} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconShoppingBag size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/ec-integrations">{t('openAccounts')}</AppLink>}>{t('emptyText')}</EmptyState>} />
    </BulkActions>
  )
}

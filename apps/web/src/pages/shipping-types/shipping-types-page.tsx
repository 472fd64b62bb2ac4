import { deliveries, temperatures } from '@crossdock/domain'
import { Button, Skeleton } from '@mantine/core'
import { IconPlus, IconTruckDelivery } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useSession } from '../../app/session.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { ShippingTypeForm } from './shipping-type-form.tsx'
import { ShippingTypeGroup } from './shipping-type-group.tsx'
import { useTypeName } from './type-name.ts'
import type { ShippingType } from './shipping-type.ts'

/** The catalogue to enable from, and what the warehouse added itself. */
export function ShippingTypesPage() {
  const t = useTranslations('shippingTypes')
  const words = useTranslations('words')
  const ui = useTranslations('ui')
  const nameOf = useTypeName()
  const admin = useSession().role === 'admin'
  const filters = useUrlFilters(['q', 'enabled', 'temperature'])
  const { q, enabled, temperature } = filters.values
  const [editing, setEditing] = useState<ShippingType | 'new' | null>(null)
  const list = useQuery(api.shippingTypes.list.queryOptions({ input: {} }))
  const wanted = (q ?? '').toLowerCase()
  const rows = (list.data?.items ?? []).filter((type) =>
    [type.name.en, type.name.zh, type.code, type.carrier].some((text) => text.toLowerCase().includes(wanted))
    && (enabled === undefined || String(type.enabled) === enabled) && (temperature === undefined || type.temperature === temperature))
  return (
    <>
      <PageHeader title={t('title')} description={admin ? t('description') : `${t('description')} ${t('adminOnly')}`} actions={admin && <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>{t('new')}</Button>} />
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="enabled" label={t('state')} options={[{ value: 'true', label: t('enabledOnly') }, { value: 'false', label: t('disabledOnly') }]} />
        <FilterSelect filters={filters} name="temperature" label={t('temperature')} options={temperatures.map((value) => ({ value, label: words(`temperature.${value}`) }))} />
      </FilterBar>
      {list.isPending && <Skeleton height={320} />}
      {list.error && <ErrorPanel error={list.error} retry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (filters.any
        ? <EmptyState title={ui('noMatch')} action={<Button variant="default" onClick={filters.clear}>{ui('clearFilters')}</Button>}>{ui('noMatchHint')}</EmptyState>
        : <EmptyState icon={<IconTruckDelivery size={32} stroke={1.4} />} title={t('emptyTitle')}>{t('emptyText')}</EmptyState>)}
      <div style={{ display: 'grid', gap: 20 }}>
        {deliveries.map((delivery) => {
          const types = rows.filter((type) => type.delivery === delivery)
          return types.length > 0 && <ShippingTypeGroup key={delivery} delivery={delivery} types={types} admin={admin} onEdit={setEditing} />
        })}
      </div>
      <Dialog opened={editing !== null} title={editing === null || editing === 'new' ? t('new') : t('editTitle', { name: nameOf(editing) })} onClose={() => setEditing(null)}>
        <ShippingTypeForm type={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      </Dialog>
    </>
  )
}

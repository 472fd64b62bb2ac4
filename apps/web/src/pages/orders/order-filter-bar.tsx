import { holdReasons, isolate } from '@crossdock/domain'
import { useQuery } from '@tanstack/react-query'
import { memo, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useLanguage } from '../../app/language.tsx'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { FilterBar, FilterDate, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import type { OrderFilters } from './order-filters.ts'

/** The filters above the orders. @param reasonCounts how many orders each reason holds; a reason that holds none is not offered */
export const OrderFilterBar = memo(function OrderFilterBar({ filters, reasonCounts }: { filters: OrderFilters; reasonCounts: Outputs['orders']['counts']['byHoldReason'] | undefined }) {
  const t = useTranslations('orders')
  const words = useTranslations('words')
  const { language } = useLanguage()
  const { merchantId } = useMerchantScope()
  const { hold, shippingType } = filters.values
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 }, staleTime: 60_000 })).data?.items
  const channels = useQuery(api.salesChannels.list.queryOptions({ input: { merchantId }, staleTime: 60_000 })).data?.items
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: {}, staleTime: 60_000 })).data?.items
  const accountOptions = useMemo(() => accounts?.map((each) => ({ value: each.id, label: ofMerchant(each.displayName, each.merchant.name, merchantId) })) ?? [], [accounts, merchantId])
  const channelOptions = useMemo(() => channels?.map((each) => ({ value: each.id, label: ofMerchant(each.name, each.merchant.name, merchantId) })) ?? [], [channels, merchantId])
  const typeOptions = useMemo(() => types?.filter((each) => each.enabled || each.code === shippingType).map((each) => ({ value: each.code, label: each.name[language] })) ?? [], [types, shippingType, language])
  const reasonOptions = useMemo(() => {
    const count = (reason: (typeof holdReasons)[number]) => reasonCounts?.[reason] ?? 0
    return holdReasons.filter((reason) => count(reason) > 0 || reason === hold).map((value) => ({ value, label: t('reasonCount', { reason: words(`holdReason.${value}`), count: count(value) }) }))
  }, [reasonCounts, hold, t, words])
  return (
    <FilterBar filters={filters}>
      <FilterSearch filters={filters} name="q" label={t('searchLabel')} width={280} />
      <FilterSelect filters={filters} name="account" label={words('ecAccount')} searchable options={accountOptions} />
      <FilterSelect filters={filters} name="channel" label={words('salesChannel')} searchable options={channelOptions} />
      <FilterSelect filters={filters} name="hold" label={t('holdReason')} options={reasonOptions} />
      <FilterSelect filters={filters} name="shippingType" label={words('shippingType')} searchable options={typeOptions} />
      <FilterDate filters={filters} name="from" label={t('placedFrom')} />
      <FilterDate filters={filters} name="to" label={t('placedTo')} />
    </FilterBar>
  )
})

function ofMerchant(name: string, merchant: string, only: string | undefined): string {
  return only ? name : `${isolate(name)} · ${isolate(merchant)}`
}

import { isolate } from '@crossdock/domain'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'

export interface ChosenProduct {
  sku: string
  name: string
}

interface ProductSelectProps {
  id?: string
  merchantId: string | null
  /** The name of the field, for screen readers. */
  label: string
  value: ChosenProduct | null
  error?: string | undefined
  autoFocus?: boolean
  /** SKUs that are not offered. */
  without?: readonly string[]
  onChange: (product: ChosenProduct) => void
}

/** One of a merchant's products, searched for by SKU, name or barcode. */
export function ProductSelect({ id, merchantId, label, value, error, autoFocus = false, without = [], onChange }: ProductSelectProps) {
  const t = useTranslations('inbounds')
  const [typed, setTyped] = useState('')
  const [opened, setOpened] = useState(false)
  const own = value === null ? '' : optionLabel(value)
  const [query] = useDebouncedValue(typed === own ? '' : typed.trim(), 200)
  const products = useQuery(api.products.list.queryOptions({ input: { merchantId: merchantId ?? undefined, q: query || undefined, limit: 30 }, enabled: merchantId !== null && opened, placeholderData: (before) => before, staleTime: 30_000 }))
  const found: ChosenProduct[] = (products.data?.items ?? []).filter((each) => !without.includes(each.sku))
  const offered = value === null || found.some((each) => each.sku === value.sku) ? found : [value, ...found]
  return (
    <Select id={id} aria-label={label} placeholder={merchantId === null ? t('merchantFirst') : t('chooseProduct')} disabled={merchantId === null} searchable allowDeselect={false} error={error} autoFocus={autoFocus}
      filter={({ options }) => options} nothingFoundMessage={products.isFetching ? t('searching') : t('noProduct')} data={offered.map((each) => ({ value: each.sku, label: optionLabel(each) }))} value={value?.sku ?? null}
      searchValue={typed} onSearchChange={setTyped} onDropdownOpen={() => setOpened(true)}
      onChange={(sku) => {
        const product = offered.find((each) => each.sku === sku)
        if (product) onChange({ sku: product.sku, name: product.name })
      }} />
  )
}

function optionLabel({ sku, name }: ChosenProduct): string {
  return name ? `${isolate(sku)} · ${isolate(name)}` : sku
}

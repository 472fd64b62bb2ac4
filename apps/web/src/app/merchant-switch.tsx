import { isolate } from '@crossdock/domain'
import { Select } from '@mantine/core'
import { IconBuildingWarehouse } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useMerchantScope } from './merchant-scope.ts'
import classes from './merchant-switch.module.css'
import { useSession } from './session.tsx'

const all = 'all'

/** Whose goods the screens show. */
export function MerchantSwitch() {
  const t = useTranslations('shell')
  const session = useSession()
  const scope = useMerchantScope()
  const merchants = useQuery(api.merchants.list.queryOptions({ input: {}, enabled: !scope.fixed, staleTime: 60_000 }))
  if (scope.fixed) return <span className={classes.fixed}><IconBuildingWarehouse size={16} aria-hidden />{session.merchant?.name}</span>
  const known = merchants.data?.items ?? []
  return (
    <Select className={classes.switch} aria-label={t('merchantShown')} size="sm" searchable={known.length > 8} allowDeselect={false} leftSection={<IconBuildingWarehouse size={16} aria-hidden />} comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      data={[{ value: all, label: t('allMerchants') }, ...known.map((merchant) => ({ value: merchant.id, label: merchant.active ? merchant.name : t('merchantInactive', { name: isolate(merchant.name) }) }))]}
      value={known.some((merchant) => merchant.id === scope.merchantId) ? (scope.merchantId ?? all) : all}
      onChange={(value) => scope.choose(value === null || value === all ? undefined : value)} />
  )
}

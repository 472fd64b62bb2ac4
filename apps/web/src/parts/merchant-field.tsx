import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useSession } from '../app/session.tsx'

interface MerchantFieldProps {
  id: string
  value: string | null
  error?: string | undefined
  disabled?: boolean
  description?: string
  onChange: (merchantId: string) => void
}

/** Which merchant something is for. A merchant user has one, and no choice. */
export function MerchantField({ value, onChange, disabled = false, ...field }: MerchantFieldProps) {
  const t = useTranslations('words')
  const { merchant } = useSession()
  const merchants = useQuery(api.merchants.list.queryOptions({ input: { active: true }, enabled: merchant === null }))
  const choices = merchant ? [merchant] : (merchants.data?.items ?? [])
  return (
    <Select {...field} label={t('merchant')} withAsterisk placeholder={t('chooseMerchant')} searchable={choices.length > 8} allowDeselect={false} disabled={disabled || merchant !== null}
      data={choices.map((each) => ({ value: each.id, label: each.name }))} value={value} onChange={(next) => next !== null && onChange(next)} />
  )
}

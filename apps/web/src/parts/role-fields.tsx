import { roles, type Role } from '@crossdock/domain'
import { Radio, Stack } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { fieldId, type FieldErrors } from '../ui/form.ts'
import { oneOf } from '../ui/one-of.ts'
import { MerchantField } from './merchant-field.tsx'

/** What somebody may do; for a merchant's own, of which merchant. */
export function RoleFields({ role, merchantId, errors, onRole, onMerchant }: { role: Role; merchantId: string | null; errors: FieldErrors; onRole: (role: Role) => void; onMerchant: (merchantId: string) => void }) {
  const t = useTranslations('users')
  const words = useTranslations('words')
  return (
    <>
      <Radio.Group label={t('role')} error={errors['role']} value={role} onChange={(next) => onRole(oneOf(roles, next) ?? role)}>
        <Stack gap={6} mt={6}>
          {roles.map((each, index) => <Radio key={each} id={index === 0 ? fieldId('role') : undefined} value={each} label={words(`role.${each}`)} description={t(`roleHint.${each}`)} />)}
        </Stack>
      </Radio.Group>
      {role === 'merchant' && <MerchantField id={fieldId('merchantId')} value={merchantId} error={errors['merchantId']} onChange={onMerchant} />}
    </>
  )
}

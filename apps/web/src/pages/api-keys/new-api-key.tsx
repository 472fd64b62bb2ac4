import type { Role } from '@crossdock/domain'
import { TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { RoleFields } from '../../parts/role-fields.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import type { Made } from './made-key.tsx'

export function NewApiKey({ onMade, onClose }: { onMade: (made: Made) => void; onClose: () => void }) {
  const t = useTranslations('apiKeys')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const form = useForm<{ name: string; role: Role; merchantId: string | null }>({ name: '', role: 'operator', merchantId: null })
  const { values } = form
  const create = useWrite(api.apiKeys.create, { refreshes: [api.apiKeys.key()], onError: form.take, onSuccess: ({ key }, { name }) => onMade({ name, key }) })
  const check = (): Record<string, string> => ({
    ...(values.name.trim() === '' ? { name: ui('issueRequired') } : {}),
    ...(values.role === 'merchant' && values.merchantId === null ? { merchantId: ui('issueRequired') } : {}),
  })
  return (
    <DialogForm form={form} labels={{ name: words('name'), role: t('role'), merchantId: words('merchant') }} saveLabel={t('create')} pending={create.isPending} error={create.error} check={check}
      onSubmit={() => create.mutate({ name: values.name.trim(), role: values.role, merchantId: values.role === 'merchant' ? values.merchantId : null })} onClose={onClose}>
      <TextInput {...form.field('name')} label={words('name')} description={t('nameHint')} withAsterisk maxLength={32} autoComplete="off" data-autofocus />
      <RoleFields role={values.role} merchantId={values.merchantId} errors={form.errors} onRole={(role) => form.set('role', role)} onMerchant={(merchantId) => form.set('merchantId', merchantId)} />
    </DialogForm>
  )
}

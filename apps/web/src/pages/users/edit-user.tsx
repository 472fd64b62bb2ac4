import { isolate, type Role } from '@crossdock/domain'
import { Text, TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { RoleFields } from '../../parts/role-fields.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { User } from './user.ts'

/** Another name, role or merchant for a user. */
export function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTranslations('users')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const form = useForm<{ name: string; role: Role; merchantId: string | null }>({ name: user.name, role: user.role, merchantId: user.merchant?.id ?? null })
  const { values } = form
  const save = useWrite(api.users.update, {
    refreshes: [api.users.key(), api.session.key()],
    onError: form.take,
    onSuccess: () => {
      notifyDone(t('saved', { name: isolate(values.name.trim()) }))
      onClose()
    },
  })
  const check = (): Record<string, string> => ({
    ...(values.name.trim() === '' ? { name: ui('issueRequired') } : {}),
    ...(values.role === 'merchant' && values.merchantId === null ? { merchantId: ui('issueRequired') } : {}),
  })
  return (
    <DialogForm form={form} labels={{ name: t('name'), role: t('role'), merchantId: words('merchant') }} saveLabel={t('save')} pending={save.isPending} error={save.error} check={check}
      onSubmit={() => save.mutate({ id: user.id, name: values.name.trim(), role: values.role, merchantId: values.role === 'merchant' ? values.merchantId : null })} onClose={onClose}>
      <TextInput {...form.field('name')} label={t('name')} withAsterisk maxLength={100} autoComplete="off" data-autofocus />
      <RoleFields role={values.role} merchantId={values.merchantId} errors={form.errors} onRole={(role) => form.set('role', role)} onMerchant={(merchantId) => form.set('merchantId', merchantId)} />
      <Text size="sm" c="dimmed">{t('signsOut')}</Text>
    </DialogForm>
  )
}

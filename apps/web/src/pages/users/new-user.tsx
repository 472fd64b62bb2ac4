import { isolate, type Role } from '@crossdock/domain'
import { TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { RoleFields } from '../../parts/role-fields.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { PasswordField } from './password-field.tsx'
import { shortestPassword } from './shortest-password.ts'

/** A person who may sign in. */
export function NewUser({ onClose }: { onClose: () => void }) {
  const t = useTranslations('users')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const form = useForm<{ name: string; email: string; password: string; role: Role; merchantId: string | null }>({ name: '', email: '', password: '', role: 'operator', merchantId: null })
  const { values } = form
  const create = useWrite(api.users.create, {
    refreshes: [api.users.key()],
    onError: form.take,
    onSuccess: (_, { name, email }) => {
      notifyDone(t('created', { name: isolate(name), email }))
      onClose()
    },
  })
  const check = (): Record<string, string> => ({
    ...(values.name.trim() === '' ? { name: ui('issueRequired') } : {}),
    ...(values.email.trim() === '' ? { email: ui('issueRequired') } : /^\S+@\S+\.\S+$/.test(values.email.trim()) ? {} : { email: t('emailWrong') }),
    ...(values.password.length < shortestPassword ? { password: t('passwordShort') } : {}),
    ...(values.role === 'merchant' && values.merchantId === null ? { merchantId: ui('issueRequired') } : {}),
  })
  return (
    <DialogForm form={form} labels={{ name: t('name'), email: t('email'), password: t('password'), role: t('role'), merchantId: words('merchant') }} saveLabel={t('create')} pending={create.isPending} error={create.error} check={check}
      onSubmit={() => create.mutate({ ...values, name: values.name.trim(), email: values.email.trim(), merchantId: values.role === 'merchant' ? values.merchantId : null })} onClose={onClose}>
      <TextInput {...form.field('name')} label={t('name')} withAsterisk maxLength={100} autoComplete="off" data-autofocus />
      <TextInput {...form.field('email')} label={t('email')} type="email" withAsterisk maxLength={200} autoComplete="off" />
      <RoleFields role={values.role} merchantId={values.merchantId} errors={form.errors} onRole={(role) => form.set('role', role)} onMerchant={(merchantId) => form.set('merchantId', merchantId)} />
      <PasswordField {...form.field('password')} label={t('password')} />
    </DialogForm>
  )
}

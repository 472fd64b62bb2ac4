import { isolate } from '@crossdock/domain'
import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { PasswordField } from './password-field.tsx'
import { shortestPassword } from './shortest-password.ts'
import type { User } from './user.ts'

/** Another password for somebody who lost theirs. */
export function SetPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTranslations('users')
  const form = useForm({ password: '' })
  const { password } = form.values
  const save = useWrite(api.users.update, {
    refreshes: [api.users.key()],
    onError: form.take,
    onSuccess: () => {
      notifyDone(t('passwordSet', { name: isolate(user.name) }))
      onClose()
    },
  })
  return (
    <DialogForm form={form} labels={{ password: t('newPassword') }} saveLabel={t('setPassword')} pending={save.isPending} error={save.error} check={(): Record<string, string> => (password.length < shortestPassword ? { password: t('passwordShort') } : {})}
      onSubmit={() => save.mutate({ id: user.id, password })} onClose={onClose}>
      <Text size="sm">{t('setPasswordText')}</Text>
      <PasswordField {...form.field('password')} label={t('newPassword')} data-autofocus />
    </DialogForm>
  )
}

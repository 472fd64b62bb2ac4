import { isolate } from '@crossdock/domain'
import { TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { Merchant } from './merchant.ts'

const codePattern = /^[A-Z0-9][A-Z0-9_-]{0,19}$/i

/** A new merchant, or another name for one that exists. */
export function MerchantForm({ merchant, onClose }: { merchant: Merchant | null; onClose: () => void }) {
  const t = useTranslations('merchants')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const form = useForm({ code: merchant?.code ?? '', name: merchant?.name ?? '' })
  const code = form.values.code.trim().toUpperCase()
  const name = form.values.name.trim()
  const done = (text: string) => {
    notifyDone(text)
    onClose()
  }
  const create = useWrite(api.merchants.create, { refreshes: [api.merchants.key(), api.home.key()], onError: form.take, onSuccess: (made) => done(t('created', { name: isolate(made.name) })) })
  const rename = useWrite(api.merchants.update, { refreshes: [api.merchants.key()], onError: form.take, onSuccess: (made) => done(t('renamed', { name: isolate(made.name) })) })
  const check = (): Record<string, string> => ({
    ...(merchant !== null ? {} : code === '' ? { code: ui('issueRequired') } : codePattern.test(code) ? {} : { code: t('codeWrong') }),
    ...(name === '' ? { name: ui('issueRequired') } : {}),
  })
  return (
    <DialogForm form={form} labels={{ code: t('code'), name: words('name') }} saveLabel={merchant === null ? t('create') : t('renameAction')} pending={create.isPending || rename.isPending} error={create.error ?? rename.error} check={check}
      onSubmit={() => (merchant === null ? create.mutate({ code, name }) : rename.mutate({ id: merchant.id, version: merchant.version, name }))} onClose={onClose}>
      <TextInput {...form.field('name')} label={words('name')} withAsterisk maxLength={100} autoComplete="off" data-autofocus />
      <TextInput {...form.field('code')} label={t('code')} description={merchant === null ? t('codeHint') : undefined} withAsterisk={merchant === null} readOnly={merchant !== null} maxLength={20} autoComplete="off" styles={{ input: { textTransform: 'uppercase' } }} />
    </DialogForm>
  )
}

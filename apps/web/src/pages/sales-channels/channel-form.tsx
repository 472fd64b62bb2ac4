import { isolate } from '@crossdock/domain'
import { TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { MerchantField } from '../../parts/merchant-field.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { Channel } from './channel.ts'

/** A new sales channel, or another name for one that exists. */
export function ChannelForm({ channel, onClose }: { channel: Channel | null; onClose: () => void }) {
  const t = useTranslations('salesChannels')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const scope = useMerchantScope()
  const form = useForm({ merchantId: channel?.merchant.id ?? scope.merchantId ?? null, name: channel?.name ?? '' })
  const { merchantId } = form.values
  const name = form.values.name.trim()
  const done = (text: string) => {
    notifyDone(text)
    onClose()
  }
  const refreshes = [api.salesChannels.key(), api.ecAccounts.key(), api.home.key()]
  const create = useWrite(api.salesChannels.create, { refreshes, onError: form.take, onSuccess: (made) => done(t('created', { name: isolate(made.name) })) })
  const rename = useWrite(api.salesChannels.update, { refreshes, onError: form.take, onSuccess: (made) => done(t('renamed', { name: isolate(made.name) })) })
  const check = () => ({ ...(merchantId === null ? { merchantId: ui('issueRequired') } : {}), ...(name === '' ? { name: ui('issueRequired') } : {}) })
  const submit = () => {
    if (channel !== null) rename.mutate({ id: channel.id, version: channel.version, name })
    else if (merchantId !== null) create.mutate({ merchantId, name })
  }
  return (
    <DialogForm form={form} labels={{ merchantId: words('merchant'), name: words('channelName') }} saveLabel={channel === null ? t('create') : t('renameAction')} pending={create.isPending || rename.isPending} error={create.error ?? rename.error} check={check} onSubmit={submit} onClose={onClose}>
      <MerchantField {...form.field('merchantId')} value={merchantId} disabled={channel !== null} onChange={(next) => form.set('merchantId', next)} />
      <TextInput {...form.field('name')} label={words('channelName')} description={t('nameHint')} withAsterisk maxLength={100} autoComplete="off" data-autofocus />
    </DialogForm>
  )
}

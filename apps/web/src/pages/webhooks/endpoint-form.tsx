import { alertKinds } from '@crossdock/domain'
import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm, type Form } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { Endpoint } from './endpoint.tsx'

interface Values {
  merchantId: string | null
  url: string
  description: string
  kinds: string[]
}

/** @param onMade given the secret, which is not shown again */
export function NewEndpoint({ onMade, onClose }: { onMade: (made: { id: string; secret: string }) => void; onClose: () => void }) {
  const t = useTranslations('webhooks')
  const form = useForm<Values>({ merchantId: null, url: 'https://', description: '', kinds: [] })
  const create = useWrite(api.webhookEndpoints.create, { refreshes: [api.webhookEndpoints.key()], onError: form.take, onSuccess: onMade })
  const { values } = form
  return (
    <EndpointForm form={form} saveLabel={t('create')} pending={create.isPending} error={create.error} choosesMerchant onClose={onClose}
      onSubmit={() => create.mutate({ merchantId: values.merchantId, url: values.url.trim(), description: values.description.trim() || null, kinds: values.kinds as Endpoint['kinds'] })} />
  )
}

export function EditEndpoint({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
  const t = useTranslations('webhooks')
  const form = useForm<Values>({ merchantId: endpoint.merchant?.id ?? null, url: endpoint.url, description: endpoint.description ?? '', kinds: endpoint.kinds })
  const [version] = useState(endpoint.version)
  const save = useWrite(api.webhookEndpoints.update, { refreshes: [api.webhookEndpoints.key()], onError: form.take, onSuccess: () => { notifyDone(t('saved')); onClose() } })
  const { values } = form
  return (
    <EndpointForm form={form} saveLabel={t('save')} pending={save.isPending} error={save.error} onClose={onClose}
      onSubmit={() => save.mutate({ id: endpoint.id, version, url: values.url.trim(), description: values.description.trim() || null, kinds: values.kinds as Endpoint['kinds'] })} />
  )
}

function EndpointForm({ form, choosesMerchant = false, ...dialog }: { form: Form<Values>; saveLabel: string; pending: boolean; error: Error | null; choosesMerchant?: boolean; onSubmit: () => void; onClose: () => void }) {
  const t = useTranslations('webhooks')
  const ui = useTranslations('ui')
  const kinds = useTranslations('alerts.kinds')
  const { merchant } = useSession()
  const asks = choosesMerchant && merchant === null
  const merchants = useQuery(api.merchants.list.queryOptions({ input: { active: true }, enabled: asks }))
  const check = ({ url }: Values): Record<string, string> => (/^https?:\/\/./.test(url.trim()) ? {} : { url: ui('issueRequired') })
  return (
    <DialogForm {...dialog} form={form} labels={{ url: t('url'), description: t('note'), kinds: t('kinds'), merchantId: t('whose') }} check={check}>
      <TextInput {...form.field('url')} label={t('url')} description={t('urlHint')} withAsterisk maxLength={1000} autoComplete="off" data-autofocus />
      {asks && (
        <Select id="field-merchantId" label={t('whose')} searchable placeholder={t('everyMerchant')} clearable clearButtonProps={{ 'aria-label': t('everyMerchant') }} error={form.errors['merchantId']}
          data={(merchants.data?.items ?? []).map((each) => ({ value: each.id, label: each.name }))} value={form.values.merchantId} onChange={(merchantId) => form.set('merchantId', merchantId)} />
      )}
      <MultiSelect id="field-kinds" label={t('kinds')} description={t('kindsHint')} data={alertKinds.map((value) => ({ value, label: kinds(value) }))} value={form.values.kinds} onChange={(chosen) => form.set('kinds', chosen)} searchable hidePickedOptions error={form.errors['kinds']} />
      <TextInput {...form.field('description')} label={t('note')} maxLength={200} autoComplete="off" />
    </DialogForm>
  )
}

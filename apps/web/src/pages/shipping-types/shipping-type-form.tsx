import { customShippingTypePrefix, deliveries, temperatures } from '@crossdock/domain'
import { Checkbox, Select, TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { fieldId, useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { oneOf } from '../../ui/one-of.ts'
import type { ShippingType } from './shipping-type.ts'
import { useTypeName } from './type-name.ts'

const codePattern = new RegExp(`^${customShippingTypePrefix}[a-z0-9_]{1,40}$`)

/** A custom shipping type: a new one, or one that exists. */
export function ShippingTypeForm({ type, onClose }: { type: ShippingType | null; onClose: () => void }) {
  const t = useTranslations('shippingTypes')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const nameOf = useTypeName()
  const form = useForm({
    code: type?.code ?? customShippingTypePrefix, name: type?.name ?? { en: '', zh: '' }, carrier: type?.carrier ?? '',
    temperature: type?.temperature ?? temperatures[0], delivery: type?.delivery ?? deliveries[0], collectsCash: type?.collectsCash ?? false,
  })
  const { values } = form
  const refreshes = [api.shippingTypes.key(), api.ecAccounts.key(), api.orders.key()]
  const done = (text: string) => {
    notifyDone(text)
    onClose()
  }
  const create = useWrite(api.shippingTypes.create, { refreshes, onError: form.take, onSuccess: (made) => done(t('created', { name: nameOf(made) })) })
  const save = useWrite(api.shippingTypes.update, { refreshes, onError: form.take, onSuccess: (made) => done(t('saved', { name: nameOf(made) })) })
  const check = (): Record<string, string> => ({
    ...(type === null && !codePattern.test(values.code.trim()) ? { code: t('codeWrong') } : {}),
    ...(values.name.en.trim() === '' ? { 'name.en': ui('issueRequired') } : {}),
    ...(values.name.zh.trim() === '' ? { 'name.zh': ui('issueRequired') } : {}),
    ...(values.carrier.trim() === '' ? { carrier: ui('issueRequired') } : {}),
  })
  const submit = () => {
    const fields = { ...values, code: values.code.trim(), name: { en: values.name.en.trim(), zh: values.name.zh.trim() }, carrier: values.carrier.trim() }
    if (type === null) create.mutate(fields)
    else save.mutate({ ...fields, version: type.version })
  }
  const nameField = (language: 'en' | 'zh') => ({
    id: fieldId(`name.${language}`), value: values.name[language], error: form.errors[`name.${language}`], withAsterisk: true, maxLength: 80, autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => form.set('name', { ...values.name, [language]: event.currentTarget.value }),
  })
  return (
    <DialogForm form={form} labels={{ code: t('code'), 'name.en': t('nameEn'), 'name.zh': t('nameZh'), carrier: t('carrier'), temperature: t('temperature'), delivery: t('delivery') }} saveLabel={type === null ? t('create') : t('save')}
      pending={create.isPending || save.isPending} error={create.error ?? save.error} check={check} onSubmit={submit} onClose={onClose}>
      <TextInput {...form.field('code')} label={t('code')} description={type === null ? t('codeHint') : undefined} withAsterisk={type === null} readOnly={type !== null} maxLength={50} autoComplete="off" spellCheck={false} data-autofocus />
      <TextInput {...nameField('en')} label={t('nameEn')} />
      <TextInput {...nameField('zh')} label={t('nameZh')} lang="zh-Hant-TW" />
      <TextInput {...form.field('carrier')} label={t('carrier')} withAsterisk maxLength={60} autoComplete="off" />
      <Select id={fieldId('delivery')} label={t('delivery')} allowDeselect={false} data={deliveries.map((value) => ({ value, label: words(`delivery.${value}`) }))} value={values.delivery} error={form.errors['delivery']} onChange={(next) => form.set('delivery', oneOf(deliveries, next ?? undefined) ?? values.delivery)} />
      <Select id={fieldId('temperature')} label={t('temperature')} allowDeselect={false} data={temperatures.map((value) => ({ value, label: words(`temperature.${value}`) }))} value={values.temperature} error={form.errors['temperature']} onChange={(next) => form.set('temperature', oneOf(temperatures, next ?? undefined) ?? values.temperature)} />
      <Checkbox label={t('collectsLabel')} checked={values.collectsCash} onChange={(event) => form.set('collectsCash', event.currentTarget.checked)} />
    </DialogForm>
  )
}

import { isolate } from '@crossdock/domain'
import { TextInput } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useWrite } from '../api/use-write.ts'
import { useMerchantScope } from '../app/merchant-scope.ts'
import { DialogForm } from '../ui/form-dialog.tsx'
import { useForm } from '../ui/form.ts'
import { notifyDone } from '../ui/notify.ts'
import { MerchantField } from './merchant-field.tsx'

interface ProductFormProps {
  /** The merchant, where it is already settled. */
  merchantId?: string | undefined
  sku?: string
  onCreated?: (product: { id: string; sku: string; name: string }) => void
  onClose: () => void
}

/** A new product of a merchant. Orders that waited for its SKU are freed. */
export function ProductForm({ merchantId, sku = '', onCreated, onClose }: ProductFormProps) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  const ui = useTranslations('ui')
  const scope = useMerchantScope()
  const form = useForm({ merchantId: merchantId ?? scope.merchantId ?? null, sku, name: '', barcode: '' })
  const create = useWrite(api.products.create, {
    refreshes: [api.stock.key(), api.products.key(), api.unknownProducts.key(), api.orders.key(), api.home.key()],
    onError: form.take,
    onSuccess: (product) => {
      notifyDone(product.released > 0 ? t('createdReleased', { sku: isolate(product.sku), count: product.released }) : t('created', { sku: isolate(product.sku) }))
      onCreated?.(product)
      onClose()
    },
  })
  const { values } = form
  const check = () => ({
    ...(values.merchantId === null ? { merchantId: ui('issueRequired') } : {}),
    ...(values.sku.trim() === '' ? { sku: ui('issueRequired') } : {}),
    ...(values.name.trim() === '' ? { name: ui('issueRequired') } : {}),
  })
  const submit = () => {
    if (values.merchantId !== null) create.mutate({ merchantId: values.merchantId, sku: values.sku.trim(), name: values.name.trim(), barcode: values.barcode.trim() || null })
  }
  return (
    <DialogForm form={form} labels={{ merchantId: words('merchant'), sku: words('sku'), name: t('productName'), barcode: t('barcode') }} saveLabel={t('createProduct')} pending={create.isPending} error={create.error} check={check} onSubmit={submit} onClose={onClose}>
      <MerchantField {...form.field('merchantId')} value={values.merchantId} disabled={merchantId !== undefined} onChange={(next) => form.set('merchantId', next)} />
      <TextInput {...form.field('sku')} label={words('sku')} description={t('skuHint')} withAsterisk maxLength={100} autoComplete="off" data-autofocus />
      <TextInput {...form.field('name')} label={t('productName')} withAsterisk maxLength={200} autoComplete="off" />
      <TextInput {...form.field('barcode')} label={t('barcode')} maxLength={100} autoComplete="off" />
    </DialogForm>
  )
}

import { Skeleton, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'

/** Renames a product or changes its barcode. */
export function EditProduct({ productId, onClose }: { productId: string; onClose: () => void }) {
  const product = useQuery(api.products.get.queryOptions({ input: { id: productId }, staleTime: 0, refetchOnWindowFocus: false }))
  if (product.error) return <ErrorPanel error={product.error} retry={() => void product.refetch()} />
  if (!product.data || product.isFetching) return <Skeleton height={180} />
  return <EditForm product={product.data} onClose={onClose} />
}

function EditForm({ product, onClose }: { product: Outputs['products']['get']; onClose: () => void }) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  const ui = useTranslations('ui')
  const form = useForm({ name: product.name, barcode: product.barcode ?? '' })
  const [version] = useState(product.version)
  const save = useWrite(api.products.update, {
    refreshes: [api.stock.key(), api.products.key()],
    onError: form.take,
    onSuccess: () => {
      notifyDone(t('saved'))
      onClose()
    },
  })
  const { name, barcode } = form.values
  return (
    <DialogForm form={form} labels={{ name: t('productName'), barcode: t('barcode') }} saveLabel={t('saveProduct')} pending={save.isPending} error={save.error} check={() => (name.trim() === '' ? { name: ui('issueRequired') } : ({} as Record<string, string>))}
      onSubmit={() => save.mutate({ id: product.id, version, name: name.trim(), barcode: barcode.trim() || null })} onClose={onClose}>
      <TextInput label={words('sku')} value={product.sku} readOnly />
      <TextInput {...form.field('name')} label={t('productName')} withAsterisk maxLength={200} autoComplete="off" data-autofocus />
      <TextInput {...form.field('barcode')} label={t('barcode')} maxLength={100} autoComplete="off" />
    </DialogForm>
  )
}

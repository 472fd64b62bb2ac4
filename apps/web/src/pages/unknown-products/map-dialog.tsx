import { isolate, shorten } from '@crossdock/domain'
import { Radio, SegmentedControl, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Dialog, DialogForm } from '../../ui/form-dialog.tsx'
import { fieldId, useForm } from '../../ui/form.ts'
import classes from './map-dialog.module.css'
import type { UnknownProduct } from './unknown-product.ts'

export interface Mapped {
  unknown: UnknownProduct
  /** Of the product that it is. */
  sku: string
  released: number
}
type Way = 'choose' | 'create'

/** Says which product a SKU is, for all orders that wait for it and all that will come. */
export function MapDialog({ unknown, onMapped, onClose }: { unknown: UnknownProduct; onMapped: (mapped: Mapped) => void; onClose: () => void }) {
  const t = useTranslations('unknownProducts')
  const words = useTranslations('words')
  const [way, setWay] = useState<Way>('choose')
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const form = useForm<{ productId: string; 'create.sku': string; 'create.name': string }>({ productId: '', 'create.sku': unknown.sku, 'create.name': shorten(unknown.title, 200, '') })
  const found = useQuery(api.products.list.queryOptions({ input: { merchantId: unknown.merchant.id, q: asked || undefined, limit: 20 }, placeholderData: (before) => before }))
  const products = found.data?.items ?? []
  const [chosenSku, setChosenSku] = useState('')
  const map = useWrite(api.unknownProducts.map, {
    refreshes: [api.unknownProducts.key(), api.orders.key(), api.holds.key(), api.products.key(), api.stock.key(), api.home.key()],
    onSuccess: ({ released }, { create }) => onMapped({ unknown, sku: create?.sku ?? chosenSku, released }),
    onError: form.take,
  })
  const { productId } = form.values
  const create = { sku: form.values['create.sku'].trim(), name: form.values['create.name'].trim() }
  const check = () => {
    const errors: Record<string, string> = {}
    if (way === 'choose' && productId === '') errors['productId'] = t('productMissing')
    if (way === 'create' && create.sku === '') errors['create.sku'] = t('skuMissing')
    if (way === 'create' && create.sku.length > 100) errors['create.sku'] = t('tooLong', { max: 100 })
    if (way === 'create' && create.name === '') errors['create.name'] = t('nameMissing')
    if (way === 'create' && create.name.length > 200) errors['create.name'] = t('tooLong', { max: 200 })
    return errors
  }
  const submit = () => map.mutate(way === 'choose' ? { id: unknown.id, productId } : { id: unknown.id, create })
  return (
    <Dialog opened size="lg" title={t('mapTitle', { sku: isolate(unknown.sku || unknown.title) })} onClose={() => { if (!map.isPending) onClose() }}>
      <DialogForm form={form} labels={{ productId: words('product'), 'create.sku': words('sku'), 'create.name': words('name') }} saveLabel={way === 'choose' ? t('mapConfirm') : t('createConfirm')} pending={map.isPending} error={map.error} check={check} onSubmit={submit} onClose={onClose}>
        <div>
          {unknown.sku !== '' && <Text size="sm">{unknown.title}</Text>}
          <Text size="sm" c="dimmed">{t('mapText', { orders: unknown.orders, quantity: unknown.quantity, merchant: isolate(unknown.merchant.name) })}</Text>
        </div>
        <SegmentedControl aria-label={t('way')} value={way} onChange={(value) => { setWay(value === 'create' ? 'create' : 'choose'); form.setErrors({}); map.reset() }} data={[{ value: 'choose', label: t('wayChoose') }, { value: 'create', label: t('wayCreate') }]} />
        {way === 'choose' ? (
          <>
            <TextInput label={t('searchProducts')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} leftSection={<IconSearch size={15} aria-hidden />} data-autofocus autoComplete="off" />
            {found.error && <ErrorPanel error={found.error} retry={() => void found.refetch()} />}
            <Radio.Group label={words('product')} value={form.values.productId} error={form.errors['productId']} onChange={(value) => { form.set('productId', value); setChosenSku(products.find((each) => each.id === value)?.sku ?? '') }}>
              <div id={fieldId('productId')} className={classes.products} tabIndex={-1}>
                {products.map((product) => <Radio key={product.id} value={product.id} className={classes.product} label={<><strong>{product.sku}</strong> <bdi>{product.name}</bdi></>} description={t('available', { count: product.available })} />)}
                {found.data && products.length === 0 && <Text size="sm" c="dimmed">{asked ? t('noProduct', { q: asked }) : t('noProducts', { merchant: isolate(unknown.merchant.name) })}</Text>}
              </div>
            </Radio.Group>
          </>
        ) : (
          <>
            <TextInput {...form.field('create.sku')} label={words('sku')} withAsterisk data-autofocus autoComplete="off" />
            <TextInput {...form.field('create.name')} label={words('name')} withAsterisk autoComplete="off" />
            <Text size="sm" c="dimmed">{t('createText')}</Text>
          </>
        )}
      </DialogForm>
    </Dialog>
  )
}

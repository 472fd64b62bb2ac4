import { isolate } from '@crossdock/domain'
import { NumberInput, Text, Textarea } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { ProductStock } from './stock-figures.tsx'

const mostAtOnce = 1_000_000

/** Corrects the stock on hand by hand, with a reason. */
export function AdjustStock({ stock, onClose }: { stock: ProductStock; onClose: () => void }) {
  const t = useTranslations('stock')
  const ui = useTranslations('ui')
  const form = useForm<{ delta: number | string; note: string }>({ delta: '', note: '' })
  const { delta, note } = form.values
  const adjust = useWrite(api.stock.adjust, {
    refreshes: [api.stock.key(), api.products.key(), api.orders.key(), api.holds.key(), api.home.key()],
    onError: form.take,
    onSuccess: ({ onHand, released }) => {
      notifyDone(released > 0 ? t('adjustedReleased', { sku: isolate(stock.sku), onHand, count: released }) : t('adjusted', { sku: isolate(stock.sku), onHand }))
      onClose()
    },
  })
  const checkDelta = (): string | null => {
    if (typeof delta !== 'number' || !Number.isInteger(delta) || delta === 0) return t('changeWrong')
    if (Math.abs(delta) > mostAtOnce) return t('changeTooLarge')
    return -delta > stock.available ? t('changeTooMuch', { available: Math.max(0, stock.available) }) : null
  }
  const check = () => {
    const wrong = checkDelta()
    return { ...(wrong === null ? {} : { delta: wrong }), ...(note.trim() === '' ? { note: ui('issueRequired') } : {}) }
  }
  return (
    <DialogForm form={form} labels={{ delta: t('change'), note: t('reasonLabel') }} saveLabel={t('adjustAction')} pending={adjust.isPending} error={adjust.error} check={check}
      onSubmit={() => typeof delta === 'number' && adjust.mutate({ productId: stock.productId, delta, note: note.trim() })} onClose={onClose}>
      <Text size="sm" c="dimmed">{t('adjustHint')}</Text>
      <NumberInput {...form.field('delta')} label={t('change')} description={t('changeHint')} withAsterisk allowDecimal={false} thousandSeparator="," data-autofocus />
      <Text size="sm" aria-live="polite">{t('after', { count: stock.onHand + (typeof delta === 'number' ? delta : 0) })}</Text>
      <Textarea {...form.field('note')} label={t('reasonLabel')} description={t('reasonHint')} withAsterisk maxLength={500} autosize minRows={2} />
    </DialogForm>
  )
}

import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { Inbound } from './inbound.ts'
import { RoundLines, roundOf, unitsOf, type RoundLine } from './round-lines.tsx'

/** One round of putting away: everything received that is not yet on the shelf, unless somebody says less. */
export function PutAwayRound({ inbound, onClose }: { inbound: Inbound; onClose: () => void }) {
  const t = useTranslations('inbounds')
  const form = useForm<{ lines: RoundLine[] }>({
    lines: inbound.lines.flatMap(({ sku, name, received, putAway }) => (received > putAway ? [{ sku, name, open: received - putAway, quantity: received - putAway }] : [])),
  })
  const { lines } = form.values
  const units = unitsOf(lines)
  const putAway = useWrite(api.inbounds.putAway, {
    refreshes: [api.inbounds.key(), api.stock.key(), api.products.key(), api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: ({ released }) => {
      notifyDone(released > 0 ? t('putAwayReleased', { count: units, released }) : t('putAwayDone', { count: units }))
      onClose()
    },
  })
  const check = (): Record<string, string> => {
    const wrong = lines.flatMap(({ sku, quantity, open }): [string, string][] => {
      if (quantity === '') return []
      if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 0) return [[`quantity.${sku}`, t('roundQuantityWrong')]]
      return quantity > open ? [[`quantity.${sku}`, t('putAwayTooMuch', { left: open })]] : []
    })
    if (wrong.length > 0) return Object.fromEntries(wrong)
    return units === 0 ? { lines: t('nothingEntered') } : {}
  }
  return (
    <DialogForm form={form} labels={Object.fromEntries(lines.map(({ sku }) => [`quantity.${sku}`, sku]))} saveLabel={t('putAwayConfirm', { count: units })} pending={putAway.isPending} error={putAway.error} check={check}
      onSubmit={() => putAway.mutate({ id: inbound.id, lines: roundOf(lines) })} onClose={onClose}>
      <Text size="sm" c="dimmed">{t('putAwayHint')}</Text>
      <RoundLines lines={lines} errors={form.errors} openLabel={t('notPutAway')} quantityLabel={(sku) => t('putAwayQuantity', { sku })} onChange={(next) => { form.set('lines', next); form.setErrors({}) }} />
    </DialogForm>
  )
}

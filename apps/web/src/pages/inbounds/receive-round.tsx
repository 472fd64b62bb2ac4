import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { Inbound } from './inbound.ts'
import classes from './inbounds.module.css'
import { ProductSelect } from './product-select.tsx'
import { RoundLines, roundOf, unitsOf, type RoundLine } from './round-lines.tsx'

const mostUnits = 1_000_000

/** One round of receiving: what is outstanding unless somebody counts otherwise, and what nobody announced. */
export function ReceiveRound({ inbound, onClose }: { inbound: Inbound; onClose: () => void }) {
  const t = useTranslations('inbounds')
  const announced: RoundLine[] = inbound.lines.map(({ sku, name, expected, received }) => ({ sku, name, open: Math.max(0, expected - received), quantity: Math.max(0, expected - received) }))
  const form = useForm<{ lines: RoundLine[] }>({ lines: announced })
  const [adding, setAdding] = useState(false)
  const { lines } = form.values
  const units = unitsOf(lines)
  const receive = useWrite(api.inbounds.receive, {
    refreshes: [api.inbounds.key()],
    onSuccess: () => {
      notifyDone(t('receivedDone', { count: units }))
      onClose()
    },
  })
  const check = (): Record<string, string> => {
    const wrong = lines.filter(({ quantity }) => quantity !== '' && (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity < 0 || quantity > mostUnits))
    if (wrong.length > 0) return Object.fromEntries(wrong.map(({ sku }) => [`quantity.${sku}`, t('roundQuantityWrong')]))
    return units === 0 ? { lines: t('nothingEntered') } : {}
  }
  const fill = (quantity: (line: RoundLine) => number) => form.set('lines', lines.map((line) => ({ ...line, quantity: quantity(line) })))
  return (
    <DialogForm form={form} labels={Object.fromEntries(lines.map(({ sku }) => [`quantity.${sku}`, sku]))} saveLabel={t('receiveConfirm', { count: units })} pending={receive.isPending} error={receive.error} check={check}
      onSubmit={() => receive.mutate({ id: inbound.id, lines: roundOf(lines) })} onClose={onClose}>
      <Text size="sm" c="dimmed">{t('receiveHint')}</Text>
      <RoundLines lines={lines} errors={form.errors} openLabel={t('outstanding')} quantityLabel={(sku) => t('receiveQuantity', { sku })} onChange={(next) => { form.set('lines', next); form.setErrors({}) }} />
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => fill((line) => line.open)}>{t('setOutstanding')}</Button>
        <Button variant="default" size="xs" onClick={() => fill(() => 0)}>{t('setZero')}</Button>
        {!adding && <Button variant="subtle" size="xs" onClick={() => setAdding(true)}>{t('addUnannounced')}</Button>}
      </Group>
      {adding && (
        <div className={classes.narrow}>
          <ProductSelect merchantId={inbound.merchant.id} label={t('addUnannounced')} value={null} autoFocus without={lines.map((line) => line.sku)}
            onChange={({ sku, name }) => { form.set('lines', [...lines, { sku, name, open: 0, quantity: '' }]); setAdding(false) }} />
        </div>
      )}
    </DialogForm>
  )
}

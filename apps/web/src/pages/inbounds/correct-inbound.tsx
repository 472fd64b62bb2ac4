import { Button, NumberInput, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { DialogForm } from '../../ui/form-dialog.tsx'
import { fieldId, useForm } from '../../ui/form.ts'
import { Count } from '../../ui/money.tsx'
import { notifyDone } from '../../ui/notify.ts'
import type { Inbound } from './inbound.ts'
import classes from './inbounds.module.css'
import { ProductSelect } from './product-select.tsx'

interface CountedLine {
  sku: string
  name: string
  counted: number
  quantity: number | string
}
const mostUnits = 1_000_000
const isWhole = (quantity: number | string): quantity is number => typeof quantity === 'number' && Number.isInteger(quantity) && quantity >= 0 && quantity <= mostUnits

/** What a completed inbound really was. Stock moves at once; what the stores would be told waits for a decision. */
export function CorrectInbound({ inbound, onClose }: { inbound: Inbound; onClose: () => void }) {
  const t = useTranslations('inbounds')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const format = useFormatter()
  const form = useForm<{ lines: CountedLine[]; note: string }>({ lines: inbound.lines.map(({ sku, name, putAway }) => ({ sku, name, counted: putAway, quantity: putAway })), note: '' })
  const [adding, setAdding] = useState(false)
  const { lines, note } = form.values
  const changed = lines.flatMap(({ sku, counted, quantity }) => (isWhole(quantity) && quantity !== counted ? [{ sku, quantity, delta: quantity - counted }] : []))
  const correct = useWrite(api.inbounds.correct, {
    refreshes: [api.inbounds.key(), api.stock.key(), api.products.key(), api.pushProposals.key(), api.orders.key(), api.holds.key(), api.home.key()],
    onError: form.take,
    onSuccess: ({ number, proposals }) => {
      notifyDone(proposals.some((each) => each.state === 'open') ? t('correctedProposed', { number }) : t('corrected', { number }))
      onClose()
    },
  })
  const check = (): Record<string, string> => {
    const wrong = lines.filter((line) => !isWhole(line.quantity))
    if (wrong.length > 0) return Object.fromEntries(wrong.map(({ sku }) => [`quantity.${sku}`, t('roundQuantityWrong')]))
    return { ...(changed.length === 0 ? { lines: t('correctNothing') } : {}), ...(note.trim() === '' ? { note: ui('issueRequired') } : {}) }
  }
  const change = (line: CountedLine, quantity: number | string) => {
    form.set('lines', lines.map((each) => (each === line ? { ...each, quantity } : each)))
    form.setErrors({})
  }
  return (
    <DialogForm form={form} labels={{ note: t('correctReason'), lines: t('lines'), ...Object.fromEntries(lines.map(({ sku }) => [`quantity.${sku}`, sku])) }} saveLabel={t('correctConfirm')} pending={correct.isPending} error={correct.error} check={check}
      onSubmit={() => correct.mutate({ id: inbound.id, lines: changed.map(({ sku, quantity }) => ({ sku, quantity })), note: note.trim() })} onClose={onClose}>
      <Text size="sm" c="dimmed">{t('correctHint')}</Text>
      <div className={classes.roundScroll}>
        <table className={classes.roundTable}>
          <thead><tr><th scope="col">{words('sku')}</th><th scope="col" data-align="end">{t('putAway')}</th><th scope="col" data-align="end">{t('really')}</th><th scope="col" data-align="end">{t('difference')}</th></tr></thead>
          <tbody>
            {lines.map((line, index) => (
              <tr key={line.sku}>
                <td>{line.sku}<div className={classes.name}>{line.name}</div></td>
                <td data-align="end"><Count value={line.counted} /></td>
                <td data-align="end">
                  <NumberInput className={classes.quantity} id={fieldId(`quantity.${line.sku}`)} aria-label={t('reallyOf', { sku: line.sku })} value={line.quantity} error={form.errors[`quantity.${line.sku}`]} min={0} allowDecimal={false} allowNegative={false} clampBehavior="none"
                    data-autofocus={index === 0 || undefined} onFocus={(event) => event.currentTarget.select()} onChange={(quantity) => change(line, quantity)} />
                </td>
                <td data-align="end">{isWhole(line.quantity) ? format.number(line.quantity - line.counted, { signDisplay: 'exceptZero' }) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {adding
        ? (
          <div className={classes.narrow}>
            <ProductSelect merchantId={inbound.merchant.id} label={t('addUnannounced')} value={null} autoFocus without={lines.map((line) => line.sku)}
              onChange={({ sku, name }) => { form.set('lines', [...lines, { sku, name, counted: 0, quantity: '' }]); setAdding(false) }} />
          </div>
        )
        : <div><Button variant="subtle" size="xs" onClick={() => setAdding(true)}>{t('addUnannounced')}</Button></div>}
      <Textarea {...form.field('note')} label={t('correctReason')} description={t('correctReasonHint')} withAsterisk maxLength={500} autosize minRows={2} />
    </DialogForm>
  )
}

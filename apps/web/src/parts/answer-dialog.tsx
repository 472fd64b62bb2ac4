import type { WriteAnswer } from '@crossdock/domain'
import { NumberInput, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useWrite } from '../api/use-write.ts'
import type { Outputs } from '../app/session.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone } from '../ui/notify.ts'
import type { Choices } from './answer-by-item.tsx'
import { useAnsweredItems } from './answered-items.ts'
import classes from './write-parts.module.css'

type Question = Outputs['platformWrites']['question']

interface AnswerDialogProps {
  writeId: string
  answer: WriteAnswer
  /** What is answered; a parcel's need not have been read. */
  question: Question | undefined
  choices: Choices
  onClose: () => void
}

/** What will follow from an answer, before it is kept. */
export function AnswerDialog({ writeId, answer, question, choices, onClose }: AnswerDialogProps) {
  const t = useTranslations('outbox')
  const saidOf = useAnsweredItems()
  const items = question?.items ?? []
  const [note, setNote] = useState('')
  const [figures, setFigures] = useState<Record<string, number | string>>(() => Object.fromEntries(items.map((item) => [item.sku, item.expected ? Math.max(0, item.expected.arrived) : ''])))
  const write = useWrite(api.platformWrites.answer, {
    refreshes: [api.platformWrites.key(), api.stockPushes.key(), api.orders.key(), api.home.key()],
    onSuccess: () => {
      notifyDone(t('answered'))
      onClose()
    },
  })
  const said = items.flatMap(({ sku, quantity }) => (choices[sku] === undefined ? [] : [{ sku, quantity, answer: choices[sku] }]))
  const sendsAgain = answer === 'not_arrived' || (answer === 'by_item' && said.some((each) => each.answer === 'not_arrived'))
  const labels = { arrived: t('arrived'), not_arrived: t('notArrived'), overwritten: t('overwrite'), by_item: t('answerItems') }
  const texts = { arrived: t('arrivedConfirm'), not_arrived: t('notArrivedConfirm'), overwritten: t('overwriteConfirm'), by_item: sendsAgain ? t('byItemConfirm') : t('arrivedConfirm') }
  const missing = answer === 'overwritten' && items.some((item) => figures[item.sku] === '')
  const given = answer === 'overwritten' ? { items: items.map((item) => ({ sku: item.sku, stock: Number(figures[item.sku]) })) } : answer === 'by_item' ? { answers: said.map((each) => ({ sku: each.sku, answer: each.answer })) } : {}
  return (
    <ConfirmDialog opened title={t('question')} confirmLabel={labels[answer]} danger={sendsAgain} pending={write.isPending} error={write.error} disabled={missing}
      onConfirm={() => write.mutate({ id: writeId, answer, ...(question ? { version: question.version } : {}), ...(note.trim() === '' ? {} : { note }), ...given })} onClose={onClose}>
      {answer === 'by_item' && <ul className={classes.said}>{saidOf(said).map((line) => <li key={line}>{line}</li>)}</ul>}
      <div>{texts[answer]}</div>
      {answer === 'overwritten' && (
        <div className={classes.figures}>
          {items.map((item) => <NumberInput key={item.sku} label={t('figureOf', { sku: item.sku })} min={0} max={1_000_000} allowDecimal={false} allowNegative={false} value={figures[item.sku] ?? ''} onChange={(value) => setFigures((before) => ({ ...before, [item.sku]: value }))} />)}
          {missing && <div role="status">{t('figureMissing')}</div>}
        </div>
      )}
      <Textarea mt="sm" label={t('note')} maxLength={500} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </ConfirmDialog>
  )
}

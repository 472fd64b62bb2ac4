import type { WriteAnswer } from '@crossdock/domain'
import { Button, NumberInput, Skeleton, Textarea } from '@mantine/core'
import { IconCheck, IconPencil, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useWrite } from '../api/use-write.ts'
import type { Outputs } from '../app/session.tsx'
import { Banner } from '../ui/banner.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Count } from '../ui/money.tsx'
import { notifyDone } from '../ui/notify.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { usePlatformWords } from './platform-words.ts'
import classes from './write-parts.module.css'

type Question = Outputs['platformWrites']['question']

/** Asks a person what became of a write that nobody can ask the store about: what it shows now, beside what it would show either way. */
export function WriteQuestion({ writeId, stock }: { writeId: string; stock: 'stock_increment' | 'stock_overwrite' | null }) {
  const t = useTranslations('outbox')
  const [answer, setAnswer] = useState<WriteAnswer | null>(null)
  const question = useQuery(api.platformWrites.question.queryOptions({ input: { id: writeId }, staleTime: 30_000, refetchOnWindowFocus: false }))
  return (
    <Banner tone="warn" title={t('question')}>
      <div className={classes.question}>
        <div>{t('questionText')}</div>
        {question.error ? <ErrorPanel error={question.error} retry={() => void question.refetch()} /> : question.data ? <Evidence question={question.data} stock={stock} onAgain={() => void question.refetch()} again={question.isFetching} /> : <Skeleton height={60} aria-label={t('reading')} />}
        <div className={classes.buttons}>
          <Button size="xs" variant="default" leftSection={<IconCheck size={14} aria-hidden />} onClick={() => setAnswer('arrived')}>{t('arrived')}</Button>
          <Button size="xs" variant="default" leftSection={<IconSend size={14} aria-hidden />} onClick={() => setAnswer('not_arrived')}>{t('notArrived')}</Button>
          {stock !== null && question.data && <Button size="xs" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setAnswer('overwritten')}>{t('overwrite')}</Button>}
        </div>
      </div>
      {answer !== null && <AnswerDialog writeId={writeId} answer={answer} items={question.data?.items ?? []} onClose={() => setAnswer(null)} />}
    </Banner>
  )
}

function Evidence({ question, stock, onAgain, again }: { question: Question; stock: string | null; onAgain: () => void; again: boolean }) {
  const t = useTranslations('outbox')
  const say = usePlatformWords()
  const figure = (value: number | null | undefined) => (value === null || value === undefined ? t('noBase') : <Count value={value} />)
  return (
    <>
      {stock !== null && (
        <DataTable label={t('question')} rows={question.items} rowKey={(item) => item.sku} empty={null}
          columns={[
            { id: 'sku', header: t('sku'), primary: true, wrap: true, cell: (item) => item.sku },
            { id: 'change', header: t(stock === 'stock_increment' ? 'change' : 'figure'), align: 'end', cell: (item) => <>{stock === 'stock_increment' && item.quantity > 0 && '+'}<Count value={item.quantity} /></> },
            { id: 'base', header: t('base'), align: 'end', cell: (item) => (item.told === null ? t('noBase') : `${item.told.stock} − ${item.told.sold}`) },
            { id: 'now', header: t('storeNow'), align: 'end', cell: (item) => <strong>{figure(item.store)}</strong> },
            { id: 'arrived', header: t('ifArrived'), align: 'end', cell: (item) => figure(item.expected?.arrived) },
            { id: 'not', header: t('ifNot'), align: 'end', cell: (item) => figure(item.expected?.notArrived) },
            { id: 'speaks', header: '', wrap: true, cell: (item) => item.speaksFor !== null && t(`speaks.${item.speaksFor}`) },
          ]} />
      )}
      {question.order !== null && <DefinitionList columns={3} entries={[[t('units'), <strong key="now">{figure(question.order.shipped)}</strong>], [t('ifArrived'), <Count key="arrived" value={question.order.expected.arrived} />], [t('ifNot'), <Count key="not" value={question.order.expected.notArrived} />]]} />}
      <div className={classes.meta}>
        {question.readAt !== null ? t.rich('readAt', { at: () => <RelativeTime value={question.readAt} /> }) : t('unreadable', { reason: question.problem === 'not_connected' ? t('notConnected') : say(question.problem ?? '') })}{' '}
        <Button variant="subtle" size="compact-xs" loading={again} onClick={onAgain}>{t('readAgain')}</Button>
      </div>
    </>
  )
}

function AnswerDialog({ writeId, answer, items, onClose }: { writeId: string; answer: WriteAnswer; items: Question['items']; onClose: () => void }) {
  const t = useTranslations('outbox')
  const [note, setNote] = useState('')
  const [figures, setFigures] = useState<Record<string, number | string>>(() => Object.fromEntries(items.map((item) => [item.sku, item.expected ? Math.max(0, item.expected.arrived) : ''])))
  const write = useWrite(api.platformWrites.answer, {
    refreshes: [api.platformWrites.key(), api.stockPushes.key(), api.orders.key(), api.home.key()],
    onSuccess: () => {
      notifyDone(t('answered'))
      onClose()
    },
  })
  const labels = { arrived: t('arrived'), not_arrived: t('notArrived'), overwritten: t('overwrite') }
  const texts = { arrived: t('arrivedConfirm'), not_arrived: t('notArrivedConfirm'), overwritten: t('overwriteConfirm') }
  const missing = answer === 'overwritten' && items.some((item) => figures[item.sku] === '')
  const given = answer === 'overwritten' ? { items: items.map((item) => ({ sku: item.sku, stock: Number(figures[item.sku]) })) } : {}
  return (
    <ConfirmDialog opened title={t('question')} confirmLabel={labels[answer]} danger={answer === 'not_arrived'} pending={write.isPending} error={write.error} disabled={missing}
      onConfirm={() => write.mutate({ id: writeId, answer, ...(note.trim() === '' ? {} : { note }), ...given })} onClose={onClose}>
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

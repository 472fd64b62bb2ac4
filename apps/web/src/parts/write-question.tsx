import { isAskedByItem, type WriteAnswer } from '@crossdock/domain'
import { Button, Skeleton } from '@mantine/core'
import { IconCheck, IconPencil, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import type { Outputs } from '../app/session.tsx'
import { Banner } from '../ui/banner.tsx'
import { DefinitionList } from '../ui/definition-list.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { Count } from '../ui/money.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { AnswerAll, ItemChoice, type Choices } from './answer-by-item.tsx'
import { AnswerDialog } from './answer-dialog.tsx'
import { usePlatformWords } from './platform-words.ts'
import classes from './write-parts.module.css'

type Question = Outputs['platformWrites']['question']
type Item = Question['items'][number]
type Stock = 'stock_increment' | 'stock_overwrite'

/**
 * Asks a person what became of a write that nobody can ask the store about: what it shows now, beside what it would show
 * either way; of several items, of each.
 */
export function WriteQuestion({ writeId, stock }: { writeId: string; stock: Stock | null }) {
  const t = useTranslations('outbox')
  const [answer, setAnswer] = useState<WriteAnswer | null>(null)
  const [chosen, setChosen] = useState<{ version: number; choices: Choices } | null>(null)
  const question = useQuery(api.platformWrites.question.queryOptions({ input: { id: writeId }, staleTime: 30_000, refetchOnWindowFocus: false }))
  const { data } = question
  const byItem = isAskedByItem(data?.items ?? [])
  // What was said belongs to the question that was read: another one begins without.
  const choices = data && chosen?.version === data.version ? chosen.choices : {}
  const choose = (next: Choices) => data && setChosen({ version: data.version, choices: next })
  const overwrite = stock !== null && data && <Button size="xs" variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setAnswer('overwritten')}>{t('overwrite')}</Button>
  return (
    <Banner tone="warn" title={t('question')}>
      <div className={classes.question}>
        <div>{t('questionText')}</div>
        {byItem && <div>{t('byItemText')}</div>}
        {question.error ? <ErrorPanel error={question.error} retry={() => void question.refetch()} /> : data ? <Evidence question={data} stock={stock} choices={byItem ? choices : null} onChoose={choose} onAgain={() => void question.refetch()} again={question.isFetching} /> : <Skeleton height={60} aria-label={t('reading')} />}
        {byItem && data ? <AnswerAll items={data.items} choices={choices} onChange={choose} onAnswer={() => setAnswer('by_item')}>{overwrite}</AnswerAll> : (
          <div className={classes.buttons}>
            {(stock === null || data) && <Button size="xs" variant="default" leftSection={<IconCheck size={14} aria-hidden />} onClick={() => setAnswer('arrived')}>{t('arrived')}</Button>}
            {(stock === null || data) && <Button size="xs" variant="default" leftSection={<IconSend size={14} aria-hidden />} onClick={() => setAnswer('not_arrived')}>{t('notArrived')}</Button>}
            {overwrite}
          </div>
        )}
      </div>
      {answer !== null && <AnswerDialog writeId={writeId} answer={answer} question={data} choices={choices} onClose={() => setAnswer(null)} />}
    </Banner>
  )
}

interface EvidenceProps {
  question: Question
  stock: Stock | null
  /** Where it is answered item by item. */
  choices: Choices | null
  onChoose: (choices: Choices) => void
  onAgain: () => void
  again: boolean
}

function Evidence({ question, stock, choices, onChoose, onAgain, again }: EvidenceProps) {
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
            { id: 'now', header: t('storeNow'), align: 'end', cell: (item) => <Shown item={item} /> },
            { id: 'arrived', header: t('ifArrived'), align: 'end', cell: (item) => figure(item.expected?.arrived) },
            { id: 'not', header: t('ifNot'), align: 'end', cell: (item) => figure(item.expected?.notArrived) },
            { id: 'speaks', header: '', wrap: true, cell: (item) => item.speaksFor !== null && t(`speaks.${item.speaksFor}`) },
            ...(choices ? [{ id: 'choice', header: t('question'), cell: (item: Item) => <ItemChoice sku={item.sku} choices={choices} onChange={onChoose} /> }] : []),
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

/** The store's figure now; while it cannot be read, the last that is known of it, with its age. */
function Shown({ item: { store, shown } }: { item: Item }) {
  const t = useTranslations('outbox')
  if (store !== null) return <strong><Count value={store} /></strong>
  return shown === null ? t('noBase') : <><Count value={shown.stock} /> <span className={classes.meta}>{t.rich('shownAt', { at: () => <RelativeTime value={shown.at} /> })}</span></>
}

import { itemAnswers, type ItemAnswer } from '@crossdock/domain'
import { Button, Radio } from '@mantine/core'
import { IconCheck, IconChecks, IconScale, IconSend } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import classes from './write-parts.module.css'

type Item = Outputs['platformWrites']['question']['items'][number]

/** What was said of the items so far, by SKU. */
export type Choices = Readonly<Record<string, ItemAnswer>>

/** What became of one item of several: its two answers, side by side. */
export function ItemChoice({ sku, choices, onChange }: { sku: string; choices: Choices; onChange: (choices: Choices) => void }) {
  const t = useTranslations('outbox')
  return (
    <div className={classes.choice} role="radiogroup" aria-label={t('whatOf', { sku })}>
      {itemAnswers.map((answer) => <Radio key={answer} size="xs" name={`answer ${sku}`} label={t(`itemAnswer.${answer}`)} checked={choices[sku] === answer} onChange={() => onChange({ ...choices, [sku]: answer })} />)}
    </div>
  )
}

interface AnswerAllProps {
  items: readonly Item[]
  choices: Choices
  onChange: (choices: Choices) => void
  onAnswer: () => void
  /** What else can be done about it. */
  children: ReactNode
}

/** The same of all items at once, and on with it once each has its answer. */
export function AnswerAll({ items, choices, onChange, onAnswer, children }: AnswerAllProps) {
  const t = useTranslations('outbox')
  const answered = items.filter(({ sku }) => choices[sku] !== undefined).length
  const all = (answer: ItemAnswer) => onChange(Object.fromEntries(items.map(({ sku }) => [sku, answer])))
  const spoken = items.filter((item) => item.speaksFor !== null)
  return (
    <>
      <div className={classes.buttons}>
        <Button size="xs" variant="subtle" leftSection={<IconCheck size={14} aria-hidden />} onClick={() => all('arrived')}>{t('allArrived')}</Button>
        <Button size="xs" variant="subtle" leftSection={<IconSend size={14} aria-hidden />} onClick={() => all('not_arrived')}>{t('noneArrived')}</Button>
        {spoken.length > 0 && <Button size="xs" variant="subtle" leftSection={<IconScale size={14} aria-hidden />} onClick={() => onChange({ ...choices, ...Object.fromEntries(spoken.map(({ sku, speaksFor }) => [sku, speaksFor!])) })}>{t('byFigures')}</Button>}
      </div>
      <div className={classes.buttons}>
        <Button size="xs" leftSection={<IconChecks size={14} aria-hidden />} disabled={answered < items.length} onClick={onAnswer}>{t('answerItems')}</Button>
        {children}
        <span className={classes.meta} role="status">{t('answeredOf', { answered, total: items.length })}</span>
      </div>
    </>
  )
}

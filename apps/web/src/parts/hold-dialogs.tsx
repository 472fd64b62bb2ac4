import { personHoldReasons } from '@crossdock/domain'
import { Select, Text, Textarea } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Dialog, DialogForm } from '../ui/form-dialog.tsx'
import { useForm } from '../ui/form.ts'
import { oneOf } from '../ui/one-of.ts'

export type PersonHoldReason = (typeof personHoldReasons)[number]
const noteLength = 500

interface Asked {
  opened: boolean
  pending: boolean
  error: Error | null
  onClose: () => void
}
interface HoldAsked extends Asked {
  /** Of how many orders. */
  count: number
  onHold: (reason: PersonHoldReason, note: string | undefined) => void
}

/** Asks for the reason of a hold, and a note. */
export function HoldDialog(props: HoldAsked) {
  const t = useTranslations('holds')
  return <Dialog opened={props.opened} title={t('holdTitle', { count: props.count })} onClose={props.onClose}><HoldForm {...props} /></Dialog>
}

function HoldForm({ pending, error, onHold, onClose }: HoldAsked) {
  const t = useTranslations('holds')
  const words = useTranslations('words')
  const form = useForm({ reason: '', note: '' })
  const { reason, note } = form.values
  const chosen = oneOf(personHoldReasons, reason)
  const field = form.field('reason')
  return (
    <DialogForm form={form} labels={{ reason: words('reason'), note: words('note') }} saveLabel={t('hold')} pending={pending} error={error} onClose={onClose} onSubmit={() => chosen && onHold(chosen, note.trim() || undefined)}
      check={() => ({ ...(chosen ? {} : { reason: t('reasonMissing') }), ...(note.trim().length > noteLength ? { note: t('noteTooLong', { max: noteLength }) } : {}) })}>
      <Text size="sm" c="dimmed">{t('holdText')}</Text>
      <Select {...field} value={reason || null} onChange={(value) => field.onChange(value ?? '')} label={words('reason')} placeholder={t('chooseReason')} withAsterisk allowDeselect={false} data-autofocus
        data={personHoldReasons.map((value) => ({ value, label: words(`holdReason.${value}`) }))} />
      <Textarea {...form.field('note')} label={words('note')} autosize minRows={2} maxRows={6} />
    </DialogForm>
  )
}

interface NoteAsked extends Asked {
  title: string
  children?: ReactNode
  confirmLabel: string
  danger?: boolean
  onConfirm: (note: string | undefined) => void
}

/** A question before an act on one or many, with room for a note that stays in the timeline. */
export function NoteDialog(props: NoteAsked) {
  return <Dialog opened={props.opened} title={props.title} onClose={props.onClose}><NoteForm {...props} /></Dialog>
}

function NoteForm({ children, confirmLabel, danger = false, pending, error, onConfirm, onClose }: NoteAsked) {
  const t = useTranslations('holds')
  const form = useForm({ note: '' })
  const note = form.values.note.trim()
  return (
    <DialogForm form={form} labels={{ note: t('noteOptional') }} saveLabel={confirmLabel} danger={danger} pending={pending} error={error} onClose={onClose} onSubmit={() => onConfirm(note || undefined)}
      check={(): Record<string, string> => (note.length > noteLength ? { note: t('noteTooLong', { max: noteLength }) } : {})}>
      {children !== undefined && <div>{children}</div>}
      <Textarea {...form.field('note')} label={t('noteOptional')} autosize minRows={2} maxRows={6} />
    </DialogForm>
  )
}

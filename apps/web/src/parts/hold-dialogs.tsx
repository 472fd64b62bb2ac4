import { personHoldReasons } from '@crossdock/domain'
import { Select, Stack, Text, Textarea } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { useForm } from '../ui/form.ts'
import { oneOf } from '../ui/one-of.ts'

export type PersonHoldReason = (typeof personHoldReasons)[number]
const noteLength = 500

/** Asks for the reason of a hold, and a note. */
export function HoldDialog({ opened, count, pending, error, onHold, onClose }: { opened: boolean; count: number; pending: boolean; error: Error | null; onHold: (reason: PersonHoldReason, note: string | undefined) => void; onClose: () => void }) {
  const t = useTranslations('holds')
  const words = useTranslations('words')
  const form = useForm({ reason: '', note: '' })
  const confirm = () => {
    const reason = oneOf(personHoldReasons, form.values.reason)
    if (!reason) form.setErrors({ reason: t('reasonMissing') })
    else if (form.values.note.trim().length > noteLength) form.setErrors({ note: t('noteTooLong', { max: noteLength }) })
    else onHold(reason, form.values.note.trim() || undefined)
  }
  const reason = form.field('reason')
  return (
    <ConfirmDialog opened={opened} title={t('holdTitle', { count })} confirmLabel={t('hold')} pending={pending} error={error} onConfirm={confirm} onClose={() => { form.reset(); onClose() }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{t('holdText')}</Text>
        <Select {...reason} value={reason.value || null} onChange={(value) => reason.onChange(value ?? '')} label={words('reason')} placeholder={t('chooseReason')} withAsterisk allowDeselect={false} data-autofocus
          data={personHoldReasons.map((value) => ({ value, label: words(`holdReason.${value}`) }))} />
        <Textarea {...form.field('note')} label={words('note')} autosize minRows={2} maxRows={6} />
      </Stack>
    </ConfirmDialog>
  )
}

/** A question before an act on one or many, with room for a note that stays in the timeline. */
export function NoteDialog({ opened, title, children, confirmLabel, danger, pending, error, disabled, onConfirm, onClose }: {
  opened: boolean
  title: string
  children?: ReactNode
  confirmLabel: string
  danger?: boolean
  pending: boolean
  error: Error | null
  disabled?: boolean
  onConfirm: (note: string | undefined) => void
  onClose: () => void
}) {
  const t = useTranslations('holds')
  const [note, setNote] = useState('')
  const tooLong = note.trim().length > noteLength
  return (
    <ConfirmDialog opened={opened} title={title} confirmLabel={confirmLabel} danger={danger ?? false} pending={pending} error={error} disabled={tooLong || disabled === true} onConfirm={() => onConfirm(note.trim() || undefined)} onClose={() => { setNote(''); onClose() }}>
      <Stack gap="sm">
        {children}
        <Textarea label={t('noteOptional')} value={note} onChange={(event) => setNote(event.currentTarget.value)} error={tooLong && t('noteTooLong', { max: noteLength })} autosize minRows={2} maxRows={6} />
      </Stack>
    </ConfirmDialog>
  )
}

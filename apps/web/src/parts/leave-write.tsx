import { Button, Textarea } from '@mantine/core'
import { IconBan } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useWrite } from '../api/use-write.ts'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { notifyDone } from '../ui/notify.ts'

/** Leaves one refused write, or a parcel that its store took and does not show, as it is, for a reason. */
export function LeaveWrite({ writeId, taken = false }: { writeId: string; taken?: boolean }) {
  const t = useTranslations('outbox')
  const [asking, setAsking] = useState(false)
  const write = useWrite(api.platformWrites.leave, {
    refreshes: [api.platformWrites.key(), api.orders.key(), api.stockPushes.key(), api.home.key(), api.alerts.key()],
    onSuccess: () => {
      notifyDone(t('leftDone'))
      setAsking(false)
    },
  })
  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconBan size={14} aria-hidden />} onClick={() => { write.reset(); setAsking(true) }}>{t('leave')}</Button>
      {asking && <LeaveDialog count={1} taken={taken} pending={write.isPending} error={write.error} onLeave={(note) => write.mutate({ id: writeId, note })} onClose={() => setAsking(false)} />}
    </>
  )
}

/** Asks why nothing can be done; without a reason nothing is left. */
export function LeaveDialog({ count, taken = false, pending, error, onLeave, onClose }: { count: number; taken?: boolean; pending: boolean; error: Error | null; onLeave: (note: string) => void; onClose: () => void }) {
  const t = useTranslations('outbox')
  const [note, setNote] = useState('')
  return (
    <ConfirmDialog opened title={taken ? t('leaveTakenTitle') : t('leaveTitle', { count })} confirmLabel={t('leave')} pending={pending} error={error} disabled={note.trim() === ''} onConfirm={() => onLeave(note.trim())} onClose={onClose}>
      <div>{t(taken ? 'leaveTakenText' : 'leaveText')}</div>
      <Textarea mt="sm" label={t(taken ? 'leaveTakenReason' : 'leaveReason')} description={t('leaveHint')} required maxLength={500} autosize minRows={2} data-autofocus value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </ConfirmDialog>
  )
}

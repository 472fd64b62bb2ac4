import { Button } from '@mantine/core'
import { IconBan, IconCircleCheck, IconPackageImport, IconPencil, IconStack2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { CompleteInbound } from './complete-inbound.tsx'
import { CorrectInbound } from './correct-inbound.tsx'
import type { Inbound } from './inbound.ts'
import { PutAwayRound } from './put-away-round.tsx'
import { ReceiveRound } from './receive-round.tsx'

/** What may be done with an inbound now, by whoever looks at it. */
export function InboundActions({ inbound }: { inbound: Inbound }) {
  const t = useTranslations('inbounds')
  const { role } = useSession()
  const [dialog, setDialog] = useState<'receive' | 'putAway' | 'complete' | 'correct' | 'cancel' | null>(null)
  const close = () => setDialog(null)
  const cancel = useWrite(api.inbounds.cancel, {
    refreshes: [api.inbounds.key()],
    onSuccess: ({ number }) => {
      notifyDone(t('canceled', { number }))
      close()
    },
  })
  const { status, number } = inbound
  const worksHere = role !== 'merchant'
  if (status === 'canceled' || (status === 'completed' && !worksHere)) return null
  if (status === 'completed') {
    return (
      <>
        <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog('correct')}>{t('correct')}</Button>
        <Dialog opened={dialog === 'correct'} size="lg" title={t('correctTitle', { number })} onClose={close}><CorrectInbound inbound={inbound} onClose={close} /></Dialog>
      </>
    )
  }
  const received = inbound.lines.some((line) => line.received > 0)
  const toPutAway = inbound.lines.some((line) => line.received > line.putAway)
  const whole = inbound.lines.every((line) => line.received >= line.expected)
  return (
    <>
      {status === 'pending' && <Button variant="default" leftSection={<IconBan size={16} aria-hidden />} onClick={() => setDialog('cancel')}>{t('cancel')}</Button>}
      {worksHere && <Button variant={whole ? 'default' : 'filled'} leftSection={<IconPackageImport size={16} aria-hidden />} onClick={() => setDialog('receive')}>{t('receive')}</Button>}
      {worksHere && toPutAway && <Button variant="default" leftSection={<IconStack2 size={16} aria-hidden />} onClick={() => setDialog('putAway')}>{t('putAwayAction')}</Button>}
      {worksHere && received && <Button variant={whole ? 'filled' : 'default'} leftSection={<IconCircleCheck size={16} aria-hidden />} onClick={() => setDialog('complete')}>{t('complete')}</Button>}
      <Dialog opened={dialog === 'receive'} size="lg" title={t('receiveTitle', { number })} onClose={close}><ReceiveRound inbound={inbound} onClose={close} /></Dialog>
      <Dialog opened={dialog === 'putAway'} size="lg" title={t('putAwayTitle', { number })} onClose={close}><PutAwayRound inbound={inbound} onClose={close} /></Dialog>
      <CompleteInbound inbound={inbound} opened={dialog === 'complete'} onClose={close} />
      <ConfirmDialog opened={dialog === 'cancel'} title={t('cancelTitle', { number })} confirmLabel={t('cancel')} cancelLabel={t('keep')} danger pending={cancel.isPending} error={cancel.error} onConfirm={() => cancel.mutate({ id: inbound.id })} onClose={() => { cancel.reset(); close() }}>
        {t('cancelText')}
      </ConfirmDialog>
    </>
  )
}

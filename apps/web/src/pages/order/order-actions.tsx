import { isolate } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { IconHandStop, IconPlayerPlay, IconTruckDelivery } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { HoldDialog, NoteDialog } from '../../parts/hold-dialogs.tsx'
import { notifyDone } from '../../ui/notify.ts'
import type { Order } from './order-stage.ts'
import { ReleaseDialog } from './release-dialog.tsx'

type Open = 'hold' | 'release' | 'cancel' | null

export type Processing = ReturnType<typeof useProcess>

/** Starts processing; what its store has to say against it stands below the heading. */
export function useProcess() {
  const t = useTranslations('order')
  const queryClient = useQueryClient()
  return useWrite(api.orders.process, {
    refreshes: [api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: () => notifyDone(t('processStarted')),
    onError: () => void queryClient.invalidateQueries({ queryKey: api.orders.key() }),
  })
}

/** What may be done with the order as it stands, for who may do it. */
export function OrderActions({ order, process, shipping, onShip }: { order: Order; process: Processing; shipping: boolean; onShip: () => void }) {
  const t = useTranslations('order')
  const holds = useTranslations('holds')
  const { role } = useSession()
  const [open, setOpen] = useState<Open>(null)
  const refreshes = [api.orders.key(), api.holds.key(), api.home.key()]
  const close = () => setOpen(null)
  const hold = useWrite(api.orders.hold, { refreshes, onSuccess: () => { notifyDone(t('heldNow')); close() } })
  const cancel = useWrite(api.orders.cancel, { refreshes: [...refreshes, api.stock.key()], onSuccess: () => { notifyDone(t('canceledNow')); close() } })
  const isOpen = order.status === 'pending' || order.status === 'processing'
  const floor = role !== 'merchant' && order.holds.length === 0
  const releasable = order.holdHistory.filter((each) => each.releasedAt === null && each.releasableByHand)
  return (
    <>
      {floor && order.status === 'pending' && <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} loading={process.isPending} onClick={() => process.mutate({ id: order.id })}>{t('startProcessing')}</Button>}
      {floor && isOpen && !shipping && <Button variant={order.status === 'pending' ? 'default' : 'filled'} leftSection={<IconTruckDelivery size={16} aria-hidden />} onClick={onShip}>{t('ship')}</Button>}
      {releasable.length > 0 && <Button onClick={() => setOpen('release')}>{holds('release')}</Button>}
      {isOpen && <Button variant="default" leftSection={<IconHandStop size={16} aria-hidden />} onClick={() => { hold.reset(); setOpen('hold') }}>{holds('hold')}</Button>}
      {isOpen && order.parcels.length === 0 && <Button variant="default" onClick={() => { cancel.reset(); setOpen('cancel') }}>{t('cancel')}</Button>}
      <HoldDialog opened={open === 'hold'} count={1} pending={hold.isPending} error={hold.error} onHold={(reason, note) => hold.mutate({ id: order.id, reason, note })} onClose={close} />
      {open === 'release' && <ReleaseDialog holds={releasable} onClose={close} />}
      <NoteDialog opened={open === 'cancel'} title={t('cancelTitle', { number: isolate(order.orderNumber) })} confirmLabel={t('cancelConfirm')} danger pending={cancel.isPending} error={cancel.error} onConfirm={(note) => cancel.mutate({ id: order.id, note })} onClose={close}>
        <div>
          <p>{t('cancelText')}</p>
          <p>{t('cancelStore')}</p>
        </div>
      </NoteDialog>
    </>
  )
}

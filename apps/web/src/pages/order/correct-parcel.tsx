import { isolate } from '@crossdock/domain'
import { Button, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { CarrierInput, useCarriers } from '../../parts/carrier-input.tsx'
import { trackingProblem } from '../../parts/tracking-number.ts'
import { Dialog, DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import type { Order } from './order-stage.ts'

/** Corrects a parcel's number or carrier. A store that has it already cannot be told: then it becomes a task, and the dialog says so. */
export function CorrectParcel({ orderId, parcel }: { orderId: string; parcel: Order['parcels'][number] }) {
  const t = useTranslations('order')
  const { role } = useSession()
  const [open, setOpen] = useState(false)
  const { state } = parcel.push.write
  if (role === 'merchant' || state === 'sending' || state === 'unknown') return null
  return (
    <>
      <Button size="compact-xs" variant="subtle" leftSection={<IconPencil size={13} aria-hidden />} onClick={() => setOpen(true)}>{t('correct')}</Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={t('correctTitle', { number: isolate(parcel.trackingNumber) })}>
        <CorrectForm orderId={orderId} parcel={parcel} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function CorrectForm({ orderId, parcel, onClose }: { orderId: string; parcel: Order['parcels'][number]; onClose: () => void }) {
  const t = useTranslations('order')
  const words = useTranslations('words')
  const carriers = useCarriers()
  const form = useForm({ trackingNumber: parcel.trackingNumber, carrier: parcel.carrier })
  const told = parcel.push.write.state === 'accepted'
  const correct = useWrite(api.orders.correctParcel, {
    refreshes: [api.orders.key(), api.holds.key(), api.platformWrites.key(), api.home.key()],
    onSuccess: () => {
      notifyDone(t(told ? 'correctedTask' : 'correctedSent'))
      onClose()
    },
    onError: form.take,
  })
  const check = ({ trackingNumber, carrier }: { trackingNumber: string; carrier: string }): Record<string, string> => {
    const problem = trackingProblem(trackingNumber)
    return { ...(problem ? { trackingNumber: t(`problem.${problem}`) } : {}), ...(carrier.trim() === '' ? { carrier: t('problem.carrierMissing') } : {}) }
  }
  return (
    <DialogForm form={form} labels={{ trackingNumber: words('trackingNumber'), carrier: words('carrier') }} saveLabel={t(told ? 'correctSave' : 'correctSend')} pending={correct.isPending} error={correct.error} check={check} onClose={onClose}
      onSubmit={() => correct.mutate({ id: orderId, parcelId: parcel.id, trackingNumber: form.values.trackingNumber.trim(), carrier: form.values.carrier.trim() })}>
      <div>{t(told ? 'correctToldText' : 'correctText')}</div>
      <TextInput {...form.field('trackingNumber')} label={words('trackingNumber')} autoComplete="off" spellCheck={false} autoCapitalize="characters" onChange={(event) => form.set('trackingNumber', event.currentTarget.value)} />
      <CarrierInput label={words('carrier')} carriers={carriers} value={form.values.carrier} error={form.errors['carrier']} onChange={(carrier) => form.set('carrier', carrier)} />
    </DialogForm>
  )
}

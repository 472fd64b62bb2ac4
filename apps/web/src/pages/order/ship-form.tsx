import { isolate } from '@crossdock/domain'
import { Button, Group, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useCarriers } from '../../parts/carrier-input.tsx'
import { FreshnessNotice } from '../../parts/freshness-notice.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { fieldId, useForm } from '../../ui/form.ts'
import { notifyDone } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import type { Order } from './order-stage.ts'
import { ParcelFields } from './parcel-fields.tsx'
import { nextParcel, problemsOf, toParcels, unpacked, type ParcelDraft } from './ship-draft.ts'
import classes from './ship-form.module.css'

/** Ships the order, in one parcel or in several; what is in none of them stays to be shipped. */
export function ShipForm({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useTranslations('order')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: {}, staleTime: 60_000 }))
  const carriers = useCarriers()
  const usual = types.data?.items.find((type) => type.code === order.shipping.type?.code)?.carrier ?? ''
  const form = useForm<{ parcels: ParcelDraft[] }>({ parcels: [nextParcel('first', '', order.lines, [])] })
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const queryClient = useQueryClient()
  const ship = useWrite(api.orders.ship, {
    refreshes: [api.orders.key(), api.home.key(), api.stock.key()],
    onSuccess: (_, { parcels }) => {
      notifyDone(t('shippedNow', { count: parcels.length }))
      onClose()
    },
    onError: (error) => {
      form.take(error)
      // What the store said of the order is kept already.
      void queryClient.invalidateQueries({ queryKey: api.orders.key() })
    },
  })
  useEffect(() => document.getElementById(fieldId('parcels.0.trackingNumber'))?.focus(), [])
  // The usual carrier stands in a field until somebody writes another one there.
  const parcels = form.values.parcels.map((draft) => (touched.has(draft.key) || draft.carrier !== '' ? draft : { ...draft, carrier: usual }))
  const change = (next: ParcelDraft) => {
    setTouched((before) => new Set(before).add(next.key))
    form.set('parcels', parcels.map((draft) => (draft.key === next.key ? next : draft)))
  }
  const rest = [...unpacked(order.lines, parcels).values()].reduce((sum, quantity) => sum + Math.max(0, quantity), 0)
  const units = order.lines.reduce((sum, line) => sum + line.quantity - line.shipped, 0)
  const submit = (evenIfUnread = false) => {
    const problems = Object.entries(problemsOf(order.lines, parcels))
    form.setErrors(Object.fromEntries(problems.map(([path, problem]) => [path, t(`problem.${problem}`)])))
    if (problems.length === 0) ship.mutate({ id: order.id, parcels: toParcels(parcels), evenIfUnread })
  }
  const labels = Object.fromEntries(parcels.flatMap((_, index) => {
    const of = (label: string) => (parcels.length > 1 ? `${t('parcelNumber', { number: index + 1 })}: ${label}` : label)
    return [[`parcels.${index}.trackingNumber`, of(words('trackingNumber'))], [`parcels.${index}.carrier`, of(words('carrier'))], [`parcels.${index}.lines`, of(t('contents'))],
      ...order.lines.map((line): [string, string] => [`parcels.${index}.lines.${line.lineId}`, of(line.sku || line.title)])]
  }))
  return (
    <Section title={t('shipTitle')} description={t('shipText', { account: isolate(order.ecAccount.name) })}>
      <form noValidate onSubmit={(event) => { event.preventDefault(); if (!ship.isPending) submit() }} className={classes.form}>
        <ErrorSummary errors={form.errors} labels={labels} />
        {ship.error && Object.keys(form.errors).length === 0 && <FreshnessNotice error={ship.error} pending={ship.isPending} onGoAnyway={() => submit(true)} />}
        {parcels.map((draft, index) => (
          <ParcelFields key={draft.key} draft={draft} index={index} of={parcels.length} lines={order.lines} carriers={carriers} errors={form.errors} disabled={ship.isPending} onChange={change}
            onRemove={() => form.set('parcels', parcels.filter((each) => each.key !== draft.key))} />
        ))}
        <div>
          {units > 1 && <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} disabled={ship.isPending} onClick={() => form.set('parcels', [...parcels, nextParcel(crypto.randomUUID(), usual, order.lines, parcels)])}>{t('addParcel')}</Button>}
          {rest > 0 && <Text size="sm" c="dimmed" role="status">{t('staysHere', { count: rest })}</Text>}
        </div>
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={ship.isPending}>{ui('cancel')}</Button>
          <Button type="submit" loading={ship.isPending}>{t('shipParcels', { count: parcels.length })}</Button>
        </Group>
      </form>
    </Section>
  )
}

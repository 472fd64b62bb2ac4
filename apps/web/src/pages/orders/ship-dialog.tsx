import { isolate } from '@crossdock/domain'
import { Button, Group, Text, TextInput } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconLoader } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ClipboardEvent } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWriteEach, type EachState } from '../../api/use-write-each.ts'
import { useErrorText } from '../../api/error-text.ts'
import { ProblemError } from '../../api/problem-error.ts'
import { HoldBadge, OrderStatusBadge } from '../../parts/badges.tsx'
import { CarrierInput, useCarriers } from '../../parts/carrier-input.tsx'
import { trackingProblem } from '../../parts/tracking-number.ts'
import { Dialog } from '../../ui/form-dialog.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { OrderRow } from './order-columns.tsx'
import classes from './ship-dialog.module.css'

interface Draft {
  trackingNumber: string
  carrier: string
}

/** A tracking number and a carrier for each selected order; each is shipped whole and has its own outcome. */
export function ShipDialog({ orders, onClose }: { orders: readonly OrderRow[]; onClose: () => void }) {
  const t = useTranslations('orders')
  const ui = useTranslations('ui')
  const types = useQuery(api.shippingTypes.list.queryOptions({ input: {}, staleTime: 60_000 }))
  const carriers = useCarriers()
  const [kept] = useState(orders)
  const [drafts, setDrafts] = useState<Record<string, Partial<Draft>>>({})
  const [checked, setChecked] = useState(false)
  const each = useWriteEach(api.orders.ship, [api.orders.key(), api.home.key()])
  const carrierOf = (order: OrderRow) => types.data?.items.find((type) => type.code === order.shipping.type?.code)?.carrier ?? ''
  const draftOf = (order: OrderRow): Draft => ({ trackingNumber: drafts[order.id]?.trackingNumber ?? '', carrier: drafts[order.id]?.carrier ?? carrierOf(order) })
  const set = (id: string, change: Partial<Draft>) => setDrafts((before) => ({ ...before, [id]: { ...before[id], ...change } }))
  const mayShip = (order: OrderRow) => order.holds.length === 0 && (order.status === 'pending' || order.status === 'processing')
  const shippable = kept.filter(mayShip)
  const filled = shippable.filter((order) => draftOf(order).trackingNumber.trim() !== '' && each.states.get(order.id)?.state !== 'done')
  const done = shippable.filter((order) => each.states.get(order.id)?.state === 'done').length

  // A column pasted from a spreadsheet fills the rows below.
  const paste = (event: ClipboardEvent, from: OrderRow) => {
    const values = event.clipboardData.getData('text').split(/\r?\n/).map((value) => value.trim()).filter((value) => value !== '')
    if (values.length < 2) return
    event.preventDefault()
    const start = shippable.indexOf(from)
    values.forEach((value, index) => {
      const order = shippable[start + index]
      if (order) set(order.id, { trackingNumber: value })
    })
  }
  const problems = (order: OrderRow) => {
    const { trackingNumber, carrier } = draftOf(order)
    return { tracking: trackingProblem(trackingNumber), carrier: carrier.trim() === '' }
  }
  // Those that did not go because their store could not be asked; an operator can let them go once.
  const unread = shippable.filter((order) => isUnread(each.states.get(order.id)))
  const ship = (evenIfUnread = false) => {
    setChecked(true)
    if (filled.some((order) => problems(order).tracking !== null || problems(order).carrier)) return
    void each.send((evenIfUnread ? unread : filled).map((order) => ({ id: order.id, input: { id: order.id, parcels: [{ trackingNumber: draftOf(order).trackingNumber.trim(), carrier: draftOf(order).carrier.trim() }], evenIfUnread } })))
  }
  return (
    <Dialog opened onClose={() => { if (!each.running) onClose() }} title={t('shipTitle', { count: shippable.length })} size="xl">
      <form onSubmit={(event) => { event.preventDefault(); ship() }}>
        <Text size="sm" c="dimmed" mb="sm">{t('shipText')}</Text>
        <ul className={classes.rows}>
          {kept.map((order) => {
            const state = each.states.get(order.id)
            const wrong = checked && filled.includes(order) ? problems(order) : { tracking: null, carrier: false }
            return (
              <li key={order.id} className={classes.row}>
                <div className={classes.name}>
                  <strong>{order.orderNumber}</strong>
                  <Text size="xs" c="dimmed">{isolate(order.recipientName)} · {t('units', { count: order.units })}</Text>
                </div>
                {mayShip(order) ? (
                  <>
                    <TextInput label={t('trackingOf', { order: isolate(order.orderNumber) })} labelProps={{ className: classes.quiet }} placeholder={t('trackingPlaceholder')} value={draftOf(order).trackingNumber} disabled={state?.state === 'done' || each.running} autoComplete="off" spellCheck={false}
                      error={wrong.tracking !== null && t(wrong.tracking)} onChange={(event) => set(order.id, { trackingNumber: event.currentTarget.value })} onPaste={(event) => paste(event, order)} />
                    <CarrierInput carriers={carriers} label={t('carrierOf', { order: order.orderNumber })} quiet value={draftOf(order).carrier} disabled={state?.state === 'done' || each.running} error={wrong.carrier ? t('carrierMissing') : undefined} onChange={(carrier) => set(order.id, { carrier })} />
                    <div className={classes.state} aria-live="polite">{state && <RowState state={state} />}</div>
                  </>
                ) : (
                  <div className={classes.not}>
                    {order.holds.length > 0 ? order.holds.map((reason) => <HoldBadge key={reason} reason={reason} />) : <OrderStatusBadge status={order.status} />}
                    <Text size="sm" c="dimmed">{t('notShippable')}</Text>
                  </div>
                )}
              </li>
            )
          })}
        </ul>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose} disabled={each.running}>{done > 0 ? ui('close') : ui('cancel')}</Button>
          {unread.length > 0 && <Button variant="default" disabled={each.running} onClick={() => ship(true)}>{t('goAnyway', { count: unread.length })}</Button>}
          <Button type="submit" loading={each.running} disabled={filled.length === 0}>{t('shipCount', { count: filled.length })}</Button>
        </Group>
      </form>
    </Dialog>
  )
}

function isUnread(state: EachState | undefined): boolean {
  return state?.state === 'refused' && state.error instanceof ProblemError && state.error.code === 'order_not_read'
}

function RowState({ state }: { state: EachState }) {
  const t = useTranslations('orders')
  if (state.state === 'sending') return <StatusBadge tone="info" icon={IconLoader} label={t('shipping')} bare />
  if (state.state === 'done') return <StatusBadge tone="good" icon={IconCircleCheck} label={t('shipDone')} bare />
  return <Refused error={state.error} />
}

function Refused({ error }: { error: Error }) {
  const text = useErrorText(error)
  return <><StatusBadge tone="bad" icon={IconCircleX} label={text.title} bare /><Text size="xs">{text.detail}</Text></>
}

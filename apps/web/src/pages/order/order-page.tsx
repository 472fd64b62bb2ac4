import { isolate } from '@crossdock/domain'
import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { OrderStatusBadge } from '../../parts/badges.tsx'
import { FreshnessNotice } from '../../parts/freshness-notice.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { OrderActions, useProcess } from './order-actions.tsx'
import { OrderFacts } from './order-facts.tsx'
import { OrderHolds } from './order-holds.tsx'
import { OrderLines } from './order-lines.tsx'
import classes from './order-page.module.css'
import { isUnderWay, type Order } from './order-stage.ts'
import { OrderTimeline } from './order-timeline.tsx'
import { Parcels } from './parcels.tsx'
import { RawOrder } from './raw-order.tsx'
import { ShipForm } from './ship-form.tsx'
import { StageLine } from './stage-line.tsx'

const soonMs = 1_500
const laterMs = 20_000

/** One order with everything that happened to it; read again by itself while the store is being told. */
export function OrderPage() {
  const t = useTranslations('order')
  const { id = '' } = useParams({ strict: false })
  const order = useQuery(api.orders.get.queryOptions({ input: { id }, refetchInterval: ({ state }) => (state.data && isUnderWay(state.data) ? soonMs : laterMs) }))
  const back = { label: t('back'), link: { to: '/orders' } }
  if (!order.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {order.error ? <ErrorPanel error={order.error} retry={() => void order.refetch()} /> : <Stack aria-busy><Skeleton height={110} /><div className={classes.halves}><Skeleton height={320} /><Skeleton height={320} /></div></Stack>}
      </>
    )
  }
  return (
    <>
      {order.error && <ErrorPanel error={order.error} retry={() => void order.refetch()} />}
      <OrderContent key={id} order={order.data} />
    </>
  )
}

function OrderContent({ order }: { order: Order }) {
  const t = useTranslations('order')
  const [shipping, setShipping] = useState(false)
  const mayShip = order.holds.length === 0 && (order.status === 'pending' || order.status === 'processing')
  const open = shipping && mayShip
  const process = useProcess()
  return (
    <>
      <PageHeader title={t('title', { number: isolate(order.orderNumber) })} badge={<OrderStatusBadge status={order.status} />} back={{ label: t('back'), link: { to: '/orders' } }}
        description={<>{isolate(order.merchant.name)} · <AppLink to="/ec-integrations/$id" params={{ id: order.ecAccount.id }}>{order.ecAccount.name}</AppLink> · {isolate(order.salesChannel.name)}</>}
        actions={<OrderActions order={order} process={process} shipping={open} onShip={() => setShipping(true)} />} />
      {process.error && <div className={classes.notice}><FreshnessNotice error={process.error} pending={process.isPending} onGoAnyway={() => process.mutate({ id: order.id, evenIfUnread: true })} /></div>}
      <StageLine order={order} />
      <div className={classes.page}>
        <div className={classes.main}>
          {open && <ShipForm order={order} onClose={() => setShipping(false)} />}
          <OrderHolds order={order} />
          <Parcels order={order} />
          <OrderLines order={order} />
          <OrderTimeline order={order} />
        </div>
        <div className={classes.side}>
          <OrderFacts order={order} />
          <RawOrder id={order.id} />
        </div>
      </div>
    </>
  )
}

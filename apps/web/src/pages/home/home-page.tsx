import { isolate } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useSession } from '../../app/session.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { Section } from '../../ui/section.tsx'
import { FirstSteps } from './first-steps.tsx'
import classes from './home-page.module.css'
import { HourChart } from './hour-chart.tsx'
import { NeedsSomeone } from './needs-someone.tsx'
import { HeldOrders, LastRuns, NextSlots, OrderFigures } from './parts.tsx'

/** What needs someone, then how the day goes. */
export function HomePage() {
  const t = useTranslations('home')
  const { merchantId } = useMerchantScope()
  const { merchant } = useSession()
  const merchants = useQuery(api.merchants.list.queryOptions({ input: {}, staleTime: 60_000 }))
  const home = useQuery(api.home.get.queryOptions({ input: { merchantId }, refetchInterval: 30_000 }))
  const scope = merchant?.name ?? merchants.data?.items.find((each) => each.id === merchantId)?.name ?? t('allMerchants')
  return (
    <>
      <PageHeader title={t('title')} description={t('description', { scope: isolate(scope) })} />
      {home.error && <ErrorPanel error={home.error} retry={() => void home.refetch()} />}
      {home.isPending && <div className={classes.page} aria-busy><Skeleton height={88} /><Skeleton height={220} /><Skeleton height={220} /></div>}
      {home.data && (
        <div className={classes.page}>
          <FirstSteps steps={home.data.firstSteps} />
          <NeedsSomeone home={home.data} />
          <OrderFigures orders={home.data.orders} />
          <div className={classes.halves}>
            <Section title={t('byHour')}><HourChart hours={home.data.ordersByHour} /></Section>
            <Section title={t('holds')}><HeldOrders holds={home.data.holds} /></Section>
          </div>
          <div className={classes.halves}>
            <Section title={t('nextSlots')}><NextSlots slots={home.data.nextSlots} /></Section>
            <Section title={t('lastRuns')}><LastRuns runs={home.data.lastRuns} /></Section>
          </div>
        </div>
      )}
    </>
  )
}

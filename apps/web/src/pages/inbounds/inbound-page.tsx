import { isolate } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { InboundBadge } from '../../parts/badges.tsx'
import { PushProposals } from '../../parts/push-proposals.tsx'
import { Day } from '../../ui/day.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { InboundActions } from './inbound-actions.tsx'
import { InboundLines } from './inbound-lines.tsx'
import { InboundResult } from './inbound-result.tsx'
import { InboundRounds } from './inbound-rounds.tsx'
import classes from './inbounds.module.css'
import { useIsOverdue } from './overdue.ts'
import type { Inbound } from './inbound.ts'

const resultWaits = (inbound: Inbound) => inbound.pushes.some((push) => push.result === 'waiting')

/** One inbound: its lines, its rounds, and what each store got of it. */
export function InboundPage() {
  const t = useTranslations('inbounds')
  const { id = '' } = useParams({ strict: false })
  const inbound = useQuery(api.inbounds.get.queryOptions({ input: { id }, refetchInterval: ({ state }) => (state.data && resultWaits(state.data) ? 1_500 : 15_000) }))
  const isOverdue = useIsOverdue()
  const back = { label: t('title'), link: { to: '/inbounds' } }
  if (!inbound.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {inbound.error ? <ErrorPanel error={inbound.error} retry={() => void inbound.refetch()} /> : <div className={classes.page} aria-busy><Skeleton height={220} /><Skeleton height={160} /></div>}
      </>
    )
  }
  const { data } = inbound
  return (
    <>
      <PageHeader title={data.number} badge={<InboundBadge status={data.status} />} back={back} description={`${isolate(data.merchant.name)}${data.supplier === null ? '' : ` · ${isolate(data.supplier)}`}`} actions={<InboundActions key={id} inbound={data} />} />
      <div className={classes.page}>
        {inbound.error && <ErrorPanel error={inbound.error} retry={() => void inbound.refetch()} />}
        <PushProposals proposals={data.proposals} />
        {data.status === 'completed' && <InboundResult inbound={data} />}
        <div className={classes.halves}>
          <InboundLines inbound={data} />
          <div className={classes.side}>
            <Section title={t('facts')}>
              <DefinitionList
                entries={[
                  [t('expectedOn'), data.expectedOn === null ? t('noDate') : <><Day value={data.expectedOn} />{isOverdue(data) && <> <StatusBadge tone="warn" icon={IconAlertTriangle} label={t('overdue')} bare /></>}</>],
                  [t('supplier'), data.supplier ?? '–'],
                  [t('createdAt'), <ExactTime key="created" value={data.createdAt} />],
                  data.completedAt !== null && [t('completedAt'), <ExactTime key="completed" value={data.completedAt} />],
                  [t('note'), data.note ?? '–'],
                ]} />
            </Section>
            <InboundRounds inbound={data} />
          </div>
        </div>
      </div>
    </>
  )
}

import { holdReasons, isolate, skipReasons } from '@crossdock/domain'
import { Skeleton } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { FetchRunBadge } from '../../parts/badges.tsx'
import { useRunDuration, useRunWindow } from '../../parts/run-columns.tsx'
import { RunProgress, useLiveRun } from '../../parts/run-progress.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { BarList } from '../../ui/bar-list.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './fetch-run-page.module.css'

type Run = Outputs['fetchRuns']['get']

/** One fetch run, as it goes and as it went. */
export function FetchRunPage() {
  const t = useTranslations('fetchRuns')
  const { id = '' } = useParams({ strict: false })
  const run = useLiveRun(id)
  const back = { label: t('back'), link: { to: '/fetch-runs' } }
  if (!run.data) {
    return (
      <>
        <PageHeader title={t('one')} back={back} />
        {run.error ? <ErrorPanel error={run.error} retry={() => void run.refetch()} /> : <Skeleton height={240} />}
      </>
    )
  }
  return (
    <>
      <PageHeader title={t('one')} badge={<FetchRunBadge status={run.data.status} />} back={back} description={`${isolate(run.data.ecAccount.name)} · ${isolate(run.data.merchant.name)}`} />
      {run.error && <ErrorPanel error={run.error} retry={() => void run.refetch()} />}
      <RunDetails run={run.data} />
    </>
  )
}

function RunDetails({ run }: { run: Run }) {
  const say = usePlatformWords()
  const t = useTranslations('fetchRuns')
  const words = useTranslations('words')
  const windowOf = useRunWindow()
  const durationOf = useRunDuration()
  const skipped = skipReasons.flatMap((reason) => (run.skippedBy[reason] ? [{ key: reason, label: words(`skipReason.${reason}`), value: run.skippedBy[reason], tone: 'neutral' as const }] : []))
  const held = Object.entries(run.heldBy).map(([reason, value]) => {
    const known = oneOf(holdReasons, reason)
    return { key: reason, label: known ? words(`holdReason.${known}`) : reason, value, tone: 'warn' as const }
  })
  return (
    <div className={classes.page}>
      <div className={classes.halves}>
        <Section title={t('progress')}>
          <RunProgress run={run} />
          <div className={classes.links}>
            <AppLink to="/orders" search={{ run: run.id }}>{t('showOrders')}</AppLink>
            <AppLink to="/ec-integrations/$id" params={{ id: run.ecAccount.id }}>{t('openAccount')}</AppLink>
          </div>
        </Section>
        <Section title={t('facts')}>
          <DefinitionList
            entries={[
              [t('trigger'), run.trigger === 'slot' && run.slot ? t('slotOf', { time: `${run.slot.date} ${run.slot.time}` }) : words(`fetchTrigger.${run.trigger}`)],
              [t('by'), run.actor.kind === 'system' ? words('actorKind.system') : run.actor.name],
              [t('began'), <ExactTime key="began" value={run.startedAt ?? run.createdAt} />],
              [t('duration'), durationOf(run)],
              [t('window'), run.window ? windowOf(run) : t('noWindow')],
              [t('pages'), run.pages],
              [t('unchanged'), run.unchanged],
              [t('canceled'), run.canceled],
            ]} />
        </Section>
      </div>
      {run.error && <Banner tone="bad" title={t('error')}>{say(run.error.message)}</Banner>}
      <div className={classes.halves}>
        <Section title={t('heldBy')}>{held.length > 0 ? <BarList label={t('heldBy')} bars={held} /> : t('nothingHeld')}</Section>
        <Section title={t('skippedBy')}>{skipped.length > 0 ? <BarList label={t('skippedBy')} bars={skipped} /> : t('nothingSkipped')}</Section>
      </div>
      {run.skippedOrders.length > 0 && (
        <Section title={t('skippedOrders')} description={t('skippedOrdersHint')}>
          <DataTable label={t('skippedOrders')} rows={run.skippedOrders} rowKey={(row) => row.platformOrderId} empty={null}
            columns={[
              { id: 'order', header: t('platformOrder'), primary: true, cell: (row) => row.orderNumber ?? row.platformOrderId },
              { id: 'reason', header: t('reason'), cell: (row) => words(`skipReason.${row.reason}`) },
              { id: 'detail', header: t('detail'), wrap: true, cell: (row) => row.detail ?? '–' },
            ]} />
        </Section>
      )}
    </div>
  )
}

import { isolate } from '@crossdock/domain'
import { Button, Group, Skeleton, Text } from '@mantine/core'
import { IconCalendarSearch, IconListCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { AgeingBanner } from '../../parts/ageing-banner.tsx'
import { CoverageBar, GapBadge } from '../../parts/coverage-bar.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { RelativeTime, useExactRange } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { Dialog } from '../../ui/form-dialog.tsx'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import type { Account } from './account-draft.ts'
import { Backfill } from './backfill.tsx'
import { Reconciled } from './reconciled.tsx'
import { Reconciliations } from './reconciliations.tsx'
import { UnreadableOrders } from './unreadable-orders.tsx'

type Coverage = Outputs['coverage']['get']

/** A run that ends may close a gap, a comparison says what was missing: both are shown as they come. */
const isMoving = (found: Coverage | undefined) => found !== undefined && (found.fetchUnderWay !== null || (found.reconciling !== null && found.reconciling.finishedAt === null))

/** What was read of the store's time, when it was last compared with ours, and the ways to do either now. */
export function AccountCoverage({ account }: { account: Account }) {
  const t = useTranslations('coverage')
  const range = useExactRange()
  const [opened, setOpened] = useState<'backfill' | 'history' | null>(null)
  const coverage = useQuery(api.coverage.get.queryOptions({ input: { id: account.id }, refetchInterval: ({ state }) => (isMoving(state.data) ? 2_000 : 30_000) }))
  const check = useWrite(api.reconciliations.start, { refreshes: [api.coverage.key(), api.reconciliations.key()] })
  const connected = account.connection.status === 'connected' || account.connection.status === 'degraded'
  const found = coverage.data
  const underWay = found?.reconciling && found.reconciling.finishedAt === null
  return (
    <Section title={t('title')} description={t('hint')} actions={
      <Group gap="xs">
        <Button variant="default" leftSection={<IconListCheck size={16} aria-hidden />} loading={check.isPending} disabled={!connected || Boolean(underWay)} onClick={() => check.mutate({ id: account.id })}>{t('checkNow')}</Button>
        <Button variant="default" leftSection={<IconCalendarSearch size={16} aria-hidden />} disabled={!connected} onClick={() => setOpened('backfill')}>{t('backfill')}</Button>
      </Group>
    }>
      {coverage.error && <ErrorPanel error={coverage.error} retry={() => void coverage.refetch()} />}
      {coverage.isPending && <Skeleton height={90} />}
      {check.error && <ErrorPanel error={check.error} />}
      {found && (
        <div style={{ display: 'grid', gap: 12 }}>
          {found.ageing && <AgeingBanner ageing={found.ageing} />}
          <UnreadableOrders unreadable={found.unreadable} />
          <div>
            <Group gap="sm" mb={6}>
              <GapBadge gaps={found.gaps.length} />
              <Text size="sm" c="dimmed">
                {found.coveredUntil === null ? t('never') : t.rich('until', { at: () => <RelativeTime value={found.coveredUntil} /> })}{' '}
                {found.fetchUnderWay !== null ? t('beingRead') : found.nextFetchAt !== null && t.rich('next', { at: () => <RelativeTime value={found.nextFetchAt} /> })}
              </Text>
            </Group>
            <CoverageBar coverage={found} />
            {found.gaps.length > 0 && (
              <ul aria-label={t('spans')} style={{ margin: '8px 0 0', paddingInlineStart: 18 }}>
                {found.gaps.slice(-5).map((gap) => <li key={gap.from}><Text size="sm">{t('gapSpan', { span: range(gap.from, gap.to) })}</Text></li>)}
              </ul>
            )}
          </div>
          <Reconciled last={found.lastReconciliation} failed={found.failedReconciliation} current={found.reconciling} onHistory={() => setOpened('history')} />
        </div>
      )}
      <Dialog opened={opened === 'backfill'} title={t('backfillTitle', { name: isolate(account.displayName) })} onClose={() => setOpened(null)}><Backfill accountId={account.id} onClose={() => setOpened(null)} /></Dialog>
      <Dialog opened={opened === 'history'} size="xl" title={t('history')} onClose={() => setOpened(null)}><Reconciliations accountId={account.id} /></Dialog>
    </Section>
  )
}

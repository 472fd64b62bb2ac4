import { isolate } from '@crossdock/domain'
import { Progress, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNow, useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import type { Outputs } from '../app/session.tsx'
import { usePlatformWords } from './platform-words.ts'
import { Count } from '../ui/money.tsx'
import { FetchRunBadge } from './badges.tsx'
import classes from './run-progress.module.css'

export type FetchRun = Outputs['ecAccounts']['fetch']

export function isUnderWay(run: { status: FetchRun['status'] }): boolean {
  return run.status === 'queued' || run.status === 'running' || run.status === 'waiting'
}

/** One fetch run, read every second until it has ended. */
export function useLiveRun(id: string | null) {
  return useQuery(api.fetchRuns.get.queryOptions({ input: { id: id ?? '' }, enabled: id !== null, refetchInterval: ({ state }) => (state.data && !isUnderWay(state.data) ? false : 1000), staleTime: 0 }))
}

/** How far a run is: counts as they grow, and a bar only when the platform said how many there are. */
export function RunProgress({ run }: { run: FetchRun }) {
  const t = useTranslations('fetchRuns')
  const words = useTranslations('words.fetchRunStatus')
  const counts = [['seen', run.seen], ['new', run.new], ['changed', run.changed], ['held', run.held], ['skipped', run.skipped]] as const
  const active = isUnderWay(run)
  return (
    <div className={classes.progress} aria-busy={active}>
      {/* Screen readers are told of each state once, and not of every count. */}
      <div className={classes.head}>
        <span role="status"><FetchRunBadge status={run.status} /></span>
        <Text size="sm" c="dimmed">{run.expected !== null && active ? t('seenOf', { seen: run.seen, expected: run.expected }) : t('seenSoFar', { seen: run.seen, pages: run.pages })}</Text>
      </div>
      {active && <Progress value={run.expected ? Math.min(100, (run.seen / run.expected) * 100) : 100} animated={run.expected === null || run.status === 'running'} size="sm" aria-label={`${t('progress')}: ${words(run.status)}`} />}
      <dl className={classes.counts}>
        {counts.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd><Count value={value} /></dd>
          </div>
        ))}
      </dl>
      <Text size="sm"><RunWords run={run} /></Text>
      {run.resumed > 0 && <Text size="sm" c="dimmed">{t('resumed', { count: run.resumed })}</Text>}
      {run.thenFetch !== null && active && <Text size="sm">{t('thenFetch', { name: isolate(run.thenFetch.name) })}</Text>}
    </div>
  )
}

function RunWords({ run }: { run: FetchRun }) {
  const t = useTranslations('fetchRuns')
  const say = usePlatformWords()
  const now = useNow({ updateInterval: 1000 })
  switch (run.status) {
    case 'queued': return t('queuedText')
    case 'running': return t('runningText')
    case 'waiting': {
      const seconds = run.waitingUntil ? Math.ceil((Date.parse(run.waitingUntil) - now.getTime()) / 1000) : 0
      return seconds > 0 ? t('waitUntil', { seconds }) : t('waitingSoon')
    }
    case 'succeeded': return t('succeededText', { new: run.new, changed: run.changed, held: run.held, skipped: run.skipped })
    case 'failed': return `${t('failedText')} ${say(run.error?.message ?? '')}`
    case 'stopped': return t('stoppedText')
  }
}

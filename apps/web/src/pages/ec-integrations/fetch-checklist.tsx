import { isolate } from '@crossdock/domain'
import { Button, Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import type { Outputs } from '../../app/session.tsx'
import { isUnderWay } from '../../parts/run-progress.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { useEnumeration } from '../../ui/enumeration.ts'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Account } from './account-draft.ts'
import classes from './fetch-checklist.module.css'
import { isAhead, useRehearsalWords } from './rehearsal.tsx'

type Checklist = Outputs['ecAccounts']['checklist']
type Check = Checklist['items'][number]['check']

const looks = { ok: ['good', IconCircleCheck], problem: ['bad', IconAlertTriangle], unknown: ['neutral', IconCircleDashed] } as const

/** Why orders come or do not come, checked now and again while the page is open. */
export function FetchChecklist({ account }: { account: Account }) {
  const t = useTranslations('ecIntegrations')
  const checklist = useQuery(api.ecAccounts.checklist.queryOptions({ input: { id: account.id }, refetchInterval: 30_000 }))
  const answerOf = useAnswers(account, checklist.data?.lastRun ?? null)
  return (
    <Section title={t('checklist')} actions={<Button variant="subtle" size="compact-sm" leftSection={<IconRefresh size={14} aria-hidden />} loading={checklist.isFetching && !checklist.isPending} onClick={() => void checklist.refetch()}>{t('checkAgain')}</Button>}>
      {checklist.error && <ErrorPanel error={checklist.error} retry={() => void checklist.refetch()} />}
      {checklist.isPending && <Skeleton height={180} />}
      <ul className={classes.list}>
        {checklist.data?.items.map(({ check, state }) => (
          <li key={check} className={classes.item} data-state={state}>
            <div className={classes.question}>
              <span>{t(`check.${check}`)}</span>
              <StatusBadge tone={looks[state][0]} icon={looks[state][1]} label={t(`checkState.${state}`)} />
            </div>
            <div className={classes.answer} data-prose>{answerOf(check)} {state === 'problem' && <Fix check={check} runId={checklist.data.lastRun?.id ?? null} />}</div>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function useAnswers(account: Account, run: Checklist['lastRun']): (check: Check) => string {
  const t = useTranslations('ecIntegrations.answer')
  const reasons = useTranslations('words.skipReason')
  const say = usePlatformWords()
  const enumerate = useEnumeration()
  const { settings, connection, salesChannel, platform } = account
  const rehearsed = useRehearsalWords(account)
  const skipped = Object.entries(run?.skippedBy ?? {}) as [keyof NonNullable<typeof run>['skippedBy'], number][]
  return (check) => {
    switch (check) {
      case 'fetch_enabled': return t(settings.fetchEnabled ? 'fetchOn' : 'fetchOff')
      case 'schedule_set': return settings.fetchSchedule.length > 0 ? t('schedule', { times: enumerate(settings.fetchSchedule), zone: settings.timeZone }) : t('scheduleNone')
      case 'connected': {
        if (connection.status === 'connected') return t('connected')
        if (connection.status === 'degraded') return t('degraded', { platform: platform.name })
        return t(connection.status === 'disconnected' ? 'disconnected' : 'notVerified')
      }
      case 'channel_enabled': return t(salesChannel.enabled ? 'channelOn' : 'channelOff', { name: isolate(salesChannel.name) })
      case 'rehearsal': {
        if (!rehearsed || !isAhead(account)) return t('rehearsalNotYet')
        return [rehearsed.said, rehearsed.then, rehearsed.move].filter((each) => each !== null).join(' ')
      }
      case 'last_run': {
        if (!run) return t('runNever')
        if (isUnderWay(run)) return t('runActive')
        return run.status === 'succeeded' ? t('runOk') : t('runFailed', { message: say(run.error?.message ?? '') })
      }
      case 'found_orders': {
        if (!run) return t('runNever')
        const found = run.seen === 0 ? t('foundNone') : t('found', { seen: run.seen, new: run.new, changed: run.changed, unchanged: run.unchanged, canceled: run.canceled, skipped: run.skipped })
        return skipped.length === 0 ? found : `${found} ${t('skippedBecause', { reasons: enumerate(skipped.map(([reason, count]) => t('reason', { reason: reasons(reason), count }))) })}`
      }
    }
  }
}

function Fix({ check, runId }: { check: Check; runId: string | null }) {
  const t = useTranslations('ecIntegrations.fix')
  switch (check) {
    case 'fetch_enabled':
    case 'schedule_set': return <a className="app-link" href="#settings">{t('settings')}</a>
    case 'rehearsal':
    case 'connected': return <a className="app-link" href="#connection">{t('connection')}</a>
    case 'channel_enabled': return <AppLink to="/sales-channels">{t('channels')}</AppLink>
    case 'last_run':
    case 'found_orders': return runId === null ? null : <AppLink to="/fetch-runs/$id" params={{ id: runId }}>{t('run')}</AppLink>
  }
}

import { Anchor, Loader, Text } from '@mantine/core'
import { skipReasons } from '@crossdock/domain'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useFormatter, useNow, useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { Banner } from '../../ui/banner.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { useExactTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'

export type Reconciliation = Outputs['reconciliations']['list']['items'][number]
type Outcome = Reconciliation['differences'][number]['outcome']

/** What became of a difference, in words. */
export function useOutcome(): (outcome: Outcome) => string {
  const t = useTranslations('coverage')
  const words = useTranslations('words')
  return (outcome) => {
    const reason = oneOf(skipReasons, outcome)
    return reason ? t('skipped', { reason: words(`skipReason.${reason}`) }) : t(`outcome.${outcome as Exclude<Outcome, (typeof skipReasons)[number]>}`)
  }
}

/** “0 missing, checked 09:05”; or how many were, and what became of them. What was checked before a check that failed is not good any more. */
export function Reconciled({ last, failed, current, onHistory }: { last: Reconciliation | null; failed: Reconciliation | null; current: Reconciliation | null; onHistory: () => void }) {
  const say = usePlatformWords()
  const t = useTranslations('coverage')
  const format = useFormatter()
  const exact = useExactTime()
  const outcome = useOutcome()
  const now = useNow({ updateInterval: 60_000 })
  const clock = (at: string) => (now.getTime() - Date.parse(at) < 12 * 3_600_000 ? format.dateTime(new Date(at), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) : exact(at))
  const good = last?.missing === 0 && failed === null
  const underWay = current !== null && current.finishedAt === null
  return (
    <div style={{ display: 'grid', gap: 6 }}>
      {last === null && failed === null && !underWay && <Text size="sm" c="dimmed">{t('notChecked')}</Text>}
      {failed?.finishedAt && (
        <Banner tone="warn" title={t('failedAt', { time: exact(failed.finishedAt) })}>
          {say(failed.error?.message ?? '')}{last === null && <> <Anchor component="button" type="button" size="sm" onClick={onHistory}>{t('history')}</Anchor></>}
        </Banner>
      )}
      {last?.finishedAt && (
        <div>
          <StatusBadge tone={good ? 'good' : 'warn'} icon={good ? IconCircleCheck : IconAlertTriangle} label={t(failed ? 'checkedBefore' : last.missing === 0 ? 'zeroMissing' : 'wereMissing', { count: last.missing, time: clock(last.finishedAt) })} />
          <Text size="sm" c="dimmed" mt={4}>{t('compared', { store: last.storeCount ?? 0, here: last.hereCount ?? 0, alike: last.alike, newer: last.newer })} <Anchor component="button" type="button" size="sm" onClick={onHistory}>{t('history')}</Anchor></Text>
          {last.leftOver > 0 && <Text size="sm" c="dimmed">{t('leftOver', { count: last.leftOver })}</Text>}
          {last.differences.length > 0 && (
            <ul style={{ margin: '4px 0 0', paddingInlineStart: 18 }}>
              {last.differences.map((each) => <li key={`${each.kind}-${each.outcome}`}><Text size="sm">{t(`kind.${each.kind}`)}: {t('became', { orders: each.orders, outcome: outcome(each.outcome) })}</Text></li>)}
            </ul>
          )}
        </div>
      )}
      {underWay && <Text size="sm" role="status"><Loader size="xs" mr={8} aria-hidden />{t(current.status === 'waiting' ? 'checkWaits' : 'checking')}</Text>}
      {current !== null && !underWay && current.status !== 'failed' && <Banner tone="warn" title={t('checkFailed')}>{say(current.error?.message ?? '')}</Banner>}
    </div>
  )
}

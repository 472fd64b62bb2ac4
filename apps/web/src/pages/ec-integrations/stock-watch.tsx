import { Button, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle, IconRefresh } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { FetchRunBadge } from '../../parts/badges.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { usePresent } from '../../ui/shared-clock.ts'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { Account } from './account-draft.ts'

/** When the store's stock was read, what differs, and reading it now. */
export function StockWatch({ account }: { account: Account }) {
  const t = useTranslations('stockDrift')
  const say = usePlatformWords()
  const present = usePresent()
  const { readAt, nextReadingAt, drifted, compared, notJudged, reading } = account.stockWatch
  const read = useWrite(api.stockDrift.read, { refreshes: [api.ecAccounts.key(), api.stockDrift.key()] })
  const underWay = reading !== null && ['queued', 'running', 'waiting'].includes(reading.status)
  const connected = account.connection.status === 'connected' || account.connection.status === 'degraded'
  return (
    <Section title={t('watch')} description={t('watchHint')}
      actions={<Button variant="default" size="xs" leftSection={<IconRefresh size={14} aria-hidden />} loading={read.isPending} disabled={!connected || underWay} onClick={() => read.mutate({ id: account.id })}>{t('readNow')}</Button>}>
      <div aria-live="polite">
        {underWay && <Text size="sm"><FetchRunBadge status={reading.status} /> {t('readingProgress', { count: reading.asked })}</Text>}
        {reading?.status === 'failed' && <Text size="sm"><FetchRunBadge status="failed" /> {reading.error !== null && say(reading.error)}</Text>}
        {readAt === null
          ? !underWay && <Text size="sm" c="dimmed">{t('neverRead')}</Text>
          : (
            <Text size="sm">
              {t('readLast')} <RelativeTime value={readAt} />{' · '}
              {drifted > 0
                ? <AppLink to="/stock-drift" search={{ account: account.id }}><StatusBadge tone="bad" icon={IconAlertTriangle} label={t('differ', { count: drifted })} bare /></AppLink>
                : notJudged > 0 ? <AppLink to="/stock-drift" search={{ account: account.id, show: 'not_judged' }}><StatusBadge tone="warn" icon={IconHelpCircle} label={t('kind.not_judged')} bare /></AppLink>
                : <StatusBadge tone="good" icon={IconCircleCheck} label={t('noneDiffer', { count: compared })} bare />}
            </Text>
          )}
        {notJudged > 0 && <Text size="xs" c="dimmed">{t('notJudged', { count: notJudged })}</Text>}
        {nextReadingAt !== null && Date.parse(nextReadingAt) > present.getTime() && connected && <Text size="xs" c="dimmed">{t('nextReading')} <RelativeTime value={nextReadingAt} /></Text>}
        {read.error && <Text size="sm" c="var(--bad-text)">{read.error.message}</Text>}
      </div>
    </Section>
  )
}

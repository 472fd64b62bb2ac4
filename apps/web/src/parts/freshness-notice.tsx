import { Button } from '@mantine/core'
import { useNow, useTranslations } from 'use-intl'
import { ProblemError } from '../api/problem-error.ts'
import { Banner } from '../ui/banner.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { oneOf } from '../ui/one-of.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Differences } from './differences.tsx'
import { differencesOf } from './hold-facts.ts'

const causes = ['disconnected', 'unreachable', 'late', 'gone'] as const

/** Why an order did not go: canceled or changed at its store, with the difference; or not read, which an operator can let go once. Any other refusal as always. */
export function FreshnessNotice({ error, pending = false, onGoAnyway }: { error: Error; pending?: boolean; onGoAnyway?: () => void }) {
  const t = useTranslations('order.fresh')
  const now = useNow()
  if (!(error instanceof ProblemError)) return <ErrorPanel error={error} />
  const since = String(error.params['since'] ?? '')
  if (error.code === 'order_canceled_at_store') return <Banner tone="bad" live="alert" title={t.rich('canceled', { at: () => <RelativeTime value={since} /> })}>{t('canceledText')}</Banner>
  if (error.code === 'order_changed_at_store') {
    return (
      <Banner tone="warn" live="alert" title={t('changed')}>
        <div>{t('changedText')}</div>
        <Differences changes={readChanges(error.params['changes'])} />
      </Banner>
    )
  }
  if (error.code !== 'order_not_read') return <ErrorPanel error={error} />
  const cause = oneOf(causes, String(error.params['cause'])) ?? 'unreachable'
  return (
    <Banner tone="warn" live="alert" title={isRecent(since, now) ? t('unknownNow') : t.rich('unknown', { at: () => <RelativeTime value={since} /> })} actions={onGoAnyway && <Button size="xs" variant="default" loading={pending} onClick={onGoAnyway}>{t('goAnyway')}</Button>}>
      {t('unknownText', { cause: t(`cause.${cause}`) })}
    </Banner>
  )
}

/** Within a minute, nobody counts. */
const isRecent = (since: string, now: Date) => !(now.getTime() - Date.parse(since) >= 60_000)

/** A problem's params are plain, so the differences come as JSON. */
function readChanges(text: string | number | undefined) {
  try {
    return differencesOf(JSON.parse(String(text)))
  } catch (err) {
    if (err instanceof SyntaxError) return []
    throw err
  }
}

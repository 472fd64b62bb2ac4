import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Count } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import type { UrlFilters } from '../../ui/url-filters.ts'
import classes from './outbox.module.css'

type Counts = Outputs['platformWrites']['counts']
type Tab = { key: string; label: string; count: number | null; tone?: 'warn' | 'bad'; state: string | undefined }

/** How many writes stand where, each leading to them, and the oldest that the store does not have yet. */
export function OutboxSummary({ counts, filters }: { counts: Counts | undefined; filters: UrlFilters<'state' | 'kind' | 'account'> }) {
  const t = useTranslations('outbox')
  const words = useTranslations('words')
  const unsent = counts && counts.planned + counts.sending + counts.unknown + counts.asked
  const tabs: Tab[] = [
    { key: 'all', label: t('all'), count: null, state: undefined },
    { key: 'unsent', label: t('unsent'), count: unsent ?? 0, state: 'unsent' },
    { key: 'unknown', label: t('checking'), count: counts?.unknown ?? 0, tone: 'warn', state: 'unknown' },
    { key: 'asked', label: t('asked'), count: counts?.asked ?? 0, tone: 'warn', state: 'asked' },
    { key: 'rejected', label: t('refusedTab'), count: counts?.rejected ?? 0, tone: 'bad', state: 'rejected' },
    { key: 'accepted', label: t('accepted'), count: null, state: 'accepted' },
  ]
  const oldest = counts?.oldestUnsent
  return (
    <div className={classes.summary}>
      <div className={classes.tabs} role="group" aria-label={t('tabs')} data-noprint>
        {tabs.map((tab) => (
          <button key={tab.key} type="button" className={classes.tab} aria-pressed={filters.values.state === tab.state} onClick={() => filters.set({ state: tab.state })}>
            {tab.label}
            {tab.count !== null && <span className={classes.count} data-tone={tab.tone !== undefined && tab.count > 0 ? tab.tone : 'neutral'}>{counts ? <Count value={tab.count} /> : '·'}</span>}
          </button>
        ))}
      </div>
      {counts && (
        <p className={classes.oldest}>
          {oldest ? t.rich('oldest', { at: () => <RelativeTime value={oldest.at} />, kind: words(`writeKind.${oldest.kind}`), account: oldest.ecAccount.name }) : t('nothingUnsent')}{' '}
          {oldest && <AppLink to="/outbox/$id" params={{ id: oldest.id }}>{t('show')}</AppLink>}
        </p>
      )}
    </div>
  )
}

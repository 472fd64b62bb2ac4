import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import classes from './coverage-bar.module.css'

type Coverage = Outputs['coverage']['list']['items'][number]
/** As wide as this in its own units; an hour or so is the narrowest that can be seen. */
const width = 1000
const narrowest = 4
const fortnightMs = 14 * 86_400_000

/** Days as a bar: what was read, and gaps in red. Its words stand beside it. */
export function CoverageBar({ coverage, compact = false }: { coverage: Coverage; compact?: boolean }) {
  const t = useTranslations('coverage')
  const format = useFormatter()
  const end = Date.parse(coverage.period.to)
  const start = end - fortnightMs
  const at = (instant: string) => Math.max(0, Math.min(width, ((Date.parse(instant) - start) / fortnightMs) * width))
  const state = coverage.gaps.length === 0 ? t('noGaps') : t('gap', { count: coverage.gaps.length })
  return (
    <div>
      <svg className={classes.bar} data-compact={compact || undefined} viewBox={`0 0 ${width} 10`} preserveAspectRatio="none" role="img" aria-label={t('barLabel', { name: coverage.ecAccount.name, state })}>
        {coverage.covered.map((span) => <rect key={span.from} className={classes.covered} x={at(span.from)} width={Math.max(1, at(span.to) - at(span.from))} y={0} height={10} />)}
        {coverage.gaps.map((span) => <rect key={span.from} className={classes.gap} x={Math.min(at(span.from), width - narrowest)} width={Math.max(narrowest, at(span.to) - at(span.from))} y={0} height={10} />)}
      </svg>
      {!compact && (
        <>
          <div className={classes.days} aria-hidden>
            {[start, start + fortnightMs / 2, end].map((ms) => <span key={ms}>{format.dateTime(new Date(ms), { month: 'short', day: 'numeric' })}</span>)}
          </div>
          <div className={classes.legend}>
            <span className={classes.key}><i data-of="covered" aria-hidden />{t('covered')}</span>
            <span className={classes.key}><i data-of="gap" aria-hidden />{t('spans')}</span>
            <span className={classes.key}><i aria-hidden />{t('waiting')}</span>
          </div>
        </>
      )}
    </div>
  )
}

/** The bar with its word, for a list. */
export function CompactCoverage({ coverage }: { coverage: Coverage }) {
  return (
    <div className={classes.small}>
      <CoverageBar coverage={coverage} compact />
      <GapBadge gaps={coverage.gaps.length} bare />
    </div>
  )
}

export function GapBadge({ gaps, bare = false }: { gaps: number; bare?: boolean }) {
  const t = useTranslations('coverage')
  return gaps === 0 ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('noGaps')} bare={bare} /> : <StatusBadge tone="bad" icon={IconAlertTriangle} label={t('gap', { count: gaps })} bare={bare} />
}

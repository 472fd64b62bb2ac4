import { CloseButton } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { AppLink, type LinkTarget } from '../ui/app-link.tsx'
import { Banner } from '../ui/banner.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import classes from './outcome-report.module.css'

export interface RowOutcome {
  id: string
  name: string
  link: LinkTarget
  ok: boolean
  /** Why it was refused and what to do. */
  detail: string | null
}

/** What became of each of many: those that were refused first, with their reason. It comes into sight with the focus. */
export function OutcomeReport({ action, outcomes, onDismiss }: { action: string; outcomes: readonly RowOutcome[]; onDismiss: () => void }) {
  const t = useTranslations('outcomes')
  const ui = useTranslations('ui')
  const report = useRef<HTMLDivElement>(null)
  useEffect(() => report.current?.focus(), [outcomes])
  const refused = outcomes.filter((each) => !each.ok)
  const done = outcomes.filter((each) => each.ok)
  return (
    <div ref={report} tabIndex={-1} className={classes.report}>
      <Banner tone={refused.length === 0 ? 'good' : 'warn'} live="status" title={t('summary', { action, done: done.length, refused: refused.length })} actions={<CloseButton size="sm" aria-label={ui('close')} onClick={onDismiss} />}>
        {refused.length > 0 && <Rows outcomes={refused} />}
        {done.length > 0 && (
          <details>
            <summary>{t('showDone', { count: done.length })}</summary>
            <Rows outcomes={done} />
          </details>
        )}
      </Banner>
    </div>
  )
}

function Rows({ outcomes }: { outcomes: readonly RowOutcome[] }) {
  const t = useTranslations('outcomes')
  return (
    <ul className={classes.rows}>
      {outcomes.map((each) => (
        <li key={each.id} className={classes.row}>
          <AppLink {...each.link}>{each.name}</AppLink>
          {each.ok ? <StatusBadge tone="good" icon={IconCircleCheck} label={t('done')} bare /> : <StatusBadge tone="bad" icon={IconCircleX} label={t('refused')} bare />}
          {each.detail !== null && <span>{each.detail}</span>}
        </li>
      ))}
    </ul>
  )
}

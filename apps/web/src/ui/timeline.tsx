import type { ReactNode } from 'react'
import classes from './timeline.module.css'
import { ExactTime } from './relative-time.tsx'
import type { Tone } from './tone.ts'

export interface TimelineEntry {
  id: string
  at: string
  title: ReactNode
  by: ReactNode
  detail?: ReactNode
  tone?: Tone
}

/** What happened, newest first as given, by whom and when. */
export function Timeline({ entries, label }: { entries: readonly TimelineEntry[]; label: string }) {
  return (
    <ol className={classes.timeline} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.id} data-tone={entry.tone ?? 'neutral'} className={classes.entry}>
          <div className={classes.title}>{entry.title}</div>
          {entry.detail !== undefined && <div className={classes.detail}>{entry.detail}</div>}
          <div className={classes.meta}>
            <ExactTime value={entry.at} /> · {entry.by}
          </div>
        </li>
      ))}
    </ol>
  )
}

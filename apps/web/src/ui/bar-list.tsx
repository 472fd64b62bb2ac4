import type { ReactNode } from 'react'
import { useFormatter } from 'use-intl'
import classes from './bar-list.module.css'
import type { Tone } from './tone.ts'

export interface Bar {
  key: string
  label: ReactNode
  value: number
  detail?: ReactNode
  tone?: Tone
}

/** Quantities side by side, each with its number: people look before they read. */
export function BarList({ bars, label }: { bars: readonly Bar[]; label: string }) {
  const format = useFormatter()
  const largest = Math.max(1, ...bars.map((bar) => bar.value))
  return (
    <ul className={classes.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} className={classes.bar}>
          <div className={classes.words}>
            <span className={classes.label}>{bar.label}</span>
            {bar.detail !== undefined && <span className={classes.detail}>{bar.detail}</span>}
            <span className={classes.value}>{format.number(bar.value)}</span>
          </div>
          <div className={classes.track} data-tone={bar.tone ?? 'info'} aria-hidden>
            <div className={classes.fill} style={{ width: `${(bar.value / largest) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  )
}

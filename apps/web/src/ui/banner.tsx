import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './banner.module.css'
import type { Tone } from './tone.ts'

const icons = { neutral: IconInfoCircle, info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX }

/** A message across the page: what happened, why, and `actions` to go on. `live` says whether screen readers are told at once. */
export function Banner({ tone, title, children, actions, live }: { tone: Tone; title: ReactNode; children?: ReactNode; actions?: ReactNode; live?: 'status' | 'alert' }) {
  const Glyph = icons[tone]
  return (
    <div className={classes.banner} data-tone={tone} role={live}>
      <Glyph size={18} aria-hidden className={classes.icon} />
      <div className={classes.body}>
        <div className={classes.title}>{title}</div>
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}

import type { Icon } from '@tabler/icons-react'
import classes from './status-badge.module.css'
import type { Tone } from './tone.ts'

/** A state: icon, word and colour together. `bare` leaves out the coloured ground, for quiet places. */
export function StatusBadge({ tone, icon: Glyph, label, bare = false }: { tone: Tone; icon: Icon; label: string; bare?: boolean }) {
  return (
    <span className={classes.badge} data-tone={tone} data-bare={bare || undefined}>
      <Glyph size={14} stroke={2} aria-hidden />
      {label}
    </span>
  )
}

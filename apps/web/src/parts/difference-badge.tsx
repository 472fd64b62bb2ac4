import { IconAlertTriangle, IconCircleCheck, IconClock, IconClockPause, IconEyeOff, IconHelpCircle, IconLoader, IconReceipt, type Icon } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import type { Tone } from '../ui/tone.ts'

export type StoreFigures = NonNullable<Outputs['stock']['get']['stores'][number]['figures']>

const kinds: Record<NonNullable<StoreFigures['kind']>, readonly [Tone, Icon]> = {
  same: ['good', IconCircleCheck], sold: ['good', IconReceipt], correcting: ['info', IconLoader], write_underway: ['info', IconClockPause],
  just_sold: ['info', IconReceipt], orders_unread: ['info', IconClock], not_judged: ['warn', IconHelpCircle], drift: ['bad', IconAlertTriangle],
}
const standings: Record<Exclude<StoreFigures['standing'], 'tracked'>, readonly [Tone, Icon]> = { not_tracked: ['warn', IconEyeOff], unknown_sku: ['warn', IconHelpCircle], absent: ['neutral', IconEyeOff] }

/** Whether a store shows what it should, and what explains it where it does not. */
export function DifferenceBadge({ figures: { kind, standing, sold } }: { figures: StoreFigures }) {
  const t = useTranslations('stockDrift')
  if (standing !== 'tracked') return <StatusBadge tone={standings[standing][0]} icon={standings[standing][1]} label={t(`standing.${standing}`)} />
  if (kind === null) return <StatusBadge tone="neutral" icon={IconClock} label={t('notCompared')} bare />
  return <StatusBadge tone={kinds[kind][0]} icon={kinds[kind][1]} label={t(`kind.${kind}`, { sold })} bare={kinds[kind][0] === 'good'} />
}

import { Text } from '@mantine/core'
import { useFormatter, useTranslations } from 'use-intl'
import type { Column } from '../ui/data-table.tsx'
import { Count } from '../ui/money.tsx'
import { RelativeTime, useExactRange } from '../ui/relative-time.tsx'
import { FetchRunBadge } from './badges.tsx'
import type { FetchRun } from './run-progress.tsx'

/** From when to when a run looked. */
export function useRunWindow(): (run: FetchRun) => string {
  const range = useExactRange()
  return (run) => (run.window ? range(run.window.from, run.window.to) : '–')
}

/** `1.4 s`, `2 min 5 s`. */
export function useRunDuration(): (run: FetchRun) => string {
  const format = useFormatter()
  return (run) => {
    if (!run.startedAt || !run.finishedAt) return '–'
    const seconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000
    const unit = (value: number, name: 'minute' | 'second', digits = 0) => format.number(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits })
    return seconds < 60 ? unit(seconds, 'second', 1) : `${unit(Math.floor(seconds / 60), 'minute')} ${unit(seconds % 60, 'second')}`
  }
}

/** The columns of a list of fetch runs, with or without the account that they belong to. */
export function useRunColumns({ withAccount }: { withAccount: boolean }): Column<FetchRun>[] {
  const t = useTranslations('fetchRuns')
  const words = useTranslations('words')
  const windowOf = useRunWindow()
  const durationOf = useRunDuration()
  return [
    { id: 'began', header: t('began'), primary: true, cell: (run) => <RelativeTime value={run.startedAt ?? run.createdAt} /> },
    { id: 'account', header: t('account'), hidden: !withAccount, wrap: true, cell: (run) => <>{run.ecAccount.name}<Text size="xs" c="dimmed">{run.merchant.name}</Text></> },
    { id: 'status', header: words('status'), cell: (run) => <FetchRunBadge status={run.status} /> },
    { id: 'trigger', header: t('trigger'), cell: (run) => (run.trigger === 'slot' && run.slot ? t('slotOf', { time: run.slot.time }) : words(`fetchTrigger.${run.trigger}`)) },
    { id: 'window', header: t('window'), wrap: true, cell: (run) => windowOf(run) },
    { id: 'pages', header: t('pages'), align: 'end', cell: (run) => <Count value={run.pages} /> },
    { id: 'seen', header: t('seen'), align: 'end', cell: (run) => <Count value={run.seen} /> },
    { id: 'new', header: t('new'), align: 'end', cell: (run) => <Count value={run.new} /> },
    { id: 'changed', header: t('changed'), align: 'end', cell: (run) => <Count value={run.changed} /> },
    { id: 'held', header: t('held'), align: 'end', cell: (run) => <Count value={run.held} /> },
    { id: 'skipped', header: t('skipped'), align: 'end', cell: (run) => <Count value={run.skipped} /> },
    { id: 'duration', header: t('duration'), align: 'end', cell: (run) => durationOf(run) },
  ]
}

import { Button } from '@mantine/core'
import { IconHandStop, IconPlayerPlay, IconTruckDelivery } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { OutcomeReport, type RowOutcome } from '../../parts/outcome-report.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { afterPaint } from '../../ui/after-paint.ts'
import { SelectionBar } from '../../ui/selection-bar.tsx'
import type { BulkQuestion } from './bulk-dialogs.tsx'
import type { OrderRow } from './order-columns.tsx'
import { mostSelected, type OrderSelection } from './use-order-selection.ts'

const BulkDialogs = lazy(async () => ({ default: (await import('./bulk-dialogs.tsx')).BulkDialogs }))

/** What is done with many orders at once, and what became of each. */
export function BulkActions({ rows, selection, matching, children }: { rows: readonly OrderRow[]; selection: OrderSelection; matching: number | undefined; children: ReactNode }) {
  const t = useTranslations('orders')
  const holds = useTranslations('holds')
  const { role } = useSession()
  const [open, setOpen] = useState<BulkQuestion | null>(null)
  const [report, setReport] = useState<{ action: string; outcomes: RowOutcome[] } | null>(null)
  // Not begun because their store could not be asked.
  const [unread, setUnread] = useState<string[]>([])
  const chosen = rows.filter((row) => selection.ids.has(row.id)).slice(0, mostSelected)
  const labels = { hold: holds('hold'), release: holds('release'), process: t('startProcessing') }
  const bulk = useWrite(api.orders.bulk, {
    refreshes: [api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: ({ results }, { action }) => {
      const byId = new Map(chosen.map((row) => [row.id, row]))
      const outcomes = results.map((result) => ({ id: result.id, name: byId.get(result.id)?.orderNumber ?? result.id, link: { to: '/orders/$id', params: { id: result.id } }, ok: result.ok, detail: result.detail }))
      setReport({ action: labels[action], outcomes })
      setUnread(results.flatMap((result) => (result.code === 'order_not_read' ? [result.id] : [])))
      setOpen(null)
      // What was refused stays selected, to go on with.
      selection.set(new Set(results.filter((result) => !result.ok).map((result) => result.id)))
    },
  })
  const begin = (next: BulkQuestion | null) => {
    bulk.reset()
    setReport(null)
    setUnread([])
    setOpen(next)
  }
  // The dialogs are on their way as soon as there is somebody who may ask for one.
  const [dialogs, setDialogs] = useState(false)
  const any = chosen.length > 0
  useEffect(() => {
    if (any) afterPaint(() => setDialogs(true))
  }, [any])
  const orderIds = chosen.map((row) => row.id)
  const working = bulk.isPending ? bulk.variables.action : null
  return (
    <>
      {report && <OutcomeReport {...report} onDismiss={() => { setReport(null); setUnread([]) }} />}
      {report && unread.length > 0 && <Button size="xs" variant="default" mb="sm" loading={bulk.isPending} onClick={() => bulk.mutate({ action: 'process', ids: unread, evenIfUnread: true })}>{t('goAnyway', { count: unread.length })}</Button>}
      {bulk.error && open === null && <ErrorPanel error={bulk.error} />}
      {children}
      <SelectionBar count={chosen.length} onClear={() => selection.set(new Set())} note={<SelectionNote selection={selection} count={chosen.length} matching={matching} />}>
        {role !== 'merchant' && <Button leftSection={<IconPlayerPlay size={15} aria-hidden />} loading={working === 'process'} onClick={() => { begin(null); bulk.mutate({ action: 'process', ids: orderIds }) }}>{labels.process}</Button>}
        {role !== 'merchant' && <Button variant="default" leftSection={<IconTruckDelivery size={15} aria-hidden />} disabled={bulk.isPending} onClick={() => begin('ship')}>{t('ship')}</Button>}
        <Button variant="default" leftSection={<IconHandStop size={15} aria-hidden />} disabled={bulk.isPending} onClick={() => begin('hold')}>{labels.hold}</Button>
        <Button variant="default" disabled={bulk.isPending} onClick={() => begin('release')}>{labels.release}</Button>
      </SelectionBar>
      {dialogs && (
        <Suspense>
          <BulkDialogs open={open} orders={chosen} pending={bulk.isPending} error={bulk.error} onClose={() => setOpen(null)}
            onHold={(reason, note) => bulk.mutate({ action: 'hold', ids: orderIds, reason, note })} onRelease={(note) => bulk.mutate({ action: 'release', ids: orderIds, note })} />
        </Suspense>
      )}
    </>
  )
}

/** Offers the orders that match and are not on the screen yet. */
function SelectionNote({ selection, count, matching }: { selection: OrderSelection; count: number; matching: number | undefined }) {
  const t = useTranslations('orders')
  if (count === mostSelected) return t('most', { max: mostSelected })
  if (!selection.rest) return null
  const label = matching === undefined ? t('selectMatching') : matching > mostSelected ? t('selectFirst', { max: mostSelected, count: matching }) : t('selectAllMatching', { count: matching })
  return <Button variant="subtle" size="compact-sm" loading={selection.rest.reading} onClick={selection.rest.select}>{label}</Button>
}

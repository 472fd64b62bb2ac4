import { Button } from '@mantine/core'
import { IconHandStop, IconPlayerPlay, IconTruckDelivery } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { useSession } from '../../app/session.tsx'
import { HoldDialog, NoteDialog } from '../../parts/hold-dialogs.tsx'
import { OutcomeReport, type RowOutcome } from '../../parts/outcome-report.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { SelectionBar } from '../../ui/selection-bar.tsx'
import type { OrderRow } from './order-columns.tsx'
import { ShipDialog } from './ship-dialog.tsx'

type Open = 'hold' | 'release' | 'ship' | null
const most = 1000

/** What is done with many orders at once, and what became of each. */
export function BulkActions({ rows, ids, onChange, children }: { rows: readonly OrderRow[]; ids: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void; children: ReactNode }) {
  const t = useTranslations('orders')
  const holds = useTranslations('holds')
  const { role } = useSession()
  const [open, setOpen] = useState<Open>(null)
  const [report, setReport] = useState<{ action: string; outcomes: RowOutcome[] } | null>(null)
  const chosen = rows.filter((row) => ids.has(row.id)).slice(0, most)
  const labels = { hold: holds('hold'), release: holds('release'), process: t('startProcessing') }
  const bulk = useWrite(api.orders.bulk, {
    refreshes: [api.orders.key(), api.holds.key(), api.home.key()],
    onSuccess: ({ results }, { action }) => {
      const byId = new Map(chosen.map((row) => [row.id, row]))
      const outcomes = results.map((result) => ({ id: result.id, name: byId.get(result.id)?.orderNumber ?? result.id, link: { to: '/orders/$id', params: { id: result.id } }, ok: result.ok, detail: result.detail }))
      setReport({ action: labels[action], outcomes })
      setOpen(null)
      // What was refused stays selected, to go on with.
      onChange(new Set(results.filter((result) => !result.ok).map((result) => result.id)))
    },
  })
  const begin = (next: Open) => {
    bulk.reset()
    setReport(null)
    setOpen(next)
  }
  const orderIds = chosen.map((row) => row.id)
  const working = bulk.isPending ? bulk.variables.action : null
  return (
    <>
      {report && <OutcomeReport {...report} onDismiss={() => setReport(null)} />}
      {bulk.error && open === null && <ErrorPanel error={bulk.error} />}
      {children}
      <SelectionBar count={chosen.length} onClear={() => onChange(new Set())} note={chosen.length === most ? t('most', { max: most }) : undefined}>
        {role !== 'merchant' && <Button leftSection={<IconPlayerPlay size={15} aria-hidden />} loading={working === 'process'} onClick={() => { begin(null); bulk.mutate({ action: 'process', ids: orderIds }) }}>{labels.process}</Button>}
        {role !== 'merchant' && <Button variant="default" leftSection={<IconTruckDelivery size={15} aria-hidden />} disabled={bulk.isPending} onClick={() => begin('ship')}>{t('ship')}</Button>}
        <Button variant="default" leftSection={<IconHandStop size={15} aria-hidden />} disabled={bulk.isPending} onClick={() => begin('hold')}>{labels.hold}</Button>
        <Button variant="default" disabled={bulk.isPending} onClick={() => begin('release')}>{labels.release}</Button>
      </SelectionBar>
      <HoldDialog opened={open === 'hold'} count={chosen.length} pending={bulk.isPending} error={bulk.error} onHold={(reason, note) => bulk.mutate({ action: 'hold', ids: orderIds, reason, note })} onClose={() => setOpen(null)} />
      <NoteDialog opened={open === 'release'} title={holds('releaseTitle', { count: chosen.length })} confirmLabel={labels.release} pending={bulk.isPending} error={bulk.error} onConfirm={(note) => bulk.mutate({ action: 'release', ids: orderIds, note })} onClose={() => setOpen(null)}>
        {holds('releaseText')}
      </NoteDialog>
      {open === 'ship' && <ShipDialog orders={chosen} onClose={() => setOpen(null)} />}
    </>
  )
}

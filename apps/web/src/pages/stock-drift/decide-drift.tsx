import { isolate } from '@crossdock/domain'
import { Button, Text, Textarea } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import type { Outputs } from '../../app/session.tsx'
import { OutcomeReport, type RowOutcome } from '../../parts/outcome-report.tsx'
import { Dialog, DialogForm } from '../../ui/form-dialog.tsx'
import { useForm } from '../../ui/form.ts'
import type { Selection } from '../../ui/data-table.tsx'
import { SelectionBar } from '../../ui/selection-bar.tsx'
import { driftKey, type Drift } from './drift.ts'

type Results = Outputs['stockDrift']['accept']['results']
const none: ReadonlySet<string> = new Set()
const most = 500
const listed = 12

/** Accepts or corrects the selected differences, and says what became of each. */
export function DecideDrift({ rows, ids, onChange, children }: { rows: readonly Drift[]; ids: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void; children: (selection: Selection) => ReactNode }) {
  const t = useTranslations('stockDrift')
  const [asked, setAsked] = useState<'accept' | 'correct' | null>(null)
  const [outcomes, setOutcomes] = useState<RowOutcome[] | null>(null)
  const chosen = rows.filter((row) => ids.has(driftKey(row)) && row.difference !== null && row.difference !== 0).slice(0, most)
  const done = (results: Results) => {
    const names = new Map(chosen.map((row) => [driftKey(row), row]))
    setOutcomes(results.flatMap((result) => {
      const row = names.get(`${result.ecAccountId} ${result.productId}`)
      return row ? [{ id: driftKey(row), name: `${isolate(row.sku)} · ${isolate(row.ecAccount.name)}`, link: { to: '/stock/$id', params: { id: row.productId } }, ok: result.ok, detail: result.detail }] : []
    }))
    setAsked(null)
    onChange(none)
  }
  const ask = (what: 'accept' | 'correct') => {
    setOutcomes(null)
    setAsked(what)
  }
  return (
    <>
      {outcomes && <OutcomeReport action={t('decide')} outcomes={outcomes} onDismiss={() => setOutcomes(null)} />}
      {children({ ids, onChange })}
      <SelectionBar count={ids.size} onClear={() => onChange(none)} note={chosen.length === 0 ? t('nothingDiffers') : undefined}>
        <Button variant="default" disabled={chosen.length === 0} onClick={() => ask('accept')}>{t('accept')}</Button>
        <Button disabled={chosen.length === 0} onClick={() => ask('correct')}>{t('correct')}</Button>
      </SelectionBar>
      <Dialog opened={asked !== null} title={asked === 'accept' ? t('acceptTitle', { count: chosen.length }) : t('correctTitle', { count: chosen.length })} onClose={() => setAsked(null)}>
        {asked && <Decide act={asked} rows={chosen} onDone={done} onClose={() => setAsked(null)} />}
      </Dialog>
    </>
  )
}

function Decide({ act, rows, onDone, onClose }: { act: 'accept' | 'correct'; rows: readonly Drift[]; onDone: (results: Results) => void; onClose: () => void }) {
  const t = useTranslations('stockDrift')
  const ui = useTranslations('ui')
  const format = useFormatter()
  const form = useForm({ note: '' })
  const note = form.values.note.trim()
  const write = useWrite(api.stockDrift[act], {
    refreshes: [api.stockDrift.key(), api.stock.key(), api.stockPushes.key(), api.ecAccounts.key(), api.home.key()], onError: form.take, onSuccess: ({ results }) => onDone(results),
  })
  return (
    <DialogForm form={form} labels={{ note: t('reason') }} saveLabel={t(act)} pending={write.isPending} error={write.error} onClose={onClose}
      check={() => (note === '' ? { note: ui('issueRequired') } : ({} as Record<string, string>))}
      onSubmit={() => write.mutate({ items: rows.map((row) => ({ ecAccountId: row.ecAccount.id, productId: row.productId, difference: row.difference! })), note })}>
      <Text size="sm">{act === 'accept' ? t('acceptText') : t('correctText')}</Text>
      <div>
        {rows.slice(0, listed).map((row) => (
          <Text key={driftKey(row)} size="sm">{act === 'accept'
            ? t('acceptLine', { sku: isolate(row.sku), account: isolate(row.ecAccount.name), shown: row.shown ?? 0 })
            : t('correctLine', { sku: isolate(row.sku), account: isolate(row.ecAccount.name), shown: row.shown ?? 0, change: format.number(-(row.difference ?? 0), { signDisplay: 'exceptZero' }) })}</Text>
        ))}
        {rows.length > listed && <Text size="sm" c="dimmed">{t('more', { count: rows.length - listed })}</Text>}
      </div>
      <Textarea {...form.field('note')} label={t('reason')} description={t('reasonHint')} withAsterisk maxLength={500} autosize minRows={2} data-autofocus />
    </DialogForm>
  )
}

import { isolate } from '@crossdock/domain'
import { Button, Text, Textarea } from '@mantine/core'
import { IconBan, IconCircleCheck, IconEqual, IconUser, type Icon } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { api } from '../api/client.ts'
import { useWrite } from '../api/use-write.ts'
import type { Outputs } from '../app/session.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Dialog, DialogForm } from '../ui/form-dialog.tsx'
import { useForm } from '../ui/form.ts'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Section } from '../ui/section.tsx'
import { SelectionBar } from '../ui/selection-bar.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import type { Tone } from '../ui/tone.ts'
import { useActorName } from './actor-name.tsx'
import { OutcomeReport, type RowOutcome } from './outcome-report.tsx'

export type PushProposal = Outputs['inbounds']['get']['proposals'][number] & Partial<Pick<Outputs['pushProposals']['list']['items'][number], 'inbound' | 'merchant'>>
const none: ReadonlySet<string> = new Set()

const looks: Record<PushProposal['state'], readonly [Tone, Icon]> = { open: ['warn', IconUser], confirmed: ['good', IconCircleCheck], dismissed: ['neutral', IconBan], evened: ['neutral', IconEqual] }
function ProposalBadge({ state }: { state: PushProposal['state'] }) {
  const t = useTranslations('pushProposals.state')
  return <StatusBadge tone={looks[state][0]} icon={looks[state][1]} label={t(state)} />
}

/** What corrections of inbounds would tell the stores, and who decided what. Nothing at all where there is none. */
export function PushProposals({ proposals }: { proposals: readonly PushProposal[] }) {
  const t = useTranslations('pushProposals')
  const words = useTranslations('words')
  const format = useFormatter()
  const actorName = useActorName()
  const [chosen, setChosen] = useState(none)
  const [asked, setAsked] = useState<'confirm' | 'dismiss' | null>(null)
  const [outcomes, setOutcomes] = useState<RowOutcome[] | null>(null)
  if (proposals.length === 0) return null
  const open = proposals.filter((each) => each.state === 'open')
  const ids = open.filter((each) => chosen.has(each.id)).map((each) => each.id)
  const done = (results: readonly { id: string; ok: boolean; detail: string | null }[]) => {
    const byId = new Map(proposals.map((each) => [each.id, each]))
    setOutcomes(results.flatMap((result) => {
      const row = byId.get(result.id)
      return row ? [{ id: row.id, name: `${isolate(row.sku)} · ${isolate(row.ecAccount.name)}`, link: { to: '/stock/$id', params: { id: row.productId } }, ok: result.ok, detail: result.detail }] : []
    }))
    setAsked(null)
    setChosen(none)
  }
  return (
    <Section title={t('title')} description={open.length > 0 ? t('hint') : t('hintDone')}>
      {outcomes && <OutcomeReport action={t('decide')} outcomes={outcomes} onDismiss={() => setOutcomes(null)} />}
      <DataTable label={t('title')} rows={proposals} rowKey={(row) => row.id} rowName={(row) => `${row.sku}, ${row.ecAccount.name}`} empty={null}
        {...(open.length > 0 ? { selection: { ids: chosen, onChange: setChosen } } : {})}
        columns={[
          { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (row) => <AppLink to="/stock/$id" params={{ id: row.productId }}>{row.sku}</AppLink> },
          { id: 'account', header: words('ecAccount'), wrap: true, cell: (row) => <>{row.ecAccount.name}{row.merchant && <Text size="xs" c="dimmed">{row.merchant.name}</Text>}</> },
          { id: 'quantity', header: t('quantity'), align: 'end', cell: (row) => <strong>{format.number(row.quantity, { signDisplay: 'exceptZero' })}</strong> },
          { id: 'state', header: t('stateLabel'), cell: (row) => <ProposalBadge state={row.state} /> },
          { id: 'why', header: t('why'), wrap: true, cell: (row) => <>{row.note}<Text size="xs" c="dimmed">{row.inbound && <><AppLink to="/inbounds/$id" params={{ id: row.inbound.id }}>{row.inbound.number}</AppLink> · </>}{actorName(row.actor)} · <RelativeTime value={row.createdAt} /></Text></> },
          { id: 'decision', header: t('decision'), wrap: true, hidden: proposals.every((each) => each.decision === null), cell: (row) => <Decision proposal={row} /> },
        ]} />
      <SelectionBar count={ids.length} onClear={() => setChosen(none)}>
        <Button variant="default" onClick={() => { setOutcomes(null); setAsked('dismiss') }}>{t('dismiss')}</Button>
        <Button onClick={() => { setOutcomes(null); setAsked('confirm') }}>{t('confirm')}</Button>
      </SelectionBar>
      <Dialog opened={asked !== null} title={asked === 'dismiss' ? t('dismissTitle', { count: ids.length }) : t('confirmTitle', { count: ids.length })} onClose={() => setAsked(null)}>
        {asked && <Decide act={asked} ids={ids} onDone={done} onClose={() => setAsked(null)} />}
      </Dialog>
    </Section>
  )
}

function Decision({ proposal: { decision, state } }: { proposal: PushProposal }) {
  const t = useTranslations('pushProposals')
  const actorName = useActorName()
  if (decision === null) return '–'
  return (
    <>
      {state === 'evened' ? t('evenedBy') : (decision.note ?? actorName(decision.actor))}
      <Text size="xs" c="dimmed">{decision.note !== null && <>{actorName(decision.actor)} · </>}<RelativeTime value={decision.at} />{decision.stockPushId !== null && <> · <AppLink to="/stock-pushes/$id" params={{ id: decision.stockPushId }}>{t('showPush')}</AppLink></>}</Text>
    </>
  )
}

function Decide({ act, ids, onDone, onClose }: { act: 'confirm' | 'dismiss'; ids: string[]; onDone: (results: { id: string; ok: boolean; detail: string | null }[]) => void; onClose: () => void }) {
  const t = useTranslations('pushProposals')
  const ui = useTranslations('ui')
  const words = useTranslations('words')
  const form = useForm({ note: '' })
  const note = form.values.note.trim()
  const refreshes = [api.pushProposals.key(), api.inbounds.key(), api.stock.key(), api.stockPushes.key(), api.home.key()]
  const confirm = useWrite(api.pushProposals.confirm, { refreshes, onSuccess: ({ results }) => onDone(results) })
  const dismiss = useWrite(api.pushProposals.dismiss, { refreshes, onError: form.take, onSuccess: ({ results }) => onDone(results) })
  const dismissing = act === 'dismiss'
  return (
    <DialogForm form={form} labels={{ note: words('note') }} saveLabel={t(act)} pending={confirm.isPending || dismiss.isPending} error={dismissing ? dismiss.error : confirm.error} onClose={onClose}
      check={() => (dismissing && note === '' ? { note: ui('issueRequired') } : ({} as Record<string, string>))}
      onSubmit={() => (dismissing ? dismiss.mutate({ ids, note }) : confirm.mutate({ ids, note: note || undefined }))}>
      <Text size="sm">{dismissing ? t('dismissText') : t('confirmText')}</Text>
      <Textarea {...form.field('note')} label={words('note')} withAsterisk={dismissing} maxLength={500} autosize minRows={2} data-autofocus />
    </DialogForm>
  )
}

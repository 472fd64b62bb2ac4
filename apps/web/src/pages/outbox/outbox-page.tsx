import { writeKinds, writeStates } from '@crossdock/domain'
import { Button, Text } from '@mantine/core'
import { IconBan, IconOutbound, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { useAccountOptions } from '../../parts/account-options.ts'
import { WriteBadge } from '../../parts/badges.tsx'
import { LeaveDialog } from '../../parts/leave-write.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { OutcomeReport, type RowOutcome } from '../../parts/outcome-report.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SelectionBar } from '../../ui/selection-bar.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { OutboxSummary } from './outbox-summary.tsx'
import { SubjectLink } from './subject-link.tsx'

type Row = Outputs['platformWrites']['list']['items'][number]
const states = [...writeStates, 'unsent', 'asked', 'left'] as const

/** Every write to a store, whose outcome is what; and what can be done about it, many at once. */
export function OutboxPage() {
  const t = useTranslations('outbox')
  const words = useTranslations('words')
  const say = usePlatformWords()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['state', 'kind', 'account'])
  const { state, kind, account } = filters.values
  const accounts = useAccountOptions()
  const asked = { merchantId, ecAccountId: account, kind: oneOf(writeKinds, kind) }
  const counts = useQuery(api.platformWrites.counts.queryOptions({ input: asked, refetchInterval: 5_000 }))
  const list = usePages(api.platformWrites.list, { ...asked, state: oneOf(states, state) }, { refetchInterval: 5_000 })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [confirming, setConfirming] = useState<'again' | 'leave' | null>(null)
  const [outcomes, setOutcomes] = useState<{ action: string; rows: RowOutcome[] } | null>(null)
  const chosen = list.rows.filter((row) => selected.has(row.id))
  const refused = chosen.filter((row) => row.state === 'rejected')
  const leavable = refused.filter((row) => row.leftAt === null)
  const report = (action: string, results: readonly { id: string; ok: boolean; detail: string | null }[]) => {
    const byId = new Map(list.rows.map((row) => [row.id, row]))
    setOutcomes({ action, rows: results.map(({ id, ok, detail }) => ({ id, ok, detail, name: byId.get(id)?.subject.label ?? id, link: { to: '/outbox/$id', params: { id } } })) })
    setSelected(new Set())
    setConfirming(null)
  }
  const refreshes = [api.platformWrites.key(), api.orders.key(), api.stockPushes.key(), api.home.key(), api.alerts.key()]
  const retry = useWrite(api.platformWrites.retryMany, { refreshes, onSuccess: ({ results }) => report(t('sendAgain'), results) })
  const leave = useWrite(api.platformWrites.leaveMany, { refreshes, onSuccess: ({ results }) => report(t('leave'), results) })
  const columns: Column<Row>[] = [
    { id: 'kind', header: t('kind'), primary: true, cell: (row) => <>{words(`writeKind.${row.kind}`)}</> },
    { id: 'subject', header: t('about'), cell: (row) => <SubjectLink subject={row.subject} /> },
    { id: 'account', header: t('account'), cell: (row) => <>{row.ecAccount.name}<Text size="xs" c="dimmed">{row.merchant.name}</Text></> },
    { id: 'state', header: t('state'), wrap: true, cell: (row) => <><WriteBadge state={row.state} asked={row.askedAt !== null} left={row.leftAt !== null} />{row.waitingFor !== null && row.askedAt === null && <Text size="xs" c="dimmed">{words(`waitingFor.${row.waitingFor}`)}</Text>}</> },
    { id: 'planned', header: t('planned'), cell: (row) => <RelativeTime value={row.plannedAt} /> },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (row) => <Count value={row.attempts} /> },
    { id: 'next', header: t('next'), cell: (row) => (row.nextAttemptAt === null || row.waitingFor === 'connection' ? t('none') : <RelativeTime value={row.nextAttemptAt} fallback={t('now')} />) },
    { id: 'answer', header: t('answer'), wrap: true, cell: (row) => (row.error === null ? t('none') : <>{row.status !== null && <>{t('http', { status: String(row.status) })} · </>}{say(row.error)}</>) },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <OutboxSummary counts={counts.data} filters={filters} />
      <FilterBar filters={filters}>
        <FilterSelect filters={filters} name="account" label={t('account')} searchable options={accounts} />
        <FilterSelect filters={filters} name="kind" label={t('kind')} options={writeKinds.map((value) => ({ value, label: words(`writeKind.${value}`) }))} />
        <FilterSelect filters={filters} name="state" label={t('state')} options={[...writeStates.map((value) => ({ value, label: words(`writeState.${value}`) })), { value: 'unsent', label: t('unsent') }, { value: 'asked', label: t('asked') }, { value: 'left', label: t('leftTab') }]} />
      </FilterBar>
      {outcomes !== null && <OutcomeReport action={outcomes.action} outcomes={outcomes.rows} onDismiss={() => setOutcomes(null)} />}
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.id} rowName={(row) => `${words(`writeKind.${row.kind}`)} ${row.subject.label}`} rowLink={(row) => ({ to: '/outbox/$id', params: { id: row.id } })}
        rowTone={(row) => (row.state === 'rejected' && row.leftAt === null ? 'bad' : row.askedAt !== null ? 'warn' : undefined)} filtered={filters.any && { clear: filters.clear }} selection={{ ids: selected, onChange: setSelected }}
        empty={<EmptyState icon={<IconOutbound size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/orders">{t('openOrders')}</AppLink>}>{t('emptyText')}</EmptyState>} />
      <SelectionBar count={chosen.length} onClear={() => setSelected(new Set())} note={refused.length < chosen.length ? t('onlyRefused', { count: chosen.length - refused.length }) : undefined}>
        <Button leftSection={<IconRefresh size={15} aria-hidden />} disabled={refused.length === 0} onClick={() => { retry.reset(); setConfirming('again') }}>{t('sendAgain')}</Button>
        <Button variant="default" leftSection={<IconBan size={15} aria-hidden />} disabled={leavable.length === 0} onClick={() => { leave.reset(); setConfirming('leave') }}>{t('leave')}</Button>
      </SelectionBar>
      <ConfirmDialog opened={confirming === 'again'} title={t('sendAgainTitle', { count: refused.length })} confirmLabel={t('sendAgain')} pending={retry.isPending} error={retry.error} onConfirm={() => retry.mutate({ ids: refused.slice(0, 200).map((row) => row.id) })} onClose={() => setConfirming(null)}>
        {t('sendAgainText', { count: refused.length })}
      </ConfirmDialog>
      {confirming === 'leave' && <LeaveDialog count={leavable.length} pending={leave.isPending} error={leave.error} onLeave={(note) => leave.mutate({ ids: leavable.slice(0, 200).map((row) => row.id), note })} onClose={() => setConfirming(null)} />}
    </>
  )
}

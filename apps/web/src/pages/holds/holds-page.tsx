import { holdOwners, holdReasons, isolate } from '@crossdock/domain'
import { Button, Text } from '@mantine/core'
import { IconHandStop, IconRefresh, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useWrite } from '../../api/use-write.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { HoldBadge } from '../../parts/badges.tsx'
import { HoldDetail, saysWhatToDo } from '../../parts/hold-detail.tsx'
import { NoteDialog } from '../../parts/hold-dialogs.tsx'
import { OutcomeReport, type RowOutcome } from '../../parts/outcome-report.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSearch, FilterSelect } from '../../ui/filter-bar.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { SelectionBar } from '../../ui/selection-bar.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'

type Hold = Outputs['holds']['list']['items'][number]
const none: ReadonlySet<string> = new Set()
const most = 1000

/** Every reason why an order waits, and whose move it is. */
export function HoldsPage() {
  const t = useTranslations('holds')
  const words = useTranslations('words')
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['q', 'reason', 'owner', 'account'])
  const { q, reason, owner, account } = filters.values
  const query = { merchantId, q, ecAccountId: account, reason: oneOf(holdReasons, reason), owner: oneOf(holdOwners, owner) }
  const list = usePages(api.holds.list, query)
  const accounts = useQuery(api.ecAccounts.list.queryOptions({ input: { merchantId, limit: 200 }, staleTime: 60_000 }))
  const [selected, setSelected] = useState<{ under: string; ids: ReadonlySet<string> }>({ under: '', ids: none })
  const under = JSON.stringify(query)
  const ids = selected.under === under ? selected.ids : none
  const columns = useColumns()
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <FilterBar filters={filters}>
        <FilterSearch filters={filters} name="q" label={t('searchLabel')} />
        <FilterSelect filters={filters} name="reason" label={words('reason')} options={holdReasons.map((value) => ({ value, label: words(`holdReason.${value}`) }))} />
        <FilterSelect filters={filters} name="owner" label={t('owner')} options={holdOwners.map((value) => ({ value, label: words(`holdOwner.${value}`) }))} />
        <FilterSelect filters={filters} name="account" label={t('account')} searchable options={(accounts.data?.items ?? []).map((each) => ({ value: each.id, label: merchantId ? each.displayName : `${isolate(each.displayName)} · ${isolate(each.merchant.name)}` }))} />
      </FilterBar>
      <ReleaseSelected rows={list.rows} ids={ids} onChange={(next) => setSelected({ under, ids: next })}>
        {(selection) => (
          <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.id} rowName={(row) => `${row.orderNumber}, ${words(`holdReason.${row.reason}`)}`} rowLink={(row) => ({ to: '/orders/$id', params: { id: row.orderId } })}
            selection={selection} filtered={filters.any && { clear: filters.clear }}
            empty={<EmptyState icon={<IconHandStop size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/orders">{t('openOrders')}</AppLink>}>{t('emptyText')}</EmptyState>} />
        )}
      </ReleaseSelected>
    </>
  )
}

function useColumns(): Column<Hold>[] {
  const t = useTranslations('holds')
  const words = useTranslations('words')
  const { merchantId } = useMerchantScope()
  return [
    { id: 'order', header: words('order'), primary: true, cell: (row) => row.orderNumber },
    { id: 'reason', header: words('reason'), cell: (row) => <HoldBadge reason={row.reason} /> },
    { id: 'stands', header: t('stands'), wrap: true, cell: (row) => <><HoldDetail hold={row} ecAccountId={row.ecAccount.id} />{!saysWhatToDo(row.reason) && <Text size="xs" c="dimmed">{t(`advice.${row.reason}`)}</Text>}</> },
    { id: 'owner', header: t('owner'), cell: (row) => words(`holdOwner.${row.owner}`) },
    { id: 'way', header: t('way'), cell: (row) => (row.releasableByHand ? <StatusBadge tone="neutral" icon={IconUser} label={t('byHand')} bare /> : <StatusBadge tone="info" icon={IconRefresh} label={t('byItself')} bare />) },
    { id: 'since', header: t('since'), cell: (row) => <RelativeTime value={row.createdAt} /> },
    { id: 'account', header: t('account'), cell: (row) => <>{row.ecAccount.name}{merchantId === undefined && <Text size="xs" c="dimmed">{row.merchant.name}</Text>}</> },
    { id: 'placedBy', header: t('placedBy'), cell: (row) => (row.placedBy.kind === 'system' ? words('actorKind.system') : row.placedBy.name) },
  ]
}

/** Releases what a person may release of the selected holds, and says what became of each. */
function ReleaseSelected({ rows, ids, onChange, children }: { rows: readonly Hold[]; ids: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void; children: (selection: { ids: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void }) => ReactNode }) {
  const t = useTranslations('holds')
  const words = useTranslations('words.holdReason')
  const [opened, setOpened] = useState(false)
  const [outcomes, setOutcomes] = useState<RowOutcome[] | null>(null)
  const chosen = rows.filter((row) => ids.has(row.id))
  const releasable = chosen.filter((row) => row.releasableByHand).slice(0, most)
  const left = chosen.length - releasable.length
  const release = useWrite(api.holds.release, {
    refreshes: [api.holds.key(), api.orders.key(), api.home.key()],
    onSuccess: ({ results }) => {
      const byId = new Map(chosen.map((row) => [row.id, row]))
      setOutcomes(results.flatMap((result) => {
        const row = byId.get(result.id)
        return row ? [{ id: result.id, name: `${isolate(row.orderNumber)} · ${words(row.reason)}`, link: { to: '/orders/$id', params: { id: row.orderId } }, ok: result.ok, detail: result.detail }] : []
      }))
      setOpened(false)
      onChange(new Set(results.filter((result) => !result.ok).map((result) => result.id)))
    },
  })
  const note = releasable.length === 0 ? t('allByThemselves') : left > 0 ? t('someByThemselves', { count: left }) : undefined
  return (
    <>
      {outcomes && <OutcomeReport action={t('release')} outcomes={outcomes} onDismiss={() => setOutcomes(null)} />}
      {children({ ids, onChange })}
      <SelectionBar count={chosen.length} onClear={() => onChange(none)} note={note}>
        <Button disabled={releasable.length === 0} onClick={() => { release.reset(); setOutcomes(null); setOpened(true) }}>{t('release')}</Button>
      </SelectionBar>
      <NoteDialog opened={opened} title={t('releaseHolds', { count: releasable.length })} confirmLabel={t('release')} pending={release.isPending} error={release.error} onConfirm={(text) => release.mutate({ ids: releasable.map((row) => row.id), note: text })} onClose={() => setOpened(false)}>
        {t('releaseHoldsText')}
      </NoteDialog>
    </>
  )
}

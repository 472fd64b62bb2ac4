import { stockPushKinds, writeStates } from '@crossdock/domain'
import { Box, Text } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { useAccountOptions } from '../../parts/account-options.ts'
import { useActorName } from '../../parts/actor-name.tsx'
import { WriteBadge } from '../../parts/badges.tsx'
import { PushProposals } from '../../parts/push-proposals.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'

type Row = Outputs['stockPushes']['list']['items'][number]

export function StockPushesPage() {
  const t = useTranslations('stockPushes')
  const words = useTranslations('words')
  const actorName = useActorName()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['account', 'state', 'kind'])
  const { account, state, kind } = filters.values
  const accounts = useAccountOptions()
  const list = usePages(api.stockPushes.list, { merchantId, ecAccountId: account, state: oneOf(writeStates, state), kind: oneOf(stockPushKinds, kind) }, { refetchInterval: 5_000 })
  const proposals = useQuery(api.pushProposals.list.queryOptions({ input: { merchantId, ecAccountId: account, state: 'open', limit: 200 }, refetchInterval: 15_000 }))
  const columns: Column<Row>[] = [
    { id: 'when', header: t('when'), primary: true, cell: (row) => <RelativeTime value={row.createdAt} /> },
    { id: 'account', header: t('account'), wrap: true, cell: (row) => <>{row.ecAccount.name}<Text size="xs" c="dimmed">{row.merchant.name}</Text></> },
    { id: 'kind', header: t('kind'), cell: (row) => (row.origin === 'inbound' || row.origin === 'hand' ? words(`stockPushKind.${row.kind}`) : words(`stockPushOrigin.${row.origin}`)) },
    { id: 'of', header: t('of'), cell: (row) => (row.inbound === null ? '–' : <AppLink to="/inbounds/$id" params={{ id: row.inbound.id }}>{row.inbound.number}</AppLink>) },
    { id: 'state', header: t('state'), cell: (row) => <WriteBadge state={row.state} asked={row.state === 'unknown' && row.asked} left={row.left} /> },
    { id: 'result', header: t('result'), wrap: true, cell: (row) => <>{t('resultText', { applied: row.applied, lines: row.lineCount })}{row.notApplied > 0 && <Text size="xs" c="var(--warn-text)">{t('notApplied', { count: row.notApplied })}</Text>}</> },
    { id: 'units', header: t('units'), align: 'end', cell: (row) => <Count value={row.units} /> },
    { id: 'by', header: words('by'), wrap: true, cell: (row) => actorName(row.actor) },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Box mb="md"><PushProposals proposals={proposals.data?.items ?? []} /></Box>
      <FilterBar filters={filters}>
        <FilterSelect filters={filters} name="account" label={t('account')} searchable options={accounts} />
        <FilterSelect filters={filters} name="state" label={t('state')} options={writeStates.map((value) => ({ value, label: words(`writeState.${value}`) }))} />
        <FilterSelect filters={filters} name="kind" label={t('kind')} options={stockPushKinds.map((value) => ({ value, label: words(`stockPushKind.${value}`) }))} />
      </FilterBar>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(row) => row.id} rowLink={(row) => ({ to: '/stock-pushes/$id', params: { id: row.id } })}
        rowTone={(row) => (row.state === 'rejected' && !row.left ? 'bad' : row.notApplied > 0 || (row.state === 'unknown' && row.asked) ? 'warn' : undefined)} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconArrowsExchange size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/inbounds">{t('openInbounds')}</AppLink>}>{t('emptyText')}</EmptyState>} />
    </>
  )
}

import { shorten } from '@crossdock/domain'
import { Text } from '@mantine/core'
import { IconApi } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import type { Outputs } from '../../app/session.tsx'
import { useAccountOptions } from '../../parts/account-options.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterDate, FilterSelect } from '../../ui/filter-bar.tsx'
import { Count } from '../../ui/money.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'
import { CallOutcome, useFailureText } from './call-outcome.tsx'
import { purposes, usePurposeName } from './purposes.ts'

type Call = Outputs['platformCalls']['list']['items'][number]
const switches = ['true', 'false'] as const
const isDay = (text: string | undefined) => text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text)

export function PlatformCallsPage() {
  const t = useTranslations('platformCalls')
  const purposeName = usePurposeName()
  const failureText = useFailureText()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['account', 'purpose', 'failed', 'from', 'to', 'write'])
  const { account, purpose, failed, from, to, write } = filters.values
  const accounts = useAccountOptions()
  const list = usePages(api.platformCalls.list, {
    merchantId, ecAccountId: account, purpose, writeId: write, failed: oneOf(switches, failed), from: isDay(from) ? from : undefined, to: isDay(to) ? to : undefined,
  }, { refetchInterval: 15_000 })
  const columns: Column<Call>[] = [
    { id: 'when', header: t('when'), primary: true, cell: (call) => <RelativeTime value={call.at} /> },
    { id: 'purpose', header: t('purposeLabel'), wrap: true, cell: (call) => purposeName(call.purpose) },
    { id: 'account', header: t('account'), wrap: true, cell: (call) => (call.ecAccount === null ? t('noAccount') : <>{call.ecAccount.name}<Text size="xs" c="dimmed">{call.merchant?.name}</Text></>) },
    { id: 'call', header: t('call'), wrap: true, cell: (call) => <><code>{call.method}</code> {pathOf(call.url)}</> },
    { id: 'outcome', header: t('outcome'), wrap: true, cell: (call) => <><CallOutcome call={call} />{call.failure !== null && <Text size="xs">{failureText(call.failure)}</Text>}</> },
    { id: 'attempt', header: t('attempt'), align: 'end', cell: (call) => <Count value={call.attempt} /> },
    { id: 'duration', header: t('duration'), align: 'end', cell: (call) => t('milliseconds', { value: call.durationMs }) },
  ]
  const wanted = purpose !== undefined && !oneOf(purposes, purpose) ? [purpose] : []
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <FilterBar filters={filters}>
        <FilterSelect filters={filters} name="account" label={t('account')} searchable options={accounts} />
        <FilterSelect filters={filters} name="purpose" label={t('purposeLabel')} searchable options={[...wanted, ...purposes].map((value) => ({ value, label: purposeName(value) }))} />
        <FilterSelect filters={filters} name="failed" label={t('outcome')} options={[{ value: 'true', label: t('failedOnly') }, { value: 'false', label: t('succeededOnly') }]} />
        <FilterDate filters={filters} name="from" label={t('from')} />
        <FilterDate filters={filters} name="to" label={t('to')} />
      </FilterBar>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(call) => call.id} rowLink={(call) => ({ to: '/platform-calls/$id', params: { id: call.id } })} rowTone={(call) => (call.failure === null ? undefined : call.failure.kind === 'rate_limited' ? 'warn' : 'bad')} filtered={filters.any && { clear: filters.clear }}
        empty={<EmptyState icon={<IconApi size={32} stroke={1.4} />} title={t('emptyTitle')} action={<AppLink to="/ec-integrations">{t('openAccounts')}</AppLink>}>{t('emptyText')}</EmptyState>} />
    </>
  )
}

/** The path and what it asks for, without the host: that is the same for all calls of a platform. */
function pathOf(url: string): string {
  if (!URL.canParse(url)) return url
  const { pathname, search } = new URL(url)
  const asked = new URLSearchParams(search).size === 0 ? '' : `?${[...new URLSearchParams(search)].map(([name, value]) => `${name}=${value}`).join('&')}`
  return pathname + shorten(asked, 60)
}

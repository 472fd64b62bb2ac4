import { alertKinds, alertOwners } from '@crossdock/domain'
import { Badge, Button, Group, Text } from '@mantine/core'
import { IconBell, IconChecks, IconMail } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useWrite } from '../../api/use-write.ts'
import { useLanguage } from '../../app/language.tsx'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { AlertOwnerBadge, AlertStateBadge, type Alert } from '../../parts/alert-badges.tsx'
import { isOwnSentence, usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filter-bar.tsx'
import { oneOf } from '../../ui/one-of.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useUrlFilters } from '../../ui/url-filters.ts'

const states = ['closed', 'all'] as const
const urgencies = ['high', 'normal'] as const

/** Everything that is the matter, and what was. */
export function AlertsPage() {
  const t = useTranslations('alerts')
  const words = useTranslations('words')
  const { language } = useLanguage()
  const { merchantId } = useMerchantScope()
  const filters = useUrlFilters(['state', 'owner', 'kind', 'urgency'])
  const { state, owner, kind, urgency } = filters.values
  const list = usePages(api.alerts.list, { merchantId, state: oneOf(states, state) ?? 'open', owner: oneOf(alertOwners, owner), kind: oneOf(alertKinds, kind), urgency: oneOf(urgencies, urgency), limit: 50 }, { refetchInterval: 15_000 })
  const see = useWrite(api.alerts.see, { refreshes: [api.alerts.key()] })
  const columns: Column<Alert>[] = [
    { id: 'what', header: t('what'), primary: true, wrap: true, cell: (alert) => <bdi>{alert.sentence[language]}</bdi> },
    { id: 'todo', header: t('todo'), wrap: true, cell: (alert) => <ToDo alert={alert} /> },
    { id: 'state', header: t('state'), cell: (alert) => <Group gap={6} wrap="nowrap"><AlertStateBadge alert={alert} />{!alert.seen && alert.state === 'open' && <Badge size="xs" variant="default" tt="none" flex="none" style={{ overflow: 'visible' }}>{t('unseen')}</Badge>}</Group> },
    { id: 'owner', header: t('owner'), cell: (alert) => <AlertOwnerBadge owner={alert.owner} /> },
    { id: 'merchant', header: words('merchant'), wrap: true, cell: (alert) => alert.merchant?.name ?? t('system') },
    { id: 'since', header: t('since'), cell: (alert) => <><RelativeTime value={alert.since} />{alert.reopened > 0 && <Text size="xs" c="dimmed">{t('cameBack', { count: alert.reopened })}</Text>}</> },
    { id: 'closed', header: t('closedAt'), hidden: state === undefined, cell: (alert) => <RelativeTime value={alert.closedAt} /> },
  ]
  return (
    <>
      <PageHeader title={t('title')} description={t('description')}
        actions={<><Button variant="default" leftSection={<IconChecks size={16} aria-hidden />} loading={see.isPending} onClick={() => see.mutate({})}>{t('seeAllOpen')}</Button><AppLink to="/alerts/preferences"><Group gap={4} wrap="nowrap"><IconMail size={16} aria-hidden />{t('preferences')}</Group></AppLink></>} />
      <FilterBar filters={filters}>
        <FilterSelect filters={filters} name="state" label={t('openState')} options={[{ value: 'closed', label: t('closedState') }, { value: 'all', label: t('allStates') }]} />
        <FilterSelect filters={filters} name="owner" label={t('owner')} options={alertOwners.map((value) => ({ value, label: t(`owners.${value}`) }))} />
        <FilterSelect filters={filters} name="kind" label={t('kind')} searchable options={alertKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))} />
        <FilterSelect filters={filters} name="urgency" label={t('urgency')} options={urgencies.map((value) => ({ value, label: t(value) }))} />
      </FilterBar>
      <DataTable {...list} label={t('title')} columns={columns} rowKey={(alert) => alert.id} rowLink={(alert) => ({ to: alert.link.path, search: alert.link.search })} rowTone={(alert) => (alert.state === 'closed' ? undefined : alert.urgency === 'high' ? 'bad' : 'warn')}
        filtered={filters.any && { clear: filters.clear }} empty={<EmptyState icon={<IconBell size={32} stroke={1.4} />} title={t('emptyTitle')}>{t('emptyText')}</EmptyState>} />
    </>
  )
}

function ToDo({ alert }: { alert: Alert }) {
  const t = useTranslations('alerts')
  const say = usePlatformWords()
  const { language } = useLanguage()
  return (
    <>
      {alert.state === 'open' && <Text size="sm">{alert.todo[language]}</Text>}
      {alert.detail !== null && <Text size="xs" c="dimmed"><bdi>{isOwnSentence(alert.detail) ? say(alert.detail) : t('says', { words: say(alert.detail) })}</bdi></Text>}
    </>
  )
}

import { Text } from '@mantine/core'
import { IconCircleCheck, IconPencil } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { useMerchantScope } from '../../app/merchant-scope.ts'
import { useActorName } from '../../parts/actor-name.tsx'
import { FetchRunBadge } from '../../parts/badges.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import classes from './stock-drift.module.css'

/** When stock was read and what came of it, and what people decided. */
export function DriftHistory({ ecAccountId }: { ecAccountId: string | undefined }) {
  const { merchantId } = useMerchantScope()
  return (
    <div className={classes.below}>
      <Decisions filter={{ merchantId, ecAccountId }} />
      <Readings filter={{ merchantId, ecAccountId }} />
    </div>
  )
}

interface Filter {
  merchantId?: string | undefined
  ecAccountId?: string | undefined
  productId?: string | undefined
}

export function Decisions({ filter }: { filter: Filter }) {
  const t = useTranslations('stockDrift')
  const words = useTranslations('words')
  const actorName = useActorName()
  const list = usePages(api.stockDrift.decisions, { ...filter, limit: 20 })
  if (list.rows.length === 0) return null
  return (
    <Section title={t('decisions')}>
      <DataTable {...list} label={t('decisions')} rowKey={(row) => row.id} empty={null}
        columns={[
          { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (row) => <AppLink to="/stock/$id" params={{ id: row.productId }}>{row.sku}</AppLink> },
          { id: 'account', header: t('account'), wrap: true, cell: (row) => row.ecAccount.name },
          { id: 'action', header: t('decision'), cell: (row) => <StatusBadge tone="neutral" icon={row.action === 'accepted' ? IconCircleCheck : IconPencil} label={t(`action.${row.action}`)} bare /> },
          { id: 'figures', header: t('difference'), cell: (row) => t('shownInsteadOf', { shown: row.shown, expected: row.expected }) },
          { id: 'note', header: t('reason'), wrap: true, cell: (row) => <>{row.note}{row.stockPushId !== null && <Text size="xs"><AppLink to="/stock-pushes/$id" params={{ id: row.stockPushId }}>{t('showPush')}</AppLink></Text>}</> },
          { id: 'by', header: words('by'), wrap: true, cell: (row) => actorName(row.actor) },
          { id: 'at', header: t('when'), cell: (row) => <RelativeTime value={row.at} /> },
        ]} />
    </Section>
  )
}

function Readings({ filter }: { filter: Filter }) {
  const t = useTranslations('stockDrift')
  const actorName = useActorName()
  const list = usePages(api.stockDrift.readings, { merchantId: filter.merchantId, ecAccountId: filter.ecAccountId, limit: 20 }, { refetchInterval: 10_000 })
  return (
    <Section title={t('readings')} description={t('readingsHint')}>
      <DataTable {...list} label={t('readings')} rowKey={(row) => row.id} rowLink={(row) => ({ to: '/ec-integrations/$id', params: { id: row.ecAccount.id } })} empty={<Text size="sm" c="dimmed">{t('noReadings')}</Text>}
        columns={[
          { id: 'account', header: t('account'), primary: true, wrap: true, cell: (row) => row.ecAccount.name },
          { id: 'at', header: t('when'), cell: (row) => <RelativeTime value={row.finishedAt ?? row.createdAt} /> },
          { id: 'trigger', header: t('trigger'), cell: (row) => t(`triggers.${row.trigger}`) },
          { id: 'status', header: t('status'), wrap: true, cell: (row) => <><FetchRunBadge status={row.status} />{row.error !== null && <Text size="xs" c="dimmed">{row.error}</Text>}</> },
          { id: 'shown', header: t('skusShown'), align: 'end', cell: (row) => <>{<Count value={row.shown} />}{row.absent > 0 && <Text size="xs" c="dimmed">{t('skusAbsent', { count: row.absent })}</Text>}</> },
          { id: 'drifted', header: t('skusDrifted'), align: 'end', cell: (row) => <Count value={row.drifted} /> },
          { id: 'by', header: t('by'), wrap: true, cell: (row) => actorName(row.actor) },
        ]} />
    </Section>
  )
}

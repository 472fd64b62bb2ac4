import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { usePages } from '../../api/use-pages.ts'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { ExactTime } from '../../ui/relative-time.tsx'
import { useOutcome } from './reconciled.tsx'

/** Every comparison with the store, and the orders in which one differed. */
export function Reconciliations({ accountId }: { accountId: string }) {
  const t = useTranslations('coverage')
  const say = usePlatformWords()
  const [shown, setShown] = useState<string | null>(null)
  const list = usePages(api.reconciliations.list, { id: accountId, limit: 15 })
  if (shown !== null) return <DifferentOrders id={shown} onBack={() => setShown(null)} />
  return (
    <DataTable {...list} label={t('history')} rowKey={(row) => row.id} empty={<Text size="sm">{t('historyEmpty')}</Text>}
      columns={[
        { id: 'at', header: t('checkedAt'), cell: (row) => <ExactTime value={row.finishedAt ?? row.createdAt} /> },
        { id: 'by', header: t('by'), cell: (row) => t(`trigger.${row.trigger}`) },
        { id: 'store', header: t('inStore'), align: 'end', cell: (row) => (row.storeCount === null ? '–' : <Count value={row.storeCount} />) },
        { id: 'here', header: t('here'), align: 'end', cell: (row) => (row.hereCount === null ? '–' : <Count value={row.hereCount} />) },
        { id: 'missing', header: t('missing'), align: 'end', cell: (row) => <Count value={row.missing} /> },
        {
          id: 'differences', header: t('differences'), cell: (row) =>
            row.error !== null ? say(row.error.message) : row.differences.length === 0 ? t('none') : <Button variant="default" size="compact-xs" onClick={() => setShown(row.id)}>{t('showOrders')}</Button>,
        },
      ]} />
  )
}

function DifferentOrders({ id, onBack }: { id: string; onBack: () => void }) {
  const t = useTranslations('coverage')
  const outcome = useOutcome()
  const found = useQuery(api.reconciliations.get.queryOptions({ input: { id } }))
  return (
    <div style={{ display: 'grid', gap: 10 }}>
      <div><Button variant="default" size="xs" onClick={onBack}>{t('history')}</Button></div>
      <DataTable label={t('orders')} rows={found.data?.orders ?? []} loading={found.isPending} error={found.error} rowKey={(row) => `${row.kind} ${row.platformOrderId}`} empty={<Text size="sm">{t('ordersEmpty')}</Text>}
        columns={[
          { id: 'order', header: t('order'), cell: (row) => (row.orderId === null ? (row.orderNumber ?? row.platformOrderId) : <AppLink to="/orders/$id" params={{ id: row.orderId }}>{row.orderNumber ?? row.platformOrderId}</AppLink>) },
          { id: 'what', header: t('what'), wrap: true, cell: (row) => t(`kind.${row.kind}`) },
          { id: 'outcome', header: t('outcomeColumn'), wrap: true, cell: (row) => <>{outcome(row.outcome)}{row.detail !== null && <Text size="xs" c="dimmed">{row.detail}</Text>}</> },
        ]} />
    </div>
  )
}

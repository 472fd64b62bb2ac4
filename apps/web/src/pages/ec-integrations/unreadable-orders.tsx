import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'

/** Orders that came from the store and could not be read: which, and what is wrong with each, in the reader's words as far as they are ours. */
export function UnreadableOrders({ unreadable: { count, orders } }: { unreadable: Outputs['coverage']['get']['unreadable'] }) {
  const t = useTranslations('coverage')
  if (count === 0) return null
  return (
    <>
      <Banner tone="bad" title={t('unreadable', { count })}>{t('unreadableHint')} {count > orders.length && t('onlyLatest', { shown: orders.length })}</Banner>
      <DataTable label={t('unreadable', { count })} rows={orders} rowKey={(row) => row.platformOrderId} empty={null}
        columns={[
          { id: 'order', header: t('order'), primary: true, cell: (row) => row.orderNumber ?? row.platformOrderId },
          { id: 'problem', header: t('unreadableProblem'), wrap: true, cell: (row) => row.problem },
          { id: 'received', header: t('receivedAt'), cell: (row) => <RelativeTime value={row.receivedAt} /> },
        ]} />
    </>
  )
}

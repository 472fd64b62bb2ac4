import { useTranslations } from 'use-intl'
import type { Outputs } from '../../app/session.tsx'
import { Banner } from '../../ui/banner.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'

const shown = 5

/** Orders that came from the store and could not be read: which, and what is wrong with each. */
export function UnreadableOrders({ unreadable: { count, orders } }: { unreadable: Outputs['coverage']['get']['unreadable'] }) {
  const t = useTranslations('coverage')
  if (count === 0) return null
  return (
    <>
      <Banner tone="bad" title={t('unreadable', { count })}>{t('unreadableHint')} {count > shown && t('onlyLatest', { shown })}</Banner>
      <DataTable label={t('unreadable', { count })} rows={orders.slice(0, shown)} rowKey={(row) => row.platformOrderId} empty={null}
        columns={[
          { id: 'order', header: t('order'), primary: true, cell: (row) => row.orderNumber ?? row.platformOrderId },
          { id: 'problem', header: t('unreadableProblem'), wrap: true, cell: (row) => row.problem },
          { id: 'received', header: t('receivedAt'), cell: (row) => <RelativeTime value={row.receivedAt} /> },
        ]} />
    </>
  )
}

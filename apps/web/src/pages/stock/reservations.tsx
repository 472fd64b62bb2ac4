import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { DataTable } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import type { ProductStock } from './stock-figures.tsx'

/** The orders that hold some of a product. */
export function Reservations({ stock }: { stock: ProductStock }) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  return (
    <Section title={t('reservations')} description={stock.reservations.length > 0 ? t('reservationsHint') : undefined}>
      <DataTable label={t('reservations')} rows={stock.reservations} rowKey={(row) => row.orderId} rowLink={(row) => ({ to: '/orders/$id', params: { id: row.orderId } })} empty={<Text size="sm" c="dimmed">{t('noReservations')}</Text>}
        columns={[
          { id: 'order', header: words('order'), primary: true, cell: (row) => row.orderNumber },
          { id: 'quantity', header: words('quantity'), align: 'end', cell: (row) => <Count value={row.quantity} /> },
          { id: 'since', header: t('since'), cell: (row) => <RelativeTime value={row.since} /> },
        ]} />
    </Section>
  )
}

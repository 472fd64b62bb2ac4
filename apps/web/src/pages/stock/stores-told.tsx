import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { BarList } from '../../ui/bar-list.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import type { ProductStock } from './stock-figures.tsx'
import classes from './product-stock.module.css'

/** What each store was told of a product, and what it last said that it has. */
export function StoresTold({ stock }: { stock: ProductStock }) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  if (stock.stores.length === 0) return <Section title={t('stores')}><Text size="sm" c="dimmed">{t('noStores')}</Text></Section>
  return (
    <Section title={t('stores')} description={t('storesHint')}>
      <div className={classes.page}>
        {stock.stores.length > 1 && <BarList label={t('storeChart')} bars={stock.stores.map((store) => ({ key: store.ecAccountId, label: store.displayName, value: store.pushed }))} />}
        <DataTable label={t('stores')} rows={stock.stores} rowKey={(row) => row.ecAccountId} rowLink={(row) => ({ to: '/stock-pushes', search: { account: row.ecAccountId } })} empty={null}
          columns={[
            { id: 'account', header: words('ecAccount'), primary: true, wrap: true, cell: (row) => row.displayName },
            { id: 'pushed', header: t('pushed'), align: 'end', cell: (row) => <Count value={row.pushed} /> },
            { id: 'store', header: t('lastStoreStock'), align: 'end', cell: (row) => (row.lastStoreStock === null ? '–' : <Count value={row.lastStoreStock} />) },
            { id: 'at', header: t('lastPushAt'), cell: (row) => <RelativeTime value={row.lastPushAt} /> },
          ]} />
      </div>
    </Section>
  )
}

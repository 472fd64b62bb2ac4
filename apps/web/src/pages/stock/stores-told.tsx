import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { DifferenceBadge } from '../../parts/difference-badge.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
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
  const levels = stock.stores.flatMap(({ ecAccountId, displayName, figures }) => (figures === null || figures.level === null ? [] : [{ key: ecAccountId, label: displayName, detail: t('levelNow'), value: figures.level }]))
  if (stock.stores.length === 0) return <Section title={t('stores')}><Text size="sm" c="dimmed">{t('noStores')}</Text></Section>
  return (
    <Section title={t('stores')} description={t('storesHint')}>
      <div className={classes.page}>
        {stock.atRisk > 0 && <Banner tone="warn" title={t('exposureTitle')}>{t('exposureText', { exposed: stock.exposed ?? 0, available: Math.max(0, stock.available), atRisk: stock.atRisk })}</Banner>}
        {levels.length > 0 && <BarList label={t('levelChart')} bars={[...levels, { key: 'free', label: t('available'), value: Math.max(0, stock.available), tone: 'good' as const }]} />}
        <DataTable label={t('stores')} rows={stock.stores} rowKey={(row) => row.ecAccountId} rowLink={(row) => ({ to: '/stock-pushes', search: { account: row.ecAccountId } })} empty={null}
          columns={[
            { id: 'account', header: words('ecAccount'), primary: true, wrap: true, cell: (row) => row.displayName },
            { id: 'earned', header: t('earned'), align: 'end', cell: (row) => <Count value={row.ledger.earned} /> },
            { id: 'pushed', header: t('pushed'), align: 'end', cell: (row) => <Count value={row.ledger.told} /> },
            { id: 'ledger', header: t('ledger'), wrap: true, cell: (row) => <Ledger ledger={row.ledger} /> },
            { id: 'level', header: t('levelNow'), align: 'end', cell: (row) => (row.figures === null || row.figures.level === null ? '–' : <Count value={row.figures.level} />) },
            { id: 'figures', header: t('figuresNow'), wrap: true, cell: (row) => row.figures && <DifferenceBadge figures={row.figures} /> },
            { id: 'at', header: t('lastPushAt'), cell: (row) => <RelativeTime value={row.lastPushAt} /> },
          ]} />
      </div>
    </Section>
  )
}

/** What became of the units that a store was told, as far as not all of them were taken. */
function Ledger({ ledger }: { ledger: ProductStock['stores'][number]['ledger'] }) {
  const t = useTranslations('stock')
  const words = useTranslations('words')
  const { applied, waiting, refused, dismissed, due, earnedHundredths, refusals } = ledger
  const rest = earnedHundredths - ledger.earned * 100
  return (
    <>
      <div>{t('ledgerApplied', { count: applied })}</div>
      {waiting !== 0 && <Text size="xs" c="dimmed">{t('ledgerWaiting', { count: waiting })}</Text>}
      {refused !== 0 && <Text size="xs" c="var(--warn-text)">{t('ledgerRefused', { count: refused })}</Text>}
      {refusals.map((each) => <Text key={each.stockPushId} size="xs" c="dimmed"><AppLink to="/stock-pushes/$id" params={{ id: each.stockPushId }}>{t('ledgerRefusal', { count: each.quantity, why: words(`stockLineResult.${each.result}`) })}</AppLink></Text>)}
      {dismissed !== 0 && <Text size="xs" c="dimmed">{t('ledgerDismissed', { count: dismissed })}</Text>}
      {due !== 0 && <Text size="xs" c="var(--warn-text)">{t('ledgerDue', { count: due })}</Text>}
      {rest > 0 && <Text size="xs" c="dimmed">{t('ledgerRest', { part: rest / 100 })}</Text>}
    </>
  )
}

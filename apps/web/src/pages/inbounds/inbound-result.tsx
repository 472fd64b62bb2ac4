import { useTranslations } from 'use-intl'
import { LineResult } from '../../parts/line-result.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Count } from '../../ui/money.tsx'
import { Section } from '../../ui/section.tsx'
import type { Inbound } from './inbound.ts'
import classes from './inbounds.module.css'

type Push = Inbound['pushes'][number]

/** What each store got, line by line, and which got nothing and why. */
export function InboundResult({ inbound }: { inbound: Inbound }) {
  const t = useTranslations('inbounds')
  const stores = Map.groupBy(inbound.pushes, (push) => push.stockPushId)
  const waiting = inbound.pushes.some((push) => push.result === 'waiting')
  return (
    <Section title={t('result')} description={<span aria-live="polite">{waiting ? t('resultWaiting') : inbound.pushes.length > 0 ? t('resultHint') : t('nothingPushed')}</span>}>
      {[...stores].map(([stockPushId, pushes]) => <StoreResult key={stockPushId} pushes={pushes} lines={inbound.lines} />)}
      {inbound.notPushed.length > 0 && (
        <div className={classes.store}>
          <h3 className={classes.storeName}>{t('gotNothing')}</h3>
          <ul className={classes.plainList} data-prose>
            {inbound.notPushed.map((account) => (
              <li key={account.ecAccountId}>
                <AppLink to="/ec-integrations/$id" params={{ id: account.ecAccountId }} aria-label={`${t('openSettings')}: ${account.displayName}`}>{account.displayName}</AppLink>{' – '}{t(`notPushed.${account.reason}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  )
}

function StoreResult({ pushes, lines }: { pushes: Push[]; lines: Inbound['lines'] }) {
  const names = new Map(lines.map((line) => [line.sku, line.name]))
  const t = useTranslations('inbounds')
  const words = useTranslations('words')
  const [first] = pushes
  if (!first) return null
  return (
    <div className={classes.store}>
      <div className={classes.storeHead}>
        <h3 className={classes.storeName}>{first.displayName}</h3>
        <span className={classes.quiet}>{t('appliedOf', { applied: pushes.filter((push) => push.result === 'applied').length, lines: pushes.length })}</span>
        <AppLink to="/stock-pushes/$id" params={{ id: first.stockPushId }} aria-label={`${t('showPush')}: ${first.displayName}`}>{t('showPush')}</AppLink>
      </div>
      <DataTable label={`${t('result')}: ${first.displayName}`} rows={pushes} rowKey={(push) => push.sku} rowTone={(push) => (push.result === 'applied' || push.result === 'waiting' ? undefined : push.result === 'not_tracked' ? 'warn' : 'bad')} empty={null}
        columns={[
          { id: 'sku', header: words('sku'), primary: true, wrap: true, cell: (push) => push.sku },
          { id: 'name', header: words('product'), wrap: true, cell: (push) => names.get(push.sku) ?? '–' },
          { id: 'quantity', header: t('quantityPushed'), align: 'end', cell: (push) => <Count value={push.quantity} /> },
          { id: 'result', header: t('outcome'), wrap: true, cell: (push) => <LineResult kind="increment" line={push} /> },
          { id: 'after', header: t('stockAfter'), align: 'end', cell: (push) => (push.stockAfter === null ? '–' : <Count value={push.stockAfter} />) },
        ]} />
    </div>
  )
}

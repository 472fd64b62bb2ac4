import { isolate } from '@crossdock/domain'
import { useTranslations } from 'use-intl'
import type { Outputs } from '../app/session.tsx'
import { AppLink } from '../ui/app-link.tsx'
import { fieldId } from '../ui/form.ts'
import { Differences } from './differences.tsx'
import classes from './hold-detail.module.css'
import { holdFacts } from './hold-facts.ts'

type Hold = Outputs['orders']['get']['holdHistory'][number]

/** Whether its detail says already what is to be done, since that depends on what happened. */
export function saysWhatToDo(reason: Hold['reason']): reason is 'canceled_on_platform' | 'changed_on_platform' | 'tracking_differs' {
  return reason === 'canceled_on_platform' || reason === 'changed_on_platform' || reason === 'tracking_differs'
}

/** What exactly stands in the way, and the way to mend it. */
export function HoldDetail({ hold, ecAccountId, productIds = {} }: {
  hold: Pick<Hold, 'reason' | 'detail' | 'note' | 'releasedAt'>
  ecAccountId: string
  /** Products of the order by SKU, where they are known. */
  productIds?: Record<string, string>
}) {
  const t = useTranslations('holds')
  return (
    <div className={classes.detail}>
      <Cause hold={hold} ecAccountId={ecAccountId} productIds={productIds} />
      {hold.note !== null && <p className={classes.note}>{t('quoted', { text: isolate(hold.note) })}</p>}
    </div>
  )
}

function Cause({ hold, ecAccountId, productIds }: { hold: Pick<Hold, 'reason' | 'detail' | 'releasedAt'>; ecAccountId: string; productIds: Record<string, string> }) {
  const t = useTranslations('holds.cause')
  const holds = useTranslations('holds')
  const facts = holdFacts(hold.detail)
  const nameOf = ({ sku, title }: { sku: string; title: string }) => (sku !== '' && title !== '' ? holds('skuTitled', { sku: isolate(sku), title: isolate(title) }) : isolate(sku || title))
  const open = hold.releasedAt === null
  switch (hold.reason) {
    case 'unmapped_shipping_code':
      return (
        <p>
          {facts.codeName !== null && facts.codeName !== facts.code ? t('unmappedNamed', { code: isolate(facts.code ?? ''), name: isolate(facts.codeName) }) : t('unmapped', { code: isolate(facts.code ?? '') })}{' '}
          {open && <AppLink to="/ec-integrations/$id" params={{ id: ecAccountId }} hash={fieldId('shippingMappings')}>{t('mapCode')}</AppLink>}
        </p>
      )
    case 'unknown_product':
      return (
        <p>
          {t('unknown', { count: facts.unknown.length })}{' '}
          {facts.unknown.map((each, index) => (
            <span key={each.sku || each.title}>
              {index > 0 && ' · '}
              {open ? <AppLink to="/unknown-products" search={{ q: each.sku || each.title }}>{nameOf(each)}</AppLink> : nameOf(each)}
            </span>
          ))}
        </p>
      )
    case 'insufficient_stock':
      return (
        <p>
          {facts.missing.map((each, index) => {
            const words = t('missing', { sku: isolate(each.sku), count: each.missing })
            const productId = productIds[each.sku]
            return (
              <span key={each.sku}>
                {index > 0 && ' · '}
                {!open ? words : productId === undefined ? <AppLink to="/stock" search={{ q: each.sku }}>{words}</AppLink> : <AppLink to="/stock/$id" params={{ id: productId }}>{words}</AppLink>}
              </span>
            )
          })}
        </p>
      )
    case 'sales_channel_disabled':
      return <p>{t('channel', { name: isolate(facts.channel ?? '') })} {open && <AppLink to="/sales-channels">{t('openChannels')}</AppLink>}</p>
    case 'canceled_on_platform':
      return <p>{t(facts.toldByShipment ? 'canceledByShipment' : facts.afterShipping ? 'canceledAfterShipping' : 'canceled')}</p>
    case 'tracking_differs':
      return <p>{t('differs', { told: isolate(facts.told ?? ''), number: isolate(facts.trackingNumber ?? ''), carrier: isolate(facts.carrier ?? '') })}</p>
    case 'changed_on_platform':
      return (
        <>
          <p>{facts.changes.some((each) => each.field === 'shipmentStatus') ? t('leftAtStore') : t('changed', { count: facts.changes.length })}</p>
          <Differences changes={facts.changes} />
        </>
      )
    case 'merchant_request':
    case 'address_issue':
    case 'risk_control':
    case 'wrong_store_number':
    case 'other':
      return null
  }
}

import { isolate } from '@crossdock/domain'
import { useTranslations } from 'use-intl'
import { useLanguage } from '../../app/language.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { Money } from '../../ui/money.tsx'
import { ExactTime, RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './order-page.module.css'
import type { Order } from './order-stage.ts'

/** Convenience stores by the names that platforms give them. */
const brands = new Map<string, 'sevenEleven' | 'familyMart' | 'hiLife' | 'okMart'>([['7-11', 'sevenEleven'], ['familymart', 'familyMart'], ['hilife', 'hiLife'], ['okmart', 'okMart']])

/** Who gets it and how, what it costs, and what the platform says of it. */
export function OrderFacts({ order }: { order: Order }) {
  return (
    <>
      <Delivery order={order} />
      <OrderMoney order={order} />
      <PlatformFacts order={order} />
    </>
  )
}

function Delivery({ order }: { order: Order }) {
  const t = useTranslations('order')
  const words = useTranslations('words')
  const { language } = useLanguage()
  const { recipient, pickupStore, shipping, buyerNote } = order
  const address = [recipient.postalCode, recipient.city, recipient.district, recipient.address].filter((each) => each !== null && each !== '')
  const places = address.length === 0 || recipient.country === 'TW' ? address : [...address, recipient.country]
  const code = shipping.name !== null && shipping.name !== shipping.code ? t('codeNamed', { code: isolate(shipping.code), name: isolate(shipping.name) }) : shipping.code
  return (
    <Section title={t('delivery')}>
      <DefinitionList
        entries={[
          [words('shippingType'), <div key="type">{shipping.type ? shipping.type.name[language] : t('notMapped')}<div className={classes.meta}>{code}</div></div>],
          [t('recipient'), recipient.name],
          [t('phone'), <CopyText key="phone" value={recipient.phone} label={t('phone')} mono={false} />],
          recipient.email !== null && [t('email'), recipient.email],
          pickupStore !== null && [t('pickupStore'), <PickupStore key="store" store={pickupStore} />],
          places.length > 0 && [t('address'), <CopyText key="address" value={places.join(' ')} shown={places.map((place) => isolate(place ?? '')).join(' ')} label={t('address')} mono={false} />],
          buyerNote !== null && [t('buyerNote'), <span key="note" className={classes.buyerNote}>{buyerNote}</span>],
        ]} />
    </Section>
  )
}

function PickupStore({ store }: { store: NonNullable<Order['pickupStore']> }) {
  const t = useTranslations('order')
  const brand = brands.get(store.brand)
  return (
    <>
      <strong>{brand ? t(`brand.${brand}`) : isolate(store.brand)}</strong> <bdi>{store.storeName}</bdi>
      <div>{t('storeNumber')} <CopyText value={store.storeId} label={t('storeNumber')} /></div>
      {store.address !== null && <div className={classes.meta}>{store.address}</div>}
    </>
  )
}

function OrderMoney({ order }: { order: Order }) {
  const t = useTranslations('order')
  const { subtotal, shippingFee, discount, total, codAmount, currency } = order.money
  const sums: [label: string, value: number][] = [[t('subtotal'), subtotal], [t('shippingFee'), shippingFee]]
  if (discount !== 0) sums.push([t('discount'), -Math.abs(discount)])
  return (
    <Section title={t('money')}>
      <dl className={classes.sums}>
        {sums.map(([label, value]) => <div key={label}><dt>{label}</dt><dd><Money value={value} currency={currency} /></dd></div>)}
        <div className={classes.sum}><dt>{t('total')}</dt><dd><Money value={total} currency={currency} /></dd></div>
        <div className={codAmount > 0 ? classes.collect : undefined}><dt>{t('cod')}</dt><dd>{codAmount > 0 ? <Money value={codAmount} currency={currency} /> : t('noCod')}</dd></div>
      </dl>
    </Section>
  )
}

function PlatformFacts({ order }: { order: Order }) {
  const t = useTranslations('order')
  const { platformStatus } = order
  return (
    <Section title={t('platform')}>
      <DefinitionList
        entries={[
          [t('platformOrderId'), <CopyText key="id" value={order.platformOrderId} label={t('platformOrderId')} />],
          [t('platformOrder'), t(`platformOrderStatus.${platformStatus.order}`)],
          [t('platformShipment'), t(`platformShipmentStatus.${platformStatus.shipment}`)],
          [t('platformPayment'), t(`platformPaymentStatus.${platformStatus.payment}`)],
          [t('placed'), <ExactTime key="placed" value={order.placedAt} />],
          [t('importedAt'), <RelativeTime key="imported" value={order.importedAt} />],
          [t('readAt'), <RelativeTime key="read" value={platformStatus.readAt} />],
        ]} />
    </Section>
  )
}

import { isolate } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { HoldBadge } from '../../parts/badges.tsx'
import { HoldDetail, saysWhatToDo } from '../../parts/hold-detail.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import classes from './order-page.module.css'
import type { Order } from './order-stage.ts'
import { ReleaseDialog } from './release-dialog.tsx'

type Hold = Order['holdHistory'][number]

/** What stands in the order's way, whose move it is, and how it goes; below, what did. */
export function OrderHolds({ order }: { order: Order }) {
  const t = useTranslations('order')
  const active = order.holdHistory.filter((hold) => hold.releasedAt === null)
  const past = order.holdHistory.filter((hold) => hold.releasedAt !== null)
  if (order.holdHistory.length === 0) return null
  return (
    <Section title={active.length > 0 ? t('holds', { count: active.length }) : t('noHolds')}>
      {active.length > 0 && <ul className={classes.list}>{active.map((hold) => <HoldRow key={hold.id} hold={hold} order={order} />)}</ul>}
      {past.length > 0 && (
        <details className={classes.past}>
          <summary>{t('pastHolds', { count: past.length })}</summary>
          <ul className={classes.list}>{past.map((hold) => <HoldRow key={hold.id} hold={hold} order={order} />)}</ul>
        </details>
      )}
    </Section>
  )
}

function HoldRow({ hold, order }: { hold: Hold; order: Order }) {
  const t = useTranslations('holds')
  const words = useTranslations('words')
  const [releasing, setReleasing] = useState(false)
  const productIds = Object.fromEntries(order.lines.flatMap((line) => (line.product ? [[line.sku, line.product.id]] : [])))
  const open = hold.releasedAt === null
  return (
    <li className={classes.hold}>
      <div className={classes.holdHead}>
        <HoldBadge reason={hold.reason} />
        {open && <strong>{t('move', { owner: words(`holdOwner.${hold.owner}`) })}</strong>}
        <span className={classes.meta}><RelativeTime value={hold.createdAt} /> · <ActorName actor={hold.placedBy} /></span>
        {open && hold.releasableByHand && <Button size="compact-sm" variant="default" onClick={() => setReleasing(true)}>{t('release')}</Button>}
      </div>
      <HoldDetail hold={hold} ecAccountId={order.ecAccount.id} productIds={productIds} />
      {open && !saysWhatToDo(hold.reason) && <div className={classes.meta}>{hold.releasableByHand ? t(`advice.${hold.reason}`) : t('byItselfAdvice', { advice: t(`advice.${hold.reason}`) })}</div>}
      {!open && (
        <div className={classes.meta}>
          {t('released')} <RelativeTime value={hold.releasedAt} /> · {hold.releasedBy && <ActorName actor={hold.releasedBy} />}
          {hold.releaseNote !== null && <> · {t('quoted', { text: isolate(hold.releaseNote) })}</>}
        </div>
      )}
      {releasing && <ReleaseDialog holds={[hold]} onClose={() => setReleasing(false)} />}
    </li>
  )
}

function ActorName({ actor }: { actor: Hold['placedBy'] }) {
  const words = useTranslations('words.actorKind')
  return <>{actor.kind === 'system' ? words('system') : isolate(actor.name)}</>
}

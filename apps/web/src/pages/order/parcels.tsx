import { isolate } from '@crossdock/domain'
import { Button } from '@mantine/core'
import { IconCheck, IconSend } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { api } from '../../api/client.ts'
import { useWrite } from '../../api/use-write.ts'
import { TrackingBadge, WriteBadge } from '../../parts/badges.tsx'
import { LeaveWrite } from '../../parts/leave-write.tsx'
import { useAdvice } from '../../parts/write-advice.ts'
import { WriteHistoryFold } from '../../parts/write-history.tsx'
import { WriteQuestion } from '../../parts/write-question.tsx'
import { usePlatformWords } from '../../parts/platform-words.ts'
import { AppLink } from '../../ui/app-link.tsx'
import { Banner } from '../../ui/banner.tsx'
import { CopyText } from '../../ui/copy-text.tsx'
import { ErrorPanel } from '../../ui/error-panel.tsx'
import { ExactTime, RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { CorrectParcel } from './correct-parcel.tsx'
import type { Order } from './order-stage.ts'
import classes from './parcels.module.css'

type Parcel = Order['parcels'][number]
const steps = ['waiting', 'sent', 'confirmed'] as const

/** What left, and how far the store knows of each parcel. */
export function Parcels({ order }: { order: Order }) {
  const t = useTranslations('order')
  if (order.parcels.length === 0) return null
  return (
    <Section title={t('parcels', { count: order.parcels.length })}>
      <ul className={classes.list}>{order.parcels.map((parcel) => <ParcelCard key={parcel.id} parcel={parcel} orderId={order.id} ecAccountId={order.ecAccount.id} />)}</ul>
    </Section>
  )
}

function ParcelCard({ parcel, orderId, ecAccountId }: { parcel: Parcel; orderId: string; ecAccountId: string }) {
  const t = useTranslations('order')
  const actors = useTranslations('words.actorKind')
  return (
    <li className={classes.parcel}>
      <div className={classes.head}>
        <strong><CopyText value={parcel.trackingNumber} label={parcel.trackingNumber} /></strong>
        <bdi>{parcel.carrier}</bdi>
        <span role="status">{parcel.push.write.askedAt !== null ? <WriteBadge state={parcel.push.write.state} asked /> : <TrackingBadge state={parcel.push.state} />}</span>
      </div>
      <div className={classes.meta}>
        {t.rich('shippedBy', { at: () => <RelativeTime value={parcel.shippedAt} />, by: parcel.actor.kind === 'system' ? actors('system') : isolate(parcel.actor.name) })}
      </div>
      <ul className={classes.contents}>{parcel.lines.map((line) => <li key={line.lineId}>{t('packed', { sku: isolate(line.sku || line.title), count: line.quantity })}</li>)}</ul>
      {parcel.push.write.askedAt !== null ? <WriteQuestion writeId={parcel.push.write.id} stock={null} /> : parcel.push.state === 'refused' && parcel.push.write.leftAt !== null ? <Left parcel={parcel} orderId={orderId} leftAt={parcel.push.write.leftAt} /> : parcel.push.state === 'refused' ? <Refused parcel={parcel} orderId={orderId} /> : parcel.push.state === 'differs' ? <div className={classes.meta}>{t('toldAs', { number: parcel.toldNumber ?? '' })}</div> : parcel.push.state === 'sent' && parcel.push.write.leftAt !== null ? <LeftTaken leftAt={parcel.push.write.leftAt} /> : parcel.push.reading?.overdue === true ? <Unshown push={parcel.push} reading={parcel.push.reading} ecAccountId={ecAccountId} /> : <Progress push={parcel.push} />}
      {parcel.store && (
        <div className={classes.store}>
          {t.rich('storeKnows', { number: isolate(parcel.store.trackingNumber), carrier: isolate(parcel.store.carrier), at: () => <ExactTime value={parcel.store?.shippedAt} /> })}
        </div>
      )}
      <div className={classes.foot}>
        <WriteHistoryFold id={parcel.push.write.id} />
        {parcel.push.state !== 'refused' && <CorrectParcel orderId={orderId} parcel={parcel} />}
      </div>
    </li>
  )
}

/** Waiting → sent → confirmed by the store, and why it stands where it stands. */
function Progress({ push }: { push: Parcel['push'] }) {
  const t = useTranslations('order')
  const words = useTranslations('words')
  const owners = useTranslations('alerts.owners')
  const say = usePlatformWords()
  const at = steps.findIndex((step) => step === push.state)
  return (
    <>
      <ol className={classes.steps} aria-label={t('pushSteps')}>
        {steps.map((step, index) => (
          <li key={step} className={classes.step} data-state={index < at || push.state === 'confirmed' ? 'done' : index === at ? 'current' : 'todo'} aria-current={index === at ? 'step' : undefined}>
            {(index < at || push.state === 'confirmed') && <IconCheck size={12} stroke={3} aria-hidden />}
            {t(`step.${step}`)}
          </li>
        ))}
      </ol>
      <div className={classes.meta}>
        {push.state === 'confirmed' ? t.rich('readBack', { at: () => <RelativeTime value={push.confirmedAt} /> }) : push.state === 'sent' ? t(push.write.state === 'accepted' ? 'sentText' : 'unknownText') : push.waitingFor !== null && words(`waitingFor.${push.waitingFor}`)}
        {push.reading?.failed && <> · {t('lastReading', { error: say(push.reading.failed.detail) })} · {owners(push.reading.owner)}</>}
        {push.write.error !== null && push.state !== 'confirmed' && <> · {t('lastTry', { error: say(push.write.error) })}</>}
        {push.state === 'waiting' && push.waitingFor !== 'connection' && push.write.attempts > 0 && push.write.nextAttemptAt !== null && <> · {t.rich('nextTry', { at: () => <RelativeTime value={push.write.nextAttemptAt} /> })}</>}
      </div>
    </>
  )
}

/** The store took it long ago, and does not show it: since when, whose move it is, and what to do. */
function Unshown({ push, reading, ecAccountId }: { push: Parcel['push']; reading: NonNullable<Parcel['push']['reading']>; ecAccountId: string }) {
  const t = useTranslations('order')
  const owners = useTranslations('alerts.owners')
  const say = usePlatformWords()
  return (
    <Banner tone="warn" title={t(reading.failed ? 'unasked' : 'unshown')} actions={<>{reading.owner === 'merchant' && <AppLink to="/ec-integrations/$id" params={{ id: ecAccountId }}>{t('openAccount')}</AppLink>}<LeaveWrite writeId={push.write.id} taken /></>}>
      <div>{t.rich('unshownSince', { at: () => <RelativeTime value={push.since} />, owner: owners(reading.owner) })} {t(`unshownTodo.${reading.owner}`)}</div>
      <div className={classes.small}>
        {reading.failed ? t('lastReading', { error: say(reading.failed.detail) }) : t('lookedFor', { count: reading.tries })}
        {reading.nextAt !== null && <> · {t.rich('nextTry', { at: () => <RelativeTime value={reading.nextAt} /> })}</>}
      </div>
    </Banner>
  )
}

function Refused({ parcel, orderId }: { parcel: Parcel; orderId: string }) {
  const t = useTranslations('order')
  const retry = useWrite(api.platformWrites.retry, { refreshes: [api.orders.key(), api.platformWrites.key(), api.home.key()] })
  const { write } = parcel.push
  const adviceFor = useAdvice()
  const say = usePlatformWords()
  return (
    <>
      <Banner tone="bad" title={write.error !== null ? say(write.error) : t('refusedSilent')}
        actions={<><CorrectParcel orderId={orderId} parcel={parcel} /><Button size="xs" variant="default" leftSection={<IconSend size={14} aria-hidden />} loading={retry.isPending} onClick={() => retry.mutate({ id: write.id })}>{t('sendAgain')}</Button><LeaveWrite writeId={write.id} /></>}>
        <div>{adviceFor(write.errorCode)}</div>
        <div className={classes.small}>
          {write.status !== null && `HTTP ${write.status} · `}<RelativeTime value={write.settledAt} /> · {t('attempts', { count: write.attempts })}
        </div>
      </Banner>
      {retry.error && <ErrorPanel error={retry.error} />}
    </>
  )
}

/** The store took it and does not show it, and somebody left it so. */
function LeftTaken({ leftAt }: { leftAt: string }) {
  const t = useTranslations('outbox')
  return <Banner tone="neutral" title={t('leftTitle')}>{t.rich('leftTakenText', { at: () => <RelativeTime value={leftAt} /> })}</Banner>
}

/** The store refused it, and somebody left it so. */
function Left({ parcel, orderId, leftAt }: { parcel: Parcel; orderId: string; leftAt: string }) {
  const t = useTranslations('outbox')
  const say = usePlatformWords()
  const { error } = parcel.push.write
  return (
    <Banner tone="neutral" title={t('leftTitle')} actions={<CorrectParcel orderId={orderId} parcel={parcel} />}>
      {t.rich('leftText', { at: () => <RelativeTime value={leftAt} />, words: error === null ? t('silent') : say(error) })}
    </Banner>
  )
}

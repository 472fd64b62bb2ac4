import { ConnectorError, isTransient, type OutgoingParcel, type PlatformShipment, type TrackingWriting } from '@crossdock/connector-kit'
import { noteFailure } from '../connecting/trouble.ts'
import { deadlineOf, merchantScope, system, type AcceptedParcel, type Actor, type EcAccount, type Needs, type PlatformWrite, type Transaction, type Trouble } from '../ports/index.ts'
import { backoffMs, isKeyForgotten, OutcomeUnknown } from '../writing/settle-outcome.ts'
import type { Attempt, ConnectedExecutor } from '../writing/executor.ts'
import { openAttempt } from '../writing/open-attempt.ts'
import { transactIf } from '../writing/transact-if.ts'

/** A call without an answer may still be under way: where only reading back tells what became of it, that waits so long. */
const settleMs = 60_000
/** How soon the sweep reads back what this job could not. */
const confirmSoonMs = 30_000
const confirmCapMs = 6 * 3_600_000
const readBackMs = 20_000

/** Tells a store that a parcel has left, and reads back whether it knows. */
export const trackingExecutor: ConnectedExecutor = {
  async send(needs, attempt) {
    const parcel = attempt.write.request as OutgoingParcel
    const tracking = open(needs, attempt)
    if (!isKeyForgotten(attempt.write, tracking.keyLifeMs, attempt.at)) return pushOrFind(needs, tracking, parcel, attempt)
    // An old key protects no more; what the store shows does. One that shows nothing is not told a second time.
    if (!tracking.list) throw new OutcomeUnknown()
    return (await findShipment(tracking, parcel)) ?? pushOrFind(needs, tracking, parcel, attempt)
  },

  async record(tx, write, outcome, account): Promise<AcceptedParcel | null> {
    const parcel = write.request as OutgoingParcel
    const accepted = outcome.state === 'accepted'
    const kept = accepted
      ? await tx.shipping.accept(write.merchantId, write.subjectId, new Date(outcome.at.getTime() + confirmSoonMs))
      : await tx.shipping.parcel(write.merchantId, write.subjectId)
    if (!kept) return null
    const actor = { kind: 'platform' as const, name: account?.shop?.title ?? '' }
    // First, since it takes the merchant's turn, which comes before any of its orders.
    if (!accepted && outcome.errorCode === 'order_cancelled') await noteCancelation(tx, write.merchantId, kept.orderId, actor)
    await Promise.all([
      tx.shipping.refreshTracking(write.merchantId, [kept.orderId], { locked: accepted }),
      tx.timeline.write(write.merchantId, [{
        subjectId: kept.orderId, type: accepted ? 'tracking_accepted' : 'tracking_refused', actor,
        data: { trackingNumber: parcel.trackingNumber, ...(accepted ? {} : { code: outcome.errorCode, error: outcome.error }) },
      }]),
    ])
    return kept
  },

  followUp: (needs, write, account, recorded) => confirmParcel(needs, write, account, recorded as AcceptedParcel | null | undefined),
}

/** The store says with its refusal that the order was canceled there: too late to stop it, never to be silent about it. */
async function noteCancelation(tx: Transaction, merchantId: string, orderId: string, actor: Actor): Promise<void> {
  const [order] = await tx.shipping.lock([orderId])
  if (!order || order.status === 'canceled') return
  const afterShipping = order.status === 'shipped'
  const placed = await tx.matching.placeHold(merchantId, [orderId], { reason: 'canceled_on_platform', detail: { afterShipping, toldBy: 'shipment' }, actor: system })
  if (placed.length > 0) await tx.timeline.write(merchantId, [{ subjectId: orderId, type: 'canceled_on_platform', actor, data: { status: order.status } }])
}

/** A refusal may be about a parcel that the store has already, from us or from the shop-keeper. */
async function pushOrFind(needs: Needs, tracking: TrackingWriting, parcel: OutgoingParcel, { write, account }: Attempt): Promise<PlatformShipment> {
  try {
    return await tracking.push(parcel, write.idempotencyKey)
  } catch (err) {
    if (!(err instanceof ConnectorError)) throw err
    if (err.outcome === 'unknown' && tracking.keyLifeMs === 0) throw laterThan(settleMs, err)
    if (!tracking.list || err.kind !== 'rejected' || (err.status !== 409 && err.status !== 422)) throw err
    const known = await findShipment(tracking, parcel)
    if (!known) throw err
    // It has the parcel, and has canceled the order all the same: the goods are to be stopped on their way.
    if (err.code === 'order_cancelled') await needs.store.transact(merchantScope(write.merchantId), async (tx) => {
      const kept = await tx.shipping.parcel(write.merchantId, write.subjectId)
      if (kept) await noteCancelation(tx, write.merchantId, kept.orderId, { kind: 'platform', name: account.shop?.title ?? '' })
    })
    return known
  }
}

/**
 * Reads a parcel back: what the store shows is confirmed, what it does not show yet is looked for again later, less and less often.
 */
async function confirmParcel(needs: Needs, write: PlatformWrite, account: EcAccount, known?: AcceptedParcel | null): Promise<void> {
  const { merchantId } = write
  const scope = merchantScope(merchantId)
  const parcel = known ?? await needs.store.transact(scope, (tx) => tx.shipping.parcel(merchantId, write.subjectId))
  if (!parcel || parcel.confirmedAt) return
  const { shown, trouble } = await readBack(needs, account, write, parcel)
  needs.failpoint?.('tracking.read-back')
  const now = needs.now()
  if (shown === 'never') return needs.store.transact(scope, (tx) => tx.shipping.awaitConfirmation(merchantId, parcel.id, null))
  if (!shown) {
    const wait = Math.min(confirmCapMs, confirmSoonMs + backoffMs(parcel.confirmAttempts + 1) * (parcel.confirmAttempts + 1))
    return needs.store.transact(scope, (tx) => tx.shipping.confirmLater(merchantId, parcel.id, new Date(now.getTime() + wait), trouble))
  }
  const actor = { kind: 'platform' as const, name: account.shop?.title ?? account.platform }
  await transactIf(needs.store, scope, (tx) => [
    tx.shipping.confirm(merchantId, parcel, shown, now),
    Promise.all([
      tx.shipping.refreshTracking(merchantId, [parcel.orderId], { locked: true }),
      parcel.toldNumber === null ? null : tx.shipping.liftTrackingDiffers(merchantId, parcel.orderId, now),
      tx.timeline.write(merchantId, [{ subjectId: parcel.orderId, type: 'tracking_confirmed', actor, data: { trackingNumber: parcel.trackingNumber } }]),
    ]),
  ])
}

/** @returns `never` where the platform shows no parcels; nothing shown, with why, where it could not be asked */
async function readBack(needs: Needs, account: EcAccount, write: PlatformWrite, parcel: AcceptedParcel): Promise<{ shown: PlatformShipment | 'never' | null; trouble: Trouble | null }> {
  const deadline = deadlineOf(needs, readBackMs)
  try {
    const tracking = open(needs, { account, write, signal: deadline.signal })
    return { shown: tracking.list ? await findShipment(tracking, parcel) : 'never', trouble: null }
  } catch (err) {
    if (err instanceof ConnectorError && err.permission !== null) await noteFailure(needs, account, err)
    if (!isTransient(err)) needs.log.warn({ err, trackingNumber: parcel.trackingNumber }, 'A parcel could not be read back')
    return { shown: null, trouble: err instanceof ConnectorError ? { kind: err.kind, code: err.code, message: err.message } : { kind: 'internal', code: 'internal_error', message: 'Something went wrong on our side; it is read back again by itself.' } }
  } finally {
    deadline.clear()
  }
}

async function findShipment(tracking: TrackingWriting, parcel: Pick<OutgoingParcel, 'platformOrderId' | 'trackingNumber'>): Promise<PlatformShipment | null> {
  const shipments = (await tracking.list?.(parcel.platformOrderId)) ?? []
  return shipments.find((each) => each.trackingNumber.trim().toUpperCase() === parcel.trackingNumber) ?? null
}

function laterThan(ms: number, err: ConnectorError): ConnectorError {
  const { kind, code, message, status, outcome, cause } = err
  return new ConnectorError({ kind, code, message, status, outcome, cause, retryAfterMs: Math.max(ms, err.retryAfterMs ?? 0) })
}

function open(needs: Needs, attempt: Parameters<typeof openAttempt>[1]): TrackingWriting {
  const { tracking } = openAttempt(needs, attempt)
  if (!tracking) throw new ConnectorError({ kind: 'rejected', code: 'not_supported', message: 'This platform takes no tracking numbers.', outcome: 'not_sent' })
  return tracking
}

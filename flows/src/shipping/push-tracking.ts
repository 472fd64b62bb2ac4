import { ConnectorError, isTransient, type OutgoingParcel, type PlatformShipment, type TrackingWriting } from '@crossdock/connector-kit'
import { deadlineOf, merchantScope, type EcAccount, type Needs, type PlatformWrite } from '../ports/index.ts'
import { backoffMs } from '../writing/settle-outcome.ts'
import type { Attempt, ConnectedExecutor } from '../writing/executor.ts'
import { openAttempt } from '../writing/open-attempt.ts'

/** How soon the sweep reads back what this job could not. */
const confirmSoonMs = 30_000
const confirmCapMs = 6 * 3_600_000
const readBackMs = 20_000

/** Tells a store that a parcel has left, and reads back whether it knows. */
export const trackingExecutor: ConnectedExecutor = {
  async send(needs, attempt) {
    const parcel = attempt.write.request as OutgoingParcel
    const tracking = open(needs, attempt)
    // An old key protects no more; what the store shows does.
    const known = attempt.keyForgotten ? await findShipment(tracking, parcel) : null
    return known ?? pushOrFind(tracking, parcel, attempt)
  },

  async record(tx, write, outcome) {
    const parcel = write.request as OutgoingParcel
    const kept = await tx.shipping.parcel(write.merchantId, write.subjectId)
    if (!kept) return
    const actor = { kind: 'platform' as const, name: (await tx.accounts.get(write.merchantId, write.ecAccountId))?.shop?.title ?? '' }
    const accepted = outcome.state === 'accepted'
    if (accepted) await tx.shipping.awaitConfirmation(write.merchantId, kept.id, new Date(outcome.at.getTime() + confirmSoonMs))
    await tx.shipping.refreshTracking(write.merchantId, [kept.orderId])
    await tx.timeline.write(write.merchantId, [{
      subjectId: kept.orderId, type: accepted ? 'tracking_accepted' : 'tracking_refused', actor,
      data: { trackingNumber: parcel.trackingNumber, ...(accepted ? {} : { code: outcome.errorCode, error: outcome.error }) },
    }])
  },

  followUp: confirmParcel,
}

/** A refusal may be about a parcel that the store has already, from us or from the shop-keeper. */
async function pushOrFind(tracking: TrackingWriting, parcel: OutgoingParcel, { write }: Attempt): Promise<PlatformShipment> {
  try {
    return await tracking.push(parcel, write.idempotencyKey)
  } catch (err) {
    if (!(err instanceof ConnectorError) || err.kind !== 'rejected' || (err.status !== 409 && err.status !== 422)) throw err
    const known = await findShipment(tracking, parcel)
    if (!known) throw err
    return known
  }
}

/**
 * Reads a parcel back: what the store shows is confirmed, what it does not show yet is looked for again later, less and less often.
 */
async function confirmParcel(needs: Needs, write: PlatformWrite, account: EcAccount): Promise<void> {
  const { merchantId } = write
  const scope = merchantScope(merchantId)
  const parcel = await needs.store.transact(scope, (tx) => tx.shipping.parcel(merchantId, write.subjectId))
  if (!parcel || parcel.confirmedAt) return
  const shown = await readBack(needs, account, write.request as OutgoingParcel)
  needs.failpoint?.('tracking.read-back')
  await needs.store.transact(scope, async (tx) => {
    const now = needs.now()
    if (!shown) {
      const wait = Math.min(confirmCapMs, confirmSoonMs + backoffMs(parcel.confirmAttempts + 1) * (parcel.confirmAttempts + 1))
      await tx.shipping.confirmLater(merchantId, parcel.id, new Date(now.getTime() + wait))
    } else if (await tx.shipping.confirm(merchantId, parcel.id, shown, now)) {
      await tx.shipping.refreshTracking(merchantId, [parcel.orderId])
      const actor = { kind: 'platform' as const, name: account.shop?.title ?? account.platform }
      await tx.timeline.write(merchantId, [{ subjectId: parcel.orderId, type: 'tracking_confirmed', actor, data: { trackingNumber: parcel.trackingNumber } }])
    }
  })
}

async function readBack(needs: Needs, account: EcAccount, parcel: OutgoingParcel): Promise<PlatformShipment | null> {
  const deadline = deadlineOf(needs, readBackMs)
  try {
    return await findShipment(open(needs, { account, signal: deadline.signal }), parcel)
  } catch (err) {
    if (!isTransient(err)) needs.log.warn({ err, trackingNumber: parcel.trackingNumber }, 'A parcel could not be read back')
    return null
  } finally {
    deadline.clear()
  }
}

async function findShipment(tracking: TrackingWriting, parcel: OutgoingParcel): Promise<PlatformShipment | null> {
  const shipments = await tracking.list(parcel.platformOrderId)
  return shipments.find((each) => each.trackingNumber.trim().toUpperCase() === parcel.trackingNumber) ?? null
}

function open(needs: Needs, attempt: Pick<Attempt, 'account' | 'signal'>): TrackingWriting {
  const { tracking } = openAttempt(needs, attempt)
  if (!tracking) throw new ConnectorError({ kind: 'rejected', code: 'not_supported', message: 'This platform takes no tracking numbers.', outcome: 'not_sent' })
  return tracking
}

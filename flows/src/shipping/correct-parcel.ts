import type { OutgoingParcel } from '@crossdock/connector-kit'
import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { freshKey } from '../writing/fresh-key.ts'

/**
 * Corrects the number or the carrier of a parcel that left. While the store does not have it, it is told the right ones, at
 * once when it had refused the wrong ones. A store that has it already cannot be told another number, so the order is held
 * until the store shows it: somebody has to correct it there.
 * @throws Refusal not_found, tracking_number_taken, write_unsettled (while nobody knows whether the store has it)
 */
export async function correctParcel(
  needs: Needs,
  { scope, actor, orderId, parcelId, trackingNumber, carrier }: { scope: Scope; actor: Actor; orderId: string; parcelId: string; trackingNumber: string; carrier: string },
): Promise<void> {
  await needs.store.transact(scope, async (tx) => {
    const found = await tx.shipping.findParcel(parcelId)
    // The write before the order: whoever settles a write takes them in this order too.
    const write = found && (await tx.writes.find(found.writeId))
    const [order] = found ? await tx.shipping.lock([found.orderId]) : []
    const parcel = write && (await tx.shipping.parcel(write.merchantId, parcelId))
    if (!write || !parcel || order?.id !== orderId) throw new Refusal('not_found')
    if (parcel.trackingNumber === trackingNumber && parcel.carrier === carrier) return
    const at = needs.now()
    const told = write.state === 'accepted'
    if (write.state === 'sending' || write.state === 'unknown') throw new Refusal('write_unsettled', { trackingNumber: parcel.trackingNumber })
    const toldNumber = told ? (parcel.toldNumber ?? parcel.trackingNumber) : null
    const asTold = toldNumber === trackingNumber
    if (!(await tx.shipping.relabel(write.merchantId, parcel, { trackingNumber, carrier }, { number: asTold ? null : toldNumber, at }))) {
      throw new Refusal('tracking_number_taken', { trackingNumber, orderNumber: order.orderNumber })
    }
    if (!told) {
      const request: OutgoingParcel = { ...(write.request as OutgoingParcel), trackingNumber, carrier }
      await tx.writes.reopen(write.merchantId, write.id, { event: 'corrected', freshKey: freshKey(write), request, actor, at, note: `${parcel.trackingNumber} → ${trackingNumber}` })
    } else if (asTold) {
      await tx.shipping.awaitConfirmation(write.merchantId, parcel.id, at)
      await tx.shipping.liftTrackingDiffers(write.merchantId, order.id, at)
    } else {
      await tx.matching.placeHold(write.merchantId, [order.id], { reason: 'tracking_differs', detail: { told: toldNumber, trackingNumber, carrier }, actor })
    }
    await tx.shipping.refreshTracking(write.merchantId, [order.id])
    await tx.timeline.write(write.merchantId, [{ subjectId: order.id, type: 'parcel_corrected', actor, data: { before: parcel.trackingNumber, trackingNumber, carrier, told } }])
  })
}

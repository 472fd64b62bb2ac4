import { newId } from '@crossdock/domain'
import type { OutgoingParcel } from '@crossdock/connector-kit'
import { Refusal, type Actor, type LockedOrder, type Needs, type NewParcel, type Scope, type Transaction } from '../ports/index.ts'
import { freshen } from './freshen.ts'
import { refuseUnfresh, unreadEntry, type Freshness } from './freshness.ts'
import { packParcel, withParcel, type ParcelRequest } from './pack-parcel.ts'

/**
 * Ships parcels of one order, all of them or none. Stock leaves and each parcel's message to the store is planned in the
 * same transaction, once its store has been asked whether the order still stands. A pending order that nothing holds starts processing with it. The same parcels again change nothing.
 * @throws Refusal not_found, order_on_hold, order_wrong_status, tracking_number_taken, parcel_exceeds_order, parcel_empty, invalid_input, order_canceled_at_store, order_changed_at_store, order_not_read
 */
export async function shipOrder(
  needs: Needs,
  { scope, actor, orderId, parcels, evenIfUnread = false }: { scope: Scope; actor: Actor; orderId: string; parcels: readonly ParcelRequest[]; evenIfUnread?: boolean },
): Promise<void> {
  const fresh = await freshen(needs, { scope, orderIds: [orderId], step: 'ship' })
  await needs.store.transact(scope, async (tx) => {
    const [order] = await tx.shipping.lock([orderId])
    if (!order) throw new Refusal('not_found')
    let after = order
    const packed: { order: LockedOrder; parcel: NewParcel }[] = []
    refuseTwins(order, parcels)
    parcels.forEach((request, index) => {
      if (!hasParcel(order, request.trackingNumber)) refuseUnfresh(order, fresh.get(orderId), evenIfUnread, needs.now())
      const { again, parcel } = packParcel(after, request, `parcels.${index}`)
      if (again) return
      packed.push({ order, parcel: { ...parcel, id: newId(), writeId: newId() } })
      after = withParcel(after, parcel)
    })
    await sendOff(tx, { packed, actor, at: needs.now(), fresh, evenIfUnread })
    needs.failpoint?.('ship.written')
  })
  needs.failpoint?.('ship.planned')
}

/** Asking again for a parcel that is there is answered whatever its store says by now. */
export function hasParcel(order: LockedOrder, trackingNumber: string): boolean {
  return order.parcels.some((parcel) => parcel.trackingNumber === trackingNumber)
}

/** One tracking number is one parcel, also within one request. */
function refuseTwins(order: LockedOrder, parcels: readonly ParcelRequest[]): void {
  const seen = new Set<string>()
  for (const { trackingNumber } of parcels) {
    if (seen.has(trackingNumber)) throw new Refusal('tracking_number_taken', { trackingNumber, orderNumber: order.orderNumber })
    seen.add(trackingNumber)
  }
}

/** Lets packed parcels of one merchant's orders go: rows, stock, messages to the stores, timelines. Nothing to do is fine. */
export async function sendOff(
  tx: Transaction,
  { packed, actor, at, fresh, evenIfUnread }: { packed: readonly { order: LockedOrder; parcel: NewParcel }[]; actor: Actor; at: Date; fresh: ReadonlyMap<string, Freshness>; evenIfUnread: boolean },
): Promise<void> {
  const merchantId = packed[0]?.order.merchantId
  if (!merchantId) return
  const orders = [...new Map(packed.map(({ order }) => [order.id, order])).values()]
  await tx.timeline.write(merchantId, orders.flatMap((order) => unreadEntry(order, fresh.get(order.id), 'ship', actor, evenIfUnread)))
  const started = orders.filter((order) => order.status === 'pending')
  await tx.shipping.startProcessing(merchantId, started.map((order) => order.id), at)
  await tx.timeline.write(merchantId, started.map((order) => ({ subjectId: order.id, type: 'processing_started', actor })))
  await tx.writes.plan(merchantId, packed.map(({ order, parcel }) => ({
    id: parcel.writeId, ecAccountId: order.ecAccountId, kind: 'tracking' as const, subjectId: parcel.id, idempotencyKey: trackingKey(parcel.id), request: messageOf(order, parcel, at),
  })))
  const whole = new Set(await tx.shipping.addParcels(merchantId, packed, actor, at))
  await tx.shipping.refreshTracking(merchantId, orders.map((order) => order.id))
  await tx.timeline.write(merchantId, orders.map((order) => {
    const parcels = packed.filter((each) => each.order.id === order.id).map(({ parcel }) => ({
      trackingNumber: parcel.trackingNumber, carrier: parcel.carrier, units: parcel.lines.reduce((sum, line) => sum + line.quantity, 0),
    }))
    return { subjectId: order.id, type: 'shipped', actor, data: { parcels, partial: !whole.has(order.id) } }
  }))
}

/** The same parcel is the same key, whoever sends it and however often. */
export function trackingKey(parcelId: string, generation = 1): string {
  return generation === 1 ? `parcel-${parcelId}` : `parcel-${parcelId}-${generation}`
}

function messageOf(order: LockedOrder, parcel: NewParcel, at: Date): OutgoingParcel {
  return { platformOrderId: order.platformOrderId, trackingNumber: parcel.trackingNumber, carrier: parcel.carrier, trackingUrl: null, shippedAt: at.toISOString(), lines: parcel.lines }
}

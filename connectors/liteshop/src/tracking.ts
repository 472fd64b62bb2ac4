import { ConnectorError, expectSame, id, instant, readShape, text, whole, type CallApi, type OutgoingParcel, type PlatformShipment, type TrackingWriting } from '@crossdock/connector-kit'
import { z } from 'zod'
import { keyLifeMs } from './key-life.ts'
import { pathPart } from './path-part.ts'

const fulfillmentShape = z.object({
  id,
  order_id: id,
  tracking_number: text,
  carrier: text,
  shipped_at: instant,
  lines: z
    .array(z.object({ line_id: id, quantity: whole.min(1) }))
    .nullish()
    .transform((lines) => lines ?? []),
})
const listShape = z.object({ fulfillments: z.array(fulfillmentShape) })

// Refusals that a parcel earns which the shop already has, told under another key.
const perhapsKnown = new Set(['already_shipped', 'quantity_exceeds_fulfillable', 'idempotency_conflict'])

export function createTracking(call: CallApi): Required<TrackingWriting> {
  const list = async (platformOrderId: string): Promise<PlatformShipment[]> =>
    call({
      purpose: 'tracking.list',
      method: 'GET',
      path: pathOf(platformOrderId),
      scope: 'fulfillments:write',
      read(body) {
        const { fulfillments } = readShape(listShape, body)
        for (const one of fulfillments) expectSame(platformOrderId, one.order_id, 'order_id')
        return fulfillments.map(toShipment)
      },
    })

  // Until the shop has been asked, whether it has the parcel is not known.
  const readBack = (parcel: OutgoingParcel, refusal: ConnectorError): Promise<PlatformShipment[]> =>
    list(parcel.platformOrderId).catch((err) => {
      if (!(err instanceof ConnectorError)) throw err
      if (err.kind === 'rejected') throw refusal
      throw new ConnectorError({ kind: err.kind, code: err.code, message: err.message, status: err.status, retryAfterMs: err.retryAfterMs, permission: err.permission, outcome: 'unknown' })
    })

  return {
    keyLifeMs,
    list,
    async push(parcel, idempotencyKey) {
      try {
        return await call({
          purpose: 'tracking.push',
          method: 'POST',
          path: pathOf(parcel.platformOrderId),
          body: toWire(parcel),
          idempotencyKey,
          scope: 'fulfillments:write',
          read(body) {
            const fulfillment = readShape(fulfillmentShape, body)
            expectSame(parcel.platformOrderId, fulfillment.order_id, 'order_id')
            return toShipment(fulfillment)
          },
        })
      } catch (err) {
        if (!(err instanceof ConnectorError) || err.kind !== 'rejected' || !perhapsKnown.has(err.code)) throw err
        const known = (await readBack(parcel, err)).find((shipment) => shipment.trackingNumber === parcel.trackingNumber)
        if (!known) throw err
        return known
      }
    },
  }
}

function pathOf(platformOrderId: string): string {
  const part = pathPart(platformOrderId)
  if (part === null) throw new ConnectorError({ kind: 'rejected', code: 'not_found', message: 'Liteshop knows no order without an id.', outcome: 'not_sent' })
  return `/api/v1/orders/${part}/fulfillments`
}

function toWire(parcel: OutgoingParcel): object {
  return {
    tracking_number: parcel.trackingNumber,
    carrier: parcel.carrier,
    ...(parcel.trackingUrl === null ? {} : { tracking_url: parcel.trackingUrl }),
    shipped_at: parcel.shippedAt,
    // Without lines the shop takes all that is unshipped; an empty list it refuses.
    ...(parcel.lines.length === 0 ? {} : { lines: parcel.lines.map((line) => ({ line_id: line.lineId, quantity: line.quantity })) }),
  }
}

const toShipment = (wire: z.infer<typeof fulfillmentShape>): PlatformShipment => ({
  id: wire.id,
  trackingNumber: wire.tracking_number,
  carrier: wire.carrier,
  shippedAt: wire.shipped_at,
  lines: wire.lines.map((line) => ({ lineId: line.line_id, quantity: line.quantity })),
})

import { Refusal, type LockedOrder, type ParcelContents, type ParcelLine } from '../ports/index.ts'
import { missingFor, refuseHeld, refuseStatusBut } from './may-ship.ts'

/** A parcel as somebody asks for it; without lines it holds all that is still to be shipped. */
export interface ParcelRequest {
  trackingNumber: string
  carrier: string
  lines?: readonly ParcelLine[]
}

/**
 * What a requested parcel holds, given what the order's parcels hold already. Asking for a parcel that is there answers
 * `again`, so that a double click is not a second parcel.
 * @param path where the request stands in what was sent, for field errors
 * @throws Refusal tracking_number_taken, order_wrong_status, order_on_hold, parcel_empty, parcel_exceeds_order, invalid_input (a line that the order lacks)
 */
export function packParcel(order: LockedOrder, request: ParcelRequest, path: string): { again: boolean; parcel: ParcelContents } {
  const lines = request.lines ? sumLines(order, request.lines, path) : remaining(order)
  const parcel = { trackingNumber: request.trackingNumber, carrier: request.carrier, lines }
  const existing = order.parcels.find((each) => each.trackingNumber === request.trackingNumber)
  if (existing) {
    // All that is left, when nothing is: exactly what the parcel was when it took the rest.
    const same = request.lines ? sameLines(existing.lines, lines) : lines.length === 0
    if (same && existing.carrier === request.carrier) return { again: true, parcel: existing }
    throw new Refusal('tracking_number_taken', { trackingNumber: request.trackingNumber, orderNumber: order.orderNumber })
  }
  refuseStatusBut(order, 'pending', 'processing')
  refuseHeld(order, order.holds)
  if (lines.length === 0) throw new Refusal('parcel_empty', {}, [{ path, code: 'parcel_empty', message: 'nothing is left to ship' }])
  for (const { lineId, quantity } of lines) {
    const line = order.lines.find((each) => each.lineId === lineId)!
    const left = line.quantity - line.shipped
    if (quantity > left) throw new Refusal('parcel_exceeds_order', { sku: line.sku || lineId, quantity, left })
  }
  refuseHeld(order, missingFor(order, lines))
  return { again: false, parcel }
}

/** The order with one more parcel: what the next parcel is measured against. */
export function withParcel(order: LockedOrder, parcel: ParcelContents): LockedOrder {
  const packed = new Map(parcel.lines.map((line) => [line.lineId, line.quantity]))
  return {
    ...order,
    parcels: [...order.parcels, parcel],
    lines: order.lines.map((line) => {
      const quantity = packed.get(line.lineId) ?? 0
      return { ...line, shipped: line.shipped + quantity, reserved: line.reserved - quantity }
    }),
  }
}

function remaining(order: LockedOrder): ParcelLine[] {
  return order.lines.filter((line) => line.shipped < line.quantity).map((line) => ({ lineId: line.lineId, quantity: line.quantity - line.shipped }))
}

function sumLines(order: LockedOrder, lines: readonly ParcelLine[], path: string): ParcelLine[] {
  const known = new Set(order.lines.map((line) => line.lineId))
  const sums = new Map<string, number>()
  lines.forEach(({ lineId, quantity }, index) => {
    if (!known.has(lineId)) {
      throw new Refusal('invalid_input', {}, [{ path: `${path}.lines.${index}.lineId`, code: 'invalid_value', message: 'order {orderNumber} has no line {lineId}', params: { orderNumber: order.orderNumber, lineId } }])
    }
    sums.set(lineId, (sums.get(lineId) ?? 0) + quantity)
  })
  return [...sums].map(([lineId, quantity]) => ({ lineId, quantity }))
}

function sameLines(one: readonly ParcelLine[], other: readonly ParcelLine[]): boolean {
  const quantities = new Map(other.map((line) => [line.lineId, line.quantity]))
  return one.length === other.length && one.every((line) => quantities.get(line.lineId) === line.quantity)
}

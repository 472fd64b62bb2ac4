import type { Context } from '../context.ts'
import { ShopFailure } from './failures.ts'
import type { Fulfillment, Order } from './order.ts'
import { unshipped } from './order.ts'
import { changeOrder } from './orders.ts'

/** A parcel as the partner tells it; without lines it holds all that is still unshipped. */
export interface Parcel {
  tracking_number: string
  carrier: string
  tracking_url?: string
  shipped_at: string
  lines?: { line_id: string; quantity: number }[]
}

export function listFulfillments(ctx: Context, shopId: string, orderId?: string): Fulfillment[] {
  const rows = orderId === undefined
    ? ctx.db.all<{ json: string }>('select json from fulfillments where shop_id = ? order by id', shopId)
    : ctx.db.all<{ json: string }>('select json from fulfillments where shop_id = ? and order_id = ? order by id', shopId, orderId)
  return rows.map((row) => JSON.parse(row.json) as Fulfillment)
}

/**
 * Takes a parcel: the order turns awaiting_receipt / shipped once every line has left, and is processing / ready_to_ship before.
 * Throws ShopFailure `order_cancelled`, `already_shipped`, `invalid_tracking_number`, `unknown_line`, `quantity_exceeds_fulfillable`.
 */
export function addFulfillment(ctx: Context, shopId: string, orderId: string, parcel: Parcel): Fulfillment {
  return ctx.db.transact(() => {
    let lines: Fulfillment['lines'] = []
    changeOrder(ctx, shopId, orderId, 'order.updated', (order) => {
      lines = linesToShip(order, parcel)
      for (const { line_id, quantity } of lines) {
        const line = order.lines.find((candidate) => candidate.id === line_id)
        if (line) line.fulfilled_quantity = (line.fulfilled_quantity ?? 0) + quantity
      }
      const complete = order.lines.every((line) => unshipped(line) === 0)
      order.order_status = complete ? 'awaiting_receipt' : 'processing'
      order.shipment_status = complete ? 'shipped' : 'ready_to_ship'
    })
    const newest = ctx.db.get<{ id: string | null }>('select max(id) as id from fulfillments where shop_id = ?', shopId)?.id
    const serial = Number(newest?.slice('ful_'.length) ?? 0) + 1
    const fulfillment: Fulfillment = {
      id: `ful_${String(serial).padStart(7, '0')}`,
      order_id: orderId,
      tracking_number: parcel.tracking_number,
      carrier: parcel.carrier,
      ...(parcel.tracking_url === undefined ? {} : { tracking_url: parcel.tracking_url }),
      shipped_at: parcel.shipped_at,
      lines
    }
    ctx.db.run('insert into fulfillments (shop_id, id, order_id, created_at, json) values (?, ?, ?, ?, ?)', shopId, fulfillment.id, orderId, ctx.now(), JSON.stringify(fulfillment))
    return fulfillment
  })
}

function linesToShip(order: Order, parcel: Parcel): Fulfillment['lines'] {
  if (order.order_status === 'cancelled') throw new ShopFailure('order_cancelled', 'The order was cancelled.')
  if (order.lines.every((line) => unshipped(line) === 0)) throw new ShopFailure('already_shipped', 'Every line of the order has left already.')
  refuseBadTrackingNumber(parcel.tracking_number)
  if (!parcel.lines) {
    return order.lines.filter((line) => unshipped(line) > 0).map((line) => ({ line_id: line.id, quantity: unshipped(line) }))
  }
  const wanted = new Map<string, number>()
  for (const { line_id, quantity } of parcel.lines) wanted.set(line_id, (wanted.get(line_id) ?? 0) + quantity)
  const lines = [...wanted].map(([line_id, quantity]) => ({ line_id, quantity }))
  for (const { line_id } of lines) {
    if (!order.lines.some((line) => line.id === line_id)) throw new ShopFailure('unknown_line', `The order has no line ${line_id}.`)
  }
  for (const { line_id, quantity } of lines) {
    const line = order.lines.find((candidate) => candidate.id === line_id)
    if (line && quantity > unshipped(line)) {
      throw new ShopFailure('quantity_exceeds_fulfillable', `Line ${line_id} has ${unshipped(line)} left to ship, not ${quantity}.`)
    }
  }
  return lines
}

function refuseBadTrackingNumber(trackingNumber: string): void {
  if (trackingNumber.trim() === '') throw new ShopFailure('invalid_tracking_number', 'The tracking number is empty.')
  if ([...trackingNumber].length > 64) throw new ShopFailure('invalid_tracking_number', 'The tracking number is longer than 64 characters.')
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(trackingNumber)) throw new ShopFailure('invalid_tracking_number', 'The tracking number has characters that cannot be printed.')
}

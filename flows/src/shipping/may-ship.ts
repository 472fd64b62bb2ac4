import type { HoldReason, OrderStatus } from '@crossdock/domain'
import { Refusal, type LockedOrder } from '../ports/index.ts'

/** @throws Refusal order_on_hold, with the reasons, while anything holds the order */
export function refuseHeld(order: Pick<LockedOrder, 'orderNumber'>, holds: readonly HoldReason[]): void {
  if (holds.length > 0) throw new Refusal('order_on_hold', { orderNumber: order.orderNumber, reasons: holds.join(', ') })
}

/** @throws Refusal order_wrong_status unless the order is in one of the statuses */
export function refuseStatusBut(order: Pick<LockedOrder, 'orderNumber' | 'status'>, ...expected: OrderStatus[]): void {
  if (!expected.includes(order.status)) {
    throw new Refusal('order_wrong_status', { orderNumber: order.orderNumber, status: order.status, expected: expected.join(', ') })
  }
}

/**
 * What stands in the way of goods that leave without stock behind them, whatever the order's holds say: the last look
 * before stock is taken.
 */
export function missingFor(order: LockedOrder, lines: readonly { lineId: string; quantity: number }[]): HoldReason[] {
  const reasons = new Set<HoldReason>()
  for (const { lineId, quantity } of lines) {
    const line = order.lines.find((each) => each.lineId === lineId)
    if (!line?.productId) reasons.add('unknown_product')
    else if (line.reserved < quantity) reasons.add('insufficient_stock')
  }
  return [...reasons]
}

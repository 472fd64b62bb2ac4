import type { IncomingLine, PickupStore, Recipient } from './order.ts'

/** One difference between what we hold of an order and what the platform says now. */
export interface OrderChange {
  field: string
  before: string | null
  after: string | null
}

interface Comparable {
  shippingCode: string
  recipient: Recipient
  pickupStore: PickupStore | null
  lines: readonly Pick<IncomingLine, 'lineId' | 'sku' | 'title' | 'quantity'>[]
  codAmount: number
  total: number
  buyerNote: string | null
}

/** What the warehouse must know of a change: address, pickup store, shipping, lines, money to collect. Empty when nothing of it changed. */
export function orderChanges(before: Comparable, after: Comparable): OrderChange[] {
  const changes: OrderChange[] = []
  const note = (field: string, from: string | number | null | undefined, to: string | number | null | undefined) => {
    const [left, right] = [from ?? null, to ?? null].map((value) => (value === null ? null : String(value)))
    if (left !== right) changes.push({ field, before: left ?? null, after: right ?? null })
  }
  note('shippingCode', before.shippingCode, after.shippingCode)
  for (const key of ['name', 'phone', 'email', 'country', 'postalCode', 'city', 'district', 'address'] as const) {
    note(`recipient.${key}`, before.recipient[key], after.recipient[key])
  }
  for (const key of ['brand', 'storeId', 'storeName', 'address'] as const) {
    note(`pickupStore.${key}`, before.pickupStore?.[key], after.pickupStore?.[key])
  }
  note('codAmount', before.codAmount, after.codAmount)
  note('total', before.total, after.total)
  note('buyerNote', before.buyerNote, after.buyerNote)
  const was = new Map(before.lines.map((line) => [line.lineId, line]))
  const is = new Map(after.lines.map((line) => [line.lineId, line]))
  for (const lineId of new Set([...was.keys(), ...is.keys()])) {
    const name = (is.get(lineId) ?? was.get(lineId))?.sku || (is.get(lineId) ?? was.get(lineId))?.title || lineId
    note(`line.${name}.quantity`, was.get(lineId)?.quantity, is.get(lineId)?.quantity)
    if (was.has(lineId) && is.has(lineId)) note(`line.${name}.sku`, was.get(lineId)?.sku, is.get(lineId)?.sku)
  }
  return changes
}

import { allocate } from './allocation.ts'
import type { SystemHoldReason } from './hold.ts'
import { productKey, type IncomingOrder } from './order.ts'

/** What new orders are measured against, as it is now. */
export interface AdmissionFacts {
  /** By product key. A key that is missing matches no product. */
  products: ReadonlyMap<string, { productId: string; free: number }>
  /** The enabled shipping type by the platform's shipping code. A code that is missing is not mapped. */
  shippingTypes: ReadonlyMap<string, string>
  salesChannel: { name: string; enabled: boolean }
}

/** How a new order stands from its first moment on. */
export interface Admission {
  shippingTypeCode: string | null
  /** As the order's lines. */
  lines: { productId: string | null; reserved: number }[]
  /** What stands in its way, by reason in alphabetical order. */
  holds: { reason: SystemHoldReason; detail: Record<string, unknown> }[]
}

/**
 * Admits new orders together: each line finds its product, free stock is handed out oldest order first, and what stands in
 * the way is said. Nothing that waited before could be served by what is free now, else it would have been: new orders only take.
 * @returns an admission for each order, in the order given
 */
export function admitOrders(orders: readonly { id: string; order: IncomingOrder }[], facts: AdmissionFacts): Admission[] {
  const matched = orders.map(({ order }) => order.lines.map((line) => ({ line, productId: facts.products.get(productKey(line))?.productId ?? null, needs: line.quantity })))
  const free = new Map([...facts.products.values()].map(({ productId, free }) => [productId, free]))
  const oldestFirst = orders.map((_, index) => index).sort((a, b) => Date.parse(orders[a]!.order.placedAt) - Date.parse(orders[b]!.order.placedAt) || (orders[a]!.id < orders[b]!.id ? -1 : 1))
  const served = new Set<object>(allocate(free, oldestFirst.flatMap((index) => matched[index]!.filter((line): line is typeof line & { productId: string } => line.productId !== null))))

  return orders.map(({ order }, index) => {
    const lines = matched[index]!
    const shippingTypeCode = facts.shippingTypes.get(order.shippingCode.trim()) ?? null
    const unknown = lines.filter((line) => line.productId === null)
    const short = lines.filter((line) => line.productId !== null && !served.has(line))
    const holds: Admission['holds'] = []
    if (short.length > 0) holds.push({ reason: 'insufficient_stock', detail: { lines: short.map(({ line }) => ({ sku: line.sku, missing: line.quantity })) } })
    if (!facts.salesChannel.enabled) holds.push({ reason: 'sales_channel_disabled', detail: { channel: facts.salesChannel.name } })
    if (unknown.length > 0) holds.push({ reason: 'unknown_product', detail: { skus: distinct(unknown.map(({ line: { sku, title } }) => ({ sku, title }))) } })
    if (shippingTypeCode === null) holds.push({ reason: 'unmapped_shipping_code', detail: { code: order.shippingCode.trim(), name: order.shippingName } })
    return { shippingTypeCode, lines: lines.map((line) => ({ productId: line.productId, reserved: served.has(line) ? line.needs : 0 })), holds }
  })
}

function distinct(skus: { sku: string; title: string }[]): { sku: string; title: string }[] {
  return [...new Map(skus.map((each) => [JSON.stringify(each), each])).values()].sort((a, b) => (a.sku === b.sku ? (a.title < b.title ? -1 : 1) : a.sku < b.sku ? -1 : 1))
}

import { ConnectorError, type OutgoingParcel, type PlatformShipment, type ReadOrder, type StockResult } from '@crossdock/connector-kit'
import type { IncomingOrder } from '@crossdock/domain'
import type { Journal } from './journal.ts'

const keyLifeMs = 24 * 3_600_000

interface Version {
  order: IncomingOrder
  /** Why nobody can read it; null when it is well. */
  broken: string | null
  visibleFrom: number
}

export interface StockItem {
  stock: number
  tracked: boolean
}

/** One shop of the platform, as it really is. */
export interface Shop {
  id: string
  title: string
  /** How far its clock is ahead of everybody else's, in ms. */
  skewMs: number
  /** How far the time that it tells with its answers is ahead of the one that stamps its orders, in ms. */
  tellsMs: number
  stock: Map<string, StockItem>
  shipments: (PlatformShipment & { platformOrderId: string; ours: boolean })[]
  /** By topic. */
  subscriptions: Map<string, { id: string; url: string; secret: string }>
  now(): number
  orders(): IncomingOrder[]
  order(id: string): IncomingOrder | undefined
  isBroken(id: string): boolean
  /** A new version of an order, or a new order. @param lateMs how long the version before it is still listed */
  put(order: Omit<IncomingOrder, 'updatedAt'>, options?: { broken?: string | null; lateMs?: number; at?: number }): IncomingOrder
  /** The orders that changed in a window, as far as they show by now, by (updated_at, id). */
  listed(from: number, to: number): ReadOrder[]
  read(id: string): ReadOrder | null
  push(parcel: OutgoingParcel, key: string): PlatformShipment
  increase(items: readonly { sku: string; delta: number }[], reference: string, key: string): StockResult[]
  overwrite(items: readonly { sku: string; stock: number }[], key: string): StockResult[]
  /** Somebody changes a figure in the shop itself. */
  meddle(sku: string, delta: number): void
  /** Somebody corrects the number of a parcel in the shop itself. */
  relabel(orderId: string, before: string, after: string): void
}

export const refusal = (status: number, code: string) => new ConnectorError({ kind: 'rejected', code, message: `The shop says: ${code}.`, status })

/** @param remembers whether it keeps idempotency keys, as it must; a shop that forgets them is for showing that the checker sees it */
export function createShop({ id, title, skewMs, tellsMs, clock, journal, remembers = true, onChange }: {
  id: string; title: string; skewMs: number; tellsMs: number; clock: () => number; journal: Journal; remembers?: boolean; onChange: (orderId: string) => void
}): Shop {
  const versions = new Map<string, Version[]>()
  const keys = new Map<string, { body: string; at: number; answer: unknown; refused: ConnectorError | null }>()
  const relabeled = new Map<string, string>()
  const now = () => clock() + skewMs
  const latest = (orderId: string) => versions.get(orderId)?.at(-1)
  const toRead = ({ order, broken }: Version): ReadOrder =>
    broken === null
      ? { raw: order, order, problem: null }
      : { raw: { id: order.platformOrderId, broken }, order: null, problem: broken, platformOrderId: order.platformOrderId, updatedAt: order.updatedAt }

  /** The same key with the same body answers as the first time; refusals of what was understood are kept as well. */
  const once = <Answer>(what: string, key: string, body: unknown, act: () => Answer): Answer => {
    const text = JSON.stringify(body)
    const kept = keys.get(`${what} ${key}`)
    if (remembers && kept && clock() - kept.at < keyLifeMs) {
      if (kept.body !== text) throw refusal(409, 'idempotency_conflict')
      if (kept.refused) throw kept.refused
      return kept.answer as Answer
    }
    try {
      const answer = act()
      keys.set(`${what} ${key}`, { body: text, at: clock(), answer, refused: null })
      return answer
    } catch (err) {
      if (err instanceof ConnectorError && (err.status === 409 || err.status === 422)) keys.set(`${what} ${key}`, { body: text, at: clock(), answer: null, refused: err })
      throw err
    }
  }

  const changeStock = <Item extends { sku: string }>(items: readonly Item[], figure: (item: Item, before: number) => number, write: (item: Item) => void): StockResult[] =>
    items.map((item) => {
      const kept = shop.stock.get(item.sku)
      if (!kept) return { sku: item.sku, result: 'unknown_sku', stock: null }
      if (!kept.tracked) return { sku: item.sku, result: 'not_tracked', stock: null }
      kept.stock = figure(item, kept.stock)
      write(item)
      return { sku: item.sku, result: 'applied', stock: kept.stock }
    })

  const shop: Shop = {
    id, title, skewMs, tellsMs, stock: new Map(), shipments: [], subscriptions: new Map(), now,
    orders: () => [...versions.values()].map((each) => each.at(-1)!.order),
    order: (orderId) => latest(orderId)?.order,
    isBroken: (orderId) => (latest(orderId)?.broken ?? null) !== null,
    put(order, { broken = null, lateMs = 0, at = now() } = {}) {
      const before = latest(order.platformOrderId)
      const updated = Math.max(at, before ? Date.parse(before.order.updatedAt) + 1 : 0)
      const kept: IncomingOrder = { ...order, updatedAt: new Date(updated).toISOString() }
      versions.set(order.platformOrderId, [...(versions.get(order.platformOrderId) ?? []), { order: kept, broken, visibleFrom: Math.max(clock() + lateMs, before?.visibleFrom ?? 0) }])
      journal.write(id, before ? 'order.changed' : 'order.placed', { order: order.platformOrderId, status: order.orderStatus, shipment: order.shipmentStatus, updatedAt: kept.updatedAt, broken })
      onChange(order.platformOrderId)
      return kept
    },
    listed(from, to) {
      return [...versions.values()]
        .flatMap((each) => each.findLast((version) => version.visibleFrom <= clock()) ?? [])
        .filter(({ order }) => Date.parse(order.updatedAt) >= from && Date.parse(order.updatedAt) < to)
        .sort((a, b) => Date.parse(a.order.updatedAt) - Date.parse(b.order.updatedAt) || (a.order.platformOrderId < b.order.platformOrderId ? -1 : 1))
        .map(toRead)
    },
    read(orderId) {
      const version = latest(orderId)
      return version ? toRead(version) : null
    },
    push: (parcel, key) =>
      once('push', key, parcel, () => {
        const order = latest(parcel.platformOrderId)?.order
        if (!order) throw refusal(404, 'not_found')
        if (order.orderStatus === 'cancelled') throw refusal(409, 'order_cancelled')
        if (order.lines.every((line) => line.fulfilledQuantity >= line.quantity)) throw refusal(409, 'already_shipped')
        for (const { lineId, quantity } of parcel.lines) {
          const line = order.lines.find((each) => each.lineId === lineId)
          if (!line) throw refusal(422, 'unknown_line')
          if (quantity > line.quantity - line.fulfilledQuantity) throw refusal(422, 'quantity_exceeds_fulfillable')
        }
        return addShipment(order, parcel, true)
      }),
    increase: (items, reference, key) =>
      once('increase', key, { items, reference }, () =>
        changeStock(items, (item, before) => before + item.delta, (item) => journal.write(id, 'stock.increased', { sku: item.sku, delta: item.delta, reference, key }))),
    overwrite: (items, key) =>
      once('overwrite', key, items, () =>
        changeStock(items, (item) => item.stock, (item) => journal.write(id, 'stock.overwritten', { sku: item.sku, stock: item.stock, key }))),
    meddle(sku, delta) {
      const kept = shop.stock.get(sku)
      if (!kept) return
      kept.stock += delta
      journal.write(id, 'stock.meddled', { sku, delta })
    },
    relabel(orderId, before, after) {
      // It may have been corrected before, while whoever asks knows only what was told first.
      let shown = before
      while (relabeled.has(`${orderId} ${shown}`)) shown = relabeled.get(`${orderId} ${shown}`)!
      const at = shop.shipments.findIndex((each) => each.platformOrderId === orderId && each.trackingNumber === shown)
      if (at < 0 || shown === after) return
      relabeled.set(`${orderId} ${shown}`, after)
      shop.shipments[at] = { ...shop.shipments[at]!, trackingNumber: after }
      journal.write(id, 'shipment.relabeled', { order: orderId, before, after })
      const { updatedAt: _, ...kept } = latest(orderId)!.order
      shop.put(kept)
    },
  }

  const addShipment = (order: IncomingOrder, parcel: Pick<OutgoingParcel, 'trackingNumber' | 'carrier' | 'shippedAt' | 'lines'>, ours: boolean): PlatformShipment => {
    const shipment = { id: `${id}-f${shop.shipments.length + 1}`, trackingNumber: parcel.trackingNumber, carrier: parcel.carrier, shippedAt: parcel.shippedAt, lines: parcel.lines }
    shop.shipments.push({ ...shipment, platformOrderId: order.platformOrderId, ours })
    journal.write(id, 'shipment.added', { order: order.platformOrderId, trackingNumber: parcel.trackingNumber, lines: parcel.lines, ours })
    const packed = new Map(parcel.lines.map((line) => [line.lineId, line.quantity]))
    const lines = order.lines.map((line) => ({ ...line, fulfilledQuantity: line.fulfilledQuantity + (packed.get(line.lineId) ?? 0) }))
    const whole = lines.every((line) => line.fulfilledQuantity >= line.quantity)
    shop.put({ ...order, lines, orderStatus: whole ? 'awaiting_receipt' : 'processing', shipmentStatus: whole ? 'shipped' : order.shipmentStatus })
    return shipment
  }
  return shop
}

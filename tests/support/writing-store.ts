import { ConnectorError, type Connector, type OutgoingParcel, type PlatformShipment, type StockResult } from '@crossdock/connector-kit'
import type { Needs } from '@crossdock/flows/ports'
import { createNeeds, createPlatform } from './store-platform.ts'
import type { TestWarehouse } from './warehouse.ts'

type Purpose = 'push' | 'list' | 'increase' | 'overwrite' | 'levels' | 'find'

/** A store in memory that is written to: it keeps idempotency keys, and fails when it is told to. */
export interface WritingStore {
  shipments: PlatformShipment[]
  /** By SKU; a SKU that is missing is unknown. */
  stock: Map<string, number>
  untracked: Set<string>
  /** What it took, by key, as a store's own records have it. */
  increases: Map<string, StockResult[]>
  maxItems: number
  /** How a lost answer can be settled here: under the same key, by reading back, or by nobody but a person. */
  settledBy: 'key' | 'reading' | 'person'
  calls: { purpose: Purpose; key: string | null; body: unknown }[]
  /** Called with each call before anything is done; may throw. */
  before: (purpose: Purpose) => void
  /** Called when it is done and before it is answered; may throw, so that the answer is lost. */
  after: (purpose: Purpose) => void | Promise<void>
  /** The platform's clock. */
  now: () => Date
  /** As after a day. */
  forgetKeys(): void
  connector: Connector
}

export const lostAnswer = () => new ConnectorError({ kind: 'unavailable', code: 'timeout', message: 'The store did not answer in time.', outcome: 'unknown' })
export const notReached = () => new ConnectorError({ kind: 'unavailable', code: 'connect_refused', message: 'The store cannot be reached.', outcome: 'not_sent' })
export const refused = (code: string, message: string, status = 422) => new ConnectorError({ kind: 'rejected', code, message, status })

export function createWritingStore(): WritingStore {
  const kept = new Map<string, { body: string; answer: unknown }>()

  async function call<Answer>(purpose: Purpose, key: string | null, body: unknown, act: () => Answer): Promise<Answer> {
    store.calls.push({ purpose, key, body })
    store.before(purpose)
    const before = key === null || store.settledBy !== 'key' ? undefined : kept.get(key)
    if (before && before.body !== JSON.stringify(body)) throw refused('idempotency_conflict', 'The key was used for something else.', 409)
    const answer = before ? (before.answer as Answer) : act()
    if (key !== null && store.settledBy === 'key') kept.set(key, { body: JSON.stringify(body), answer })
    await store.after(purpose)
    return answer
  }

  const change = (items: readonly { sku: string }[], figure: (item: never, before: number) => number): StockResult[] =>
    items.map((item) => {
      const before = store.stock.get(item.sku)
      if (store.untracked.has(item.sku)) return { sku: item.sku, result: 'not_tracked', stock: null }
      if (before === undefined) return { sku: item.sku, result: 'unknown_sku', stock: null }
      store.stock.set(item.sku, figure(item as never, before))
      return { sku: item.sku, result: 'applied', stock: store.stock.get(item.sku)! }
    })

  const store: WritingStore = {
    shipments: [], stock: new Map(), untracked: new Set(), increases: new Map(), maxItems: 100, settledBy: 'key', calls: [], before: () => {}, after: () => {}, now: () => new Date(),
    forgetKeys: () => kept.clear(),
    connector: {
      manifest: { platform: 'teststore', name: 'Test store', shippingCodes: [], scopes: [] },
      open: () => ({
        shop: async () => ({ id: 'shop-1', title: '小山茶行', currency: 'TWD', timeZone: 'Asia/Taipei', platformTime: store.now() }),
        tracking: {
          keyLifeMs: store.settledBy === 'key' ? 24 * 3_600_000 : 0,
          ...(store.settledBy === 'person' ? {} : { list: () => call('list', null, null, () => [...store.shipments]) }),
          push: (parcel: OutgoingParcel, key) =>
            call('push', key, parcel, () => {
              const shipment = { id: `f${store.shipments.length + 1}`, trackingNumber: parcel.trackingNumber, carrier: parcel.carrier, shippedAt: parcel.shippedAt, lines: parcel.lines }
              store.shipments.push(shipment)
              return shipment
            }),
        },
        stock: {
          maxItems: store.maxItems,
          keyLifeMs: store.settledBy === 'key' ? 24 * 3_600_000 : 0,
          ...(store.settledBy === 'reading' ? { findIncrease: (_items, _reference, key) => call('find', null, key, () => store.increases.get(key) ?? null) } : {}),
          levels: (skus) => call('levels', null, skus, () => skus.flatMap((sku) => (store.stock.has(sku) ? [{ sku, stock: store.stock.get(sku)! }] : []))),
          increase: (items, reference, key) => call('increase', key, { items, reference }, () => {
            const results = change(items, ({ delta }: { delta: number }, before) => before + delta)
            store.increases.set(key, results)
            return results
          }),
          overwrite: (items, key) => call('overwrite', key, items, () => change(items, ({ stock }: { stock: number }) => stock)),
        },
      }),
    },
  }
  return store
}

export function needsOf(warehouse: TestWarehouse, store: WritingStore, changes: Partial<Needs> = {}): Needs {
  return createNeeds(warehouse, { ...createPlatform(), connector: store.connector }, changes)
}

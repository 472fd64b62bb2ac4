import type { SaleAccount, SaleShop, StoreOrder } from './store.ts'

/** How a shop stood before the first order of the day: what it has sold since is told from this. */
export interface Opening {
  /** By the store's clock. */
  at: number
  stock: ReadonlyMap<string, number>
  orders: readonly StoreOrder[]
}

/** What was done on the sale day by hand, written down beside it: what the figures of Crossdock and of the stores are judged by. */
export interface Transacted {
  opened(shop: SaleShop, opening: Opening): void
  products(merchantId: string, skus: string[]): void
  received(merchantId: string, lines: readonly { sku: string; quantity: number }[]): void
  skusOf(merchantId: string): string[]
  /** What arrived at the warehouse, by SKU. */
  receivedBy(merchantId: string): ReadonlyMap<string, number>
  opening(shop: SaleShop): Opening
  /** What a shop must have been told of by now: the floor of its share of everything that arrived. */
  due(account: SaleAccount): Map<string, number>
}

export function openBooks(): Transacted {
  const atOpening = new Map<string, Opening>()
  const skus = new Map<string, string[]>()
  const received = new Map<string, Map<string, number>>()
  return {
    opened: (shop, opening) => void atOpening.set(shop.id, opening),
    products: (merchantId, all) => void skus.set(merchantId, all),
    received(merchantId, lines) {
      const sums = received.get(merchantId) ?? new Map<string, number>()
      for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
      received.set(merchantId, sums)
    },
    skusOf: (merchantId) => skus.get(merchantId) ?? [],
    receivedBy: (merchantId) => received.get(merchantId) ?? new Map(),
    opening: (shop) => atOpening.get(shop.id)!,
    due: ({ shop, merchantId, percentage }) =>
      new Map([...(received.get(merchantId) ?? [])].filter(([sku]) => atOpening.get(shop.id)?.stock.has(sku)).map(([sku, quantity]) => [sku, Math.floor((quantity * percentage) / 100)])),
  }
}

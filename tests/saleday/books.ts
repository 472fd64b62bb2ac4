import type { SaleAccount, SaleShop } from './store.ts'

/** What was done on the sale day by hand, written down beside it: what the figures of Crossdock and of the stores are judged by. */
export interface Transacted {
  opened(shop: SaleShop, stock: Map<string, number>): void
  products(merchantId: string, skus: string[]): void
  received(merchantId: string, lines: readonly { sku: string; quantity: number }[]): void
  skusOf(merchantId: string): string[]
  /** What arrived at the warehouse, by SKU. */
  receivedBy(merchantId: string): ReadonlyMap<string, number>
  stockAtOpening(shop: SaleShop): ReadonlyMap<string, number>
  /** What a shop must have been told of by now: the floor of its share of everything that arrived. */
  due(account: SaleAccount): Map<string, number>
}

export function openBooks(): Transacted {
  const atOpening = new Map<string, Map<string, number>>()
  const skus = new Map<string, string[]>()
  const received = new Map<string, Map<string, number>>()
  return {
    opened: (shop, stock) => void atOpening.set(shop.id, stock),
    products: (merchantId, all) => void skus.set(merchantId, all),
    received(merchantId, lines) {
      const sums = received.get(merchantId) ?? new Map<string, number>()
      for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity)
      received.set(merchantId, sums)
    },
    skusOf: (merchantId) => skus.get(merchantId) ?? [],
    receivedBy: (merchantId) => received.get(merchantId) ?? new Map(),
    stockAtOpening: (shop) => atOpening.get(shop.id) ?? new Map(),
    due: ({ shop, merchantId, percentage }) =>
      new Map([...(received.get(merchantId) ?? [])].filter(([sku]) => atOpening.get(shop.id)?.has(sku)).map(([sku, quantity]) => [sku, Math.floor((quantity * percentage) / 100)])),
  }
}

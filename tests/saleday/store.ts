import type { ShopKeeper } from '../support/shop-keeper.ts'

/** An order as the store has it, as far as a judge needs it. */
export interface StoreOrder {
  id: string
  number: string
  status: string
  shipment: string
  createdAt: number
  /** Units by line. */
  lines: { id: string; sku: string; quantity: number; fulfilled: number }[]
}

export interface StoreParcel {
  orderId: string
  trackingNumber: string
  units: number
}

/** One shop of the sale, as it is known outside of Crossdock. */
export interface SaleShop {
  id: string
  title: string
  keeper: ShopKeeper
  /** Shops of one merchant share their SKUs and their stock here. */
  merchant: string
}

/** A shop's account at Crossdock. */
export interface SaleAccount {
  shop: SaleShop
  merchantId: string
  accountId: string
  percentage: number
}

/** What a sale day needs of a store, and what it is judged by: the store's own word, never ours. */
export interface SaleStore {
  /** Whether orders can be placed and faults be switched on from here; a store of somebody else's has its own. */
  ours: boolean
  openShops(): Promise<SaleShop[]>
  /** The time by which the shop's orders are stamped. */
  clock(shop: SaleShop): Promise<number>
  /** Orders of buyers who take what they buy from the shop's stock. */
  arrive(shop: SaleShop, count: number): Promise<void>
  /** A buyer cancels one of the shop's orders that has not left; nothing when there is none. */
  cancelOne(shop: SaleShop, pick: number): Promise<void>
  orders(shop: SaleShop): Promise<StoreOrder[]>
  /** @param orderIds those of which parcels are expected; a store that can be asked for all passes them over */
  parcels(shop: SaleShop, orderIds: readonly string[]): Promise<StoreParcel[]>
  stock(shop: SaleShop): Promise<Map<string, number>>
  /** What raised the shop's stock, by SKU, as the store wrote it down; null where it keeps no such book. */
  increments(shop: SaleShop): Promise<Map<string, number> | null>
  /** The shop's notices end: it is fetched alone from now on. */
  unsubscribe(shop: SaleShop): Promise<void>
  /** Faults at so many of a hundred calls. */
  faultsOn(percent: number, seed: string): Promise<void>
  faultsOff(): Promise<{ calls: number; struck: number }>
}

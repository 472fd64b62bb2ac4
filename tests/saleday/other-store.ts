import { waitFor } from '../support/wait-for.ts'
import type { ShopKeeper } from '../support/shop-keeper.ts'
import { findShops, openGrant, type ContractGrant, type Partner } from './contract-grant.ts'
import type { SaleShop, SaleStore, StoreOrder } from './store.ts'

interface ContractOrder { id: string; order_number: string; order_status: string; shipment_status: string; created_at: string; lines: { id: string; sku: string; quantity: number; fulfilled_quantity?: number | null }[] }

const dayMs = 86_400_000
const shopsOfMerchant = 4

export interface OtherStore extends Partner {
  email: string
  password: string
  /** Parts of the titles of the shops that take part, separated by `|`; empty for those that the store offers to the login. */
  shops: string
  /** How many of them at most. */
  most: number
}

/** Another implementation of the contract, asked as its partner would with grants of our own, one for each shop: what it has is what there is. */
export function otherStore(given: OtherStore): SaleStore {
  const grants = new Map<string, ContractGrant>()
  const grantOf = (shop: SaleShop): ContractGrant => grants.get(shop.id)!

  const keepers = async (): Promise<ShopKeeper[]> => {
    const { email, password } = given
    const titles = given.shops.split('|').map((each) => each.trim()).filter(Boolean)
    const offered = titles.length > 0 ? titles : await findShops(given, { email, password })
    // A store that asks for no choice has one shop for this login.
    return offered.length === 0 ? [{ email, password }] : offered.slice(0, given.most).map((shop, index) => ({ email, password, shop, namesake: offered.slice(0, index).filter((each) => each === shop).length }))
  }

  return {
    ours: false,
    async openShops() {
      const shops: SaleShop[] = []
      for (const keeper of await keepers()) {
        const grant = openGrant(given, keeper)
        const { id, shop_title: title } = await grant.get<{ id: string; shop_title: string }>('/shop')
        if (grants.has(id)) throw new Error(`The store gave a grant for the shop “${title}” (${id}) twice, the second time for “${keeper.shop}”.`)
        grants.set(id, grant)
        // Shops may bear the same title; in the table, and as names of ours, each is another.
        shops.push({ id, title: shops.some((each) => each.title === title) ? `${title} (${id})` : title, keeper, merchant: `M${String(Math.floor(shops.length / shopsOfMerchant) + 1).padStart(2, '0')}` })
      }
      return shops
    },
    clock: async (shop) => grantOf(shop).clock(),
    arrive: async () => {},
    cancelOne: async () => {},
    async orders(shop) {
      const from = new Date(grantOf(shop).clock() - 7 * dayMs).toISOString()
      const listed = await grantOf(shop).pages<ContractOrder>(`/orders?created_at_min=${encodeURIComponent(from)}`, 'orders')
      // One that changes while we page is listed twice; its last version counts.
      return [...new Map(listed.map((order) => [order.id, toStoreOrder(order)])).values()]
    },
    async parcels(shop, orderIds) {
      const found = []
      for (const id of orderIds) {
        const { fulfillments } = await grantOf(shop).get<{ fulfillments: { tracking_number: string; lines?: { quantity: number }[] | null }[] }>(`/orders/${encodeURIComponent(id)}/fulfillments`)
        for (const each of fulfillments) found.push({ orderId: id, trackingNumber: each.tracking_number, units: (each.lines ?? []).reduce((sum, line) => sum + line.quantity, 0) })
      }
      return found
    },
    async stock(shop) {
      const levels = await grantOf(shop).pages<{ sku: string; stock: number }>('/inventory/levels', 'levels')
      return new Map(levels.map((level) => [level.sku, level.stock]))
    },
    increments: async () => null,
    async unsubscribe(shop) {
      const listed = async () => (await grantOf(shop).get<{ webhooks: { id: string }[] }>('/webhooks')).webhooks
      await waitFor('the subscriptions of a shop', async () => (await listed()).length > 0, 60_000)
      for (const { id } of await listed()) await grantOf(shop).delete(`/webhooks/${encodeURIComponent(id)}`)
    },
    faultsOn: async () => {},
    faultsOff: async () => ({ calls: 0, struck: 0 }),
  }
}

const toStoreOrder = (order: ContractOrder): StoreOrder => ({
  id: order.id, number: order.order_number, status: order.order_status, shipment: order.shipment_status, createdAt: Date.parse(order.created_at),
  lines: order.lines.map((line) => ({ id: line.id, sku: line.sku, quantity: line.quantity, fulfilled: line.fulfilled_quantity ?? 0 })),
})

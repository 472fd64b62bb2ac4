import { setTimeout as delay } from 'node:timers/promises'
import type { Transacted } from './books.ts'
import type { PatientClient } from './patience.ts'
import { authorizeAccount } from '../support/connected-account.ts'
import type { ApiClient } from '../support/api-client.ts'
import type { ShopKeeper } from '../support/shop-keeper.ts'
import type { SaleAccount, SaleStore } from './store.ts'

const authorizeTries = 6

/** Of everything that arrives, how many percent each of a merchant's shops is told of, in turn: together less than all. */
const percentages = [20, 25, 15, 33]

/** Merchants, channels, accounts authorised at the store, mappings; each SKU a product. */
export async function openForSale(api: PatientClient, signedIn: ApiClient, store: SaleStore, books: Transacted): Promise<SaleAccount[]> {
  const shops = await store.openShops()
  await api.patch('/shipping-types/tcat', { enabled: true })
  const accounts: SaleAccount[] = []
  for (const [code, ofMerchant] of Map.groupBy(shops, (shop) => shop.merchant)) {
    const merchantId = (await api.post<{ id: string }>('/merchants', { code, name: `貨主 ${code}` })).id
    const skus = new Set<string>()
    for (const [index, shop] of ofMerchant.entries()) {
      const salesChannelId = (await api.post<{ id: string }>('/sales-channels', { merchantId, name: shop.title })).id
      const accountId = (await api.post<{ id: string }>('/ec-accounts', { merchantId, platform: 'liteshop', displayName: shop.title, salesChannelId })).id
      await authorise(signedIn, accountId, shop.keeper)
      const percentage = percentages[index % percentages.length]!
      await api.patch(`/ec-accounts/${accountId}`, { settings: { fetchEnabled: true, fetchSchedule: ['03:00'], pushEnabled: true, pushPercentage: percentage } })
      accounts.push({ shop, merchantId, accountId, percentage })
      const orders = await store.orders(shop)
      const at = await store.clock(shop)
      const stock = await store.stock(shop)
      books.opened(shop, { at, stock, orders })
      for (const sku of stock.keys()) skus.add(sku)
    }
    for (const sku of skus) await api.post('/products', { merchantId, sku, name: sku })
    books.products(merchantId, [...skus])
  }
  return accounts
}

/** A person whose browser comes back with an error tries again. */
async function authorise(api: ApiClient, accountId: string, keeper: ShopKeeper): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await authorizeAccount(api, accountId, keeper)
    } catch (err) {
      if (attempt >= authorizeTries) throw err
      await delay(500 * attempt)
    }
  }
}

/** Maps whatever codes the shop offers or its orders bear, so that none waits for a mapping; and whatever SKU was unknown. */
export async function mapAll(api: PatientClient, { accountId }: SaleAccount): Promise<void> {
  const { suggestions } = await api.get<{ suggestions: { platformCode: string }[] }>(`/ec-accounts/${accountId}/shipping-mappings`)
  await api.put(`/ec-accounts/${accountId}/shipping-mappings`, { items: suggestions.map(({ platformCode }) => ({ platformCode, shippingTypeCode: 'tcat' })) })
}

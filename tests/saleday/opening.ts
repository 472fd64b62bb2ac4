import type { Transacted } from './books.ts'
import type { PatientClient } from './patience.ts'
import { authorizeAccount } from '../support/connected-account.ts'
import type { ApiClient } from '../support/api-client.ts'
import type { SaleAccount, SaleStore } from './store.ts'

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
      await authorizeAccount(signedIn, accountId, shop.keeper)
      const percentage = percentages[index % percentages.length]!
      await api.patch(`/ec-accounts/${accountId}`, { settings: { fetchEnabled: true, fetchSchedule: ['03:00'], pushEnabled: true, pushPercentage: percentage } })
      accounts.push({ shop, merchantId, accountId, percentage })
      const stock = await store.stock(shop)
      books.opened(shop, stock)
      for (const sku of stock.keys()) skus.add(sku)
    }
    for (const sku of skus) await api.post('/products', { merchantId, sku, name: sku })
    books.products(merchantId, [...skus])
  }
  return accounts
}

/** Maps whatever codes the shop offers or its orders bear, so that none waits for a mapping; and whatever SKU was unknown. */
export async function mapAll(api: PatientClient, { accountId }: SaleAccount): Promise<void> {
  const { suggestions } = await api.get<{ suggestions: { platformCode: string }[] }>(`/ec-accounts/${accountId}/shipping-mappings`)
  await api.put(`/ec-accounts/${accountId}/shipping-mappings`, { items: suggestions.map(({ platformCode }) => ({ platformCode, shippingTypeCode: 'tcat' })) })
}

import { waitFor } from '../support/wait-for.ts'
import { authorizeAccount } from '../support/connected-account.ts'
import type { ApiClient } from '../support/api-client.ts'
import type { Shop } from './store-pages.ts'

interface Items<Item> { items: Item[] }
interface Order { id: string; orderNumber: string }

/** Creates an EC account of a demo's merchant, without asking the store. @returns its id */
export async function createAccount(api: ApiClient, shop: Shop, displayName: string): Promise<string> {
  const merchantId = await merchantOf(api, shop)
  const { items: channels } = await api.get<Items<{ id: string; name: string }>>(`/sales-channels?merchantId=${merchantId}`)
  const salesChannelId = channels.find((channel) => channel.name === shop.title)!.id
  return (await api.post<{ id: string }>('/ec-accounts', { merchantId, platform: 'liteshop', displayName, salesChannelId })).id
}

export async function merchantOf(api: ApiClient, shop: Shop): Promise<string> {
  return (await api.get<Items<{ id: string; name: string }>>('/merchants')).items.find((merchant) => merchant.name === shop.merchant)!.id
}

/** An EC account that the shop's keeper has authorised. @returns its id */
export async function connectShop(api: ApiClient, shop: Shop, displayName: string): Promise<string> {
  const id = await createAccount(api, shop, displayName)
  await authorizeAccount(api, id, { email: shop.email, password: 'liteshop', shop: shop.title })
  return id
}

/** Fetches now and waits for the end of the run. @returns its id */
export async function fetchOrders(api: ApiClient, accountId: string): Promise<string> {
  const { id } = await api.post<{ id: string }>(`/ec-accounts/${accountId}/fetch`)
  await waitFor('the fetch run', async () => (await api.get<{ status: string }>(`/fetch-runs/${id}`)).status === 'succeeded', 30_000)
  return id
}

/** Maps each shipping code of the shop to what is proposed for it. */
export async function mapCodes(api: ApiClient, accountId: string): Promise<void> {
  const { suggestions } = await api.get<{ suggestions: { platformCode: string }[] }>(`/ec-accounts/${accountId}/shipping-mappings`)
  await api.put(`/ec-accounts/${accountId}/shipping-mappings`, { items: suggestions.map(({ platformCode }) => ({ platformCode, shippingTypeCode: 'tcat' })) })
}

/** Orders of an account that can be processed, oldest ones last. */
export async function readyOrders(api: ApiClient, accountId: string, query = 'status=pending&onHold=false'): Promise<Order[]> {
  return (await api.get<Items<Order>>(`/orders?ecAccountId=${accountId}&${query}`)).items
}

export interface BusyWarehouse {
  accountId: string
  runId: string
  shippedId: string
  heldId: string
  inboundId: string
  productId: string
  pushId: string
  callId: string
  endpointId: string
  writeId: string
}

/** Something on every screen: a store that works and one that is disconnected, orders on their way and on hold, goods received and pushed. */
export async function fillWarehouse(api: ApiClient, shop: Shop, disconnected: Shop): Promise<BusyWarehouse> {
  const accountId = await connectShop(api, shop, 'Liteshop Website')
  const { version } = await api.get<{ version: number }>(`/ec-accounts/${accountId}`)
  await api.patch(`/ec-accounts/${accountId}`, { version, settings: { fetchEnabled: true, fetchSchedule: ['09:00', '17:00'], pushEnabled: true, pushPercentage: 50 } })
  const runId = await fetchOrders(api, accountId)
  await mapCodes(api, accountId)
  const [first, second, third] = await readyOrders(api, accountId)
  await api.post(`/orders/${first!.id}/shipments`, { parcels: [{ trackingNumber: 'CD8000000001', carrier: '黑貓宅急便' }] })
  await api.post(`/orders/${second!.id}/process`)
  await api.post(`/orders/${third!.id}/holds`, { reason: 'address_issue', note: '地址缺少樓層' })

  const merchantId = await merchantOf(api, shop)
  const [inbound] = (await api.get<Items<{ id: string }>>(`/inbounds?merchantId=${merchantId}`)).items
  const { lines } = await api.get<{ lines: { sku: string; expected: number; productId: string }[] }>(`/inbounds/${inbound!.id}`)
  await api.post(`/inbounds/${inbound!.id}/receive`, { lines: lines.map(({ sku, expected }) => ({ sku, quantity: expected })) })
  await api.post(`/inbounds/${inbound!.id}/complete`)
  const pushes = () => api.get<Items<{ id: string; state: string }>>(`/stock-pushes?ecAccountId=${accountId}`)
  await waitFor('the stock push', async () => (await pushes()).items[0]?.state === 'accepted', 30_000)
  await waitFor('the tracking number', async () => (await api.get<{ tracking: string }>(`/orders/${first!.id}`)).tracking === 'confirmed', 30_000)

  const other = await connectShop(api, disconnected, 'Liteshop Second')
  await api.post(`/ec-accounts/${other}/revoke`)
  await api.post('/api-keys', { name: 'ERP', role: 'operator' })
  const { id: endpointId } = await api.post<{ id: string }>('/webhook-endpoints', { url: 'https://hooks.example.com/crossdock', description: 'ERP' })
  const [call] = (await api.get<Items<{ id: string }>>('/platform-calls')).items
  const [write] = (await api.get<Items<{ id: string }>>('/platform-writes?kind=tracking')).items
  return { accountId, runId, shippedId: first!.id, heldId: third!.id, inboundId: inbound!.id, productId: lines[0]!.productId, pushId: (await pushes()).items[0]!.id, callId: call!.id, endpointId, writeId: write!.id }
}

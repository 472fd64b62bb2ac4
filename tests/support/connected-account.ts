import type { ApiClient } from './api-client.ts'
import { authorizeAtStore, type ShopKeeper } from './shop-keeper.ts'

/** A merchant with a channel and an EC account, authorised at the store. @returns their ids */
export async function connectAccount(api: ApiClient, keeper: ShopKeeper, names: { code: string; name: string }): Promise<{ merchantId: string; channelId: string; accountId: string }> {
  const merchantId = (await api.post<{ id: string }>('/merchants', names)).id
  const channelId = (await api.post<{ id: string }>('/sales-channels', { merchantId, name: names.name })).id
  const accountId = (await api.post<{ id: string }>('/ec-accounts', { merchantId, platform: 'liteshop', displayName: names.name, salesChannelId: channelId })).id
  await authorizeAccount(api, accountId, keeper)
  return { merchantId, channelId, accountId }
}

export async function authorizeAccount(api: ApiClient, accountId: string, keeper: ShopKeeper): Promise<void> {
  const { url } = await api.post<{ url: string }>(`/ec-accounts/${accountId}/authorize`)
  const back = await authorizeAtStore(url, keeper, api.url)
  const answer = await fetch(back, { redirect: 'manual', headers: { cookie: api.cookie } })
  const location = answer.headers.get('location') ?? ''
  if (!location.includes('authorized=1')) throw new Error(`Authorization came back with ${answer.status} to ${location}`)
}

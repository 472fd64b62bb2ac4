import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { authorizeAtStore } from '../support/shop-keeper.ts'
import type { SaleStore, StoreOrder } from './store.ts'

interface ContractOrder { id: string; order_number: string; order_status: string; shipment_status: string; created_at: string; lines: { id: string; sku: string; quantity: number; fulfilled_quantity?: number }[] }

const scopes = 'shop:read orders:read fulfillments:write inventory:write webhooks:write'
const dayMs = 86_400_000

/**
 * Another implementation of the contract, asked as its partner would with a grant of our own: what it has is what there is.
 * Its troubles are its own too; so each question is asked again until it is answered.
 * @param redirectUri one that the store takes; nothing is fetched there
 */
export function otherStore(url: string, given: { clientId: string; clientSecret: string; email: string; password: string; shop: string; redirectUri: string }): SaleStore {
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(given.clientId)}:${encodeURIComponent(given.clientSecret)}`).toString('base64')}`
  let token = ''

  const patiently = async (what: string, ask: () => Promise<Response>): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await ask()
        if (answer.status === 401) token = ''
        if (answer.ok) return await answer.json()
        await answer.body?.cancel()
        if (attempt >= 12) throw new Error(`The store answers ${answer.status} to ${what}`)
        await delay(Math.min(60_000, 1_000 * Number(answer.headers.get('retry-after') ?? 0) || 200 * attempt))
      } catch (err) {
        if (attempt >= 12) throw err
        await delay(200 * attempt)
      }
    }
  }

  const authorise = async (): Promise<string> => {
    const server = (await patiently('its metadata', () => fetch(`${url}/.well-known/oauth-authorization-server`))) as { authorization_endpoint: string; token_endpoint: string }
    const verifier = randomBytes(48).toString('base64url')
    const target = new URL(server.authorization_endpoint)
    const parameters = {
      response_type: 'code', client_id: given.clientId, redirect_uri: given.redirectUri, scope: scopes, state: randomBytes(9).toString('base64url'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
    }
    // An endpoint may have a query of its own (RFC 6749 §3.1).
    for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
    const back = new URL(await authorizeAtStore(target.href, given, given.redirectUri))
    const answer = await fetch(server.token_endpoint, {
      method: 'POST', headers: { authorization: basic },
      body: new URLSearchParams({ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri: given.redirectUri, code_verifier: verifier }),
    })
    if (!answer.ok) throw new Error(`The store gives no token: ${answer.status} ${await answer.text()}`)
    return ((await answer.json()) as { access_token: string }).access_token
  }

  const get = async <Answer>(path: string): Promise<Answer> =>
    (await patiently(path, async () => {
      token ||= await authorise()
      return fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
    })) as Answer

  const pages = async <Item>(path: string, member: string): Promise<Item[]> => {
    const items: Item[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Record<string, unknown> = await get(`${path}${path.includes('?') ? '&' : '?'}limit=250${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
      items.push(...(page[member] as Item[]))
      cursor = page['next_cursor'] as string | null
    }
    return items
  }

  return {
    ours: false,
    async openShops() {
      const shop = await get<{ id: string; shop_title: string }>('/shop')
      return [{ id: shop.id, title: shop.shop_title, merchant: 'M01', keeper: { email: given.email, password: given.password, shop: given.shop } }]
    },
    arrive: async () => {},
    cancelOne: async () => {},
    async orders() {
      const from = new Date(Date.now() - 7 * dayMs).toISOString()
      const listed = await pages<ContractOrder>(`/orders?created_at_min=${encodeURIComponent(from)}`, 'orders')
      // One that changes while we page is listed twice; its last version counts.
      return [...new Map(listed.map((order) => [order.id, toStoreOrder(order)])).values()]
    },
    async parcels(_shop, orderIds) {
      const found = []
      for (const id of orderIds) {
        const { fulfillments } = await get<{ fulfillments: { tracking_number: string; lines?: { quantity: number }[] }[] }>(`/orders/${encodeURIComponent(id)}/fulfillments`)
        for (const each of fulfillments) found.push({ orderId: id, trackingNumber: each.tracking_number, units: (each.lines ?? []).reduce((sum, line) => sum + line.quantity, 0) })
      }
      return found
    },
    async stock() {
      const levels = await pages<{ sku: string; stock: number }>('/inventory/levels', 'levels')
      return new Map(levels.map((level) => [level.sku, level.stock]))
    },
    increments: async () => null,
    unsubscribe: async () => {},
    faultsOn: async () => {},
    faultsOff: async () => ({ calls: 0, struck: 0 }),
  }
}

const toStoreOrder = (order: ContractOrder): StoreOrder => ({
  id: order.id, number: order.order_number, status: order.order_status, shipment: order.shipment_status, createdAt: Date.parse(order.created_at),
  lines: order.lines.map((line) => ({ id: line.id, sku: line.sku, quantity: line.quantity, fulfilled: line.fulfilled_quantity ?? 0 })),
})


import { waitFor } from '../support/wait-for.ts'
import type { SaleShop, SaleStore, StoreOrder } from './store.ts'

interface SandboxOrder { id: string; order_number: string; order_status: string; shipment_status: string; created_at: string; lines: { id: string; sku: string; quantity: number; fulfilled_quantity?: number }[] }
interface Overview { id: string; title: string; skus: { sku: string; stock: number }[] }
interface Entry { id: number; status: number; work_status: number | null; replayed: boolean; faults: string[]; body: { items?: { sku: string; delta: number }[] } | null }

/** How often each fault strikes, in relation to the others. Only what a platform may do without breaking its word for good. */
const mix: { fault: string; share: number; settings?: Record<string, unknown>; routes?: string[] }[] = [
  { fault: 'errors.server', share: 5, settings: { status: '503' } },
  { fault: 'errors.server', share: 5, settings: { status: '500', applied: 'yes' } },
  { fault: 'errors.server', share: 3, settings: { status: '502', body: 'html' } },
  { fault: 'limits.429', share: 5, settings: { retry_after: 'seconds', seconds: 1 } },
  { fault: 'limits.429', share: 2, settings: { retry_after: 'absent' } },
  { fault: 'lost.after_work', share: 10 },
  { fault: 'lost.before_work', share: 8 },
  { fault: 'lost.idle_socket', share: 4 },
  { fault: 'slow.headers', share: 1, settings: { seconds: 2 } },
  { fault: 'bodies.truncated', share: 3 },
  { fault: 'bodies.html', share: 2 },
  { fault: 'bodies.empty', share: 1, settings: { applied: 'yes' } },
  { fault: 'tokens.refused', share: 2 },
  { fault: 'drift.unknown_members', share: 1 },
]

/** Each shop of the sandbox's own, with the given number of SKUs; a merchant has four. */
export function sandboxStore(url: string, { stores, seed }: { stores: number; seed: string }): SaleStore {
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${url}/_sandbox${path}`, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  }
  const ordersOf = async (shop: SaleShop) => (await ask<{ orders: SandboxOrder[] }>('GET', `/shops/${shop.id}/orders`)).orders

  return {
    ours: true,
    async openShops() {
      const shops: SaleShop[] = []
      for (let index = 0; index < stores; index++) {
        const merchant = `M${String(Math.floor(index / 4) + 1).padStart(2, '0')}`
        const login = `sale-${merchant.toLowerCase()}@liteshop.test`
        const title = `特賣 ${String(index + 1).padStart(2, '0')} 店`
        const { id } = await ask<Overview>('POST', '/shops', { title, login, sku_prefix: merchant, skus: 30, stock: 0 })
        shops.push({ id, title, merchant, keeper: { email: login, password: 'liteshop', shop: title } })
      }
      return shops
    },
    clock: async () => Date.now(),
    async arrive(shop, count) {
      await ask('POST', `/shops/${shop.id}/orders`, { count, take_stock: true })
    },
    async cancelOne(shop, pick) {
      const open = (await ordersOf(shop)).filter((order) => order.order_status === 'new')
      const order = open[pick % Math.max(1, open.length)]
      if (order) await ask('POST', `/shops/${shop.id}/orders/${order.id}/cancel`)
    },
    orders: async (shop) => (await ordersOf(shop)).map(toStoreOrder),
    async parcels(shop) {
      const { fulfillments } = await ask<{ fulfillments: { order_id: string; tracking_number: string; lines: { quantity: number }[] }[] }>('GET', `/shops/${shop.id}/fulfillments`)
      return fulfillments.map((each) => ({ orderId: each.order_id, trackingNumber: each.tracking_number, units: each.lines.reduce((sum, line) => sum + line.quantity, 0) }))
    },
    async stock(shop) {
      const { levels } = await ask<{ levels: { sku: string; stock: number }[] }>('GET', `/shops/${shop.id}/stock`)
      return new Map(levels.map((level) => [level.sku, level.stock]))
    },
    async increments(shop) {
      const sums = new Map<string, number>()
      const { calls } = await ask<{ calls: Entry[] }>('GET', `/journal?shop=${shop.id}&method=POST&path=${encodeURIComponent('/api/v1/inventory/adjustments')}`)
      for (const call of calls) {
        const done = call.faults.length > 0 ? call.work_status : call.status
        if (call.replayed || done !== 200) continue
        for (const { sku, delta } of call.body?.items ?? []) sums.set(sku, (sums.get(sku) ?? 0) + delta)
      }
      return sums
    },
    async unsubscribe(shop) {
      await waitFor('the subscriptions of a shop', async () => (await ask<{ subscriptions: unknown[] }>('GET', `/shops/${shop.id}/webhooks`)).subscriptions.length > 0, 30_000)
      await ask('POST', '/faults', { fault: 'webhooks.unsubscribed_now', shop: shop.id })
    },
    async faultsOn(percent, faultSeed) {
      const shares = mix.reduce((sum, each) => sum + each.share, 0)
      for (const [index, { fault, share, settings, routes }] of mix.entries()) {
        const probability = (percent / 100) * (share / shares)
        await ask('POST', '/faults', { fault, probability, seed: `${faultSeed}/${seed}/${index}`, times: null, ...(settings ? { settings } : {}), ...(routes ? { routes } : {}) })
      }
    },
    async faultsOff() {
      const { faults } = await ask<{ faults: { calls: number; struck: number }[] }>('GET', '/faults')
      await ask('DELETE', '/faults')
      return { calls: Math.max(0, ...faults.map((each) => each.calls)), struck: faults.reduce((sum, each) => sum + each.struck, 0) }
    },
  }
}

function toStoreOrder(order: SandboxOrder): StoreOrder {
  return {
    id: order.id, number: order.order_number, status: order.order_status, shipment: order.shipment_status, createdAt: Date.parse(order.created_at),
    lines: order.lines.map((line) => ({ id: line.id, sku: line.sku, quantity: line.quantity, fulfilled: line.fulfilled_quantity ?? 0 })),
  }
}

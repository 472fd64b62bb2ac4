import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn, type ApiClient } from '../support/api-client.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { freePort, openWorld, type RunningServer, type StoryWorld } from '../support/running-server.ts'
import { authorizeAtStore } from '../support/shop-keeper.ts'
import { storyShop, type StoryShop } from '../support/story-shop.ts'
import { startTraceCollector, type SentSpan, type TraceCollector } from '../support/trace-collector.ts'

/*
 * The main job, told over the public API by a script, against a store that is reached only through its contract: the
 * sandbox, or another implementation at LITESHOP_TEST_URL.
 */
let database: TestDatabase
let world: StoryWorld
let server: RunningServer
let api: ApiClient
let shop: StoryShop
let merchantId: string
let channelId: string
let accountId: string
let collector: TraceCollector
let metricsPort: number
const trace = '0af7651916cd43dd8448eb211c80319c'

interface Page<Item> { items: Item[]; nextCursor: string | null }
interface Account { id: string; version: number; connection: { status: string; shop: { title: string } | null }; settings: { nextFetchAt: string | null }; released: number; oversell: { sum: number } | null }
interface Run { id: string; status: string; new: number; seen: number; held: number; skipped: number; error: unknown }
interface OrderHead { id: string; orderNumber: string; status: string; holds: string[]; shipping: { code: string }; tracking: string }
interface Order extends OrderHead { lines: { lineId: string; sku: string; quantity: number; shipped: number; product: { id: string } | null }[]; parcels: { trackingNumber: string; push: { state: string; write: { error: string | null } }; store: { trackingNumber: string } | null }[] }
interface UnknownProduct { id: string; sku: string; title: string; orders: number }

beforeAll(async () => {
  database = await createDatabase()
  world = await openWorld({ databaseUrl: database.url })
  shop = storyShop(world)
  const created = await world.command('user', 'create', '--email', 'op@crossdock.test', '--password', 'a long enough password', '--role', 'admin', '--name', 'Operator', '--json')
  expect(created, created.stderr).toMatchObject({ code: 0 })
  // Watched from the first request on, as an operator has it.
  collector = await startTraceCollector()
  metricsPort = await freePort()
  server = await world.start({
    METRICS_PORT: String(metricsPort), OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_SERVICE_NAME: 'story', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=dock-7',
  })
  api = await signIn(server.url, 'op@crossdock.test', 'a long enough password')
})
afterAll(async () => {
  await world?.end()
  collector?.close()
  await database?.drop()
})

const settled = async (id: string) => {
  await expect.poll(async () => (await api.get<Run>(`/fetch-runs/${id}`)).status, { timeout: 120_000, interval: 200 }).not.toMatch(/queued|running|waiting/)
  return api.get<Run>(`/fetch-runs/${id}`)
}
const ordersWhere = (query: string) => api.get<Page<OrderHead>>(`/orders?ecAccountId=${accountId}&${query}`)

it('creates a merchant, its channel and an EC account, which is Not Verified and locked', async () => {
  merchantId = (await api.post<{ id: string }>('/merchants', { code: 'TEA', name: '小山茶業' })).id
  channelId = (await api.post<{ id: string }>('/sales-channels', { merchantId, name: '官網' })).id
  const account = await api.post<Account>('/ec-accounts', { merchantId, platform: 'liteshop', displayName: 'Liteshop Website', salesChannelId: channelId })
  accountId = account.id
  expect(account.connection).toMatchObject({ status: 'not_verified', shop: null })
  const refusal = await api.refused('PUT', `/ec-accounts/${accountId}/settings`, { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: false, pushPercentage: 0 })
  expect(refusal).toMatchObject({ status: 409, code: 'not_authorized' })
})

it('comes back from a refusal at the store with nothing connected', async () => {
  const { url } = await api.post<{ url: string }>(`/ec-accounts/${accountId}/authorize`)
  const back = await authorizeAtStore(url, { ...shop, shop: shop.title }, server.url, 'deny')
  const answer = await fetch(back, { redirect: 'manual', headers: { cookie: api.cookie } })
  expect(answer.headers.get('location')).toBe(`${server.url}/ec-integrations/${accountId}?authorization=denied`)
  expect((await api.get<Account>(`/ec-accounts/${accountId}`)).connection.status).toBe('not_verified')
})

it('authorizes at the store and comes back connected, with the shop’s title and a clean address', async () => {
  const { url } = await api.post<{ url: string }>(`/ec-accounts/${accountId}/authorize`)
  const back = await authorizeAtStore(url, { ...shop, shop: shop.title }, server.url)
  const answer = await fetch(back, { redirect: 'manual', headers: { cookie: api.cookie } })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toBe(`${server.url}/ec-integrations/${accountId}?authorized=1`)
  expect((await api.get<Account>(`/ec-accounts/${accountId}`)).connection).toMatchObject({ status: 'connected', shop: { title: expect.stringContaining(shop.title) } })
  const again = await fetch(back, { redirect: 'manual', headers: { cookie: api.cookie } })
  expect(again.headers.get('location')).toMatch(/authorized=1|authorization=replayed/)
})

it('saves the settings, which are open now', async () => {
  const account = await api.get<Account>(`/ec-accounts/${accountId}`)
  const saved = await api.patch<Account>(`/ec-accounts/${accountId}`, {
    version: account.version, settings: { fetchEnabled: true, fetchSchedule: ['09:00', '14:00', '18:00'], pushEnabled: true, pushPercentage: 50 },
  })
  expect(saved.settings.nextFetchAt).not.toBeNull()
  expect(saved.oversell).toBeNull()
})

it('fetches the orders: everything seen is counted, nothing goes by default', async () => {
  const run = await settled((await api.post<Run>(`/ec-accounts/${accountId}/fetch`, {}, { traceparent: `00-${trace}-b7ad6b7169203331-01` })).id)
  expect(run).toMatchObject({ status: 'succeeded', error: null })
  expect(run.new).toBeGreaterThan(0)
  expect(run.held).toBe(run.new)
  const again = await settled((await api.post<Run>(`/ec-accounts/${accountId}/fetch`)).id)
  expect(again).toMatchObject({ status: 'succeeded', new: 0 })
})

it('frees the orders of a code when the code is mapped, of a SKU when its product exists, and of stock when it arrives', async () => {
  await api.patch('/shipping-types/tcat', { enabled: true })
  const { suggestions } = await api.get<{ suggestions: { platformCode: string; waiting: number }[] }>(`/ec-accounts/${accountId}/shipping-mappings`)
  expect(suggestions.some((each) => each.waiting > 0)).toBe(true)
  await api.put(`/ec-accounts/${accountId}/shipping-mappings`, { items: suggestions.map(({ platformCode }) => ({ platformCode, shippingTypeCode: 'tcat' })) })
  expect((await ordersWhere('holdReason=unmapped_shipping_code')).items).toEqual([])

  for (let unknown = await api.get<Page<UnknownProduct>>(`/unknown-products?merchantId=${merchantId}&limit=200`); unknown.items.length > 0; unknown = await api.get(`/unknown-products?merchantId=${merchantId}&limit=200`)) {
    for (const each of unknown.items) await api.post(`/unknown-products/${each.id}/map`, { create: { sku: each.sku.trim() || `NOSKU-${each.id.slice(-8)}`, name: each.title } })
  }
  expect((await ordersWhere('holdReason=unknown_product')).items).toEqual([])

  const products = (await api.get<Page<{ sku: string }>>(`/products?merchantId=${merchantId}&limit=200`)).items
  const inbound = await api.post<{ id: string }>('/inbounds', { merchantId, number: 'IN-1', lines: products.map(({ sku }) => ({ sku, expected: 1_000 })) })
  await api.post(`/inbounds/${inbound.id}/receive`, { lines: products.map(({ sku }) => ({ sku, quantity: 600 })) })
  await api.post(`/inbounds/${inbound.id}/receive`, { lines: products.map(({ sku }) => ({ sku, quantity: 401 })) })
  const completed = await api.post<{ released: number; status: string }>(`/inbounds/${inbound.id}/complete`)
  expect(completed.status).toBe('completed')
  expect(completed.released).toBeGreaterThan(0)
  expect((await ordersWhere('onHold=true')).items).toEqual([])
  expect(await api.refused('POST', `/inbounds/${inbound.id}/complete`)).toMatchObject({ code: 'inbound_wrong_status' })
})

it('raised the store’s stock by its share, each SKU once', async () => {
  await expect.poll(async () => (await api.get<Page<{ state: string }>>(`/stock-pushes?ecAccountId=${accountId}`)).items.map((push) => push.state), { timeout: 60_000 }).toEqual(['accepted'])
  const [push] = (await api.get<Page<{ id: string }>>(`/stock-pushes?ecAccountId=${accountId}`)).items
  const { lines } = await api.get<{ lines: { sku: string; quantity: number; result: string }[] }>(`/stock-pushes/${push!.id}`)
  expect(lines.every((line) => line.quantity === 500)).toBe(true)
  expect(lines.some((line) => line.result === 'applied')).toBe(true)
  expect(lines.every((line) => ['applied', 'unknown_sku', 'not_tracked'].includes(line.result))).toBe(true)
})

it('ships in two parcels, once for two clicks, and the store confirms both', async () => {
  const candidates = (await ordersWhere('status=pending&limit=200')).items
  const details = await Promise.all(candidates.slice(0, 20).map((each) => api.get<Order>(`/orders/${each.id}`)))
  const order = details.find((each) => each.lines.reduce((sum, line) => sum + line.quantity, 0) > 1)!
  await api.post(`/orders/${order.id}/process`)
  const line = order.lines[0]!
  const first = { parcels: [{ trackingNumber: 'CD0000000001', carrier: 'T-Cat', lines: [{ lineId: line.lineId, quantity: 1 }] }] }
  const clicks = await Promise.all([1, 2, 3].map(() => api.post<Order>(`/orders/${order.id}/shipments`, first)))
  expect(clicks.map((each) => each.parcels.length)).toEqual([1, 1, 1])
  expect(clicks[0]!.status).toBe('processing')
  const shipped = await api.post<Order>(`/orders/${order.id}/shipments`, { parcels: [{ trackingNumber: 'CD0000000002', carrier: 'T-Cat' }] })
  expect(shipped.status).toBe('shipped')
  const states = async () => (await api.get<Order>(`/orders/${order.id}`)).parcels.map((each) => [each.trackingNumber, each.push.state, each.store?.trackingNumber])
  await expect.poll(states, { timeout: 60_000 }).toEqual([['CD0000000001', 'confirmed', 'CD0000000001'], ['CD0000000002', 'confirmed', 'CD0000000002']])
})

it('keeps parcels waiting while the authorization is revoked, and sends them after authorizing again', async () => {
  await api.post(`/ec-accounts/${accountId}/revoke`)
  expect((await api.get<Account>(`/ec-accounts/${accountId}`)).connection.status).toBe('disconnected')
  expect(await api.refused('POST', `/ec-accounts/${accountId}/fetch`)).toMatchObject({ code: 'not_connected' })
  const [order] = (await ordersWhere('status=pending&limit=1')).items
  await api.post(`/orders/${order!.id}/shipments`, { parcels: [{ trackingNumber: 'CD0000000003', carrier: 'T-Cat' }] })
  const parcel = async () => (await api.get<Order>(`/orders/${order!.id}`)).parcels[0]!
  expect((await parcel()).push).toMatchObject({ state: 'waiting', waitingFor: 'connection' })

  const { url } = await api.post<{ url: string }>(`/ec-accounts/${accountId}/authorize`)
  const back = await authorizeAtStore(url, { ...shop, shop: shop.title }, server.url)
  await fetch(back, { redirect: 'manual', headers: { cookie: api.cookie } })
  await expect.poll(async () => (await parcel()).push.state, { timeout: 60_000 }).toBe('confirmed')
})

it('was watched: a click is followed through the queue to the calls at the store, and every promised metric is served', async () => {
  await expect.poll(() => collector.spansOf(trace).map(({ name }) => name), { timeout: 30_000 }).toEqual(expect.arrayContaining(['call orders.list']))
  const spans = collector.spansOf(trace)
  const pathOf = (span: SentSpan): string[] => {
    const parent = spans.find(({ id }) => id === span.parent)
    return [...(parent ? pathOf(parent) : []), span.name]
  }
  const [request, ...rest] = pathOf(spans.find(({ name }) => name === 'call orders.list')!)
  expect([request, rest.includes('job run-fetch'), rest.at(-1)]).toEqual(['POST /api/v1/ec-accounts/{id}/fetch', true, 'call orders.list'])
  expect(spans.find(({ name }) => name === request)!.parent).toBe('b7ad6b7169203331')
  for (const part of ['story', 'dock-7']) expect(collector.text()).toContain(part)

  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  for (const name of promisedMetrics()) expect(text, name).toContain(`# TYPE ${name} `)
  const value = (series: string) => Number(text.split('\n').find((line) => line.startsWith(`${series} `))?.slice(series.length))
  expect(value('crossdock_platform_breaker_open{platform="liteshop"}')).toBe(0)
  for (const series of [
    'crossdock_http_request_duration_seconds_count{method="POST",route="/api/v1/ec-accounts/{id}/fetch",status="202"}', 'crossdock_job_duration_seconds_count{job="run-fetch",result="done"}',
    'crossdock_fetch_run_duration_seconds_count{platform="liteshop",result="succeeded"}', 'crossdock_platform_call_duration_seconds_count{platform="liteshop",purpose="orders.list",status_class="2xx"}',
    'crossdock_database_up', 'crossdock_processes_alive{role="all"}', 'crossdock_accounts{platform="liteshop",status="connected"}',
  ]) expect(value(series), series).toBeGreaterThanOrEqual(1)
})

it('ends cleanly', async () => {
  expect(await server.stop()).toBe(0)
})

/** The metrics that the alert rules and the dashboard of the documentation stand on. */
function promisedMetrics(): string[] {
  const text = ['alerts.yml', 'grafana-dashboard.json'].map((file) => readFileSync(new URL(`../../docs/observability/${file}`, import.meta.url), 'utf8')).join()
  return [...new Set([...text.matchAll(/\bcrossdock_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, '')))]
}

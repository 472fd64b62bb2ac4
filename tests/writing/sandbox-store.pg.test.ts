import { randomBytes } from 'node:crypto'
import { startLiteshop, type Liteshop } from '@crossdock/sandbox-liteshop'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../apps/server/src/config/config.ts'
import { createApp, type App } from '../../apps/server/src/context.ts'
import { createHttpServer, type HttpServer } from '../../apps/server/src/http/server.ts'
import { createLogger } from '../../apps/server/src/logger.ts'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'
import { startWorker, type Worker } from '../../apps/server/src/worker.ts'
import { configureConnectors } from '../../connectors/registry/src/index.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { startLosingProxy, type LosingProxy } from '../support/losing-proxy.ts'

/* Parcels and stock through the whole process, the real connector and HTTP, with answers that get lost on the way. */

let created: TestDatabase
let proxy: LosingProxy
let store: Liteshop
let app: App
let worker: Worker
let server: HttpServer['server']
let headers: Record<string, string>
let merchantId: string
let accountId: string
let shopId: string
let sku: string

async function api(method: string, path: string, body?: object): Promise<any> {
  const answer = await server.inject({ method: method as 'GET', url: `/api/v1${path}`, headers, ...(body ? { payload: body } : {}) })
  return answer.json()
}

beforeAll(async () => {
  created = await createDatabase()
  proxy = await startLosingProxy()
  store = await startLiteshop({ publicUrl: proxy.url })
  proxy.target = store.url
  const read = readConfig({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }, [])
  const configured = configureConnectors({ LITESHOP_URL: proxy.url, LITESHOP_CLIENT_ID: 'crossdock', LITESHOP_CLIENT_SECRET: 'crossdock-sandbox-secret' })
  if (!('config' in read) || !('connectors' in configured)) throw new Error('not configured')
  const key = { id: 'k1', key: randomBytes(32) }
  app = await createApp({
    config: read.config, databaseUrl: created.url, publicUrl: 'http://127.0.0.1:4300', keys: { current: key, all: [key] }, connectors: configured.connectors, log: createLogger(read.config), works: true, webhooks: false,
  })
  server = (await createHttpServer(app)).server
  worker = await startWorker(app.needs, app.queue)
  headers = { authorization: `Bearer ${(await createApiKey(app.signIn, { name: 'test', role: 'admin', merchantId: null, createdBy: 'test' })).key}` }

  merchantId = (await api('POST', '/merchants', { code: 'TEA', name: '小山茶行' })).id
  const salesChannelId = (await api('POST', '/sales-channels', { merchantId, name: '官網' })).id
  accountId = (await api('POST', '/ec-accounts', { merchantId, platform: 'liteshop', displayName: '官網', salesChannelId })).id
  const shop = store.control.shops()[0]!
  shopId = shop.id
  sku = shop.skus.find((each) => each.warehouse && each.tracked)!.sku
  await authorize()
  await api('PATCH', '/shipping-types/tcat', { enabled: true })
  await api('PATCH', `/ec-accounts/${accountId}`, {
    settings: { fetchEnabled: false, fetchSchedule: [], pushEnabled: true, pushPercentage: 50 }, shippingMappings: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }],
  })
  await api('POST', '/products', { merchantId, sku, name: '高山烏龍' })
  await api('POST', '/products', { merchantId, sku: 'NOT-IN-STORE', name: '只在倉庫' })
})
afterEach(() => { proxy.lose = () => false })
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
  await store?.close()
  await proxy?.close()
  await created?.drop()
})

async function authorize(): Promise<void> {
  const { url } = await api('POST', `/ec-accounts/${accountId}/authorize`)
  const back = new URL(store.control.authorize(url, shopId))
  await server.inject({ method: 'GET', url: back.pathname + back.search, headers })
  expect((await api('GET', `/ec-accounts/${accountId}`)).connection.status).toBe('connected')
}
async function arrive(...lines: { sku: string; quantity: number }[]): Promise<any> {
  const { id } = await api('POST', '/inbounds', { merchantId, lines: lines.map((line) => ({ sku: line.sku, expected: line.quantity })) })
  await api('POST', `/inbounds/${id}/receive`, { lines })
  return api('POST', `/inbounds/${id}/complete`)
}
/** Places an order at the store and fetches it. @returns ours and theirs */
async function fetchOrder(quantity: number): Promise<{ id: string; platformOrderId: string }> {
  const placed = store.control.createOrder(shopId, { lines: [{ sku, quantity }], shipping_code: 'homedelivery' })
  const found = async () => {
    const { items } = await api('GET', `/orders?q=${placed.order_number}`)
    return items[0]?.id as string | undefined
  }
  await vi.waitFor(async () => {
    if (await found()) return
    await api('POST', `/ec-accounts/${accountId}/fetch`)
    expect(await found()).toBeDefined()
  }, { timeout: 20_000, interval: 500 })
  return { id: (await found())!, platformOrderId: placed.id }
}
const pushState = async (orderId: string) => (await api('GET', `/orders/${orderId}`)).parcels[0].push
const stockThere = () => store.control.stock(shopId).find((each) => each.sku === sku)!.stock

it('raises the store’s stock once, though six answers in a row are lost, and tells of the SKU that the store lacks', async () => {
  const before = stockThere()
  let lost = 0
  proxy.lose = (method, path) => method === 'POST' && path.endsWith('/inventory/adjustments') && lost < 6 && ++lost > 0
  const inbound = await arrive({ sku, quantity: 101 }, { sku: 'NOT-IN-STORE', quantity: 10 })
  await vi.waitFor(async () => {
    const { pushes } = await api('GET', `/inbounds/${inbound.id}`)
    expect(pushes.map((push: any) => [push.sku, push.quantity, push.result, push.stockAfter])).toEqual(
      [[sku, 50, 'applied', before + 50], ['NOT-IN-STORE', 5, 'unknown_sku', null]].sort(([a], [b]) => String(a).localeCompare(String(b))),
    )
  }, { timeout: 60_000, interval: 200 })
  expect(lost).toBe(6)
  expect(stockThere()).toBe(before + 50)
  const [push] = (await api('GET', `/stock-pushes?ecAccountId=${accountId}`)).items
  expect(push).toMatchObject({ state: 'accepted', applied: 1, notApplied: 1 })
}, 90_000)

it('tells the store of a parcel once, though the answers are lost, and reads it back', async () => {
  const order = await fetchOrder(2)
  let lost = 0
  proxy.lose = (method, path) => method === 'POST' && path.endsWith('/fulfillments') && lost < 6 && ++lost > 0
  await api('POST', `/orders/${order.id}/shipments`, { parcels: [{ trackingNumber: 'SB0001', carrier: '黑貓' }] })
  await vi.waitFor(async () => expect((await pushState(order.id)).state).toBe('confirmed'), { timeout: 60_000, interval: 200 })
  expect(lost).toBe(6)
  expect(store.control.fulfillments(shopId, order.platformOrderId)).toMatchObject([{ tracking_number: 'SB0001', carrier: '黑貓' }])
  expect((await api('GET', `/orders/${order.id}`))).toMatchObject({ status: 'shipped', tracking: 'confirmed', parcels: [{ store: { trackingNumber: 'SB0001' } }] })
}, 90_000)

it('shows the store’s words when the order was canceled there', async () => {
  const order = await fetchOrder(1)
  store.control.cancelOrder(shopId, order.platformOrderId)
  await api('POST', `/orders/${order.id}/shipments`, { parcels: [{ trackingNumber: 'SB0002', carrier: '黑貓' }] })
  await vi.waitFor(async () => expect(await pushState(order.id)).toMatchObject({ state: 'refused', write: { state: 'rejected', errorCode: 'order_cancelled', error: expect.stringContaining('Liteshop') } }), { timeout: 20_000, interval: 200 })
  expect((await api('GET', `/orders/${order.id}`)).tracking).toBe('refused')
}, 60_000)

it('takes it for told when the shop-keeper has entered the same number by hand', async () => {
  const order = await fetchOrder(1)
  const { access_token: token } = store.control.issueTokens(shopId)
  await fetch(`${store.url}/api/v1/orders/${order.platformOrderId}/fulfillments`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': 'by-hand' },
    body: JSON.stringify({ tracking_number: 'SB0003', carrier: '黑貓', shipped_at: new Date().toISOString() }),
  })
  await api('POST', `/orders/${order.id}/shipments`, { parcels: [{ trackingNumber: 'sb0003', carrier: '黑貓' }] })
  await vi.waitFor(async () => expect((await pushState(order.id)).state).toBe('confirmed'), { timeout: 20_000, interval: 200 })
  expect(store.control.fulfillments(shopId, order.platformOrderId)).toHaveLength(1)
}, 60_000)

it('keeps a parcel and stock while the authorization is gone, and sends both after authorizing again', async () => {
  const order = await fetchOrder(1)
  await api('POST', `/ec-accounts/${accountId}/revoke`)
  const before = stockThere()
  await api('POST', `/orders/${order.id}/shipments`, { parcels: [{ trackingNumber: 'SB0004', carrier: '黑貓' }] })
  const inbound = await arrive({ sku, quantity: 2 })
  expect(await pushState(order.id)).toMatchObject({ state: 'waiting', waitingFor: 'connection' })
  expect(inbound.pushes).toMatchObject([{ sku, result: 'waiting' }])
  await authorize()
  await vi.waitFor(async () => expect((await pushState(order.id)).state).toBe('confirmed'), { timeout: 30_000, interval: 200 })
  await vi.waitFor(() => expect(stockThere()).toBe(before + 1), { timeout: 30_000, interval: 200 })
}, 90_000)

it('previews what an overwrite would change, and overwrites', async () => {
  const { items } = await api('GET', `/ec-accounts/${accountId}/stock-overwrite`)
  const ours = items.find((item: any) => item.sku === sku)
  expect(ours).toMatchObject({ storeStock: stockThere(), change: ours.available - stockThere() })
  expect(items.find((item: any) => item.sku === 'NOT-IN-STORE')).toMatchObject({ storeStock: null, change: null })
  const { stockPushId } = await api('POST', `/ec-accounts/${accountId}/stock-overwrite`, { items: [{ sku, stock: ours.available }] })
  await vi.waitFor(async () => expect(await api('GET', `/stock-pushes/${stockPushId}`)).toMatchObject({ kind: 'overwrite', state: 'accepted', lines: [{ sku, result: 'applied', stockAfter: ours.available }] }), { timeout: 20_000, interval: 200 })
  expect(stockThere()).toBe(ours.available)
}, 60_000)

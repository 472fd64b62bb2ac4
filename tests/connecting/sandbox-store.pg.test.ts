import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startLiteshop, type Liteshop } from '@crossdock/sandbox-liteshop'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readConfig } from '../../apps/server/src/config/config.ts'
import { createApp, type App } from '../../apps/server/src/context.ts'
import { createHttpServer, type HttpServer } from '../../apps/server/src/http/server.ts'
import { createLogger } from '../../apps/server/src/logger.ts'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'
import { startWorker, type Worker } from '../../apps/server/src/worker.ts'
import { configureConnectors } from '../../connectors/registry/src/index.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'

let created: TestDatabase
let store: Liteshop
let app: App
let worker: Worker
let server: HttpServer['server']
let headers: Record<string, string>
let merchantId: string
let salesChannelId: string

beforeAll(async () => {
  created = await createDatabase()
  store = await startLiteshop()
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const read = readConfig({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }, [])
  const configured = configureConnectors({ LITESHOP_URL: store.url, LITESHOP_CLIENT_ID: 'crossdock', LITESHOP_CLIENT_SECRET: 'crossdock-sandbox-secret' })
  if (!('config' in read) || !('connectors' in configured)) throw new Error('not configured')
  const key = { id: 'k1', key: randomBytes(32) }
  app = await createApp({
    config: read.config, databaseUrl: created.url, publicUrl, keys: { current: key, all: [key] }, connectors: configured.connectors, log: createLogger(read.config), works: true, webhooks: true,
  })
  server = (await createHttpServer(app)).server
  await server.listen({ port, host: '127.0.0.1' })
  worker = await startWorker(app.needs, app.queue)
  headers = { authorization: `Bearer ${(await createApiKey(app.signIn, { name: 'story', role: 'admin', merchantId: null, createdBy: 'test' })).key}` }
  merchantId = (await api('POST', '/merchants', { code: 'TEA', name: '小山茶行' })).id
  salesChannelId = (await api('POST', '/sales-channels', { merchantId, name: '官網' })).id
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
  await store?.close()
  await created?.drop()
})

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
async function api(method: string, path: string, body?: object): Promise<any> {
  const answer = await fetch(`${app.publicUrl}/api/v1${path}`, { method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) })
  return answer.json()
}
const newAccount = async (displayName: string): Promise<string> => (await api('POST', '/ec-accounts', { merchantId, platform: 'liteshop', displayName, salesChannelId })).id
async function authorize(id: string, shopId: string, answer: { allow?: boolean; scope?: string } = {}): Promise<string> {
  const { url } = await api('POST', `/ec-accounts/${id}/authorize`)
  const back = await fetch(store.control.authorize(url, shopId, answer), { redirect: 'manual' })
  return new URL(back.headers.get('location')!).search
}
const connection = async (id: string) => (await api('GET', `/ec-accounts/${id}`)).connection

it('is connected, subscribed to, revoked by its keeper, and connected again', async () => {
  const [shop, other] = store.control.shops()
  const id = await newAccount('官網')
  expect(await authorize(id, shop!.id, { allow: false })).toBe('?authorization=denied')
  expect(await authorize(id, shop!.id)).toBe('?authorized=1')
  expect(await connection(id)).toMatchObject({ status: 'connected', shop: { id: shop!.id, title: shop!.title }, missingScopes: [] })
  await vi.waitFor(() => expect(store.control.subscriptions(shop!.id)).toHaveLength(4), { timeout: 10_000 })

  expect(await authorize(id, other!.id)).toBe('?authorization=other_shop')
  expect(await authorize(await newAccount('第二個'), shop!.id)).toBe('?authorization=shop_taken')
  expect(await connection(id)).toMatchObject({ status: 'connected', shop: { id: shop!.id } })

  const { suggestions } = await api('GET', `/ec-accounts/${id}/shipping-mappings`)
  const enabled = store.control.shop(shop!.id).shipping_methods.filter((method) => method.enabled).map((method) => method.code)
  for (const code of enabled) expect(suggestions).toContainEqual(expect.objectContaining({ platformCode: code, sources: expect.arrayContaining(['shop']) }))

  // The keeper's revocation comes as a webhook and is proven by asking.
  store.control.revokeGrants(shop!.id)
  await store.control.deliverDue()
  await vi.waitFor(async () => expect(await connection(id)).toMatchObject({ status: 'disconnected', reason: 'revoked_on_platform' }), { timeout: 15_000 })

  expect(await authorize(id, shop!.id)).toBe('?authorized=1')
  expect(await connection(id)).toMatchObject({ status: 'connected', reason: null, detail: null })
})

it('is told of a revocation here, and knows no grant of ours any more', async () => {
  const shop = store.control.shops()[2]!
  const id = await newAccount('第三個')
  expect(await authorize(id, shop.id)).toBe('?authorized=1')
  await vi.waitFor(() => expect(store.control.subscriptions(shop.id)).toHaveLength(4), { timeout: 10_000 })
  await api('POST', `/ec-accounts/${id}/revoke`)
  expect(await connection(id)).toMatchObject({ status: 'disconnected', reason: 'revoked_here' })
  await vi.waitFor(() => expect(store.control.subscriptions(shop.id)).toEqual([]), { timeout: 10_000 })
  await vi.waitFor(async () => {
    const calls = await api('GET', `/platform-calls?ecAccountId=${id}&limit=200`)
    expect(calls.items.map((call: { purpose: string }) => call.purpose)).toEqual(expect.arrayContaining(['token.exchange', 'shop.read', 'token.revoke']))
  }, { timeout: 10_000 })
})

it('that grants less than asked is connected, and says what is missing', async () => {
  const shop = store.control.shops()[1]!
  const id = await newAccount('第四個')
  expect(await authorize(id, shop.id, { scope: 'shop:read orders:read' })).toBe('?authorized=1')
  expect((await connection(id)).missingScopes).toEqual(['fulfillments:write', 'inventory:write', 'webhooks:write'])
})

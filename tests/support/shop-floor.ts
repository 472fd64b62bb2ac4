import { randomBytes } from 'node:crypto'
import { startLiteshop, type Liteshop } from '@crossdock/sandbox-liteshop'
import { readConfig } from '../../apps/server/src/config/config.ts'
import type { SecretKey } from '../../apps/server/src/config/key-ring.ts'
import { createApp, type App } from '../../apps/server/src/context.ts'
import { createHttpServer } from '../../apps/server/src/http/server.ts'
import { createLogger } from '../../apps/server/src/logger.ts'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'
import { startWorker } from '../../apps/server/src/worker.ts'
import { configureConnectors } from '../../connectors/registry/src/index.ts'

/** The whole process with its worker, on a database that misbehaves as it is told, connected to a sandbox store over HTTP. */
export interface ShopFloor {
  app: App
  store: Liteshop
  shopId: string
  merchantId: string
  accountId: string
  /** A SKU that both the store and the warehouse know. */
  sku: string
  key: SecretKey
  /** @returns the status and the body, whatever they are */
  ask(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<{ status: number; headers: Record<string, unknown>; body: any }>
  /** @param options.keepStore its store goes on, for another process to be opened on it */
  close(options?: { keepStore?: boolean }): Promise<void>
}

/** @param again a process that was closed, whose store goes on: what it kept is there, or is what was restored */
export async function openShopFloor(databaseUrl: string, again?: ShopFloor): Promise<ShopFloor> {
  const store = again?.store ?? (await startLiteshop())
  const read = readConfig({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }, [])
  const configured = configureConnectors({ LITESHOP_URL: store.url, LITESHOP_CLIENT_ID: 'crossdock', LITESHOP_CLIENT_SECRET: 'crossdock-sandbox-secret' })
  if (!('config' in read) || !('connectors' in configured)) throw new Error('not configured')
  const key = again?.key ?? { id: 'k1', key: randomBytes(32) }
  const app = await createApp({
    config: read.config, databaseUrl, publicUrl: 'http://127.0.0.1:4300', keys: { current: key, all: [key] }, connectors: configured.connectors, log: createLogger(read.config), works: true, webhooks: false,
  })
  const { server } = await createHttpServer(app)
  const worker = await startWorker(app.workNeeds, app.queue)
  const { key: secret } = await createApiKey(app.signIn, { name: 'test', role: 'admin', merchantId: null, createdBy: 'test' })
  const authorization = { authorization: `Bearer ${secret}` }
  const ask: ShopFloor['ask'] = async (method, path, body, headers = {}) => {
    const answer = await server.inject({ method: method as 'GET', url: path.startsWith('/readyz') ? path : `/api/v1${path}`, headers: { ...authorization, ...headers }, ...(body ? { payload: body } : {}) })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : answer.json() }
  }
  const close: ShopFloor['close'] = async ({ keepStore = false } = {}) => {
    await worker.stop()
    await server.close()
    await app.close()
    if (!keepStore) await store.close()
  }
  if (again) return { ...again, app, ask, close }
  const make = async (path: string, body: object) => (await ask('POST', path, body)).body.id as string
  const merchantId = await make('/merchants', { code: 'TEA', name: '小山茶行' })
  const salesChannelId = await make('/sales-channels', { merchantId, name: '官網' })
  const accountId = await make('/ec-accounts', { merchantId, platform: 'liteshop', displayName: '官網', salesChannelId })
  const shop = store.control.openShop({ title: '特賣', login: 'sale@liteshop.test', sku_prefix: 'SALE', skus: 3, stock: 1_000 })
  const { url } = (await ask('POST', `/ec-accounts/${accountId}/authorize`)).body
  const back = new URL(store.control.authorize(url, shop.id))
  await server.inject({ method: 'GET', url: back.pathname + back.search, headers: authorization })
  await ask('PATCH', '/shipping-types/tcat', { enabled: true })
  await ask('PATCH', `/ec-accounts/${accountId}`, {
    settings: { fetchEnabled: false, fetchSchedule: [], pushEnabled: true, pushPercentage: 50 }, shippingMappings: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }],
  })
  await make('/products', { merchantId, sku: 'SALE-001', name: 'SALE-001' })
  return { app, store, shopId: shop.id, merchantId, accountId, sku: 'SALE-001', key, ask, close }
}

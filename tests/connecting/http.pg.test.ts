import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../apps/server/src/config/config.ts'
import { createApp, type App } from '../../apps/server/src/context.ts'
import { createHttpServer, type HttpServer } from '../../apps/server/src/http/server.ts'
import { createLogger } from '../../apps/server/src/logger.ts'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'
import { createUser } from '../../apps/server/src/sign-in/users.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { createTestPlatform, type TestPlatform } from './test-platform.ts'

const publicUrl = 'http://127.0.0.1:4300'
const password = 'a long sentence for tests'
let created: TestDatabase
let app: App
let server: HttpServer['server']
let platform: TestPlatform
let operator: Record<string, string>
let merchantId: string
let salesChannelId: string

beforeAll(async () => {
  created = await createDatabase()
  platform = createTestPlatform()
  const read = readConfig({ LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }, [])
  if (!('config' in read)) throw new Error(read.mistakes.join())
  const key = { id: 'k1', key: randomBytes(32) }
  app = await createApp({
    config: read.config, databaseUrl: created.url, publicUrl, keys: { current: key, all: [key] }, connectors: new Map([['teststore', platform.connector]]),
    log: createLogger(read.config), works: false, webhooks: true,
  })
  server = (await createHttpServer(app)).server
  await createUser(app.signIn, { name: '管理員', email: 'admin@example.com', password, role: 'admin', merchantId: null })
  operator = await signIn('admin@example.com')
  merchantId = (await post('/merchants', { code: 'TEA', name: '小山茶行' })).body.id
  salesChannelId = (await post('/sales-channels', { merchantId, name: '官網' })).body.id
  await call('PATCH', '/shipping-types/tcat', { enabled: true })
})
afterAll(async () => {
  await server?.close()
  await app?.close()
  await created?.drop()
})

async function signIn(email: string): Promise<Record<string, string>> {
  const answer = await server.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password }, headers: { origin: publicUrl } })
  return { cookie: answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ') }
}
async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: object, headers = operator) {
  const answer = await server.inject({ method, url: `/api/v1${path}`, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json<any>() }
}
const post = (path: string, payload?: object, headers = operator) => call('POST', path, payload, headers)
const get = (path: string, headers = operator) => call('GET', path, undefined, headers)

let serial = 0
async function newAccount(headers = operator): Promise<string> {
  const made = await post('/ec-accounts', { merchantId, platform: 'teststore', displayName: `帳號 ${++serial}`, salesChannelId }, headers)
  expect(made).toMatchObject({ status: 201, body: { connection: { status: 'not_verified' }, platform: { platform: 'teststore', name: 'Test Store' } } })
  platform.shop = { ...platform.shop, id: `shop-${serial}` }
  return made.body.id
}
/** Begins, and is sent back by the platform. */
async function comeBack(id: string, { begun = operator, back = operator, ...query }: { begun?: Record<string, string>; back?: Record<string, string> } & Record<string, any> = {}) {
  const { body } = await post(`/ec-accounts/${id}/authorize`, undefined, begun)
  const url = new URL(body.url)
  const target = new URL(url.searchParams.get('redirect_uri')!)
  expect(target.origin).toBe(publicUrl)
  for (const [name, value] of Object.entries({ iss: 'https://store.test', code: 'secret-code', state: url.searchParams.get('state')!, ...query })) target.searchParams.set(name, value)
  return server.inject({ method: 'GET', url: target.pathname + target.search, headers: { ...back, host: 'evil.example' } })
}

describe('the way back from the platform', () => {
  it.each([
    ['connected', {}, '?authorized=1'],
    ['refused', { error: 'access_denied' }, '?authorization=denied'],
    ['from another issuer', { iss: 'https://evil.test' }, '?authorization=failed'],
    ['with nobody signed in', { back: {} }, '?authorization=session'],
  ])('%s leads to a clean address of ours', async (_name, query, expected) => {
    const id = await newAccount()
    const answer = await comeBack(id, query)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `${publicUrl}/ec-integrations/${id}${expected}`])
    expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    expect((await get(`/ec-accounts/${id}`)).body.connection.status).toBe(expected === '?authorized=1' ? 'connected' : 'not_verified')
  })

  it('with a state that nobody knows leads to a page that says so', async () => {
    for (const query of ['', '?state=x&code=y', '?state=a&state=b', '?%00=%ff']) {
      const answer = await server.inject({ method: 'GET', url: `/api/connect/teststore/callback${query}`, headers: operator })
      expect([answer.statusCode, answer.headers.location]).toEqual([303, `${publicUrl}/authorization-failed?reason=failed`])
    }
  })

  it('needs no session when an API key began', async () => {
    const { key } = await createApiKey(app.signIn, { name: 'story', role: 'operator', merchantId: null, createdBy: 'test' })
    const bearer = { authorization: `Bearer ${key}` }
    const id = await newAccount(bearer)
    expect((await comeBack(id, { begun: bearer, back: {} })).headers.location).toBe(`${publicUrl}/ec-integrations/${id}?authorized=1`)
    expect((await get(`/ec-accounts/${id}/timeline`, bearer)).body.items[0]).toMatchObject({ type: 'connected', actor: { kind: 'api_key', name: 'story' } })
  })

  it('belongs to the session that began, not to another one of the same user', async () => {
    const id = await newAccount()
    const second = await signIn('admin@example.com')
    expect((await comeBack(id, { back: second })).headers.location).toBe(`${publicUrl}/ec-integrations/${id}?authorization=session`)
  })
})

describe('an EC account over HTTP', () => {
  it('is set up, saved, checked, fetched and revoked', async () => {
    const id = await newAccount()
    const settings = { fetchEnabled: true, fetchSchedule: ['15:30', '09:00'], pushEnabled: true, pushPercentage: 100 }
    expect(await call('PUT', `/ec-accounts/${id}/settings`, settings)).toMatchObject({ status: 409, body: { code: 'not_authorized' } })
    expect(await post(`/ec-accounts/${id}/fetch`)).toMatchObject({ status: 409, body: { code: 'not_authorized' } })
    await comeBack(id)
    expect(await call('PUT', `/ec-accounts/${id}/settings`, settings)).toMatchObject({ status: 200, body: { fetchSchedule: ['09:00', '15:30'], oversell: { sum: 100 }, nextFetchAt: expect.any(String) } })
    const { body: offered } = await get(`/ec-accounts/${id}/shipping-mappings`)
    expect(offered.suggestions).toContainEqual({ platformCode: 'homedelivery', name: { en: 'Home delivery', zh: '宅配' }, waiting: 0, sources: ['platform', 'shop'], suggestedTypeCode: 'tcat' })
    expect(await call('PUT', `/ec-accounts/${id}/shipping-mappings`, { items: [{ platformCode: ' homedelivery ', shippingTypeCode: 'tcat' }] })).toEqual({
      status: 200, body: { items: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat', waiting: 0, valid: true }], released: 0 },
    })
    const { body: page } = await get(`/ec-accounts/${id}`)
    const saved = await call('PATCH', `/ec-accounts/${id}`, { version: page.version, displayName: '改名', settings: { ...settings, pushPercentage: 30 }, shippingMappings: [] })
    expect(saved).toMatchObject({ status: 200, body: { displayName: '改名', settings: { pushPercentage: 30 }, mappings: [], oversell: null, released: 0, version: page.version + 1 } })
    expect(await call('PATCH', `/ec-accounts/${id}`, { version: page.version, displayName: '晚了' })).toMatchObject({ status: 409, body: { code: 'version_conflict' } })
    expect(await post(`/ec-accounts/${id}/fetch`)).toMatchObject({ status: 202, body: { trigger: 'manual', status: 'queued' } })
    expect((await get(`/ec-accounts/${id}/checklist`)).body.items.map((item: { check: string }) => item.check)).toEqual(['fetch_enabled', 'schedule_set', 'connected', 'channel_enabled', 'rehearsal', 'last_run', 'found_orders'])
    expect((await get(`/ec-accounts?merchantId=${merchantId}&status=connected&q=${encodeURIComponent('改名')}`)).body.items).toMatchObject([{ id, platform: { name: 'Test Store' } }])
    expect(await post(`/ec-accounts/${id}/revoke`)).toMatchObject({ status: 200, body: { connection: { status: 'disconnected', reason: 'revoked_here' }, settings: { nextFetchAt: null } } })
    expect(await post(`/ec-accounts/${id}/revoke`)).toMatchObject({ status: 409, body: { code: 'not_connected' } })
    expect(await call('DELETE', `/ec-accounts/${id}`)).toEqual({ status: 200, body: { id } })
    expect(await get(`/ec-accounts/${id}`)).toMatchObject({ status: 404 })
  })

  it.each([
    [{ fetchSchedule: ['09:00', '09:00'] }, 'fetchSchedule'],
    [{ fetchSchedule: ['09:00', '10:00', '11:00', '12:00'] }, 'fetchSchedule'],
    [{ fetchSchedule: ['9:00'] }, 'fetchSchedule.0'],
    [{ fetchSchedule: ['24:00'] }, 'fetchSchedule.0'],
    [{ pushPercentage: 101 }, 'pushPercentage'],
    [{ pushPercentage: -1 }, 'pushPercentage'],
    [{ pushPercentage: 12.5 }, 'pushPercentage'],
    [{ pushPercentage: '50' }, 'pushPercentage'],
    [{ fetchEnabled: 'yes' }, 'fetchEnabled'],
    [{ timeZone: 'Mars/Base' }, 'timeZone'],
    [{ unheard: 1 }, 'unheard'],
  ])('refuses settings with %j and names the field', async (wrong, path) => {
    const id = await newAccount()
    await comeBack(id)
    const answer = await call('PUT', `/ec-accounts/${id}/settings`, { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: false, pushPercentage: 0, ...wrong })
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ path, message: expect.any(String) }] } })
    expect((await get(`/ec-accounts/${id}/settings`)).body).toMatchObject({ fetchEnabled: false })
  })

  it('of another merchant is not there, whatever is asked of it', async () => {
    const id = await newAccount()
    await comeBack(id)
    const other = await post('/merchants', { code: 'OTHER', name: '別家' })
    await createUser(app.signIn, { name: '別家老闆', email: 'other@example.com', password, role: 'merchant', merchantId: other.body.id })
    const stranger = await signIn('other@example.com')
    const settings = { fetchEnabled: false, fetchSchedule: [], pushEnabled: false, pushPercentage: 0 }
    const asked = await Promise.all([
      get(`/ec-accounts/${id}`, stranger), call('PATCH', `/ec-accounts/${id}`, { displayName: 'mine' }, stranger), call('DELETE', `/ec-accounts/${id}`, undefined, stranger),
      post(`/ec-accounts/${id}/authorize`, undefined, stranger), post(`/ec-accounts/${id}/revoke`, undefined, stranger), post(`/ec-accounts/${id}/fetch`, undefined, stranger),
      get(`/ec-accounts/${id}/settings`, stranger), call('PUT', `/ec-accounts/${id}/settings`, settings, stranger), get(`/ec-accounts/${id}/shipping-mappings`, stranger),
      call('PUT', `/ec-accounts/${id}/shipping-mappings`, { items: [] }, stranger), get(`/ec-accounts/${id}/checklist`, stranger), get(`/ec-accounts/${id}/timeline`, stranger),
      post('/ec-accounts', { merchantId, platform: 'teststore', displayName: 'x', salesChannelId }, stranger),
    ])
    expect(asked.map((answer) => [answer.status, answer.body.code])).toEqual(asked.map(() => [404, 'not_found']))
    expect((await get('/ec-accounts', stranger)).body.items).toEqual([])
    expect((await get(`/ec-accounts?merchantId=${merchantId}`, stranger)).body.items).toEqual([])
    expect((await get(`/ec-accounts/${id}`)).body.connection.status).toBe('connected')
  })
})

describe('a webhook over HTTP', () => {
  const deliver = (id: string, body: string, secret: string) =>
    server.inject({ method: 'POST', url: `/api/webhooks/teststore/${id}`, payload: body, headers: { 'content-type': 'application/json', 'x-signed-with': secret } })

  it('is kept when its signature is right, and refused otherwise', async () => {
    const id = await newAccount()
    await comeBack(id)
    const { sealed, keyId } = app.needs.vault.seal('the secret', { table: 'webhook_subscription', merchantId, rowId: id, field: 'order.created' })
    await app.store.transact({ merchant: 'all' }, (tx) => tx.webhooks.saveSubscription({ merchantId, id }, { topic: 'order.created', url: 'https://x', platformWebhookId: 'w', sealedSecret: sealed, keyId }))
    const hint = JSON.stringify({ id: 'wh-1', kind: 'order', shopId: platform.shop.id, platformOrderId: 'ord-1' })
    expect((await deliver(id, hint, 'the secret')).statusCode).toBe(200)
    expect((await deliver(id, hint, 'another')).statusCode).toBe(401)
    expect((await deliver('00000000-0000-7000-8000-000000000000', hint, 'the secret')).statusCode).toBe(404)
    expect((await deliver('not-an-id', hint, 'the secret')).statusCode).toBe(404)
    expect((await deliver(id, 'x'.repeat(65 * 1024), 'the secret')).statusCode).toBe(413)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { otherShopId, shopId, start, startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const second = 1000
const hour = 3600 * second

describe('access', () => {
  test.each([['no token', ''], ['a made-up token', 'Bearer made-up'], ['another scheme', 'Basic abc']])('%s is 401 invalid_token', async (_name, authorization) => {
    const answer = await world.api('GET', '/shop', { headers: { authorization } })
    expect([answer.status, answer.body.code, answer.headers.get('www-authenticate')]).toEqual([401, 'invalid_token', expect.stringMatching(/^Bearer/)])
  })

  test('an access token lives one hour', async () => {
    const { access_token: token } = world.control.issueTokens(shopId)
    world.advance(hour - 1)
    expect((await world.api('GET', '/shop', { token })).status).toBe(200)
    world.advance(1)
    expect((await world.api('GET', '/shop', { token })).body.code).toBe('invalid_token')
  })

  test.each([
    ['GET', '/shop', ['shop:read']],
    ['GET', '/shipping_methods', ['shop:read']],
    ['GET', '/orders', ['orders:read']],
    ['GET', '/orders/count', ['orders:read']],
    ['GET', '/orders/ord_00000001', ['orders:read']],
    ['GET', '/orders/ord_00000001/fulfillments', ['orders:read', 'fulfillments:write']],
    ['POST', '/orders/ord_00000001/fulfillments', ['fulfillments:write']],
    ['GET', '/inventory/levels', ['inventory:write']],
    ['PUT', '/inventory/levels', ['inventory:write']],
    ['POST', '/inventory/adjustments', ['inventory:write']],
    ['GET', '/webhooks', ['webhooks:write']],
    ['POST', '/webhooks', ['webhooks:write']],
    ['DELETE', '/webhooks/whk_1', ['webhooks:write']]
  ])('%s %s takes %o', async (method, path, needed) => {
    for (const scope of ['shop:read', 'orders:read', 'fulfillments:write', 'inventory:write', 'webhooks:write']) {
      const { access_token: token } = world.control.issueTokens(shopId, scope)
      const answer = await world.api(method, path, { token, body: method === 'GET' || method === 'DELETE' ? undefined : {} })
      expect(answer.body.code === 'insufficient_scope').toBe(!needed.includes(scope))
      expect(answer.status === 403).toBe(!needed.includes(scope))
    }
  })
})

describe('problems', () => {
  test('are application/problem+json with a code', async () => {
    const answer = await world.api('GET', '/orders/none')
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(answer.body).toEqual({ type: 'about:blank', title: expect.any(String), status: 404, code: 'not_found', detail: expect.any(String) })
  })

  test('a method that is not there is 405, a path that is not there 404', async () => {
    const answer = await world.api('DELETE', '/orders')
    expect([answer.status, answer.body.code, answer.headers.get('allow')]).toEqual([405, 'invalid_request', 'GET, HEAD'])
    expect((await world.api('PATCH', '/orders/ord_00000001')).status).toBe(405)
    expect((await world.api('GET', '/inventory/adjustments')).status).toBe(405)
    expect((await world.api('GET', '/products')).status).toBe(404)
  })

  test('an address that cannot be read is 400', async () => {
    const answer = await world.api('GET', '/orders/%zz')
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  })

  test('a body that is not JSON is 415 by its type and 400 by its text', async () => {
    const typed = await world.api('POST', '/webhooks', { body: 'topic=order.created', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect([typed.status, typed.body.code]).toEqual([415, 'invalid_request'])
    const broken = await world.api('POST', '/webhooks', { body: '{"topic":' })
    expect([broken.status, broken.body.code]).toEqual([400, 'invalid_request'])
    expect((await world.api('POST', '/webhooks', { body: '[]' })).status).toBe(400)
  })
})

describe('the rate limit', () => {
  const ask = async (path = '/shop') => {
    const { status, headers } = await world.api('GET', path)
    return [status, Number(headers.get('ratelimit-limit')), Number(headers.get('ratelimit-remaining')), Number(headers.get('ratelimit-reset'))]
  }

  test('is a bucket of 40 a shop that leaks 20 a second', async () => {
    expect(await ask()).toEqual([200, 40, 39, 1])
    for (let index = 0; index < 38; index++) await ask()
    expect(await ask()).toEqual([200, 40, 0, 2])
    const refused = await world.api('GET', '/shop')
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([429, 'rate_limited', '1'])
    world.advance(100)
    expect((await ask())[0]).toBe(200)
    expect((await ask())[0]).toBe(200)
    expect((await ask())[0]).toBe(429)
  })

  test('a 429 adds nothing to it', async () => {
    for (let index = 0; index < 60; index++) await ask()
    world.advance(50)
    expect((await ask())[0]).toBe(200)
  })

  test('400, 403 and 404 count; 401 and OAuth do not', async () => {
    const { access_token: token } = world.control.issueTokens(shopId, 'shop:read')
    expect((await ask('/orders?limit=0'))[2]).toBe(39)
    expect((await ask('/nowhere'))[2]).toBe(38)
    expect((await world.api('GET', '/orders', { token })).headers.get('ratelimit-remaining')).toBe('37')
    expect((await world.api('GET', '/orders', { token: 'made-up' })).status).toBe(401)
    await world.exchange(world.code())
    expect((await ask())[2]).toBe(36)
  })

  test('is each shop’s own', async () => {
    for (let index = 0; index < 41; index++) await ask()
    const { access_token: token } = world.control.issueTokens(otherShopId)
    expect((await world.api('GET', '/shop', { token })).status).toBe(200)
  })
})

describe('idempotency', () => {
  const adjust = (key: string | undefined, body: unknown, token?: string) => world.api('POST', '/inventory/adjustments', { key, body, token })
  const one = { reason: 'inbound', items: [{ sku: 'TEA-001', delta: 5 }] }
  const stock = () => world.control.stock(shopId).find((level) => level.sku === 'TEA-001')?.stock ?? 0

  test('the same key with the same body answers as the first time and acts once', async () => {
    const before = stock()
    const first = await adjust('k1', one)
    const again = await adjust('k1', { items: [{ delta: 5, sku: 'TEA-001' }], reason: 'inbound' })
    expect(again.body).toEqual(first.body)
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([null, 'true'])
    expect(stock()).toBe(before + 5)
  })

  test('the same key with another body is 409 idempotency_conflict', async () => {
    await adjust('k1', one)
    const answer = await adjust('k1', { ...one, reference: 'IN-2' })
    expect([answer.status, answer.body.code]).toEqual([409, 'idempotency_conflict'])
    expect((await adjust('k1', one)).status).toBe(200)
  })

  test('a key belongs to shop, method and path', async () => {
    await adjust('k1', one)
    const { access_token: token } = world.control.issueTokens(otherShopId)
    expect((await adjust('k1', { items: [{ sku: 'TEA-002', delta: 1 }] }, token)).headers.get('idempotency-replayed')).toBeNull()
    expect((await world.api('PUT', '/inventory/levels', { key: 'k1', body: { items: [{ sku: 'TEA-001', stock: 9 }] } })).status).toBe(200)
    const parcel = { tracking_number: 'T1', carrier: 'c', shipped_at: new Date(start).toISOString() }
    const [left, right] = [world.control.createOrder(shopId), world.control.createOrder(shopId)]
    for (const order of [left, right]) {
      const answer = await world.api('POST', `/orders/${order.id}/fulfillments`, { key: 'k1', body: parcel })
      expect([answer.status, answer.body.order_id]).toEqual([201, order.id])
    }
  })

  test('409 and 422 are kept, 400 and 404 are not', async () => {
    const order = world.control.createOrder(shopId)
    const path = `/orders/${order.id}/fulfillments`
    const parcel = { tracking_number: '', carrier: 'c', shipped_at: new Date(start).toISOString() }
    expect((await world.api('POST', path, { key: 'k422', body: parcel })).status).toBe(422)
    expect((await world.api('POST', path, { key: 'k422', body: parcel })).headers.get('idempotency-replayed')).toBe('true')
    expect((await world.api('POST', path, { key: 'k400', body: { carrier: 'c' } })).status).toBe(400)
    expect((await world.api('POST', path, { key: 'k400', body: { ...parcel, tracking_number: 'T1' } })).status).toBe(201)
    expect((await world.api('POST', path, { key: 'k409', body: { ...parcel, tracking_number: 'T2' } })).body.code).toBe('already_shipped')
    expect((await world.api('POST', path, { key: 'k409', body: { ...parcel, tracking_number: 'T2' } })).headers.get('idempotency-replayed')).toBe('true')
    expect((await world.api('POST', '/orders/none/fulfillments', { key: 'k404', body: parcel })).status).toBe(404)
    expect((await world.api('POST', '/orders/none/fulfillments', { key: 'k404', body: parcel })).headers.get('idempotency-replayed')).toBeNull()
  })

  test('after 24 h the key acts anew', async () => {
    const before = stock()
    await adjust('k1', one)
    world.advance(24 * hour - 1)
    expect((await adjust('k1', one, world.control.issueTokens(shopId).access_token)).headers.get('idempotency-replayed')).toBe('true')
    world.advance(1)
    expect((await adjust('k1', one, world.control.issueTokens(shopId).access_token)).headers.get('idempotency-replayed')).toBeNull()
    expect(stock()).toBe(before + 10)
  })

  test('a key of 1 to 255 characters is required where the contract lists it, and passed over elsewhere', async () => {
    expect((await adjust(undefined, one)).body.code).toBe('invalid_request')
    expect((await adjust('k'.repeat(256), one)).status).toBe(400)
    expect((await adjust('k'.repeat(255), one)).status).toBe(200)
    const body = { topic: 'order.created', url: 'http://127.0.0.1:1/' }
    await world.api('POST', '/webhooks', { key: 'w', body })
    expect((await world.api('POST', '/webhooks', { key: 'w', body: { ...body, topic: 'order.updated' } })).status).toBe(201)
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startLiteshop } from '../start-liteshop.ts'
import type { World } from '../testing.ts'
import { shopId, start, startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${world.url}/_sandbox${path}`, { method, headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, body: body === undefined ? undefined : JSON.stringify(body) })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
}

describe('the seed', () => {
  test('is the same on any two runs of one day', async () => {
    const other = await startWorld({ now: () => start + 3 * 3600_000 })
    for (const shop of world.control.shops()) expect(other.control.orders(shop.id)).toEqual(world.control.orders(shop.id))
    expect(other.control.shops()).toEqual(world.control.shops())
    await other.close()
  })

  test('is three shops of two merchants with 30 SKUs each and 500 orders over ten days', () => {
    const shops = world.control.shops()
    expect(new Set(shops.map((shop) => shop.merchant.id)).size).toBe(2)
    expect(shops.map((shop) => [shop.skus.length, shop.skus.filter((level) => !level.warehouse).length])).toEqual([[30, 2], [30, 2], [30, 2]])
    const orders = shops.flatMap((shop) => world.control.orders(shop.id))
    expect(orders).toHaveLength(500)
    const ages = orders.map((order) => (start - Date.parse(order.created_at)) / 86_400_000)
    expect(Math.min(...ages)).toBeGreaterThan(0)
    expect(Math.max(...ages)).toBeLessThan(11)
    expect(orders.filter((order) => start - Date.parse(order.created_at) > 7 * 86_400_000 && order.order_status === 'new' && order.shipment_status === 'ready_to_ship').length).toBeGreaterThan(5)
    expect(new Set(orders.map((order) => order.shipping.code))).toEqual(new Set(['homedelivery', 'homedelivery_cod', '7-11', '7-11_cod', 'familymart', 'familymart_cod', 'hilife', 'coldchain', 'coldchain_cod', 'selfpickup']))
    expect(orders.some((order) => order.pickup_store?.store_id.startsWith('0'))).toBe(true)
    expect(orders.some((order) => order.lines.some((line) => line.sku === ''))).toBe(true)
    expect(orders.some((order) => order.lines.some((line) => line.sku === 'TEA-099'))).toBe(true)
    for (const order of orders) {
      expect(order.total).toBe(order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0) + order.shipping_fee - order.discount)
      expect(order.cod_amount ?? 0).toBe(order.payment_status === 'cod' ? order.total : 0)
      expect(Date.parse(order.updated_at)).toBeLessThanOrEqual(start)
    }
  })
})

describe('the control API', () => {
  test('creates 10,000 orders within two seconds', async () => {
    const begun = performance.now()
    const { status, body } = await control('POST', `/shops/${shopId}/orders`, { count: 10_000, order_status: 'new', spread_seconds: 3600 })
    expect(performance.now() - begun).toBeLessThan(2000)
    expect([status, body.count, new Set(body.ids).size]).toEqual([201, 10_000, 10_000])
    expect(world.control.order(shopId, body.ids[0]).created_at).toBe(new Date(start - 3600_000).toISOString())
  })

  test('creates one exact order, changes and cancels it', async () => {
    const created = await control('POST', `/shops/${shopId}/orders`, {
      order_number: 'X-1', shipping_code: 'mystery', created_at: '2026-03-01T00:00:00Z', lines: [{ sku: 'NOWHERE-1', quantity: 3, price: 10 }, { sku: '' }], recipient: { name: '王', phone: '1' }
    })
    expect(created.body).toMatchObject({ order_number: 'X-1', shipping: { code: 'mystery' }, created_at: '2026-03-01T00:00:00.000Z', lines: [{ id: 'L1', sku: 'NOWHERE-1', quantity: 3, price: 10 }, { id: 'L2', sku: '' }], recipient: { name: '王', phone: '1' } })
    const { id } = created.body
    const changed = await control('PATCH', `/shops/${shopId}/orders/${id}`, { recipient: { phone: '2' }, lines: [{ sku: 'NOWHERE-1', quantity: 1 }] })
    expect(changed.body).toMatchObject({ recipient: { name: '王', phone: '2' }, lines: [{ id: 'L1', quantity: 1 }], subtotal: 10 })
    expect((await control('POST', `/shops/${shopId}/orders/${id}/cancel`)).body.order_status).toBe('cancelled')
    expect((await control('POST', `/shops/${shopId}/orders/${id}/cancel`)).body).toMatchObject({ status: 409, code: 'order_cancelled' })
    expect((await control('POST', `/shops/${shopId}/orders`, { order_number: 'X-1' })).body.code).toBe('invalid_request')
  })

  test('writes down every API and OAuth call, without secrets', async () => {
    world.control.clearJournal()
    const { body } = await world.exchange(world.code())
    const adjustment = { items: [{ sku: 'TEA-001', delta: 1 }] }
    await world.api('POST', '/inventory/adjustments', { token: body.access_token, key: 'k1', body: adjustment })
    await world.api('POST', '/inventory/adjustments', { token: body.access_token, key: 'k1', body: adjustment })
    await world.api('GET', '/orders?limit=0', { token: 'made-up' })
    const { calls } = (await control('GET', '/journal')).body
    expect(calls).toMatchObject([
      { kind: 'oauth', method: 'POST', path: '/oauth/token', status: 200, body: null },
      { kind: 'api', method: 'POST', path: '/api/v1/inventory/adjustments', status: 200, idempotency_key: 'k1', replayed: false, shop_id: shopId, body: adjustment },
      { kind: 'api', status: 200, idempotency_key: 'k1', replayed: true },
      { kind: 'api', method: 'GET', path: '/api/v1/orders?limit=0', status: 401, shop_id: null }
    ])
    expect((await control('GET', `/journal?after=${calls[1].id}&method=POST`)).body.calls).toHaveLength(1)
    expect(JSON.stringify(calls)).not.toContain(body.refresh_token)
  })

  test('does the user’s part, revokes, expires, edits stock and resets', async () => {
    const { redirect_to } = (await control('POST', '/authorize', { authorize_url: world.authorizeUrl(), shop_id: shopId })).body
    const { body } = await world.exchange(new URL(redirect_to).searchParams.get('code') ?? '')
    expect((await control('POST', `/shops/${shopId}/tokens/expire`)).body).toEqual({ expired: 1 })
    expect((await world.api('GET', '/shop', { token: body.access_token })).status).toBe(401)
    expect((await world.refresh(body.refresh_token)).status).toBe(200)
    expect((await control('DELETE', `/shops/${shopId}/grants`)).body).toEqual({ revoked: 1 })
    expect((await control('PATCH', `/shops/${shopId}/stock/TEA-001`, { stock: 1, tracked: false })).body).toMatchObject({ stock: 1, tracked: false })
    const before = world.control.shop(shopId).orders
    world.control.createOrders(shopId, { count: 3 })
    await control('POST', '/reset')
    expect(world.control.shop(shopId).orders).toBe(before)
    expect(world.control.stock(shopId).find((level) => level.sku === 'TEA-001')?.tracked).toBe(true)
    expect((await control('GET', '/shops/none')).status).toBe(404)
  })

  test('is closed to pages of other sites and to other names for this machine', async () => {
    expect((await control('GET', '/shops', undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const status = await new Promise((resolve, reject) => {
      request(`${world.url}/_sandbox/shops`, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end()
    })
    expect(status).toBe(403)
  })
})

test('everything survives a restart: orders, grants, keys, cursors, waiting deliveries', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liteshop-'))
  const options = { dataFile: join(folder, 'liteshop.sqlite'), now: () => start }
  const first = await startLiteshop(options)
  const { access_token } = first.control.issueTokens(shopId)
  const call = async (url: string, path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json', 'idempotency-key': 'k', ...init.headers } })
    return { headers: answer.headers, body: await answer.json() }
  }
  const adjustment = { method: 'POST', body: JSON.stringify({ items: [{ sku: 'TEA-001', delta: 4 }] }) }
  const adjusted = await call(first.url, '/inventory/adjustments', adjustment)
  await call(first.url, '/webhooks', { method: 'POST', body: JSON.stringify({ topic: 'order.created', url: 'http://127.0.0.1:1/' }) })
  const order = first.control.createOrder(shopId)
  const page = (await call(first.url, '/orders?limit=3')).body
  await first.close()

  const second = await startLiteshop(options)
  expect(second.control.order(shopId, order.id)).toEqual(order)
  const again = await call(second.url, '/inventory/adjustments', adjustment)
  expect([again.body, again.headers.get('idempotency-replayed')]).toEqual([adjusted.body, 'true'])
  expect((await call(second.url, `/orders?limit=3&cursor=${page.next_cursor}`)).body.orders).toHaveLength(3)
  expect(second.control.deliveries(shopId)).toMatchObject([{ state: 'waiting', topic: 'order.created' }])
  expect(second.control.shop(shopId).orders).toBe(221)
  await second.close()
  rmSync(folder, { recursive: true })
})

test('without a clock of its own it delivers by itself', async () => {
  const own = await startLiteshop()
  const { access_token } = own.control.issueTokens(shopId)
  await fetch(`${own.url}/api/v1/webhooks`, { method: 'POST', headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }, body: JSON.stringify({ topic: 'order.created', url: 'http://127.0.0.1:1/' }) })
  own.control.createOrder(shopId)
  await expect.poll(() => own.control.deliveries(shopId)[0]?.attempts).toBe(1)
  await own.close()
})

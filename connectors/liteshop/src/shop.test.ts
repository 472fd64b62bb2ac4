import type { ConnectorError } from '@crossdock/connector-kit'
import { createTestClock, json, problem, startScriptedServer, type ScriptedServer, type TestClock } from '@crossdock/connector-kit/testing'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openConnector, openSession, type FullSession } from './testing.ts'

let clock: TestClock
let server: ScriptedServer
let session: FullSession
beforeEach(async () => {
  clock = createTestClock()
  server = await startScriptedServer(clock)
  session = openSession(server, clock)
})
afterEach(() => server[Symbol.asyncDispose]())

const failureOf = async (promise: Promise<unknown>) => (await promise.catch((err: unknown) => err)) as ConnectorError

describe('the shop', () => {
  const shop = { id: 'shp_8f2c', shop_title: '小山茶行', domain: 'tea.example.tw', currency: 'TWD', timezone: 'Asia/Taipei' }

  test('F041 is read with the platform’s own clock', async () => {
    server.script(json(200, shop, { date: 'Mon, 23 Nov 2026 01:05:00 GMT' }))
    expect(await session.shop()).toEqual({ id: 'shp_8f2c', title: '小山茶行', currency: 'TWD', timeZone: 'Asia/Taipei', platformTime: new Date('2026-11-23T01:05:00Z') })
    expect(server.requests[0]!.headers).toMatchObject({ authorization: 'Bearer secret-token-1', accept: 'application/json' })
  })

  test.each(['Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 2100 00:00:00 GMT', 'Wed, 25 Nov 2026 01:00:01 GMT', 'yesterday', ''])('F041 is read with ours where its own is absurd: %j', async (date) => {
    server.script(json(200, shop, { date }))
    expect((await session.shop()).platformTime).toEqual(new Date('2026-11-23T01:00:00Z'))
  })

  test.each([['a title that is missing', { shop_title: undefined }], ['a zone that is none', { timezone: 'Mars/Olympus' }], ['another currency', { currency: 'USD' }]])('with %s is malformed', async (_, over) => {
    server.script(json(200, { ...shop, ...over }))
    expect((await failureOf(session.shop())).kind).toBe('malformed')
  })

  test('whose token is refused for good', async () => {
    server.script(problem(401, 'invalid_token'))
    expect(await failureOf(session.shop())).toMatchObject({ kind: 'auth', code: 'invalid_token' })
  })

  test('lists its shipping methods', async () => {
    const methods = [{ code: 'coldchain', name: '冷鏈宅配', enabled: true }, { code: '自訂', name: '專車', enabled: false }]
    server.script(json(200, { shipping_methods: methods }))
    expect(await session.shippingMethods()).toEqual(methods)
  })
})

describe('webhook subscriptions', () => {
  test('are made, listed and ended', async () => {
    const subscription = { id: 'wh_1', topic: 'order.created', url: 'https://us.example/hook' }
    server.script(json(201, { ...subscription, secret: 'whsec_abc' }), json(200, { webhooks: [subscription] }), (response) => void response.writeHead(204).end())
    expect(await session.webhooks.subscribe('order.created', 'https://us.example/hook')).toEqual({ id: 'wh_1', secret: 'whsec_abc' })
    expect(await session.webhooks.list()).toEqual([subscription])
    await session.webhooks.unsubscribe('wh_1')
    expect(server.requests.map((request) => `${request.method} ${request.url} ${request.body}`)).toEqual(['POST /api/v1/webhooks {"topic":"order.created","url":"https://us.example/hook"}', 'GET /api/v1/webhooks ', 'DELETE /api/v1/webhooks/wh_1 '])
    expect(session.webhooks.topics).toEqual(['order.created', 'order.updated', 'order.cancelled', 'authorization.revoked'])
  })

  test('may be made twice, since the same pair answers the same', async () => {
    server.script(problem(503, 'unavailable'), json(201, { id: 'wh_1', topic: 't', url: 'u', secret: 'whsec_abc' }))
    expect((await session.webhooks.subscribe('order.created', 'https://us.example/hook')).id).toBe('wh_1')
  })

  test('that are gone already are ended', async () => {
    server.script(problem(404, 'not_found'))
    await session.webhooks.unsubscribe('wh_gone')
    await session.webhooks.unsubscribe('..')
    expect(server.requests).toHaveLength(1)
  })

  test('without a secret are malformed', async () => {
    server.script(json(201, { id: 'wh_1', topic: 't', url: 'u' }))
    expect((await failureOf(session.webhooks.subscribe('order.created', 'https://us.example/hook'))).kind).toBe('malformed')
  })
})

describe('a webhook’s hint', () => {
  const secret = `whsec_${Buffer.from('a secret of the subscription').toString('base64')}`
  const deliver = (payload: unknown, by = secret) => {
    const raw = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
    const at = new Date(clock.now())
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': new Webhook(by).sign('msg_1', at, raw.toString()) }
    return openConnector(server, clock).webhooks!.read(raw, headers, [secret])
  }
  const data = { shop_id: 'shp_1', order_id: 'ord_1' }

  test.each(['order.created', 'order.updated', 'order.cancelled'])('%s names the order', (type) => {
    expect(deliver({ type, timestamp: '2026-11-23T01:00:00Z', data, extra: 1 })).toEqual({ id: 'msg_1', kind: 'order', shopId: 'shp_1', platformOrderId: 'ord_1' })
  })

  test('authorization.revoked names the shop', () => {
    expect(deliver({ type: 'authorization.revoked', timestamp: '2026-11-23T01:00:00Z', data: { shop_id: 'shp_1' } })).toEqual({ id: 'msg_1', kind: 'revoked', shopId: 'shp_1', platformOrderId: null })
  })

  test.each<[string, unknown]>([['no JSON', 'order!'], ['half of it', '{"type":'], ['another topic', { type: 'shop.closed', data }], ['no order', { type: 'order.created', data: { shop_id: 'shp_1' } }], ['nothing', '']])('F089 with %s is none', (_, payload) => {
    expect(deliver(payload)).toBeNull()
  })

  test('F089 signed by somebody else is none', () => {
    expect(deliver({ type: 'order.created', data }, `whsec_${Buffer.from('another').toString('base64')}`)).toBeNull()
  })
})

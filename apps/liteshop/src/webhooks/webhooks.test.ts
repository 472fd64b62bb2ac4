import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { otherShopId, shopId, startWorld } from '../testing.ts'

interface Received {
  headers: IncomingHttpHeaders
  text: string
  body: any
}

const second = 1000
const hour = 3600 * second
let world: World
let listener: Server
let url: string
let received: Received[]
let status: number

beforeEach(async () => {
  received = []
  status = 204
  listener = createServer(async (request, answer) => {
    let text = ''
    for await (const chunk of request) text += chunk
    received.push({ headers: request.headers, text, body: JSON.parse(text) })
    answer.writeHead(status, status === 302 ? { location: url } : {}).end()
  })
  await new Promise<void>((resolve) => { listener.listen(0, '127.0.0.1', resolve) })
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`
  world = await startWorld()
})
afterEach(async () => {
  await world.close()
  listener.closeAllConnections()
  listener.close()
})

const subscribe = async (topic: string, token?: string) => (await world.api('POST', '/webhooks', { body: { topic, url }, token })).body
const topics = () => received.map((delivery) => delivery.body.type)

describe('subscriptions', () => {
  test('the same topic and address again answers with the first one, secret included', async () => {
    const first = await subscribe('order.created')
    expect(first).toEqual({ id: expect.any(String), topic: 'order.created', url, secret: expect.stringMatching(/^whsec_/) })
    expect(await subscribe('order.created')).toEqual(first)
    expect((await world.api('GET', '/webhooks')).body).toEqual({ webhooks: [{ id: first.id, topic: 'order.created', url }] })
  })

  test('refuse unknown topics and what is no http address', async () => {
    for (const body of [{ topic: 'order.deleted', url }, { topic: 'order.created', url: 'nowhere' }, { topic: 'order.created', url: 'ftp://127.0.0.1/' }, { url }]) {
      expect((await world.api('POST', '/webhooks', { body })).body.code).toBe('invalid_request')
    }
  })

  test('end by DELETE, once, and are seen by their shop alone', async () => {
    const { id } = await subscribe('order.created')
    const { access_token: token } = world.control.issueTokens(otherShopId)
    expect((await world.api('GET', '/webhooks', { token })).body).toEqual({ webhooks: [] })
    expect((await world.api('DELETE', `/webhooks/${id}`, { token })).status).toBe(404)
    expect((await world.api('DELETE', `/webhooks/${id}`)).status).toBe(204)
    expect((await world.api('DELETE', `/webhooks/${id}`)).status).toBe(404)
    world.control.createOrder(shopId)
    await world.control.deliverDue()
    expect(received).toEqual([])
  })
})

describe('deliveries', () => {
  test('are signed after Standard Webhooks and only hint at the order', async () => {
    const { secret } = await subscribe('order.created')
    const order = world.control.createOrder(shopId)
    await world.control.deliverDue()
    expect(received).toHaveLength(1)
    const [{ headers, text, body }] = received as [Received]
    expect(body).toEqual({ type: 'order.created', timestamp: new Date(world.now()).toISOString(), data: { shop_id: shopId, order_id: order.id } })
    expect(headers['webhook-timestamp']).toBe(String(Math.floor(world.now() / 1000)))
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
  })

  test('cancelling sends order.cancelled alone; the partner’s own shipments send order.updated', async () => {
    for (const topic of ['order.created', 'order.updated', 'order.cancelled']) await subscribe(topic)
    const [cancelled, shipped] = [world.control.createOrder(shopId), world.control.createOrder(shopId)]
    await world.control.deliverDue()
    received = []
    world.control.cancelOrder(shopId, cancelled.id)
    await world.control.deliverDue()
    expect(topics()).toEqual(['order.cancelled'])
    await world.api('POST', `/orders/${shipped.id}/fulfillments`, { key: 'k', body: { tracking_number: 'T', carrier: 'c', shipped_at: new Date(world.now()).toISOString() } })
    await world.control.deliverDue()
    expect(topics()).toEqual(['order.cancelled', 'order.updated'])
  })

  test('not answered 2xx come again after 5 s, 30 s, 2 min, 10 min, 30 min, then hourly, under one id', async () => {
    status = 500
    await subscribe('order.created')
    world.control.createOrder(shopId)
    await world.control.deliverDue()
    for (const wait of [5, 30, 120, 600, 1800, 3600, 3600]) {
      const before = received.length
      world.advance(wait * second - 1)
      await world.control.deliverDue()
      expect(received).toHaveLength(before)
      world.advance(1)
      await world.control.deliverDue()
      expect(received).toHaveLength(before + 1)
    }
    expect(new Set(received.map((delivery) => delivery.headers['webhook-id'])).size).toBe(1)
    status = 200
    world.advance(hour)
    await world.control.deliverDue()
    world.advance(hour)
    expect(await world.control.deliverDue()).toBe(0)
    expect(world.control.deliveries(shopId)).toMatchObject([{ state: 'delivered', attempts: 9 }])
  })

  test('a redirect is not a 2xx', async () => {
    status = 302
    await subscribe('order.created')
    world.control.createOrder(shopId)
    await world.control.deliverDue()
    expect(received).toHaveLength(1)
    expect(world.control.deliveries(shopId)).toMatchObject([{ state: 'waiting', last_status: '302' }])
  })

  test('after 24 h in vain the subscription is silently removed', async () => {
    status = 500
    await subscribe('order.created')
    await subscribe('authorization.revoked')
    world.control.createOrder(shopId)
    for (let index = 0; index < 40; index++) {
      await world.control.deliverDue()
      world.advance(hour)
    }
    expect(world.control.subscriptions(shopId).map((subscription) => subscription.topic)).toEqual(['authorization.revoked'])
    expect(new Set(topics())).toEqual(new Set(['order.created']))
    const tries = received.length
    world.advance(hour)
    await world.control.deliverDue()
    expect(received).toHaveLength(tries)
  })
})

describe('authorization.revoked', () => {
  test('comes without an order when no live grant is left, and the subscriptions end with it', async () => {
    await subscribe('authorization.revoked')
    await subscribe('order.created')
    world.control.revokeGrants(shopId)
    world.control.createOrder(shopId)
    await world.control.deliverDue()
    expect(received.map((delivery) => delivery.body)).toEqual([{ type: 'authorization.revoked', timestamp: expect.any(String), data: { shop_id: shopId } }])
    expect(world.control.subscriptions(shopId)).toEqual([])
  })

  test('waits for the last of several grants, and comes after the partner’s own revocation too', async () => {
    const first = world.control.issueTokens(shopId)
    const second1 = world.control.issueTokens(shopId)
    await subscribe('authorization.revoked', first.access_token)
    await world.oauth('/oauth/revoke', { token: first.refresh_token })
    await world.control.deliverDue()
    expect(received).toEqual([])
    await world.oauth('/oauth/revoke', { token: second1.access_token })
    await world.control.deliverDue()
    expect(topics()).toEqual(['authorization.revoked'])
  })

  test('is tried again although the subscription is gone', async () => {
    status = 500
    await subscribe('authorization.revoked')
    world.control.revokeGrants(shopId)
    await world.control.deliverDue()
    status = 200
    world.advance(5 * second)
    await world.control.deliverDue()
    expect(topics()).toEqual(['authorization.revoked', 'authorization.revoked'])
  })

  test('comes when the last refresh token has run out', async () => {
    await subscribe('authorization.revoked')
    world.advance(60 * 24 * hour)
    await world.control.deliverDue()
    expect(topics()).toEqual(['authorization.revoked'])
  })
})

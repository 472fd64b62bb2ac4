import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { shopId, start, startWorld } from '../testing.ts'

let world: World
let listener: Server
let received: { id: string; timestamp: number; signature: string | undefined; text: string; order: string; type: string }[]
let secret: string

beforeEach(async () => {
  received = []
  listener = createServer(async (request, answer) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { type, data } = JSON.parse(text)
    const header = (name: string) => request.headers[name] as string
    received.push({ id: header('webhook-id'), timestamp: Number(header('webhook-timestamp')), signature: header('webhook-signature'), text, order: data.order_id, type })
    answer.writeHead(204).end()
  })
  await new Promise<void>((resolve) => { listener.listen(0, '127.0.0.1', resolve) })
  world = await startWorld()
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`
  secret = (await world.api('POST', '/webhooks', { body: { topic: 'order.created', url } })).body.secret
})
afterEach(async () => {
  await world.close()
  listener.closeAllConnections()
  listener.close()
})

const on = (fault: string, more: object = {}) => world.control.switchOnFault({ fault, shop: shopId, ...more })
const order = () => world.control.createOrder(shopId).id
const isSigned = ({ id, timestamp, text, signature }: (typeof received)[number]) =>
  signature === `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${id}.${timestamp}.${text}`).digest('base64')}`
const struck = () => world.control.journal({ struck: true })

test('lost: the shop believes that it was delivered', async () => {
  on('webhooks.lost', { every: 2 })
  const [first] = [order(), order()]
  await world.control.deliverDue()
  expect(received.map((delivery) => delivery.order)).toEqual([first])
  expect(world.control.deliveries(shopId)).toMatchObject([{ state: 'delivered', last_status: 'lost' }, { state: 'delivered', last_status: '204' }])
  expect(struck()).toMatchObject([{ kind: 'fault', path: expect.stringMatching(/^webhooks\.deliver\/msg_/), shop_id: shopId, faults: ['webhooks.lost'] }])
})

test('doubled, under one id or each under its own', async () => {
  on('webhooks.doubled', { settings: { copies: 9 }, times: 1 })
  order()
  await world.control.deliverDue()
  expect([received.length, new Set(received.map((delivery) => delivery.id)).size, received.every(isSigned)]).toEqual([10, 1, true])
  on('webhooks.doubled', { settings: { copies: 20, ids: 'own' }, times: 1 })
  order()
  await world.control.deliverDue()
  expect([received.length, new Set(received.map((delivery) => delivery.id)).size, received.every(isSigned)]).toEqual([31, 22, true])
})

test('late, once', async () => {
  on('webhooks.late', { settings: { seconds: 300 } })
  order()
  await world.control.deliverDue()
  world.advance(299_000)
  await world.control.deliverDue()
  expect(received).toEqual([])
  world.advance(1000)
  await world.control.deliverDue()
  expect(received).toMatchObject([{ timestamp: start / 1000 + 300 }])
  expect(world.control.deliveries(shopId)).toMatchObject([{ state: 'delivered', attempts: 1 }])
})

test('out of order: one waits until the next has left, or for its time', async () => {
  on('webhooks.out_of_order')
  const first = order()
  await world.control.deliverDue()
  const second = order()
  await world.control.deliverDue()
  await world.control.deliverDue()
  expect(received.map((delivery) => delivery.order)).toEqual([second, first])
  const alone = order()
  await world.control.deliverDue()
  world.advance(600_000)
  await world.control.deliverDue()
  expect(received.at(-1)?.order).toBe(alone)
})

test.each(['foreign_secret', 'changed_body', 'old', 'unsigned'])('forged (%s), before the true one', async (manner) => {
  on('webhooks.forged', { settings: { manner } })
  order()
  await world.control.deliverDue()
  const [forged, true_] = received
  expect(received).toHaveLength(2)
  expect(isSigned(true_!)).toBe(true)
  expect(forged!.id).not.toBe(true_!.id)
  if (manner === 'old') expect([isSigned(forged!), forged!.timestamp]).toEqual([true, start / 1000 - 3600])
  else expect(isSigned(forged!)).toBe(false)
  if (manner === 'unsigned') expect(forged!.signature).toBe(undefined)
})

test('truly signed about what does not exist, or never happened', async () => {
  for (const about of ['shop', 'order', 'topic']) on('webhooks.strange', { settings: { about }, times: 1 })
  const id = order()
  await world.control.deliverDue()
  expect(received.every(isSigned)).toBe(true)
  expect(received.filter((delivery) => delivery.order === id && delivery.type === 'order.created' && JSON.parse(delivery.text).data.shop_id === shopId)).toHaveLength(1)
  expect(received.map((delivery) => delivery.order)).toContain('ord_none')
  expect(received.map((delivery) => delivery.type)).toContain('order.teleported')
  received = []
  on('webhooks.made_up')
  order()
  await world.control.deliverDue()
  expect(received.map((delivery) => [delivery.type, isSigned(delivery)])).toEqual([['order.cancelled', true], ['order.created', true]])
})

test('the subscription is gone without a word', async () => {
  on('webhooks.unsubscribed_now')
  order()
  await world.control.deliverDue()
  expect([received, world.control.subscriptions(shopId)]).toEqual([[], []])
})

describe('a clock that is off', () => {
  test('stamps and signs by itself', async () => {
    on('time.clock_off', { settings: { minutes: -10 } })
    order()
    await world.control.deliverDue()
    expect(received).toMatchObject([{ timestamp: start / 1000 - 600 }])
    expect(isSigned(received[0]!)).toBe(true)
  })
})

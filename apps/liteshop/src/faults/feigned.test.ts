import { afterEach, beforeEach, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { shopId, startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const on = (fault: string, more: object = {}) => world.control.switchOnFault({ fault, shop: shopId, ...more })
const parcel = (number: string) => ({ tracking_number: number, carrier: 'TCAT', shipped_at: '2026-03-10T03:00:00Z' })
const ship = (id: string, key: string, number = key) => world.api('POST', `/orders/${id}/fulfillments`, { key, body: parcel(number) })
const sku = () => world.control.shop(shopId).skus.find((each) => each.tracked)!.sku
const raise = (delta: number, key: string) => world.api('POST', '/inventory/adjustments', { key, body: { items: [{ sku: sku(), delta }] } })
const stock = () => world.control.stock(shopId).find((level) => level.sku === sku())!.stock
const shipments = async (id: string) => (await world.api('GET', `/orders/${id}/fulfillments`)).body.fulfillments.map((each: any) => each.tracking_number)
const level = async () => (await world.api('GET', `/inventory/levels?sku=${sku()}`)).body.levels[0].stock

test('a write that is feigned is answered as a success, leaves nothing, and is answered the same under its key', async () => {
  const order = world.control.createOrder(shopId)
  const before = [world.control.order(shopId, order.id), stock(), world.control.deliveries(shopId)]
  on('lost.feigned', { routes: ['fulfillments.create'], times: 1 })
  on('lost.feigned', { routes: ['stock.adjust'], times: 1 })
  on('lost.feigned', { routes: ['webhooks.create'], times: 1 })
  const [told, raised, subscribed] = [await ship(order.id, 'k1'), await raise(5, 'k2'), await world.api('POST', '/webhooks', { body: { topic: 'order.created', url: 'http://127.0.0.1:1/' } })]
  expect([told.status, told.body.tracking_number, raised.body.results[0], subscribed.status]).toEqual([201, 'k1', { sku: sku(), result: 'applied', stock: (before[1] as number) + 5 }, 201])
  expect([world.control.order(shopId, order.id), stock(), world.control.deliveries(shopId)]).toEqual(before)
  expect([await shipments(order.id), world.control.subscriptions(shopId)]).toEqual([[], []])
  const again = await ship(order.id, 'k1')
  expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([201, told.body, 'true'])
  expect(await shipments(order.id)).toEqual([])
  expect((await ship(order.id, 'k3')).status).toBe(201)
  expect(await shipments(order.id)).toEqual(['k3'])
})

test('reads that lag show shipments and stock as they were, until they have caught up', async () => {
  const order = world.control.createOrder(shopId)
  const before = stock()
  on('content.reads_behind', { settings: { seconds: 60 } })
  world.advance(1)
  await ship(order.id, 'k1')
  await raise(5, 'k2')
  world.advance(30_000)
  await raise(2, 'k3')
  expect([await shipments(order.id), await level(), stock()]).toEqual([[], before, before + 7])
  world.advance(30_000)
  expect([await shipments(order.id), await level()]).toEqual([['k1'], before + 5])
  world.advance(30_000)
  const strikes = world.control.journal({ struck: true }).length
  expect([await shipments(order.id), await level()]).toEqual([['k1'], before + 7])
  expect(world.control.journal({ struck: true })).toHaveLength(strikes)
})

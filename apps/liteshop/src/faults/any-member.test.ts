import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { otherShopId, shopId, startWorld } from '../testing.ts'
import { anyMember } from './any-member.ts'
import type { Route } from './route-names.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const on = (routes: Route[], settings: Record<string, string>, more: object = {}) => world.control.switchOnFault({ fault: 'drift.member', shop: shopId, routes, settings, ...more })
const struck = () => world.control.journal({ struck: true })
const sku = () => world.control.shop(shopId).skus.find((each) => each.tracked)!.sku
const parcel = { tracking_number: '900000000001', carrier: 'TCAT', shipped_at: '2026-03-10T03:00:00Z' }
const newOrder = () => world.control.createOrder(shopId).id
let keys = 0

/** One call of each route, and a member of its answer. */
const calls: Partial<Record<Route, [path: string, call: () => Promise<{ status: number; body: any }>]>> = {
  'orders.list': ['orders.1.lines.0.quantity', () => world.api('GET', '/orders?limit=2')],
  'orders.count': ['count', () => world.api('GET', '/orders/count')],
  'orders.get': ['recipient.name', () => world.api('GET', '/orders/ord_00000120')],
  'fulfillments.list': ['fulfillments', () => world.api('GET', '/orders/ord_00000120/fulfillments')],
  'fulfillments.create': ['tracking_number', () => world.api('POST', `/orders/${newOrder()}/fulfillments`, { key: `f${keys += 1}`, body: parcel })],
  levels: ['levels.*.stock', () => world.api('GET', `/inventory/levels?sku=${sku()}`)],
  'stock.set': ['results.0.result', () => world.api('PUT', '/inventory/levels', { key: `s${keys += 1}`, body: { items: [{ sku: sku(), stock: 3 }] } })],
  'stock.adjust': ['results.0.stock', () => world.api('POST', '/inventory/adjustments', { key: `a${keys += 1}`, body: { items: [{ sku: sku(), delta: 3 }] } })],
  shop: ['shop_title', () => world.api('GET', '/shop')],
  shipping_methods: ['shipping_methods.*.code', () => world.api('GET', '/shipping_methods')],
  'webhooks.list': ['webhooks', () => world.api('GET', '/webhooks')],
  'webhooks.create': ['secret', () => world.api('POST', '/webhooks', { body: { topic: 'order.created', url: 'http://127.0.0.1:1/hooks' } })],
  'token.exchange': ['access_token', () => world.exchange(world.code())],
  'token.refresh': ['token_type', async () => world.refresh(world.control.issueTokens(shopId).refresh_token)],
  metadata: ['token_endpoint', async () => ({ status: 200, body: await (await fetch(`${world.url}/.well-known/oauth-authorization-server`)).json() })]
}
const memberOf = (document: any, path: string): unknown => path.split('.').reduce((holder, name) => holder?.[name === '*' ? 0 : name], document)

test('strikes a member of every route that has any, and only while it is on', async () => {
  expect(Object.keys(calls).toSorted()).toEqual(anyMember.routes.toSorted())
  for (const [route, [path, call]] of Object.entries(calls) as [Route, NonNullable<(typeof calls)[Route]>][]) {
    const good = memberOf((await call()).body, path)
    expect(good, route).toBeDefined()
    world.control.switchOnFault({ fault: 'drift.member', ...(route === 'metadata' ? {} : { shop: shopId }), routes: [route], settings: { path, form: 'missing' }, times: 1 })
    const answer = await call()
    expect([answer.status < 300, memberOf(answer.body, path)], route).toEqual([true, undefined])
    expect(typeof memberOf((await call()).body, path), route).toBe(typeof good)
  }
  expect(struck()).toHaveLength(anyMember.routes.length)
})

describe('in the form that was asked for', () => {
  const items = ['orders.0.total', 'orders.0.lines', 'orders.0.recipient', 'orders.0.order_status', 'next_cursor'] as const
  test.each([
    ['missing', [undefined, undefined, undefined, undefined, undefined]],
    ['null', [null, null, null, null, null]],
    ['wrong_type', [expect.stringMatching(/^\d+$/), {}, [], expect.any(Number), expect.any(Number)]],
    ['unknown_value', ['on_the_moon', 'on_the_moon', 'on_the_moon', 'on_the_moon', 'on_the_moon']],
    ['empty', [0, [], {}, '', '']]
  ])('%s', async (form, expected) => {
    for (const [index, path] of items.entries()) {
      on(['orders.list'], { path, form }, { times: 1 })
      expect(memberOf((await world.api('GET', '/orders?limit=1')).body, path), path).toEqual(expected[index])
    }
  })

  test('extra, a list with less, more or in reverse, and any value', async () => {
    const get = async (path: string, form: string, value = '') => {
      on(['shipping_methods'], { path, form, value }, { times: 1 })
      return (await world.api('GET', '/shipping_methods')).body
    }
    const { shipping_methods: good }: { shipping_methods: { code: string; name: string }[] } = (await world.api('GET', '/shipping_methods')).body
    expect((await get('shipping_methods.1', 'extra')).shipping_methods[1]).toMatchObject({ code: good[1]!.code, nobody_knows: { since: 'today' } })
    expect((await get('shipping_methods', 'extra')).nobody_knows).toMatchObject({ since: 'today' })
    expect((await get('shipping_methods', 'fewer')).shipping_methods).toEqual(good.slice(0, -1))
    expect((await get('shipping_methods', 'more')).shipping_methods).toEqual([...good, good.at(-1)])
    expect((await get('shipping_methods', 'reordered')).shipping_methods).toEqual(good.toReversed())
    expect((await get('shipping_methods.*', 'missing')).shipping_methods).toEqual([])
    expect((await get('shipping_methods.*.name', 'value', '{"zh":"宅配"}')).shipping_methods[0].name).toEqual({ zh: '宅配' })
    expect((await get('shipping_methods.0.__proto__', 'value', 'not JSON')).shipping_methods[0]).toEqual(JSON.parse(`{"__proto__":"not JSON",${JSON.stringify(good[0]).slice(1)}`))
  })
})

test('leaves alone what has no such member, what failed, other routes and other shops', async () => {
  on(['orders.get', 'shop'], { path: 'lines.99.sku', form: 'missing' })
  on(['shop'], { path: 'shop_title', form: 'fewer' })
  on(['orders.get'], { path: 'detail', form: 'missing' })
  on(['shop'], { path: 'shop_title', form: 'null' }, { shop: otherShopId })
  expect((await world.api('GET', '/shop')).body.shop_title).toMatch(/./)
  expect((await world.api('GET', '/orders/ord_none')).body.detail).toMatch(/./)
  await world.api('GET', '/orders/ord_00000120')
  expect(struck()).toEqual([])
})

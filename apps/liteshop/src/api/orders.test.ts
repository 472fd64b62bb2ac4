import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { otherShopId, shopId, start, startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const at = (offset: number) => new Date(start + offset).toISOString()
const second = 1000

async function readAll(path: string, limit = 100): Promise<any[]> {
  const orders: any[] = []
  let cursor: string | null = null
  do {
    const query = `limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`
    const page = await world.api('GET', `${path}${path.includes('?') ? '&' : '?'}${query}`)
    expect(page.status).toBe(200)
    orders.push(...page.body.orders)
    cursor = page.body.next_cursor
    world.advance(second)
  } while (cursor !== null)
  return orders
}

describe('listing orders', () => {
  test('goes by (updated_at, id), also where many bear one instant, and gives each once', async () => {
    const { ids } = world.control.createOrders(shopId, { count: 57, updated_at: at(-second) })
    const listed = await readAll(`/orders?updated_at_min=${at(-second)}`, 10)
    expect(listed.map((order) => order.id)).toEqual(ids.toSorted())
    const all = await readAll('/orders')
    const keys = all.map((order) => `${order.updated_at} ${order.id}`)
    expect(keys).toEqual(keys.toSorted())
    expect(new Set(keys).size).toBe(277)
  })

  test('takes half-open ranges of change and creation', async () => {
    for (const offset of [-2, -1, 0]) world.control.createOrder(shopId, { order_number: `R${offset}`, created_at: at(offset * second - 5), updated_at: at(offset * second) })
    const numbers = async (query: string) => (await world.api('GET', `/orders?${query}`)).body.orders.map((order: any) => order.order_number).filter((number: string) => number.startsWith('R'))
    expect(await numbers(`updated_at_min=${at(-2 * second)}&updated_at_max=${at(0)}`)).toEqual(['R-2', 'R-1'])
    expect(await numbers(`created_at_min=${at(-second - 5)}&created_at_max=${at(60 * second)}`)).toEqual(['R-1', 'R0'])
  })

  test('filters by the two statuses, and count counts the same', async () => {
    const filter = 'order_status=new&shipment_status=ready_to_ship'
    const listed = await readAll(`/orders?${filter}`)
    expect(listed.length).toBeGreaterThan(50)
    expect(new Set(listed.map((order) => `${order.order_status}/${order.shipment_status}`))).toEqual(new Set(['new/ready_to_ship']))
    expect((await world.api('GET', `/orders/count?${filter}`)).body).toEqual({ count: listed.length })
  })

  test('pages hold 50 unless limit says otherwise, from 1 to 250', async () => {
    expect((await world.api('GET', '/orders')).body.orders).toHaveLength(50)
    expect((await world.api('GET', '/orders?limit=1')).body.orders).toHaveLength(1)
    expect((await world.api('GET', '/orders?limit=250')).body).toMatchObject({ orders: { length: 220 }, next_cursor: null })
  })

  test.each([
    'limit=0', 'limit=251', 'limit=ten', 'limit=', 'page=2', 'order_status=open', 'order_status=', 'shipment_status=new', 'limit=5&limit=5',
    'order_status=new&order_status=new', 'updated_at_min=2026-03-01', 'updated_at_min=2026-03-01T00:00:00', 'updated_at_min=2026-03-01T00:00:00%2B08:00',
    'updated_at_max=2026-02-30T00:00:00Z', 'created_at_min=yesterday', 'cursor=made-up'
  ])('?%s is 400 invalid_request', async (query) => {
    const answer = await world.api('GET', `/orders?${query}`)
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request'])
  })

  test('count knows the filters and nothing else', async () => {
    expect((await world.api('GET', '/orders/count?limit=5')).status).toBe(400)
  })

  test('an order that changes while a reader pages moves to a later page', async () => {
    const first = await world.api('GET', '/orders?limit=100')
    const moved = first.body.orders[0].id
    world.control.changeOrder(shopId, moved, { buyer_note: '改地址' })
    const rest = await world.api('GET', `/orders?limit=250&cursor=${first.body.next_cursor}`)
    expect(rest.body.orders.at(-1).id).toBe(moved)
  })
})

describe('a cursor', () => {
  const filter = 'order_status=new&shipment_status=ready_to_ship'
  const open = async () => (await world.api('GET', `/orders?${filter}&limit=5`)).body.next_cursor as string

  test('keeps the filters, which are left out beside it or repeated exactly', async () => {
    const cursor = await open()
    const without = await world.api('GET', `/orders?limit=5&cursor=${cursor}`)
    const repeated = await world.api('GET', `/orders?limit=5&cursor=${cursor}&shipment_status=ready_to_ship&order_status=new`)
    expect(without.body.orders.every((order: any) => order.order_status === 'new')).toBe(true)
    expect(repeated.body.orders).toEqual(without.body.orders)
    expect((await world.api('GET', `/orders?cursor=${cursor}&order_status=new`)).status).toBe(400)
    expect((await world.api('GET', `/orders?cursor=${cursor}&order_status=completed&shipment_status=ready_to_ship`)).status).toBe(400)
  })

  test('is good for one hour', async () => {
    const cursor = await open()
    world.advance(3600 * second - 1)
    const { access_token: token } = world.control.issueTokens(shopId)
    expect((await world.api('GET', `/orders?cursor=${cursor}`, { token })).status).toBe(200)
    world.advance(1)
    const late = await world.api('GET', `/orders?cursor=${cursor}`, { token })
    expect([late.status, late.body.code]).toEqual([400, 'invalid_request'])
  })

  test('of another shop or another list is 400', async () => {
    const cursor = await open()
    const { access_token: token } = world.control.issueTokens(otherShopId)
    expect((await world.api('GET', `/orders?cursor=${cursor}`, { token })).status).toBe(400)
    expect((await world.api('GET', `/inventory/levels?cursor=${cursor}`)).status).toBe(400)
  })
})

describe('an order', () => {
  test('has the members of the contract, absent ones meaning 0 or null', async () => {
    const order = world.control.createOrder(shopId, { shipping_code: 'familymart_cod', lines: [{ sku: 'TEA-001', quantity: 2 }], discount: 100 })
    const { body } = await world.api('GET', `/orders/${order.id}`)
    expect(body).toEqual(order)
    expect(body).toMatchObject({ payment_status: 'cod', currency: 'TWD', subtotal: 1360, shipping_fee: 60, discount: 100, total: 1320, cod_amount: 1320, pickup_store: { brand: 'familymart', store_id: expect.stringMatching(/^\d{6}$/) } })
    expect(body.lines).toEqual([{ id: 'L1', sku: 'TEA-001', title: expect.any(String), quantity: 2, price: 680 }])
  })

  test('bears an updated_at that rises at every change, also within one millisecond', async () => {
    const order = world.control.createOrder(shopId)
    const seen = [order.updated_at]
    for (const note of ['一', '二', '三']) seen.push(world.control.changeOrder(shopId, order.id, { buyer_note: note }).updated_at)
    seen.push(world.control.cancelOrder(shopId, order.id).updated_at)
    expect(new Set(seen).size).toBe(5)
    expect(seen).toEqual(seen.toSorted())
  })

  test('of another shop, or of none, is 404', async () => {
    const foreign = world.control.createOrders(otherShopId, { count: 300 }).ids.at(-1)
    for (const path of [`/orders/${foreign}`, `/orders/${foreign}/fulfillments`, '/orders/ord_none']) {
      expect((await world.api('GET', path)).body).toMatchObject({ status: 404, code: 'not_found' })
    }
  })
})

describe('late visibility', () => {
  const listed = async (id: string) => (await readAll(`/orders?updated_at_min=${at(-second)}`)).find((order) => order.id === id)
  const count = async () => (await world.api('GET', `/orders/count?updated_at_min=${at(-second)}`)).body.count

  test('hides a new order from list and count, never from reading one', async () => {
    world.control.setLateVisibility(shopId, 120)
    const order = world.control.createOrder(shopId)
    expect([await listed(order.id), await count()]).toEqual([undefined, 0])
    expect((await world.api('GET', `/orders/${order.id}`)).body).toEqual(order)
    world.advance(120 * second)
    expect([await listed(order.id), await count()]).toEqual([order, 1])
  })

  test('lists the version before a late change, once, until the change shows', async () => {
    const order = world.control.createOrder(shopId)
    world.control.setLateVisibility(shopId, 60)
    world.advance(second)
    const first = world.control.changeOrder(shopId, order.id, { buyer_note: '一' })
    world.advance(30 * second)
    const second2 = world.control.changeOrder(shopId, order.id, { buyer_note: '二' })
    expect([await listed(order.id), await count()]).toEqual([order, 1])
    expect((await world.api('GET', `/orders/${order.id}`)).body).toEqual(second2)
    world.advance(30 * second)
    expect([await listed(order.id), await count()]).toEqual([first, 1])
    world.advance(30 * second)
    expect([await listed(order.id), await count()]).toEqual([second2, 1])
  })

  test('can strike every second change alone, so that later ones show first', async () => {
    world.control.setLateVisibility(shopId, 60, 2)
    const { ids } = world.control.createOrders(shopId, { count: 4 })
    expect((await readAll(`/orders?updated_at_min=${at(-second)}`)).map((order) => order.id)).toEqual([ids[0], ids[2]])
    world.advance(60 * second)
    expect(await count()).toBe(4)
  })
})

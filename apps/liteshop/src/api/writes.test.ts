import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { shopId, start, startWorld } from '../testing.ts'

let world: World
let keys = 0
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const parcel = { tracking_number: '903912345678', carrier: '黑貓宅急便', shipped_at: new Date(start).toISOString() }
const ship = (orderId: string, change: Record<string, unknown> = {}) => world.api('POST', `/orders/${orderId}/fulfillments`, { key: `key-${keys++}`, body: { ...parcel, ...change } })
const twoLines = () => world.control.createOrder(shopId, { lines: [{ sku: 'TEA-001', quantity: 2 }, { sku: 'TEA-002', quantity: 1 }] })

describe('a shipment', () => {
  test('without lines takes all that is unshipped; the order turns awaiting_receipt / shipped', async () => {
    const order = twoLines()
    const answer = await ship(order.id)
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ id: expect.any(String), order_id: order.id, ...parcel, lines: [{ line_id: 'L1', quantity: 2 }, { line_id: 'L2', quantity: 1 }] })
    expect((await world.api('GET', `/orders/${order.id}`)).body).toMatchObject({ order_status: 'awaiting_receipt', shipment_status: 'shipped', lines: [{ fulfilled_quantity: 2 }, { fulfilled_quantity: 1 }] })
    expect((await world.api('GET', `/orders/${order.id}/fulfillments`)).body).toEqual({ fulfillments: [answer.body] })
  })

  test('of a part leaves the order processing / ready_to_ship; the rest can follow', async () => {
    const order = twoLines()
    const first = await ship(order.id, { lines: [{ line_id: 'L1', quantity: 1 }, { line_id: 'L1', quantity: 1 }], tracking_url: 'https://track.example/1' })
    expect(first.body).toMatchObject({ lines: [{ line_id: 'L1', quantity: 2 }], tracking_url: 'https://track.example/1' })
    expect(world.control.order(shopId, order.id)).toMatchObject({ order_status: 'processing', shipment_status: 'ready_to_ship' })
    expect((await ship(order.id)).body.lines).toEqual([{ line_id: 'L2', quantity: 1 }])
    expect(world.control.order(shopId, order.id)).toMatchObject({ order_status: 'awaiting_receipt', shipment_status: 'shipped' })
  })

  test('of an order that is not ready is taken all the same', async () => {
    const order = world.control.createOrder(shopId, { shipment_status: 'unready' })
    expect((await ship(order.id)).status).toBe(201)
  })

  test.each([
    ['a missing tracking number', { tracking_number: undefined }, 400, 'invalid_request'],
    ['a mistyped tracking number', { tracking_number: 12345 }, 400, 'invalid_request'],
    ['an empty tracking number', { tracking_number: '' }, 422, 'invalid_tracking_number'],
    ['an overlong tracking number', { tracking_number: '1'.repeat(65) }, 422, 'invalid_tracking_number'],
    ['an unprintable tracking number', { tracking_number: '12\u000034' }, 422, 'invalid_tracking_number'],
    ['a missing carrier', { carrier: undefined }, 400, 'invalid_request'],
    ['an instant in another zone', { shipped_at: '2026-03-10T12:00:00+08:00' }, 400, 'invalid_request'],
    ['a tracking_url that is null', { tracking_url: null }, 400, 'invalid_request'],
    ['a tracking_url that is no address', { tracking_url: 'track me' }, 400, 'invalid_request'],
    ['empty lines', { lines: [] }, 400, 'invalid_request'],
    ['a quantity of 0', { lines: [{ line_id: 'L1', quantity: 0 }] }, 400, 'invalid_request'],
    ['a quantity of 1.5', { lines: [{ line_id: 'L1', quantity: 1.5 }] }, 400, 'invalid_request'],
    ['an unknown line', { lines: [{ line_id: 'L9', quantity: 1 }] }, 422, 'unknown_line'],
    ['more than is left', { lines: [{ line_id: 'L1', quantity: 3 }] }, 422, 'quantity_exceeds_fulfillable'],
    ['more than is left in repeated lines', { lines: [{ line_id: 'L1', quantity: 2 }, { line_id: 'L1', quantity: 1 }] }, 422, 'quantity_exceeds_fulfillable']
  ])('with %s is refused and changes nothing', async (_name, change, status, code) => {
    const order = twoLines()
    const answer = await ship(order.id, change)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(world.control.order(shopId, order.id)).toEqual(order)
    expect(world.control.fulfillments(shopId, order.id)).toEqual([])
  })

  test('64 characters are a tracking number, and unknown members are passed over', async () => {
    const answer = await ship(twoLines().id, { tracking_number: '1'.repeat(64), note: 'new in 2027' })
    expect(answer.status).toBe(201)
  })

  test('of a cancelled order is 409 order_cancelled, of one that has left 409 already_shipped', async () => {
    const [cancelled, left] = [twoLines(), twoLines()]
    world.control.cancelOrder(shopId, cancelled.id)
    await ship(left.id)
    expect([(await ship(cancelled.id)).status, (await ship(cancelled.id)).body.code]).toEqual([409, 'order_cancelled'])
    expect([(await ship(left.id)).status, (await ship(left.id)).body.code]).toEqual([409, 'already_shipped'])
  })
})

describe('stock levels', () => {
  test('come by SKU in pages, without what is not tracked', async () => {
    const skus: string[] = []
    let cursor: string | null = null
    do {
      const page: any = (await world.api('GET', `/inventory/levels?limit=10${cursor === null ? '' : `&cursor=${cursor}`}`)).body
      skus.push(...page.levels.map((level: any) => level.sku))
      cursor = page.next_cursor
    } while (cursor !== null)
    expect(skus).toEqual(world.control.stock(shopId).filter((level) => level.tracked).map((level) => level.sku).toSorted())
    expect(skus).not.toContain('TEA-BAG')
  })

  test('of up to 100 SKUs can be asked for', async () => {
    const { body } = await world.api('GET', '/inventory/levels?sku=TEA-002&sku=TEA-001&sku=NONE&sku=TEA-BAG')
    expect(body).toEqual({ next_cursor: null, levels: ['TEA-001', 'TEA-002'].map((sku) => ({ sku, title: expect.any(String), stock: expect.any(Number), updated_at: expect.stringMatching(/Z$/) })) })
    expect((await world.api('GET', `/inventory/levels?${'sku=A&'.repeat(100)}limit=1`)).status).toBe(200)
    expect((await world.api('GET', `/inventory/levels?${'sku=A&'.repeat(101)}limit=1`)).status).toBe(400)
  })

  test('are set item by item, each with its result', async () => {
    const { body } = await world.api('PUT', '/inventory/levels', {
      key: 'k', body: { items: [{ sku: 'TEA-001', stock: 7 }, { sku: 'NONE', stock: 1 }, { sku: 'TEA-BAG', stock: 1 }, { sku: 'TEA-001', stock: -1 }, { sku: 'TEA-002', stock: 0 }] }
    })
    expect(body.results).toEqual([
      { sku: 'TEA-001', result: 'applied', stock: 7 }, { sku: 'NONE', result: 'unknown_sku', stock: null }, { sku: 'TEA-BAG', result: 'not_tracked', stock: null },
      { sku: 'TEA-001', result: 'invalid_quantity', stock: 7 }, { sku: 'TEA-002', result: 'applied', stock: 0 }
    ])
  })

  test('are raised and lowered item by item, below zero too', async () => {
    world.control.editStock(shopId, 'TEA-001', { stock: 3 })
    const { body } = await world.api('POST', '/inventory/adjustments', { key: 'k', body: { items: [{ sku: 'NONE', delta: 1 }, { sku: 'TEA-001', delta: -5 }, { sku: 'TEA-001', delta: 9_000_000_000 }] } })
    expect(body.results).toEqual([{ sku: 'NONE', result: 'unknown_sku', stock: null }, { sku: 'TEA-001', result: 'applied', stock: -2 }, { sku: 'TEA-001', result: 'invalid_quantity', stock: -2 }])
    expect((await world.api('GET', '/inventory/levels?sku=TEA-001')).body.levels).toMatchObject([{ stock: -2, updated_at: new Date(start).toISOString() }])
  })

  test.each([
    ['no items', {}], ['empty items', { items: [] }], ['101 items', { items: Array.from({ length: 101 }, () => ({ sku: 'TEA-001', delta: 1 })) }],
    ['a mistyped figure', { items: [{ sku: 'TEA-001', delta: 1 }, { sku: 'TEA-002', delta: '5' }] }], ['a fraction', { items: [{ sku: 'TEA-001', delta: 0.5 }] }],
    ['a missing SKU', { items: [{ delta: 1 }] }], ['another reason', { reason: 'theft', items: [{ sku: 'TEA-001', delta: 1 }] }], ['a mistyped reference', { reference: 5, items: [{ sku: 'TEA-001', delta: 1 }] }]
  ])('with %s the call is 400 and nothing is applied', async (_name, body) => {
    const before = world.control.stock(shopId)
    expect((await world.api('POST', '/inventory/adjustments', { key: 'k', body })).body.code).toBe('invalid_request')
    expect(world.control.stock(shopId)).toEqual(before)
  })
})

test('the shipping methods are all listed, unpaged, with their state', async () => {
  world.control.addShippingMethod(shopId, { code: 'green_island', name: '綠島船運' })
  const { body } = await world.api('GET', '/shipping_methods')
  expect(body.shipping_methods).toContainEqual({ code: 'coldchain', name: '冷鏈宅配', enabled: true })
  expect(body.shipping_methods).toContainEqual({ code: 'okmart', name: expect.any(String), enabled: false })
  expect(body.shipping_methods.at(-1)).toEqual({ code: 'green_island', name: '綠島船運', enabled: true })
})

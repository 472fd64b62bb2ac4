import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Order } from '../shop/order.ts'
import type { World } from '../testing.ts'
import { shopId, start, startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const on = (fault: string, more: object = {}) => world.control.switchOnFault({ fault, shop: shopId, ...more })
const page = async (query: string) => (await world.api('GET', `/orders?${query}`)).body
const struck = () => world.control.journal({ struck: true })

/** Every page of the shop, in the order in which they came. */
async function readAll(query = 'limit=50', between: (pageNumber: number) => void = () => {}): Promise<Order[][]> {
  const pages: Order[][] = []
  let cursor: string | null = null
  do {
    const { orders, next_cursor }: any = await page(`${query}${cursor === null ? '' : `&cursor=${cursor}`}`)
    pages.push(orders)
    cursor = next_cursor
    between(pages.length)
  } while (cursor !== null && pages.length < 50)
  return pages
}
const ids = (orders: Order[]) => orders.map((order) => order.id)

describe('schema drift strikes one order of a page while the others stay valid', () => {
  test.each([
    ['drift.missing_member', {}, (order: any) => expect(order).not.toHaveProperty('recipient')],
    ['drift.missing_member', { path: 'lines.0.sku' }, (order: any) => expect(order.lines[0]).not.toHaveProperty('sku')],
    ['drift.number_as_text', {}, (order: any) => expect(order.lines[0].quantity).toMatch(/^\d+$/)],
    ['drift.unknown_value', {}, (order: any) => expect(order.order_status).toBe('on_the_moon')],
    ['drift.null_member', {}, (order: any) => expect(order.lines).toBe(null)],
    ['content.hostile_text', { form: 'script' }, (order: any) => expect(order.recipient.name).toContain('<script>')],
    ['content.hostile_text', { form: 'nul' }, (order: any) => expect(order.buyer_note).toBe('a\u0000b')],
    ['content.nonsense', { form: 'negative_quantity' }, (order: any) => expect(order.lines[0].quantity).toBe(-1)],
    ['content.nonsense', { form: 'same_sku_twice' }, (order: any) => expect(order.lines.at(-1)).toMatchObject({ id: 'L999', sku: order.lines[0].sku })],
    ['content.nonsense', { form: 'wrong_total' }, (order: any) => expect(order.total).toBe(order.subtotal + order.shipping_fee - order.discount + 1)],
    ['content.shipping_code', { form: 'null' }, (order: any) => expect(order.shipping.code).toBe(null)],
    ['content.shipping_code', { form: 'other_case' }, (order: any) => expect(order.shipping.code).toBe('ColdChain')],
    ['content.instant', { form: 'no_zone' }, (order: any) => expect(order.updated_at).toMatch(/\.\d{3}$/)],
    ['content.instant', { form: 'taipei' }, (order: any) => expect(order.updated_at).toMatch(/\+08:00$/)],
    ['content.huge_order', { lines: 5000 }, (order: any) => expect(order.lines).toHaveLength(5000)]
  ])('%s %j', async (fault, settings, check) => {
    const good = (await page('limit=5')).orders
    on(fault, { settings: { position: 3, ...settings }, times: 1 })
    const bad = (await page('limit=5')).orders
    check(bad[2])
    expect(bad.toSpliced(2, 1)).toEqual(good.toSpliced(2, 1))
    expect(bad[2]).not.toEqual(good[2])
    expect((await page('limit=5')).orders).toEqual(good)
    expect(struck()).toMatchObject([{ faults: [fault], status: 200, work_status: 200 }])
  })

  test('on the order that it was switched on for, in the list and by itself, wherever it comes', async () => {
    on('drift.unknown_value', { order: 'ord_00000120' })
    const pages = await readAll()
    expect(ids(pages.flat().filter((order) => String(order.order_status) === 'on_the_moon'))).toEqual(['ord_00000120'])
    expect((await world.api('GET', '/orders/ord_00000120')).body.order_status).toBe('on_the_moon')
    expect((await world.api('GET', '/orders/ord_00000121')).body.order_status).not.toBe('on_the_moon')
    expect(struck()).toHaveLength(2)
  })

  test('on a body that another fault has broken, nothing more', async () => {
    on('bodies.truncated')
    on('drift.unknown_value')
    on('bodies.wrong_type')
    const answer = await world.api('GET', '/orders?limit=2')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain'])
    expect(struck()).toMatchObject([{ faults: ['bodies.truncated', 'bodies.wrong_type'] }])
  })

  test('unknown members on every level', async () => {
    on('drift.unknown_members')
    const body = await page('limit=2')
    expect(body.generation.model).toBe('next')
    for (const order of body.orders) {
      expect(order.loyalty.points).toBe(12)
      for (const line of order.lines) expect(line).toMatchObject({ sku: expect.any(String), serials: [] })
    }
  })

  test('an id beyond 2^53, and nesting with dangerous keys, as no JavaScript would write them', async () => {
    const token = world.control.issueTokens(shopId).access_token
    const read = async () => (await fetch(`${world.url}/api/v1/orders?limit=2`, { headers: { authorization: `Bearer ${token}` } })).text()
    on('drift.id_as_number', { times: 1 })
    expect(await read()).toContain('"id":9007199254740993001')
    on('content.deep_nesting', { settings: { depth: 400 }, times: 1 })
    const deep = await read()
    expect(deep).toContain('['.repeat(400))
    expect(deep).toContain('"__proto__":{"polluted":true}')
    expect(JSON.parse(deep).orders).toHaveLength(2)
  })

  test('something invalid among valid items, in any list', async () => {
    on('drift.invalid_item', { settings: { position: 2, form: 'null' } })
    expect((await page('limit=3')).orders.map((order: any) => order === null)).toEqual([false, true, false, false])
    expect((await world.api('GET', '/inventory/levels?limit=2')).body.levels[1]).toBe(null)
    expect((await world.api('GET', '/shipping_methods')).body.shipping_methods[1]).toBe(null)
  })

  test('an old version of an order that has left', async () => {
    const order = world.control.createOrder(shopId)
    world.advance(60_000)
    await world.api('POST', `/orders/${order.id}/fulfillments`, { key: 'k', body: { tracking_number: '1', carrier: 'x', shipped_at: '2026-03-10T03:00:00Z' } })
    on('content.stale', { times: 1 })
    expect((await world.api('GET', `/orders/${order.id}`)).body).toMatchObject({ order_status: 'new', shipment_status: 'ready_to_ship', updated_at: order.updated_at })
    expect((await world.api('GET', `/orders/${order.id}`)).body.shipment_status).toBe('shipped')
  })
})

describe('paging', () => {
  const all = () => world.control.orders(shopId).map((order) => order.id)

  test('an order twice on a page, and again on the next one', async () => {
    on('paging.duplicate_on_page', { times: 1, settings: { position: 2 } })
    on('paging.duplicate_across_pages', { times: 1 })
    const [first, second] = await readAll()
    expect(first).toHaveLength(51)
    expect(first!.at(-1)).toEqual(first![1])
    expect(second![0]).toEqual(first!.at(-2))
    expect(second).toHaveLength(51)
  })

  test('an order that is left out is there when the window is read again', async () => {
    on('paging.left_out', { times: 1, settings: { position: 7 } })
    const seen = new Set(ids((await readAll()).flat()))
    expect(seen.size).toBe(all().length - 1)
    expect(new Set(ids((await readAll()).flat()))).toEqual(new Set(all()))
  })

  test('equal instants across a page border, and all orders there for a reader by (updated_at, id)', async () => {
    on('paging.equal_instants', { settings: { orders: 60 } })
    expect(world.control.faults()).toMatchObject([{ state: 'spent', struck: 1 }])
    const pages = await readAll('limit=25')
    const moments = pages.flat().map((order) => order.updated_at)
    expect(moments.filter((moment) => moment === new Date(start).toISOString())).toHaveLength(60)
    expect(pages.at(-2)!.at(-1)!.updated_at).toBe(pages.at(-1)![0]!.updated_at)
    expect(ids(pages.flat()).toSorted()).toEqual(all())
    expect(struck()).toMatchObject([{ kind: 'fault', path: 'at-once', shop_id: shopId, faults: ['paging.equal_instants'] }])
  })

  test('cursors that loop, lead on from an empty page, or have expired', async () => {
    on('paging.cursor_loop', { times: 3 })
    const pages = await readAll('limit=100')
    expect(pages.length).toBe(6)
    expect(ids(pages[1]!)).toEqual(ids(pages[2]!))
    on('paging.empty_page', { after: 1 })
    const holed = await readAll('limit=100')
    expect(holed.map((one) => one.length)).toEqual([100, 0, 100, all().length - 200])
    expect(ids(holed.flat()).toSorted()).toEqual(all())
    on('paging.empty_page')
    expect(ids((await readAll('limit=100')).flat()).toSorted()).toEqual(all())
    on('paging.cursor_expired')
    const { next_cursor } = await page('limit=100')
    expect(await page(`cursor=${next_cursor}`)).toMatchObject({ status: 400, code: 'invalid_request' })
    expect((await page(`cursor=${next_cursor}&limit=100`)).orders).toHaveLength(100)
  })

  test('a count that is not the list’s', async () => {
    on('paging.count_off', { settings: { by: -2 }, times: 1 })
    expect((await world.api('GET', '/orders/count')).body.count).toBe(all().length - 2)
    expect((await world.api('GET', '/orders/count')).body.count).toBe(all().length)
  })

  test.each(['change_next', 'change_this', 'arrive', 'cancel_next'])('%s while a reader pages: a keyset reader sees every order, moved ones on a later page', async (what) => {
    on('races.while_paging', { settings: { what, position: 5 } })
    const before = world.control.orders(shopId)
    const pages = await readAll('limit=40', () => world.advance(1000))
    expect(new Set(ids(pages.flat()))).toEqual(new Set(all()))
    const [one] = struck()
    expect(one).toMatchObject({ faults: ['races.while_paging'] })
    const moved = world.control.orders(shopId).filter((order) => order.updated_at >= new Date(start).toISOString() && !before.some((old) => old.updated_at === order.updated_at))
    expect(moved.length).toBeGreaterThan(0)
    expect(all().length > before.length).toBe(what === 'arrive')
    expect(ids(pages.flat()).length > new Set(ids(pages.flat())).size).toBe(what === 'change_this')
  })
})

describe('time', () => {
  test('changes show late, for as long as it is on', async () => {
    on('time.late', { settings: { seconds: 90 }, times: 1 })
    const [late, prompt] = [world.control.createOrder(shopId), world.control.createOrder(shopId)]
    const seen = async () => ids((await page(`updated_at_min=${new Date(start).toISOString()}`)).orders)
    expect(await seen()).toEqual([prompt.id])
    expect((await world.api('GET', `/orders/${late.id}`)).status).toBe(200)
    world.advance(90_000)
    expect(await seen()).toEqual([late.id, prompt.id])
    expect(struck()).toMatchObject([{ kind: 'fault', path: 'orders.change', faults: ['time.late'] }])
  })

  test.each([5, -7])('a clock that is %i minutes off goes through the Date header, the instants and the filters alike', async (minutes) => {
    const order = world.control.createOrder(shopId)
    const shifted = new Date(start + minutes * 60_000).toISOString()
    on('time.clock_off', { settings: { minutes } })
    const answer = await world.api('GET', `/orders?updated_at_min=${shifted}&limit=10`)
    expect(answer.headers.get('date')).toBe(new Date(start + minutes * 60_000).toUTCString())
    expect(answer.body.orders).toEqual([{ ...order, created_at: shifted, updated_at: shifted }])
    expect((await page(`updated_at_min=${new Date(start + minutes * 60_000 + 1).toISOString()}`)).orders).toEqual([])
    expect(struck()[0]).toMatchObject({ path: `/api/v1/orders?updated_at_min=${shifted}&limit=10`, faults: ['time.clock_off'], status: 200 })
    expect(world.control.faults()).toMatchObject([{ struck: 2 }])
  })

  test.each([480, -30])('a Date that is %i minutes off leaves everything else as it is', async (minutes) => {
    const order = world.control.createOrder(shopId)
    on('time.date_off', { settings: { minutes } })
    const answer = await world.api('GET', `/orders?updated_at_min=${new Date(start).toISOString()}&limit=10`)
    expect(answer.headers.get('date')).toBe(new Date(start + minutes * 60_000).toUTCString())
    expect(answer.body.orders).toEqual([order])
  })

  test('a clock that is off keeps its cursors', async () => {
    on('time.clock_off', { settings: { minutes: 3 } })
    expect(ids((await readAll(`limit=60&updated_at_min=2026-01-01T00:00:00Z`)).flat())).toHaveLength(world.control.orders(shopId).length)
  })
})

describe('races', () => {
  test('the buyer cancels a moment before the parcel is told', async () => {
    const order = world.control.createOrder(shopId)
    on('races.cancelled', { routes: ['fulfillments.create'] })
    const answer = await world.api('POST', `/orders/${order.id}/fulfillments`, { key: 'k', body: { tracking_number: '1', carrier: 'x', shipped_at: '2026-03-10T03:00:00Z' } })
    expect([answer.status, answer.body.code, world.control.order(shopId, order.id).order_status]).toEqual([409, 'order_cancelled', 'cancelled'])
    expect(struck()).toMatchObject([{ status: 409, work_status: 409, faults: ['races.cancelled'] }])
  })

  test('an order takes stock a moment before it is written', async () => {
    on('races.order_arrives', { times: 1 })
    const before = world.control.orders(shopId).length
    await world.api('PUT', '/inventory/levels', { key: 'k', body: { items: [{ sku: 'TEA-001', stock: 50 }] } })
    expect(world.control.orders(shopId)).toHaveLength(before + 1)
    expect(world.control.stock(shopId).find((level) => level.sku === 'TEA-001')?.stock).toBe(50)
  })
})

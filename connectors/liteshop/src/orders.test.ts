import type { ConnectorError, OrderPage, ReadOrder } from '@crossdock/connector-kit'
import { createTestClock, json, problem, raw, startScriptedServer, testAccess, type ScriptedServer, type TestClock } from '@crossdock/connector-kit/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bareOrder, fullIncomingOrder, fullOrder } from './fixtures/order.ts'
import { readOrder } from './order-shape.ts'
import { openSession, type FullSession } from './testing.ts'

let clock: TestClock
let server: ScriptedServer
let session: FullSession
beforeEach(async () => {
  clock = createTestClock()
  server = await startScriptedServer(clock)
  session = openSession(server, clock)
})
afterEach(() => server[Symbol.asyncDispose]())

const window = { from: new Date('2026-11-16T01:00:00Z'), to: new Date('2026-11-23T01:00:00.5Z') }
const page = (orders: unknown[], next: string | null) => json(200, { orders, next_cursor: next })
const query = (index: number) => Object.fromEntries(new URL(server.requests[index]!.url, server.origin).searchParams)
const failureOf = async (promise: Promise<unknown>) => (await promise.catch((err: unknown) => err)) as ConnectorError

async function readAll(): Promise<OrderPage[]> {
  const pages: OrderPage[] = []
  let cursor: string | null = null
  do {
    const next: OrderPage = await session.orders.list(window, cursor)
    pages.push(next)
    cursor = next.nextCursor
  } while (cursor !== null)
  return pages
}

describe('listing orders', () => {
  test('asks for the window as it is, and for the same beside a cursor', async () => {
    server.script(page([bareOrder], 'c=1&x'), page([], null))
    await readAll()
    const filters = { updated_at_min: '2026-11-16T01:00:00.000Z', updated_at_max: '2026-11-23T01:00:00.500Z', limit: '250' }
    expect([query(0), query(1)]).toEqual([filters, { ...filters, cursor: 'c=1&x' }])
    expect(server.requests[0]!.url).toMatch(/^\/api\/v1\/orders\?/)
  })

  test('understands an order in full and keeps it as it came', async () => {
    server.script(page([fullOrder], null))
    expect(await session.orders.list(window, null)).toEqual({ orders: [{ raw: fullOrder, order: fullIncomingOrder, problem: null }], nextCursor: null })
  })

  test('a refused permission is named', async () => {
    server.script(problem(403, 'insufficient_scope'))
    const failure = await failureOf(session.orders.list(window, null))
    expect([failure.kind, failure.code]).toEqual(['auth', 'insufficient_scope'])
    expect(failure.message).toContain('orders:read')
  })

  test.each<[string, unknown]>([['no list', {}], ['null', { orders: null, next_cursor: null }], ['no cursor', { orders: [] }], ['an empty cursor', { orders: [], next_cursor: '' }], ['a bare list', []]])(
    'F016 %s is malformed, not “no orders”', async (_, body) => {
      server.script(json(200, body))
      expect((await failureOf(session.orders.list(window, null))).kind).toBe('malformed')
    })

  test('F049 a token that expires between two pages costs no page twice', async () => {
    server.script(page([bareOrder], 'c1'), problem(401, 'invalid_token'), page([fullOrder], null))
    const access = testAccess()
    session = openSession(server, clock, access)
    expect((await readAll()).flatMap((one) => one.orders)).toHaveLength(2)
    expect(server.requests.map((request) => new URL(request.url, server.origin).searchParams.get('cursor'))).toEqual([null, 'c1', 'c1'])
    expect(access.asked.filter(Boolean)).toEqual(['secret-token-1'])
  })

  test('an expired or foreign cursor says that the window has to be begun again', async () => {
    server.script(problem(400, 'invalid_request'))
    expect(await failureOf(session.orders.list(window, 'old'))).toMatchObject({ kind: 'rejected', code: 'cursor_expired' })
    expect(await failureOf(session.orders.list(window, null))).toMatchObject({ kind: 'rejected', code: 'invalid_request' })
  })
})

describe('F026 pages that lead nowhere', () => {
  test('a cursor that points to itself', async () => {
    server.script(page([bareOrder], 'c1'), page([bareOrder], 'c1'))
    expect(await failureOf(readAll())).toMatchObject({ kind: 'malformed', code: 'paging_loop' })
    expect(server.requests).toHaveLength(2)
  })

  test('a cursor that points two pages back', async () => {
    server.script(page([bareOrder], 'c1'), page([bareOrder], 'c2'), page([bareOrder], 'c3'), page([bareOrder], 'c1'))
    expect(await failureOf(readAll())).toMatchObject({ code: 'paging_loop' })
    expect(server.requests).toHaveLength(4)
  })

  test('empty pages that never end', async () => {
    let count = 0
    server.script((response, request) => page([], `c${(count += 1)}`)(response, request))
    expect(await failureOf(readAll())).toMatchObject({ code: 'paging_loop' })
    expect(server.requests.length).toBeLessThanOrEqual(30)
  })

  test('pages that bring the same orders for ever, under cursors that are always new', async () => {
    let count = 0
    server.script((response, request) => page([bareOrder, fullOrder], `c${(count += 1)}`)(response, request))
    expect(await failureOf(readAll())).toMatchObject({ kind: 'malformed', code: 'paging_loop', message: 'Liteshop\'s pages go on but bring nothing new.' })
    expect(server.requests.length).toBeLessThanOrEqual(30)
  })

  test('the same first pages again and again, whichever way they are cut', async () => {
    const orders = Array.from({ length: 40 }, (_, index) => ({ ...bareOrder, id: `o${index}`, updated_at: `2026-11-20T08:00:00.${String(index).padStart(6, '0')}Z` }))
    let [count, from] = [0, 0]
    server.script((response, request) => {
      const size = 1 + ((count += 1) % 7)
      const part = orders.slice(from, from + size)
      from = (from + size) % orders.length
      page(part, `c${count}`)(response, request)
    })
    expect(await failureOf(readAll())).toMatchObject({ code: 'paging_loop' })
    expect(server.requests.length).toBeLessThanOrEqual(60)
  })

  test('but thousands of orders of one instant, or ones that cannot be read, are pages like others', async () => {
    const steps = Array.from({ length: 60 }, (_, index) => page([index < 30 ? { ...bareOrder, id: String(59 - index) } : { broken: index }], index === 59 ? null : `c${index}`))
    server.script(...steps)
    expect(await readAll()).toHaveLength(60)
  })

  test.each(['a\0b', '\ud800'])('a cursor %j, which nothing could keep, is said to be none', async (odd) => {
    server.script(page([bareOrder], odd))
    expect((await failureOf(readAll())).message).toContain('next_cursor: contains a NUL character or half a surrogate pair')
  })

  test('but a few empty pages in a row are none, since all orders of a page can have moved on', async () => {
    server.script(page([bareOrder], 'c1'), page([], 'c2'), page([], 'c3'), page([], 'c4'), page([bareOrder], null))
    expect(await readAll()).toHaveLength(5)
  })

  test('but one empty page, and a page that is read again, are no loop', async () => {
    server.script(page([bareOrder], 'c1'), page([bareOrder], 'c2'), page([bareOrder], 'c2'), page([], 'c3'), page([bareOrder], null))
    await session.orders.list(window, null)
    await session.orders.list(window, 'c1')
    await session.orders.list(window, 'c1')
    expect((await session.orders.list(window, 'c2')).nextCursor).toBe('c3')
    expect((await session.orders.list(window, 'c3')).nextCursor).toBeNull()
  })
})

describe('understanding an order', () => {
  const problemOf = (order: unknown): string => (readOrder(order) as Extract<ReadOrder, { order: null }>).problem

  test('what is optional and absent means null or 0', () => {
    const { order } = readOrder(bareOrder)
    expect(order).toMatchObject({ shippingName: null, pickupStore: null, codAmount: 0, buyerNote: null })
    expect(order!.recipient).toEqual({ name: '王大明', phone: '02-27001234', email: null, country: 'TW', postalCode: null, city: null, district: null, address: null })
    expect(order!.lines).toEqual([{ lineId: 'ln_1', sku: 'TEA-OOLONG-150', title: '高山烏龍', variantTitle: null, quantity: 1, price: 450, fulfilledQuantity: 0 }])
  })

  test('F028 members that nobody knows are kept and do no harm', () => {
    const odd = { ...fullOrder, gift_wrap: { ribbon: true }, lines: fullOrder.lines.map((line) => ({ ...line, weight: 1.5 })) }
    expect(readOrder(odd)).toEqual({ raw: odd, order: fullIncomingOrder, problem: null })
  })

  test('F029 one order that cannot be understood leaves the others alone and says where', async () => {
    const bad = { ...fullOrder, lines: [...fullOrder.lines, { ...fullOrder.lines[0], id: 'ln_3', quantity: 'two' }] }
    server.script(page([bareOrder, bad, null, fullOrder], null))
    const { orders } = await session.orders.list(window, null)
    expect(orders.map((one) => one.problem)).toEqual([null, 'lines[2].quantity: expected integer, got "two"', 'answer: expected object, got null', null])
    expect(orders[1]).toEqual({ raw: bad, order: null, problem: orders[1]!.problem, platformOrderId: 'ord_0012', updatedAt: '2026-11-23T01:02:03.456Z' })
    expect(orders[2]).toMatchObject({ raw: null, platformOrderId: null, updatedAt: null })
  })

  test.each<[string, object]>([
    ['lines: expected array, got null', { lines: null }],
    ['order_status: expected "new" or "processing" or "awaiting_receipt" or "completed" or "cancelled", got "on_hold"', { order_status: 'on_hold' }],
    ['recipient: expected object, got nothing', { recipient: undefined }],
    ['total: expected integer, got "1240"', { total: '1240' }],
    ['total: expected integer, got 1240.5', { total: 1240.5 }],
    ['updated_at: expected an RFC 3339 instant with a zone, got "2026-11-23 09:00"', { updated_at: '2026-11-23 09:00' }],
    ['lines: expected line ids that differ, got a list', { lines: [fullOrder.lines[0], fullOrder.lines[0]] }],
    ['pickup_store.store_id: expected string, got 12345', { pickup_store: { ...fullOrder.pickup_store, store_id: 12345 } }],
    ['lines[0].sku: contains a NUL character or half a surrogate pair, got "a\\u0000b"', { lines: [{ ...fullOrder.lines[0], sku: 'a\0b' }] }],
  ])('F029 %s', (sentence, over) => expect(problemOf({ ...fullOrder, ...over })).toBe(sentence))

  test.each<[string, object]>([
    ['currency: expected "TWD", got "USD"', { currency: 'USD' }],
    ['currency: expected "TWD", got nothing', { currency: undefined }],
    ['lines[0].quantity: expected at least 1, got 0', { lines: [{ ...fullOrder.lines[0], quantity: 0 }] }],
    ['lines[0].quantity: expected at least 1, got -1', { lines: [{ ...fullOrder.lines[0], quantity: -1 }] }],
  ])('F034 %s', (sentence, over) => expect(problemOf({ ...fullOrder, ...over })).toBe(sentence))

  test('F034 one SKU on two lines, and sums that do not add up, are an order all the same', () => {
    const { order } = readOrder({ ...fullOrder, total: 1, lines: [fullOrder.lines[0], { ...fullOrder.lines[0], id: 'ln_9' }] })
    expect([order!.total, order!.lines.map((line) => line.sku)]).toEqual([1, ['TEA-OOLONG-150', 'TEA-OOLONG-150']])
  })

  test('F029 what people wrote is mended, and costs no order', () => {
    const { order } = readOrder({ ...fullOrder, buyer_note: 'thanks \ud83c', recipient: { ...fullOrder.recipient, name: 'a\0b' }, lines: [{ ...fullOrder.lines[0], title: 'tea\ud83c' }] })
    expect([order!.buyerNote, order!.recipient.name, order!.lines[0]!.title]).toEqual(['thanks \uFFFD', 'a\uFFFDb', 'tea\uFFFD'])
  })

  test('F030 ids are the text that was on the wire', async () => {
    server.script(raw(200, JSON.stringify({ orders: [bareOrder], next_cursor: null }).replace('"ord_0013"', '9007199254740993').replace('"ln_1"', '"007"')))
    const [read] = (await session.orders.list(window, null)).orders
    expect([read!.order!.platformOrderId, read!.order!.lines[0]!.lineId]).toEqual(['9007199254740993', '007'])
  })

  test.each<[unknown, string]>([[null, ''], ['', ''], [' coldchain', ' coldchain'], ['ColdChain', 'ColdChain']])('F036 the shipping code %j stays as it is', (code, expected) => {
    expect(readOrder({ ...fullOrder, shipping: { code } }).order!.shippingCode).toBe(expected)
  })

  test('F048 instants are kept in UTC, as fine as they came', () => {
    const { order } = readOrder({ ...fullOrder, created_at: '2026-11-23T08:58:12+08:00', updated_at: '2026-11-23T01:02:03.456789Z' })
    expect([order!.placedAt, order!.updatedAt]).toEqual(['2026-11-23T00:58:12.000Z', '2026-11-23T01:02:03.456789Z'])
  })

  test('F119 F123 what cannot be stored is mended in what is kept', () => {
    const { raw: kept, order } = readOrder({ ...fullOrder, odd: 'a\0', deep: JSON.parse('['.repeat(2000) + ']'.repeat(2000)) as unknown })
    expect(JSON.stringify(kept)).not.toContain('\\u0000')
    expect(order).toEqual(fullIncomingOrder)
  })

  test('F031 an order of 5,000 lines is read', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => ({ ...fullOrder.lines[0], id: `ln_${index}` }))
    expect(readOrder({ ...fullOrder, lines }).order!.lines).toHaveLength(5000)
  })
})

describe('counting orders', () => {
  test('asks with the same filters', async () => {
    server.script(json(200, { count: 512 }))
    expect(await session.orders.count(window)).toBe(512)
    expect(query(0)).toEqual({ updated_at_min: '2026-11-16T01:00:00.000Z', updated_at_max: '2026-11-23T01:00:00.500Z' })
  })

  test.each([{ count: -1 }, { count: '5' }, {}])('refuses to believe %j', async (body) => {
    server.script(json(200, body))
    expect((await failureOf(session.orders.count(window))).kind).toBe('malformed')
  })
})

describe('reading one order', () => {
  test('by its id, whatever that looks like', async () => {
    server.script(json(200, { ...fullOrder, id: 'a/b?c#d%20茶' }))
    expect((await session.orders.get('a/b?c#d%20茶'))!.order!.platformOrderId).toBe('a/b?c#d%20茶')
    expect(server.requests[0]!.url).toBe('/api/v1/orders/a%2Fb%3Fc%23d%2520%E8%8C%B6')
  })

  test('an unknown one is null', async () => {
    server.script(problem(404, 'not_found'))
    expect(await session.orders.get('ord_x')).toBeNull()
  })

  test.each(['', '.', '..', '\ud800'])('%j leads to no other endpoint', async (id) => {
    expect(await session.orders.get(id)).toBeNull()
    expect(server.requests).toEqual([])
  })

  test('a page that is not there is not an order that is not there', async () => {
    server.script(raw(404, '<html>', { 'content-type': 'text/html' }))
    expect((await failureOf(session.orders.get('ord_x'))).kind).toBe('malformed')
  })

  test('F007 trouble with one order is that order’s', async () => {
    server.script(problem(500, 'internal_error'))
    expect(await failureOf(session.orders.get('ord_x'))).toMatchObject({ kind: 'unavailable', code: 'internal_error' })
    expect(server.requests).toHaveLength(5)
  })

  test('another order than the one asked for is no answer', async () => {
    server.script(json(200, fullOrder))
    expect((await failureOf(session.orders.get('ord_other'))).kind).toBe('malformed')
  })
})

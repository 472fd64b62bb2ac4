import { Agent, createServer, request } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, World } from '../testing.ts'
import { otherShopId, shopId, start, startWorld } from '../testing.ts'
import { catalogue } from './catalogue.ts'
import { routes } from './route-names.ts'

let world: World
let waits: { milliseconds: number; go: () => void }[]

beforeEach(async () => {
  waits = []
  world = await startWorld({
    wait: (milliseconds, signal) => new Promise((resolve, reject) => {
      waits.push({ milliseconds, go: resolve })
      signal.addEventListener('abort', () => reject(new Error('aborted')))
    })
  })
})
afterEach(() => world.close())

const on = (fault: string, more: object = {}) => world.control.switchOnFault({ fault, shop: shopId, ...more })
const orders = (query = '') => world.api('GET', `/orders${query}`)
const struck = () => world.control.journal({ struck: true })
const parcel = { tracking_number: '900000000001', carrier: 'TCAT', shipped_at: '2026-03-10T03:00:00Z' }
const ship = (id: string, key: string) => world.api('POST', `/orders/${id}/fulfillments`, { key, body: parcel })
const stockOf = (sku: string) => world.control.stock(shopId).find((level) => level.sku === sku)?.stock ?? 0

describe('the catalogue', () => {
  test('names each fault once, in both languages, with numbers of the matrix and routes that exist', () => {
    expect(new Set(catalogue.map((fault) => fault.id)).size).toBe(catalogue.length)
    for (const fault of catalogue) {
      expect(fault.id.startsWith(`${fault.family}.`)).toBe(true)
      expect(fault.words.en).toMatch(/^[A-Z].*\.$/)
      expect(fault.words.zh).toMatch(/\p{Script=Han}.*。$/u)
      expect(fault.serves.length).toBeGreaterThan(0)
      for (const number of fault.serves) expect(number).toMatch(/^F(0\d\d|1[0-3]\d)$/)
      for (const route of fault.routes) expect(routes).toContain(route)
      const deeds = [fault.instead, fault.before, fault.after, fault.atOnce, fault.lateness, fault.item, fault.delivery].filter(Boolean)
      expect(deeds.length, fault.id).toBeGreaterThan(0)
    }
  })

  test('has no fault on at first, and the journal says of no call that it was struck', async () => {
    await orders()
    expect(world.control.faults()).toEqual([])
    expect(world.control.journal().at(-1)).toMatchObject({ status: 200, faults: [], work_status: null })
    expect(struck()).toEqual([])
  })
})

describe('the API', () => {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${world.url}/_sandbox${path}`, { method, headers: body === undefined ? {} : { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  test('lists, switches on, switches off and clears', async () => {
    const listed = await call('GET', '/faults')
    expect(listed.body.catalogue).toHaveLength(catalogue.length)
    expect(listed.body.catalogue[0]).toMatchObject({ id: 'limits.429', words: { zh: expect.any(String), en: expect.any(String) }, serves: ['F001', 'F002', 'F003', 'F004'], settings: expect.any(Array), at_once: false })
    const first = await call('POST', '/faults', { fault: 'errors.server', shop: shopId, routes: ['orders.*', 'shop'], settings: { status: 503, retry_after: 9 }, times: 1 })
    expect(first).toMatchObject({ status: 201, body: { id: 'flt_1', state: 'on', routes: ['orders.list', 'orders.count', 'orders.get', 'shop'], struck: 0, times: 1 } })
    await call('POST', '/faults', { fault: 'lost.before_work', routes: ['metadata'] })
    expect((await orders()).headers.get('retry-after')).toBe('9')
    expect((await call('GET', '/faults')).body.faults).toMatchObject([{ id: 'flt_1', state: 'spent', struck: 1, last_struck_at: new Date(start).toISOString() }, { id: 'flt_2', state: 'on' }])
    expect((await call('GET', '/journal?struck=true')).body.calls).toMatchObject([{ path: '/api/v1/orders', status: 503, faults: ['errors.server'], shop_id: shopId, work_status: null }])
    expect((await call('DELETE', '/faults/flt_2')).status).toBe(204)
    expect((await call('DELETE', '/faults/flt_2')).status).toBe(404)
    on('limits.429')
    expect((await call('DELETE', '/faults')).body).toEqual({ cleared: 1 })
    expect((await orders()).status).toBe(200)
  })

  test.each([
    [{ fault: 'errors.none' }, 400], [{ fault: 'limits.429', routes: ['nowhere'] }, 400], [{ fault: 'drift.missing_member', routes: ['shop'] }, 400], [{ fault: 'limits.429', shop: 'shp_none' }, 404],
    [{ fault: 'limits.429', settings: { seconds: -1 } }, 400], [{ fault: 'limits.429', settings: { retry_after: 'never' } }, 400], [{ fault: 'limits.429', settings: { colour: 'red' } }, 400],
    [{ fault: 'limits.429', times: 0 }, 400], [{ fault: 'limits.429', every: 1.5 }, 400], [{ fault: 'limits.429', probability: 0 }, 400], [{ fault: 'limits.429', probability: '1' }, 400], [{ fault: 'limits.429', until: 1 }, 400]
  ])('refuses %j', async (wish, status) => {
    expect((await call('POST', '/faults', wish)).status).toBe(status)
    expect(world.control.faults()).toEqual([])
  })

  test('a reset switches everything off', async () => {
    on('limits.429')
    await call('POST', '/reset')
    expect(world.control.faults()).toEqual([])
  })
})

describe('when a fault strikes', () => {
  const statuses = async (count: number) => {
    const found: number[] = []
    for (let index = 0; index < count; index += 1) {
      found.push((await world.api('GET', '/shop')).status)
      world.advance(1000)
    }
    return found
  }

  test('so many times', async () => {
    on('errors.server', { times: 2 })
    expect(await statuses(4)).toEqual([500, 500, 200, 200])
  })

  test('for so long', async () => {
    on('errors.server', { seconds: 3 })
    expect(await statuses(5)).toEqual([500, 500, 500, 200, 200])
    expect(world.control.faults()).toMatchObject([{ state: 'spent', struck: 3 }])
  })

  test('each n-th call, after some', async () => {
    on('errors.server', { every: 3, after: 1 })
    expect(await statuses(8)).toEqual([200, 200, 200, 500, 200, 200, 500, 200])
  })

  test('by a chance that a seed repeats', async () => {
    const draw = async (seed: string) => {
      world.control.clearFaults()
      on('errors.server', { probability: 0.4, seed })
      return statuses(30)
    }
    const first = await draw('a')
    expect(await draw('a')).toEqual(first)
    expect(await draw('b')).not.toEqual(first)
    expect(first.filter((status) => status === 500).length).toBeGreaterThan(5)
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(5)
  })

  test('in its shop alone, on its routes alone, for its order alone', async () => {
    const { access_token: token } = world.control.issueTokens(otherShopId)
    on('errors.server', { routes: ['orders.get'], order: 'ord_00000002' })
    expect((await world.api('GET', '/orders/ord_00000002')).status).toBe(500)
    expect((await world.api('GET', '/orders/ord_00000003')).status).toBe(200)
    expect((await world.api('GET', '/orders/ord_00000002', { token })).status).toBe(200)
    expect((await orders()).status).toBe(200)
    world.control.switchOnFault({ fault: 'limits.429' })
    expect((await world.api('GET', '/shop', { token })).status).toBe(429)
  })
})

describe('limits and errors', () => {
  test.each([
    [{ retry_after: 'seconds', seconds: 7 }, '7'], [{ retry_after: 'absent' }, null], [{ retry_after: 'huge' }, '86400'], [{ retry_after: 'nonsense' }, 'soon'],
    [{ retry_after: 'date', seconds: 30, ahead: 90 }, new Date(start + 120_000).toUTCString()], [{ retry_after: 'past' }, new Date(start - 3600_000).toUTCString()]
  ])('429 with %j', async (settings, retryAfter) => {
    on('limits.429', { settings, routes: ['orders.list'] })
    const answer = await orders()
    expect([answer.status, answer.body.code, answer.headers.get('retry-after')]).toEqual([429, 'rate_limited', retryAfter])
    if (settings.retry_after === 'date') expect(answer.headers.get('date')).toBe(new Date(start + 90_000).toUTCString())
  })

  test('504 as a gateway says it, in OAuth as OAuth says it', async () => {
    on('errors.server', { settings: { status: 504, body: 'html' }, routes: ['shop'] })
    const { refresh_token } = world.control.issueTokens(shopId)
    expect(await world.api('GET', '/shop')).toMatchObject({ status: 504, body: expect.stringContaining('<h1>504</h1>') })
    on('errors.server', { settings: { status: 502 }, routes: ['token.refresh'] })
    expect(await world.refresh(refresh_token)).toMatchObject({ status: 502, body: { error: 'unavailable' } })
  })

  test('500 although the work was done: the same key answers as it would have', async () => {
    on('errors.server', { settings: { applied: 'yes' }, routes: ['stock.adjust'], times: 1 })
    const before = stockOf('TEA-001')
    const adjust = () => world.api('POST', '/inventory/adjustments', { key: 'k', body: { items: [{ sku: 'TEA-001', delta: 5 }] } })
    expect((await adjust()).status).toBe(500)
    expect(stockOf('TEA-001')).toBe(before + 5)
    expect(struck()).toMatchObject([{ status: 500, work_status: 200, idempotency_key: 'k', faults: ['errors.server'] }])
    const again = await adjust()
    expect([again.status, again.headers.get('idempotency-replayed'), stockOf('TEA-001')]).toEqual([200, 'true', before + 5])
  })

  test('a refusal of the contract is not kept under its key', async () => {
    const order = world.control.createOrder(shopId)
    on('errors.refusal', { settings: { code: 'already_shipped' }, times: 1 })
    expect((await ship(order.id, 'k')).body).toMatchObject({ status: 409, code: 'already_shipped' })
    expect((await ship(order.id, 'k')).status).toBe(201)
  })
})

describe('lost answers', () => {
  test('applied, and the answer is lost', async () => {
    const order = world.control.createOrder(shopId)
    on('lost.after_work', { routes: ['fulfillments.create'], times: 1 })
    await expect(ship(order.id, 'k')).rejects.toThrow()
    expect(world.control.fulfillments(shopId, order.id)).toHaveLength(1)
    expect(struck()).toMatchObject([{ method: 'POST', status: 0, work_status: 201, idempotency_key: 'k', body: parcel, faults: ['lost.after_work'] }])
    expect((await ship(order.id, 'k')).headers.get('idempotency-replayed')).toBe('true')
    expect(world.control.fulfillments(shopId, order.id)).toHaveLength(1)
  })

  test('never applied', async () => {
    const order = world.control.createOrder(shopId)
    on('lost.before_work', { routes: ['fulfillments.create'], times: 1 })
    await expect(ship(order.id, 'k')).rejects.toThrow()
    expect(world.control.fulfillments(shopId, order.id)).toEqual([])
    expect(struck()).toMatchObject([{ status: 0, work_status: null, idempotency_key: 'k' }])
    expect((await ship(order.id, 'k')).headers.get('idempotency-replayed')).toBe(null)
  })

  test('a connection that promised to stay is closed after a good answer', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { authorization: `Bearer ${world.control.issueTokens(shopId).access_token}` }
    const call = () => new Promise<{ status: number | undefined; connection: string | undefined; isOld: boolean }>((resolve, reject) => {
      const asked = request(`${world.url}/api/v1/shop`, { agent, headers }, (answer) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection, isOld: asked.reusedSocket }))
      })
      asked.on('error', reject).end()
    })
    await call()
    expect((await call()).isOld).toBe(true)
    on('lost.idle_socket', { times: 1 })
    expect(await call()).toEqual({ status: 200, connection: 'keep-alive', isOld: true })
    await expect.poll(() => Object.keys(agent.freeSockets)).toEqual([])
    expect((await call()).isOld).toBe(false)
    agent.destroy()
  })
})

describe('slow answers', () => {
  const get = (path: string, signal?: AbortSignal) => fetch(`${world.url}/api/v1${path}`, { signal, headers: { authorization: `Bearer ${world.control.issueTokens(shopId).access_token}` } })

  test('headers that never come end with the caller', async () => {
    on('slow.headers', { routes: ['shop'] })
    const caller = new AbortController()
    let isAnswered = false
    const asked = get('/shop', caller.signal).then(() => { isAnswered = true })
    await expect.poll(() => waits.length).toBe(1)
    expect(isAnswered).toBe(false)
    caller.abort()
    await expect(asked).rejects.toThrow()
    expect(struck()).toMatchObject([{ faults: ['slow.headers'], work_status: null }])
  })

  test('headers that come late bring the answer of work that was done', async () => {
    on('slow.headers', { routes: ['shop'], settings: { seconds: 20, applied: 'yes' } })
    const asked = get('/shop')
    await expect.poll(() => waits[0]?.milliseconds).toBe(20_000)
    waits[0]?.go()
    expect(await (await asked).json()).toMatchObject({ id: shopId })
  })

  test('a body drips', async () => {
    on('slow.body', { routes: ['shop'], settings: { bytes: 40, milliseconds: 5000 } })
    const answer = await get('/shop')
    const reader = answer.body!.getReader()
    const first = await reader.read()
    expect(first.value?.length).toBe(40)
    expect(waits.map((wait) => wait.milliseconds)).toEqual([5000])
    let text = Buffer.from(first.value!).toString('latin1')
    for (let step = 0; ; step += 1) {
      await expect.poll(() => waits.length).toBeGreaterThan(step)
      waits[step]?.go()
      const piece = await reader.read()
      if (piece.done) break
      text += Buffer.from(piece.value).toString('latin1')
    }
    expect(JSON.parse(Buffer.from(text, 'latin1').toString('utf8'))).toMatchObject({ id: shopId })
  })
})

describe('broken bodies', () => {
  test('JSON that stops half-way', async () => {
    const token = world.control.issueTokens(shopId).access_token
    const read = () => fetch(`${world.url}/api/v1/orders?limit=3`, { headers: { authorization: `Bearer ${token}` } })
    on('bodies.truncated', { settings: { percent: 60 }, times: 1 })
    const cut = await read()
    const text = await cut.text()
    expect(cut.status).toBe(200)
    expect(text).toMatch(/^\{"orders":\[\{"id":"/)
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    on('bodies.truncated', { settings: { manner: 'broken' }, times: 1 })
    await expect(read().then((answer) => answer.text())).rejects.toThrow()
    expect(JSON.parse(await (await read()).text()).orders).toHaveLength(3)
  })

  test('an HTML page, nothing at all, and a wrong type, each with 200', async () => {
    on('bodies.html', { times: 1 })
    expect(await orders()).toMatchObject({ status: 200, body: expect.stringContaining('<form') })
    on('bodies.empty', { times: 1 })
    expect(await orders()).toMatchObject({ status: 200, body: '' })
    on('bodies.wrong_type', { times: 1 })
    const answer = await orders('?limit=1')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain'])
    expect(JSON.parse(answer.body).orders).toHaveLength(1)
  })

  test('too much of it, as it is and packed', async () => {
    on('bodies.oversized', { times: 1, settings: { megabytes: 3 } })
    const token = world.control.issueTokens(shopId).access_token
    const read = async () => fetch(`${world.url}/api/v1/shop`, { headers: { authorization: `Bearer ${token}` } })
    const fat = await (await read()).text()
    expect([fat.length > 3 * 1024 * 1024, JSON.parse(fat).id]).toEqual([true, shopId])
    on('bodies.gzip_bomb', { times: 1, settings: { megabytes: 4 } })
    const bomb = await read()
    expect(bomb.headers.get('content-encoding')).toBe('gzip')
    expect((await bomb.text()).length).toBeGreaterThan(4 * 1024 * 1024)
  })

  test('a redirect to another origin, which hears of no token unless it is followed', async () => {
    const heard: (string | undefined)[] = []
    const other: Server = createServer((request, answer) => {
      heard.push(request.headers.authorization)
      answer.end('{}')
    })
    await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve) })
    const to = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    on('bodies.redirect', { settings: { to, status: 308 } })
    const answer = await fetch(`${world.url}/api/v1/orders?limit=2`, { redirect: 'manual', headers: { authorization: `Bearer ${world.control.issueTokens(shopId).access_token}` } })
    expect([answer.status, answer.headers.get('location'), heard]).toEqual([308, `${to}/api/v1/orders?limit=2`, []])
    other.close()
  })
})

describe('writes item by item', () => {
  test('one is refused and not applied, the others are', async () => {
    on('stock.item_refused', { after: 1, settings: { result: 'unknown_sku' } })
    const before = [stockOf('TEA-001'), stockOf('TEA-002'), stockOf('TEA-003')]
    const adjust = (): Promise<Answer> => world.api('POST', '/inventory/adjustments', { key: 'k', body: { items: ['TEA-001', 'TEA-002', 'TEA-003'].map((sku) => ({ sku, delta: 2 })) } })
    const { body } = await adjust()
    expect(body.results.map((item: any) => item.result)).toEqual(['applied', 'unknown_sku', 'applied'])
    expect([stockOf('TEA-001'), stockOf('TEA-002'), stockOf('TEA-003')]).toEqual([before[0]! + 2, before[1], before[2]! + 2])
    expect((await adjust()).body).toEqual(body)
    expect(struck()).toMatchObject([{ faults: ['stock.item_refused'], work_status: 200 }])
  })
})

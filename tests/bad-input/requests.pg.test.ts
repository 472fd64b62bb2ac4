import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bare, defOf, endpoints, type Schema } from './schema-walk.ts'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => void (world = await openWorld()))
afterAll(() => world?.close())

const nobody = '01a20a04-5664-75ca-9655-899413b588fe'
const reads = endpoints.filter((endpoint) => endpoint.method === 'GET')
const shapeOf = (schema: Schema | undefined) => (schema ? defOf(schema).shape! : {})

/** What a filter refuses, by what it is. */
function wrongFor(key: string, schema: Schema): string[] {
  if (key === 'limit') return ['0', '201', '-1', '1.5', 'x', '1e9']
  const def = bare(schema).def as { type: string; format?: string }
  if (def.format === 'uuid') return ['x', `${nobody}0`]
  if (def.format === 'date') return ['2026-02-30', 'yesterday', '20261123', '0000-01-01']
  if (def.type === 'enum' || def.type === 'union') return ['nonsense', '']
  return ['a\u0000b', 'x'.repeat(2001)]
}
const filters = reads.flatMap((endpoint) =>
  Object.entries(shapeOf(endpoint.input))
    .filter(([key]) => !endpoint.path.includes(`{${key}}`))
    .map(([key, schema]) => ({ name: `${endpoint.name} ${key}`, endpoint, key, wrong: wrongFor(key, schema) })),
)
const placeOf = (endpoint: (typeof reads)[number]) => Object.fromEntries([...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, key]) => [key!, nobody]))
const needed = (endpoint: (typeof reads)[number]) => (endpoint.name === 'search.find' ? { q: 'x' } : {})

type Issue = { path: string; code: string; message: string }
const issueAt = (body: { errors?: Issue[] }, path: string) => body.errors?.find((issue) => issue.path === path)

describe('a list, a search or a detail', () => {
  it.each(filters)('$name: says what is wrong with the filter', async ({ endpoint, key, wrong }) => {
    for (const value of wrong) {
      for (const [language, words] of [['en', /^(must|may|has|is) /], ['zh-TW', /\p{Script=Han}/u]] as const) {
        const { status, body } = await world.ask(endpoint, { ...placeOf(endpoint), ...needed(endpoint), [key]: value }, { language })
        expect([value, status, body.code, issueAt(body, key)?.message]).toEqual([value, 400, 'invalid_input', expect.stringMatching(words)])
      }
    }
  })

  it.each(reads.filter((endpoint) => endpoint.input))('$name: refuses a filter that it does not know', async (endpoint) => {
    const { status, body } = await world.ask(endpoint, { ...placeOf(endpoint), ...needed(endpoint), staus: 'pending' })
    expect([status, issueAt(body, 'staus')]).toEqual([400, { path: 'staus', code: 'unknown_field', message: 'is not a known field here' }])
  })

  it.each(reads.filter((endpoint) => 'cursor' in shapeOf(endpoint.input) && !endpoint.path.includes('{')))('$name: refuses a cursor that is none of its own', async (endpoint) => {
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const cursor of ['x', '%%%', '../..', encode({}), encode([]), encode(['a', 'b', 'c', 'd']), encode([1, 2]), encode(['a\u0000', nobody]), encode([null, nobody])]) {
      const { status, body } = await world.ask(endpoint, { cursor }, { language: 'zh-TW' })
      expect([cursor, status, issueAt(body, 'cursor')?.message]).toEqual([cursor, 400, '不是此列表的游標'])
    }
  })
})

describe('what is no request of ours', () => {
  const send = (payload: string | Buffer, headers: Record<string, string> = {}, method: 'POST' | 'PUT' = 'POST', path = '/api/v1/merchants') =>
    world.api.server.inject({ method, url: path, payload, headers: { authorization: `Bearer ${world.key}`, 'content-type': 'application/json', 'accept-language': 'zh-TW', ...headers } })

  it.each([
    ['no JSON', '{"code":', {}, 400, 'invalid_json', '內容不是有效的 JSON'],
    ['JSON with something behind it', '{} {}', {}, 400, 'invalid_json', '內容不是有效的 JSON'],
    ['JSON that reaches for __proto__', '{"code":"A","name":"A","__proto__":{"admin":true}}', {}, 400, 'invalid_json', '內容不是有效的 JSON'],
    ['JSON that reaches for a constructor', '{"constructor":{"prototype":{"admin":true}}}', {}, 400, 'invalid_json', '內容不是有效的 JSON'],
    ['a form', 'code=A&name=A', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'wrong_content_type', '內容須為 JSON，並使用 Content-Type: application/json'],
    ['XML', '<merchant/>', { 'content-type': 'application/xml' }, 415, 'wrong_content_type', '內容須為 JSON，並使用 Content-Type: application/json'],
    ['too large', `"${'x'.repeat(5 * 1024 * 1024)}"`, {}, 413, 'too_large', '內容超過 5 MB'],
  ])('%s is refused', async (_name, payload, headers, status, code, message) => {
    const before = await world.state()
    const answer = await send(payload, headers)
    expect([answer.statusCode, answer.headers['content-type'], answer.json().code, answer.json().errors]).toEqual([status, 'application/problem+json; charset=utf-8', 'invalid_input', [{ path: '', code, message }]])
    expect(await world.state()).toEqual(before)
  })

  it.each([['null', 'null'], ['a number', '5'], ['text', '"x"'], ['a list', '[]'], ['a list of forms', '[{"code":"A","name":"A"}]']])('a body that is %s is refused', async (_name, payload) => {
    const answer = await send(payload)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid_input'])
    expect(answer.json().errors.length).toBeGreaterThan(0)
    for (const issue of answer.json().errors) expect(issue.message).toMatch(/\p{Script=Han}/u)
  })

  it.each([33, 100_000])('JSON of %i levels is refused', async (levels) => {
    const lists = '['.repeat(levels) + ']'.repeat(levels)
    const objects = '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
    for (const body of [lists, objects]) {
      for (const headers of [{}, { 'idempotency-key': 'deep' }] as Record<string, string>[]) {
        const answer = await send(body, headers)
        expect([answer.statusCode, answer.json().errors]).toEqual([400, [{ path: '', code: 'too_deep', message: '內容的巢狀層數超過 32 層' }]])
      }
    }
  })

  it('another method, another path and another case are not found', async () => {
    for (const [method, path] of [['PUT', '/api/v1/merchants'], ['DELETE', '/api/v1/orders'], ['PATCH', `/api/v1/orders/${nobody}/holds`], ['GET', `/api/v1/orders/${nobody}/process`], ['GET', '/api/v1/Merchants'], ['GET', '/api/v1/nothing'], ['GET', '/api/v1/']] as const) {
      const { status, headers, body } = await world.api.call(method, path, { key: world.key })
      expect([method, path, status, headers['content-type'], body?.code]).toEqual([method, path, 404, 'application/problem+json; charset=utf-8', 'not_found'])
    }
  })

  it('an address that cannot be read is refused', async () => {
    for (const path of ['/api/v1/orders/%', '/api/v1/orders/%E0%A4%A', `/api/v1/orders/${'x'.repeat(600)}`, '/api/v1/orders/..%2f..%2fmerchants']) {
      const { status, body } = await world.api.call('GET', path, { key: world.key })
      expect([path, status >= 400 && status < 500, typeof body?.code]).toEqual([path, true, 'string'])
    }
  })
})

describe('sums that no column holds', () => {
  it('are refused, and nothing is received', async () => {
    const { id, sku } = await world.inbound()
    const body = { lines: Array(500).fill({ sku, quantity: 1_000_000 }) }
    const receive = () => world.api.call('POST', `/api/v1/inbounds/${id}/receive`, { key: world.key, body })
    for (let round = 0; round < 4; round++) expect((await receive()).status).toBe(200)
    const before = await world.state()
    const answer = await receive()
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input'])
    expect(await world.state()).toEqual(before)
  })
})

describe('one among many', () => {
  it.each([
    ['orders.bulk:hold', '/orders/bulk', { action: 'hold', reason: 'other' }],
    ['orders.bulk:release', '/orders/bulk', { action: 'release' }],
    ['orders.bulk:process', '/orders/bulk', { action: 'process' }],
    ['holds.release', '/holds/release', {}],
  ])('%s: what is not there has an outcome of its own, once', async (_name, path, rest) => {
    const { status, body } = await world.api.call('POST', `/api/v1${path}`, { key: world.key, body: { ...rest, ids: [nobody, nobody] }, headers: { 'accept-language': 'zh-TW' } })
    expect([status, body.results]).toEqual([200, [{ id: nobody, ok: false, code: 'not_found', detail: expect.stringContaining('查無') }]])
  })

  it.each([
    ['an order that is not there', 'NOWHERE,T1,T-Cat,,', 'order_not_found'],
    ['no order number', ',T1,T-Cat,,', 'row_incomplete'],
    ['no tracking number', '§,,T-Cat,,', 'row_incomplete'],
    ['no carrier', '§,T1,,,', 'row_incomplete'],
    ['a tracking number in Chinese', '§,黑貓,T-Cat,,', 'tracking_number_invalid'],
    ['a tracking number too long by one', `§,${'T'.repeat(65)},T-Cat,,`, 'tracking_number_invalid'],
    ['a carrier too long by one', `§,T1,${'x'.repeat(61)},,`, 'carrier_too_long'],
    ['a quantity of nothing', '§,T1,T-Cat,TEA-001,0', 'quantity_invalid'],
    ['a fraction', '§,T1,T-Cat,TEA-001,1.5', 'quantity_invalid'],
    ['a quantity in words', '§,T1,T-Cat,TEA-001,two', 'quantity_invalid'],
    ['a quantity too big by one', '§,T1,T-Cat,TEA-001,1000001', 'quantity_invalid'],
    ['a quantity without a SKU', '§,T1,T-Cat,,1', 'quantity_without_sku'],
    ['a SKU that the order lacks', '§,T1,T-Cat,NOWHERE,1', 'sku_not_in_order'],
    ['more than was ordered', '§,T1,T-Cat,TEA-001,3', 'parcel_exceeds_order'],
  ])('orders.shipMany: a row with %s', async (_name, row, code) => {
    const number = world.word()
    await world.order({ orderNumber: number })
    const before = await world.state()
    for (const [language, words] of [['en', /^(?!.*\{)/], ['zh-TW', /\p{Script=Han}/u]] as const) {
      const csv = `order_number,tracking_number,carrier,sku,quantity\n${row.replace('§', number)}\n`
      const { status, body } = await world.api.call('POST', '/api/v1/orders/shipments', { key: world.key, body: { csv }, headers: { 'accept-language': language } })
      expect([status, body.shipped, body.rows]).toEqual([200, 0, [expect.objectContaining({ row: 2, ok: false, code, detail: expect.stringMatching(words) })]])
    }
    expect(await world.state()).toEqual(before)
  })
})

describe('signing in', () => {
  const signIn = (body: unknown, language = 'en') => world.api.call('POST', '/api/auth/sign-in/email', { body, headers: { 'accept-language': language } })

  it.each([
    ['no e-mail address', { password: 'x'.repeat(12) }, 'email', 'is required', '為必填'],
    ['an e-mail address that is none', { email: 'x', password: 'x'.repeat(12) }, 'email', 'must be an e-mail address, such as name@example.com', '必須為電子郵件地址，例如 name@example.com'],
    ['an e-mail address that is a list', { email: ['a@example.com'], password: 'x'.repeat(12) }, 'email', 'must be text', '必須為文字'],
    ['no password', { email: 'a@example.com' }, 'password', 'is required', '為必填'],
    ['an empty password', { email: 'a@example.com', password: '' }, 'password', 'is required', '為必填'],
    ['a password that is a number', { email: 'a@example.com', password: 5 }, 'password', 'must be text', '必須為文字'],
    ['a password too long by one', { email: 'a@example.com', password: 'x'.repeat(257) }, 'password', 'must have at most 256 characters', '最多 256 個字元'],
  ])('%s: says so at the field', async (_name, body, path, en, zh) => {
    for (const [language, message] of [['en', en], ['zh-TW', zh]] as const) {
      const answer = await signIn(body, language)
      expect([answer.status, answer.headers['content-type'], answer.body.code, issueAt(answer.body, path)?.message]).toEqual([400, 'application/problem+json; charset=utf-8', 'invalid_input', message])
    }
  })

  it('tells nobody whether it was the address or the password that was wrong', async () => {
    const { email } = await world.user()
    const answers = [await signIn({ email, password: 'wrong horse battery' }), await signIn({ email: 'nobody@example.com', password: 'wrong horse battery' })]
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    expect(answers[0]!.body).toEqual(answers[1]!.body)
  })
})

it('met no failure of our own', () => {
  expect(world.api.logged().split('\n').filter((line) => line.includes('"level":"error"'))).toEqual([])
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoreAccess } from './connector.ts'
import { ConnectorError, isTransient } from './errors.ts'
import { createHttp, type ApiCall } from './http.ts'
import { createTestClock, cut, json, problem, raw, startScriptedServer, testAccess, testNeeds, type ScriptedServer, type Step, type TestClock } from './testing.ts'

let clock: TestClock
let server: ScriptedServer
beforeEach(async () => {
  clock = createTestClock()
  server = await startScriptedServer(clock)
})
afterEach(() => server[Symbol.asyncDispose]())

const readCode = (body: unknown): { code: string; detail: string } | null => {
  const { code, detail } = (body ?? {}) as { code?: string; detail?: string }
  return code === undefined ? null : { code, detail: detail ?? '' }
}

function openHttp(access: StoreAccess, seed = 1, budget = { capacity: 40, perSecond: 20 }) {
  const remaining = (headers: Record<string, string>) => (headers['ratelimit-remaining'] === undefined ? null : Number(headers['ratelimit-remaining']))
  return createHttp({ name: 'Shoply', origin: server.origin, budget, refusal: readCode, remaining }, testNeeds(clock, seed))(access)
}

const read: ApiCall<unknown> = { purpose: 'things.list', method: 'GET', path: '/things', scope: 'things:read', read: (body) => body }
const write: ApiCall<unknown> = { purpose: 'things.add', method: 'POST', path: '/things', body: { a: 1 }, idempotencyKey: 'key-1', scope: 'things:write', read: (body) => body }
const unkeyed: ApiCall<unknown> = { ...write, idempotencyKey: undefined }

async function failureOf(promise: Promise<unknown>): Promise<ConnectorError> {
  const err = await promise.then(() => null, (err: unknown) => err)
  expect(err).toBeInstanceOf(ConnectorError)
  return err as ConnectorError
}
const gaps = () => server.requests.slice(1).map((request, index) => request.at - server.requests[index]!.at)

describe('waiting as the platform asks', () => {
  test('F001 429 with Retry-After: 7 is waited out and the same call goes on', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '7' }), json(200, { ok: true }))
    const access = testAccess()
    expect(await openHttp(access)(read)).toEqual({ ok: true })
    expect(gaps()).toEqual([7000])
    expect(access.waits).toEqual([new Date(clock.now())])
  })

  /* The simulation's seed 217: a 429 came back to one call while another, which had its turn already, waited for a refresh. */
  test('a call that waits for its token while another is asked to wait leaves no sooner', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '7' }), json(200, 1))
    const http = createHttp({ name: 'Shoply', origin: server.origin, budget: { capacity: 40, perSecond: 20 }, refusal: readCode, remaining: () => null }, testNeeds(clock, 1))
    const told = Promise.withResolvers<string>()
    const late = http({ ...testAccess(), token: () => told.promise })(read)
    expect((await failureOf(http(testAccess({ patienceMs: 1_000 }))(read))).kind).toBe('rate_limited')
    told.resolve('secret-token-1')
    expect(await late).toBe(1)
    expect(gaps()).toEqual([7000])
  })

  test.each([
    ['ahead by 90 s', 90_000, 12_000, 12_000],
    ['behind by an hour', -3_600_000, 12_000, 12_000],
  ])('F002 an HTTP date is read against the platform’s own clock, %s', async (_, skew, delta, expected) => {
    const platformNow = clock.now() + skew
    server.script(problem(429, 'rate_limited', { date: new Date(platformNow).toUTCString(), 'retry-after': new Date(platformNow + delta).toUTCString() }), json(200, 1))
    await openHttp(testAccess())(read)
    expect(gaps()).toEqual([expected])
  })

  test('F002 a date that has passed is no negative wait', async () => {
    server.script(problem(429, 'rate_limited', { date: new Date(clock.now()).toUTCString(), 'retry-after': new Date(clock.now() - 60_000).toUTCString() }), json(200, 1))
    await openHttp(testAccess())(read)
    expect(gaps()[0]).toBeGreaterThanOrEqual(0)
    expect(gaps()[0]).toBeLessThanOrEqual(500)
  })

  test('F003 429 without Retry-After: five tries under full jitter, then it is the caller’s', async () => {
    server.script(problem(429, 'rate_limited'))
    const firsts: number[] = []
    for (let seed = 1; seed <= 100; seed++) {
      clock.sleeps.length = 0
      const failure = await failureOf(openHttp(testAccess({ accountId: `account-${seed}` }), seed)(read))
      expect([failure.kind, failure.status]).toEqual(['rate_limited', 429])
      expect(clock.sleeps).toHaveLength(4)
      clock.sleeps.forEach((ms, index) => {
        expect(ms).toBeGreaterThanOrEqual(0)
        expect(ms).toBeLessThanOrEqual(500 * 2 ** index)
      })
      firsts.push(clock.sleeps[0]!)
    }
    expect(server.requests).toHaveLength(500)
    expect(new Set(firsts).size).toBeGreaterThan(50)
  })

  test('F004 Retry-After: 86400 is thrown to be parked, and nothing goes out before', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '86400' }), json(200, 1))
    const access = testAccess()
    const call = openHttp(access)
    const failure = await failureOf(call(read))
    expect([failure.kind, failure.retryAfterMs]).toEqual(['rate_limited', 86_400_000])
    const second = await failureOf(call(write))
    expect([second.kind, second.retryAfterMs, second.outcome]).toEqual(['rate_limited', 86_400_000, 'not_sent'])
    expect(server.requests).toHaveLength(1)
    clock.advance(86_400_000)
    expect(await call(read)).toBe(1)
  })

  test('a caller with little patience parks sooner', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '30' }))
    expect((await failureOf(openHttp(testAccess({ patienceMs: 10_000 }))(read))).retryAfterMs).toBe(30_000)
    expect(clock.sleeps).toEqual([])
  })

  test.each([['garbage'], ['-5'], [''], ['1e9999'], ['7 seconds']])('Retry-After: %j is taken as none', async (value) => {
    server.script(problem(429, 'rate_limited', { 'retry-after': value }), json(200, 1))
    await openHttp(testAccess())(read)
    expect(clock.sleeps[0]).toBeLessThanOrEqual(500)
  })

  test('F005 a burst of 5xx is ridden out in at most five tries', async () => {
    server.script(problem(500, 'internal_error'), raw(502, '<html>', { 'content-type': 'text/html' }), problem(503, 'unavailable'), raw(504, ''), json(200, [1]))
    expect(await openHttp(testAccess())(read)).toEqual([1])
    expect(server.requests).toHaveLength(5)
  })

  test('F006 503 with Retry-After is waited out, also by the account’s other calls', async () => {
    server.script(problem(503, 'unavailable', { 'retry-after': '20' }), json(200, 1))
    const call = openHttp(testAccess())
    const began = clock.now()
    await Promise.all([call(read), call(read)])
    expect(server.requests.filter((request) => request.at > began && request.at < began + 20_000)).toEqual([])
  })

  test('waiting ends when the caller gives up', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '20' }))
    const controller = new AbortController()
    const access = testAccess({ signal: controller.signal, onWait: () => controller.abort() })
    expect((await failureOf(openHttp(access)(read))).code).toBe('aborted')
  })
})

describe('the budget of an account', () => {
  test('I18 calls never go faster than the bucket lets them', async () => {
    server.script(json(200, 1))
    const call = openHttp(testAccess(), 1, { capacity: 10, perSecond: 5 })
    const began = clock.now()
    for (let count = 0; count < 30; count++) await call(read)
    expect(clock.now() - began).toBeGreaterThanOrEqual(4000)
    for (const [index, request] of server.requests.entries()) {
      expect(server.requests.slice(index).filter((later) => later.at - request.at < 1000).length).toBeLessThanOrEqual(15)
    }
  })

  test('RateLimit-Remaining corrects it downwards', async () => {
    server.script(json(200, 1, { 'ratelimit-remaining': '0' }))
    const call = openHttp(testAccess())
    await call(read)
    await call(read)
    expect(gaps()).toEqual([50])
  })

  test('each account has its own', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '86400' }), json(200, 1))
    const http = createHttp({ name: 'Shoply', origin: server.origin, budget: { capacity: 1, perSecond: 1 }, refusal: readCode, remaining: () => null }, testNeeds(clock))
    await failureOf(http(testAccess({ accountId: 'a' }))(read))
    expect(await http(testAccess({ accountId: 'b' }))(read)).toBe(1)
    await failureOf(http(testAccess({ accountId: 'a' }))(read))
    expect(server.requests).toHaveLength(2)
  })
})

describe('an answer that has come', () => {
  test('is understood when its caller has the leisure, and its call took no longer for that', async () => {
    server.script(json(200, { ok: true }))
    const began = performance.now()
    const leisure = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const told: string[] = []
    const durations: number[] = []
    const access = { ...testAccess(), calls: ({ durationMs }: { durationMs: number }) => void durations.push(durationMs), leisure: () => { arrived.resolve(); return leisure.promise } }
    const answer = openHttp(access)({ ...read, read: () => told.push('understood') })
    await arrived.promise
    const came = performance.now()
    while (performance.now() - came < 20) await new Promise(setImmediate)
    told.push('written')
    leisure.resolve()
    await answer
    expect(told).toEqual(['written', 'understood'])
    expect(durations[0]! + 15).toBeLessThanOrEqual(performance.now() - began)
  })
})

describe('answers that are none', () => {
  test('F015 half a JSON text is tried again as a whole', async () => {
    server.script(raw(200, '{"orders":[{"id":1'), json(200, { orders: [] }))
    expect(await openHttp(testAccess())(read)).toEqual({ orders: [] })
  })

  test('F015 when it stays half it is malformed, transient', async () => {
    server.script(raw(200, '{"orders":['))
    const failure = await failureOf(openHttp(testAccess())(read))
    expect([failure.kind, failure.code, isTransient(failure)]).toEqual(['malformed', 'invalid_json', true])
  })

  test.each<[string, Step]>([
    ['an HTML page', raw(200, '<html>Please sign in</html>', { 'content-type': 'text/html; charset=utf-8' })],
    ['plain text', raw(200, '{"orders":[]}', { 'content-type': 'text/plain' })],
    ['no type', (response) => void response.writeHead(200).end('{}')],
    ['HTML with 404', raw(404, '<html>', { 'content-type': 'text/html' })],
    ['HTML with 401', raw(401, '<html>', { 'content-type': 'text/html' })],
    ['HTML with 403', raw(403, '<html>', { 'content-type': 'text/html' })],
    ['nothing with 404', raw(404, '')],
  ])('F016 %s is malformed, never an empty list and never a refusal', async (_, step) => {
    server.script(step)
    const access = testAccess()
    const failure = await failureOf(openHttp(access)(read))
    expect(failure.kind).toBe('malformed')
    expect(access.asked.filter(Boolean)).toEqual([])
  })

  test('F013 a body over the cap stops the call at once', async () => {
    let written = 0
    server.script((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      const pour = (): void => {
        while (!response.destroyed && written < 200) {
          written += 1
          if (!response.write(chunk)) return void response.once('drain', pour)
        }
      }
      pour()
    })
    const failure = await failureOf(openHttp(testAccess())(read))
    expect([failure.kind, failure.code]).toEqual(['malformed', 'response_too_large'])
    expect(server.requests).toHaveLength(1)
    expect(written).toBeLessThan(60)
  })

  test('F014 a gzip bomb counts by what it unpacks to', async () => {
    const { gzipSync } = await import('node:zlib')
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    server.script(raw(200, bomb, { 'content-encoding': 'gzip' }))
    const failure = await failureOf(openHttp(testAccess())(read))
    expect([failure.kind, failure.code]).toEqual(['malformed', 'response_too_large'])
  })

  test('gzip is read, broken gzip is malformed', async () => {
    const { gzipSync } = await import('node:zlib')
    const packed = gzipSync('{"茶":1}')
    server.script(raw(200, packed, { 'content-encoding': 'gzip' }), raw(200, packed.subarray(0, 12), { 'content-encoding': 'gzip' }))
    const call = openHttp(testAccess())
    expect(await call(read)).toEqual({ 茶: 1 })
    expect((await failureOf(call(read))).code).toBe('unreadable_encoding')
  })

  test('F123 __proto__ and absurd depth are data or are refused, and change nothing', async () => {
    server.script(raw(200, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'), raw(200, '['.repeat(10_000) + ']'.repeat(10_000)))
    const call = openHttp(testAccess())
    await call(read)
    await call(read)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('F030 whole numbers too long for a number keep their digits', async () => {
    server.script(raw(200, '{"id":9007199254740993,"note":" 12345678901234567890 ","n":12}'))
    expect(await openHttp(testAccess())(read)).toEqual({ id: '9007199254740993', note: ' 12345678901234567890 ', n: 12 })
  })

  test('text that is not UTF-8 is malformed', async () => {
    server.script(raw(200, Buffer.from([0x22, 0xff, 0xfe, 0x22])))
    expect((await failureOf(openHttp(testAccess())(read))).code).toBe('invalid_json')
  })
})

describe('connections', () => {
  test('F020 a kept connection that the platform closes between two calls is never noticed', async () => {
    const hangUp = (step: Step): Step => (response, request) => {
      response.on('finish', () => setImmediate(() => response.socket?.destroy()))
      step(response, request)
    }
    server.script(hangUp(json(200, 1)))
    const call = openHttp(testAccess())
    for (let count = 0; count < 20; count++) expect(await call(count % 2 ? write : read)).toBe(1)
  })

  test('F011 a connection cut after the request was sent costs one more try', async () => {
    server.script(cut, json(200, 1))
    expect(await openHttp(testAccess())(read)).toBe(1)
    expect(server.requests).toHaveLength(2)
  })
})

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('F017 %i is not followed and the token goes nowhere', async (status) => {
    await using other = await startScriptedServer(clock)
    server.script(raw(status, '', { location: `${other.origin}/things?code=secret` }))
    const failure = await failureOf(openHttp(testAccess())(read))
    expect([failure.kind, failure.code]).toEqual(['malformed', 'unexpected_redirect'])
    expect(failure.message, 'where to, and none of what else is in the address').toMatch(new RegExp(` \\(${status} to ${other.origin}\\)`))
    expect(other.requests).toEqual([])
    expect(server.requests).toHaveLength(1)
  })
})

describe('access', () => {
  test('F018 a 401 brings one refresh and one repeat', async () => {
    server.script(problem(401, 'invalid_token'), json(200, 1))
    const access = testAccess()
    expect(await openHttp(access)(read)).toBe(1)
    expect(access.asked).toEqual([undefined, 'secret-token-1'])
    expect(server.requests.map((request) => request.headers.authorization)).toEqual(['Bearer secret-token-1', 'Bearer secret-token-2'])
  })

  test('F018 a second 401 is a refusal of the access', async () => {
    server.script(problem(401, 'invalid_token'))
    const access = testAccess()
    const failure = await failureOf(openHttp(access)(read))
    expect([failure.kind, failure.code]).toEqual(['auth', 'invalid_token'])
    expect(access.asked.filter(Boolean)).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
  })

  test('F018 a second 401 is one also with other trouble in between', async () => {
    server.script(problem(401, 'invalid_token'), problem(503, 'unavailable'), problem(401, 'invalid_token'))
    const access = testAccess()
    expect((await failureOf(openHttp(access)(read))).code).toBe('invalid_token')
    expect(access.asked.filter(Boolean)).toHaveLength(1)
  })

  test('F019 insufficient scope names the scope and refreshes nothing', async () => {
    server.script(problem(403, 'insufficient_scope'))
    const access = testAccess()
    const failure = await failureOf(openHttp(access)(write))
    expect([failure.kind, failure.code, failure.permission]).toEqual(['auth', 'insufficient_scope', 'things:write'])
    expect(failure.message).toContain('things:write')
    expect(access.asked).toEqual([undefined])
    expect(server.requests).toHaveLength(1)
  })

  test('trouble with the token says that the write was not sent', async () => {
    const access = testAccess({ token: () => Promise.reject(new ConnectorError({ kind: 'unavailable', code: 'timeout', message: 'refresh', outcome: 'unknown' })) })
    expect((await failureOf(openHttp(access)(write))).outcome).toBe('not_sent')
  })
})

describe('refusals', () => {
  test.each([[400, 'invalid_request'], [404, 'not_found'], [409, 'order_cancelled'], [422, 'unknown_line'], [403, 'shop_closed']])('F096 %i %s is passed on in the platform’s words, not repeated', async (status, code) => {
    server.script(problem(status, code))
    const failure = await failureOf(openHttp(testAccess())(write))
    expect([failure.kind, failure.code, failure.status, failure.outcome]).toEqual(['rejected', code, status, 'answered'])
    expect(failure.message).toContain(`About ${code}`)
    expect(server.requests).toHaveLength(1)
  })
})

describe('what is known of a write', () => {
  test('F105 a lost answer is asked for again with the same key and body', async () => {
    server.script(cut, json(201, { id: 'x' }))
    expect(await openHttp(testAccess())(write)).toEqual({ id: 'x' })
    expect(server.requests.map((request) => [request.headers['idempotency-key'], request.body])).toEqual([['key-1', '{"a":1}'], ['key-1', '{"a":1}']])
  })

  test('F094 a write whose answers are all lost is unknown', async () => {
    server.script(cut)
    const failure = await failureOf(openHttp(testAccess())(write))
    expect([failure.kind, failure.outcome]).toEqual(['unavailable', 'unknown'])
    expect(server.requests).toHaveLength(5)
  })

  test('a write without a key is never repeated after it may have been read', async () => {
    for (const step of [cut, problem(503, 'unavailable'), raw(201, '{"id"')]) {
      server.requests.length = 0
      server.script(step)
      expect((await failureOf(openHttp(testAccess())(unkeyed))).outcome).toBe('unknown')
      expect(server.requests).toHaveLength(1)
    }
  })

  test('a write without a key is repeated after a 429, which is a refusal', async () => {
    server.script(problem(429, 'rate_limited', { 'retry-after': '1' }), json(201, 1))
    expect(await openHttp(testAccess())(unkeyed)).toBe(1)
  })

  test('doubt stays when later tries do not get through', async () => {
    server.script(cut, problem(429, 'rate_limited', { 'retry-after': '86400' }))
    const failure = await failureOf(openHttp(testAccess())(write))
    expect([failure.kind, failure.outcome]).toEqual(['rate_limited', 'unknown'])
  })

  test('a refusal under the same key ends the doubt', async () => {
    server.script(cut, problem(422, 'unknown_line'))
    const failure = await failureOf(openHttp(testAccess())(write))
    expect([failure.kind, failure.outcome]).toEqual(['rejected', 'answered'])
  })
})

describe('F012 a platform that is down', () => {
  const outage = async (accounts: number) => {
    const http = createHttp({ name: 'Shoply', origin: server.origin, budget: { capacity: 40, perSecond: 20 }, refusal: readCode, remaining: () => null }, testNeeds(clock))
    const failures: ConnectorError[] = []
    const began = clock.now()
    for (let round = 0; clock.now() - began < 30 * 60_000; round++) {
      failures.push(await failureOf(http(testAccess({ accountId: `account-${round % accounts}` }))(read)))
      clock.advance(1000)
    }
    return { http, failures }
  }

  test('is asked once every 30 s, by whomever, and answers all again at once when it is back', async () => {
    server.script(problem(503, 'unavailable'))
    const { http, failures } = await outage(200)
    expect(failures.every((failure) => failure.kind === 'unavailable' && isTransient(failure))).toBe(true)
    const shut = failures.filter((failure) => failure.code === 'platform_down')
    expect(shut.every((failure) => failure.retryAfterMs! > 0 && failure.retryAfterMs! <= 30_000)).toBe(true)
    expect(shut.filter((failure) => failure.outcome === 'not_sent').length).toBeGreaterThan(failures.length / 2)
    const settled = server.requests.slice(25)
    settled.slice(1).forEach((request, index) => expect(request.at - settled[index]!.at).toBeGreaterThanOrEqual(30_000))

    server.script(json(200, 1))
    clock.advance(30_000)
    for (let account = 0; account < 200; account++) expect(await http(testAccess({ accountId: `account-${account}` }))(read)).toBe(1)
  })

  test('for one account alone is not taken to be down', async () => {
    server.script(problem(503, 'unavailable'))
    const { failures } = await outage(1)
    expect(failures.some((failure) => failure.code === 'platform_down')).toBe(false)
  })

  test('is not taken to be down for refusals', async () => {
    server.script(problem(429, 'rate_limited'))
    const { failures } = await outage(200)
    expect(failures.every((failure) => failure.kind === 'rate_limited')).toBe(true)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorError } from './errors.ts'
import { createHttp, type ApiCall } from './http.ts'
import { createMasking } from './masking.ts'
import { createOauthFetch } from './oauth-fetch.ts'
import { createTestClock, cut, json, raw, startScriptedServer, testAccess, testNeeds, type ScriptedServer, type TestClock } from './testing.ts'

let clock: TestClock
let server: ScriptedServer
beforeEach(async () => {
  clock = createTestClock()
  server = await startScriptedServer(clock)
})
afterEach(() => server[Symbol.asyncDispose]())

const refusal = (body: unknown) => (typeof body === 'object' && body !== null && 'code' in body ? { code: String(body.code), detail: 'detail' in body ? String(body.detail) : '' } : null)
const open = (access = testAccess()) => createHttp({ name: 'Shoply', origin: server.origin, budget: { capacity: 40, perSecond: 20 }, refusal, remaining: () => null }, testNeeds(clock))(access)
const call = (over: Partial<ApiCall<unknown>> = {}): ApiCall<unknown> => ({ purpose: 'things.list', method: 'GET', path: '/things', read: (body) => body, ...over })

describe('F122 secrets', () => {
  test('a platform that quotes everything back puts no secret into what is observed or thrown', async () => {
    server.script((response, request) => {
      const echo = { code: 'invalid_request', detail: `You sent ${request.headers.authorization}`, got: [request.headers.authorization], secret: 'whsec_canaryCANARY', refresh_token: 'canary-refresh' }
      raw(400, JSON.stringify(echo), { 'x-echo': String(request.headers.authorization), 'set-cookie': 'sid=canary-cookie' })(response, request)
    })
    const access = testAccess({ token: () => Promise.resolve('canary-access-token') })
    const err = (await open(access)(call({ query: [['access_token', 'canary-query']] })).catch((err: unknown) => err)) as ConnectorError
    expect(server.requests[0]!.headers.authorization).toBe('Bearer canary-access-token')
    expect(access.seen).toHaveLength(1)
    for (const text of [JSON.stringify(access.seen), err.message, String(err.stack), JSON.stringify(err)]) expect(text.toLowerCase()).not.toContain('canary')
    expect(access.seen[0]!.responseBody).toContain('You sent Bearer ***')
  })

  test('OAuth forms and answers are kept without what they carry', async () => {
    server.script(json(200, { access_token: 'canary-a', refresh_token: 'canary-r', expires_in: 3600, scope: 'a b' }))
    const seen: unknown[] = []
    const fetch = createOauthFetch({ name: 'Shoply', origin: server.origin }, testNeeds(clock))({ purpose: 'token.refresh', secrets: ['canary-old'], calls: (one) => seen.push(one) })
    const answer = await fetch(`${server.origin}/token`, {
      method: 'POST', headers: { authorization: 'Basic Y2FuYXJ5', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'canary-old', code: 'canary-code', code_verifier: 'canary-verifier', client_secret: 'canary-secret' }),
    })
    expect(await answer.json()).toMatchObject({ access_token: 'canary-a' })
    expect(JSON.stringify(seen)).not.toMatch(/canary|Y2FuYXJ5/)
    expect(seen).toMatchObject([{ purpose: 'token.refresh', status: 200, requestBody: 'grant_type=refresh_token&refresh_token=***&code=***&code_verifier=***&client_secret=***', failure: null }])
    expect(JSON.parse((seen[0] as { responseBody: string }).responseBody)).toEqual({ access_token: '***', refresh_token: '***', expires_in: 3600, scope: 'a b' })
  })

  test('a secret is found in its escaped form too, and shipping codes are left alone', () => {
    const masking = createMasking(['s3cr/t+value'])
    expect(masking.url('http://h/p?q=s3cr%2Ft%2Bvalue&code=abc&sku=A%201')).toBe('http://h/p?q=***&code=***&sku=A+1')
    expect(masking.json({ shipping: { code: 'coldchain' }, clientSecret: 1, api_key: 'k', 'Set-Cookie': 'x' })).toEqual({ shipping: { code: 'coldchain' }, clientSecret: '***', api_key: '***', 'Set-Cookie': '***' })
    expect(masking.text('Authorization: Basic dXNlcjpwYXNz, Bearer abc.def-ghi')).toBe('Authorization: Basic ***, Bearer ***')
  })
})

describe('what is observed', () => {
  test('every try, with its number, its failure and the key of the write', async () => {
    server.script(cut, json(200, { ok: true }))
    const access = testAccess()
    await open(access)(call({ method: 'PUT', body: { stock: 5 }, idempotencyKey: 'key-1' }))
    expect(access.seen).toMatchObject([
      { attempt: 1, status: null, responseBody: null, failure: { kind: 'unavailable', code: 'connection_lost' } },
      { attempt: 2, status: 200, method: 'PUT', url: `${server.origin}/things`, requestBody: '{"stock":5}', responseBody: '{"ok":true}', failure: null },
    ])
    expect(access.seen[0]!.requestHeaders).toMatchObject({ authorization: '***', 'idempotency-key': 'key-1' })
  })

  test('a page beyond 16 kB as its size alone', async () => {
    server.script(json(200, { orders: Array.from({ length: 250 }, (_, index) => ({ id: `o${index}`, note: '茶'.repeat(100) })), next_cursor: 'c1', meta: { deep: [1] } }))
    const access = testAccess()
    await open(access)(call())
    expect(JSON.parse(access.seen[0]!.responseBody!)).toEqual({ orders: 250, next_cursor: 'c1', meta: '…' })
  })

  test('text beyond 16 kB cut short, depth beyond reason left out', async () => {
    server.script(raw(404, `<html>${'x'.repeat(100_000)}`, { 'content-type': 'text/html' }))
    const access = testAccess()
    await open(access)(call()).catch(() => undefined)
    expect(access.seen[0]!.responseBody!.length).toBeLessThanOrEqual(16 * 1024 + 1)
    expect(JSON.stringify(createMasking([]).json(JSON.parse('['.repeat(9_000) + ']'.repeat(9_000))))).toContain('…')
  })
})

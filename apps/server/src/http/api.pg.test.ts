import { contract } from '@crossdock/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { openTestServer, type TestServer } from '../testing.ts'
import { createHttpServer } from './server.ts'

const endpoints = Object.entries(contract).flatMap(([resource, each]) =>
  Object.entries(each).map(([name, endpoint]) => {
    const { method, path } = endpoint['~orpc'].route as { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string }
    return { name: `${resource}.${name}`, method, path: `/api/v1${path.replace(/\{\w+\}/g, '01a20a04-5664-75ca-9655-899413b588fe')}` }
  }),
)

let test: TestServer
beforeAll(async () => {
  test = await openTestServer({ databaseUrl: (await createDatabase()).url })
})
afterAll(() => test?.close())

describe('the API', () => {
  it('refuses everybody who does not say who they are, at every endpoint but the set-up link', async () => {
    for (const { name, method, path } of endpoints.filter((each) => !each.name.startsWith('setup.'))) {
      const answer = await test.call(method, path)
      expect([answer.status, answer.body?.code], name).toEqual([401, 'unauthenticated'])
    }
  })

  it('serves every endpoint of the contract', async () => {
    const { cookie } = await test.signIn('admin')
    for (const { name, method, path } of endpoints) {
      const answer = await test.call(method, path, { cookie })
      const missing = answer.status === 404 && !/[0-9a-f]{8}-/.test(path)
      expect(missing || answer.status >= 500, `${name} ${answer.status} ${answer.text.slice(0, 200)}`).toBe(false)
    }
  })

  it('answers a refusal with a problem document in the caller’s language, with the id of the request', async () => {
    const { cookie } = await test.signIn('admin')
    const answer = await test.call('POST', '/api/v1/merchants', { cookie, body: { code: 'bad code', nmae: 'x' }, headers: { 'accept-language': 'zh-TW' } })
    expect(answer.status).toBe(400)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.body).toEqual({
      type: '/api/docs#problem-invalid_input', title: '部分欄位需要修正', status: 400, code: 'invalid_input', detail: expect.any(String), requestId: answer.headers['x-request-id'],
      errors: [
        { path: 'code', code: 'invalid_format', message: expect.stringContaining('格式') },
        { path: 'name', code: 'required', message: '為必填' },
        { path: 'nmae', code: 'unknown_field', message: '不是可用的欄位' },
      ],
    })
  })

  it.each([
    ['no JSON', { payload: '{"code":', headers: { 'content-type': 'application/json' } }, 400, 'invalid_json'],
    ['JSON that reaches for prototypes', { payload: '{"__proto__":{"x":1}}', headers: { 'content-type': 'application/json' } }, 400, 'invalid_json'],
    ['a form', { payload: 'code=X', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'wrong_content_type'],
    ['text', { payload: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'wrong_content_type'],
    ['more than 5 MB', { payload: JSON.stringify('x'.repeat(5 * 1024 * 1024)), headers: { 'content-type': 'application/json' } }, 413, 'too_large'],
  ])('refuses a body that is %s', async (_name, request, status, code) => {
    const answer = await test.server.inject({ method: 'POST', url: '/api/v1/merchants', ...request })
    expect([answer.statusCode, answer.json().code, answer.json().errors[0].code, answer.json().status]).toEqual([status, 'invalid_input', code, status])
  })

  it('says nothing of what went wrong on our side, and logs it under the id of the request', async () => {
    const broken = { ...test.app, database: { ...test.app.database, transact: () => Promise.reject(new Error('relation "secret_table" does not exist')) } }
    const { server } = await createHttpServer(broken)
    const { cookie } = await test.signIn('admin')
    const answer = await server.inject({ method: 'GET', url: '/api/v1/merchants', headers: { cookie } })
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ code: 'internal_error', requestId: answer.headers['x-request-id'] })
    expect(answer.body).not.toContain('secret_table')
    expect(test.logged()).toMatch(new RegExp(`secret_table.*${answer.json().requestId}`))
    await server.close()
  })

  it('says 503 while the database is away', async () => {
    const away = { ...test.app, database: { ...test.app.database, transact: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED /run/x'), { code: 'ECONNREFUSED' })) } }
    const { server } = await createHttpServer(away)
    const answer = await server.inject({ method: 'GET', url: '/api/v1/merchants', headers: { cookie: (await test.signIn('admin')).cookie } })
    expect([answer.statusCode, answer.json().code]).toEqual([503, 'unavailable'])
    await server.close()
  })

  it('refuses what another site makes a signed-in browser send', async () => {
    const { cookie } = await test.signIn('admin')
    const body = { code: 'EVIL', name: 'Evil' }
    const answer = await test.call('POST', '/api/v1/merchants', { cookie, body, headers: { 'sec-fetch-site': 'cross-site' } })
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    expect((await test.call('POST', '/api/auth/sign-out', { cookie, body: {}, headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    expect((await test.call('GET', '/api/v1/merchants?q=EVIL', { cookie })).body.items).toEqual([])
  })

  it('bears its security headers on every answer, and is never kept by anybody on the way', async () => {
    for (const path of ['/api/v1/session', '/api/v1/nothing', '/api/docs', '/healthz', '/nothing.js']) {
      const { headers } = await test.call('GET', path)
      expect(headers, path).toMatchObject({
        'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/),
        'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      })
      expect(headers['strict-transport-security'], path).toBeUndefined()
      if (path !== '/nothing.js') expect(headers['cache-control'], path).toBe('no-store')
    }
  })

  it('keeps searches, names and keys out of the log', async () => {
    const key = await test.apiKey('admin')
    await test.call('GET', '/api/v1/merchants?q=%E7%8E%8B%E5%B0%8F%E6%98%8E', { key })
    const { email } = await test.signIn('operator')
    expect(test.logged()).toContain('/api/v1/merchants')
    for (const secret of [key, email, '%E7%8E%8B', 'correct horse', 'session_token=']) expect(test.logged()).not.toContain(secret)
  })
})

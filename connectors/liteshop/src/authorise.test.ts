import { createHash } from 'node:crypto'
import type { Authorise, ConnectorError, PlatformCall } from '@crossdock/connector-kit'
import { createTestClock, cut, json, problem, raw, startScriptedServer, type ScriptedServer, type Step, type TestClock } from '@crossdock/connector-kit/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { client, metadataOf, openConnector, route } from './testing.ts'

const metadataPath = '/.well-known/oauth-authorization-server'
const redirectUri = 'https://us.example/callback'
const pair = { access_token: 'at-1', token_type: 'Bearer', expires_in: 3600, refresh_token: 'rt-1', scope: 'shop:read orders:read' }

let clock: TestClock
let server: ScriptedServer
let authorise: Authorise
beforeEach(async () => {
  clock = createTestClock()
  server = await startScriptedServer(clock)
  authorise = openConnector(server, clock).authorise!
})
afterEach(() => server[Symbol.asyncDispose]())

const answers = (routes: Record<string, Step>, metadata: Record<string, unknown> = {}) => server.script(route({ [metadataPath]: json(200, { ...metadataOf(server.origin), ...metadata }), ...routes }))
const calls = (path: string) => server.requests.filter((request) => request.url === path)
const failureOf = async (promise: Promise<unknown>) => (await promise.catch((err: unknown) => err)) as ConnectorError
const callback = (over: Record<string, string | null> = {}) => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ code: 'code-1', state: 'state-1', iss: server.origin, ...over })) if (value !== null) query.append(name, value)
  return query
}
const complete = (query = callback(), seen?: PlatformCall[]) =>
  authorise.complete({ callback: query, redirectUri, state: 'state-1', verifier: 'v'.repeat(43) }, seen && ((call) => seen.push(call)))

describe('beginning', () => {
  test('S001 sends the user off with PKCE, state and every scope', async () => {
    answers({}, { authorization_endpoint: `${server.origin}/oauth/authorize?theme=tea` })
    const { url, verifier } = await authorise.begin({ redirectUri, state: 'state-1' })
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      theme: 'tea', response_type: 'code', client_id: 'crossdock', redirect_uri: redirectUri, state: 'state-1', code_challenge_method: 'S256',
      scope: 'shop:read orders:read fulfillments:write inventory:write webhooks:write', code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    })
    expect((await authorise.begin({ redirectUri, state: 'state-2' })).verifier).not.toBe(verifier)
  })

  test('reads the metadata once an hour, and once for all who ask at a time', async () => {
    answers({})
    await Promise.all(Array.from({ length: 5 }, () => authorise.begin({ redirectUri, state: 's' })))
    expect(server.requests).toHaveLength(1)
    clock.advance(3_600_001)
    await authorise.begin({ redirectUri, state: 's' })
    expect(server.requests).toHaveLength(2)
  })

  test.each<[string, Step]>([['an error of a gateway', raw(502, '', {})], ['a broken connection', cut]])('sits out %s while the metadata is not known yet', async (_, step) => {
    server.script(step, step, json(200, metadataOf(server.origin)))
    expect((await authorise.begin({ redirectUri, state: 's' })).url).toContain(server.origin)
    expect(server.requests).toHaveLength(3)
  })

  test('but not for longer than a browser waits', async () => {
    server.script(problem(503, 'unavailable', { 'retry-after': '30' }))
    expect(await failureOf(authorise.begin({ redirectUri, state: 's' }))).toMatchObject({ kind: 'unavailable', retryAfterMs: 30_000 })
    expect(server.requests).toHaveLength(1)
  })

  test('goes by the metadata known last while it cannot be read', async () => {
    answers({})
    await authorise.begin({ redirectUri, state: 's' })
    clock.advance(3_600_001)
    server.script(problem(503, 'unavailable'))
    expect((await authorise.begin({ redirectUri, state: 's' })).url).toContain(server.origin)
  })

  test.each<[string, Record<string, unknown>]>([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['without a token endpoint', { token_endpoint: undefined }],
    ['without a revocation endpoint', { revocation_endpoint: undefined }],
    ['whose token endpoint is elsewhere', { token_endpoint: 'https://evil.example/token' }],
    ['whose authorisation endpoint is no web page', { authorization_endpoint: 'javascript:alert(1)' }],
    ['without S256', { code_challenge_methods_supported: ['plain'] }],
  ])('F063 refuses metadata %s', async (_, over) => {
    answers({}, over)
    expect(await failureOf(authorise.begin({ redirectUri, state: 's' }))).toMatchObject({ kind: 'malformed', code: 'unusable_metadata', outcome: 'not_sent' })
  })

  test.each<[string, Step, string]>([
    ['is down', problem(503, 'unavailable'), 'unavailable'],
    ['answers with a page', raw(200, '<html>', { 'content-type': 'text/html' }), 'malformed'],
    ['redirects', raw(302, '', { location: 'https://evil.example' }), 'malformed'],
    ['breaks off', cut, 'unavailable'],
  ])('says so when Liteshop %s', async (_, step, kind) => {
    server.script(step)
    expect(await failureOf(authorise.begin({ redirectUri, state: 's' }))).toMatchObject({ kind, outcome: 'not_sent' })
  })
})

describe('completing', () => {
  test('exchanges the code once, with the verifier, and shows no secret', async () => {
    answers({ '/oauth/token': json(200, pair, { 'cache-control': 'no-store' }) })
    const seen: PlatformCall[] = []
    expect(await complete(callback(), seen)).toEqual({ accessToken: 'at-1', refreshToken: 'rt-1', expiresIn: 3600, scopes: ['shop:read', 'orders:read'] })
    const [exchange] = calls('/oauth/token')
    expect(Object.fromEntries(new URLSearchParams(exchange!.body))).toEqual({ grant_type: 'authorization_code', code: 'code-1', redirect_uri: redirectUri, code_verifier: 'v'.repeat(43) })
    expect(exchange!.headers.authorization).toBe(`Basic ${btoa('crossdock:canary-client-secret')}`)
    expect(seen.map((call) => call.purpose)).toEqual(['metadata.read', 'token.exchange'])
    for (const secret of ['code-1', 'at-1', 'rt-1', 'vvvv', client.clientSecret, btoa('crossdock:canary-client-secret')]) expect(JSON.stringify(seen)).not.toContain(secret)
  })

  test('F064 the user’s refusal is a refusal, and nothing is exchanged', async () => {
    answers({})
    expect(await failureOf(complete(callback({ code: null, error: 'access_denied' })))).toMatchObject({ kind: 'rejected', code: 'access_denied' })
    expect(calls('/oauth/token')).toEqual([])
  })

  test.each<[string, Record<string, string | null>, string]>([
    ['F063 of another issuer', { iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['F063 without the issuer that was promised', { iss: null }, 'issuer_mismatch'],
    ['F063 of another issuer, bearing an error', { iss: 'https://evil.example', code: null, error: 'access_denied' }, 'issuer_mismatch'],
    ['F060 with another state', { state: 'state-2' }, 'state_mismatch'],
    ['F060 without state', { state: null }, 'state_mismatch'],
    ['without a code', { code: null }, 'invalid_callback'],
    ['with an empty code', { code: '' }, 'invalid_callback'],
    ['with invalid_scope', { code: null, error: 'invalid_scope' }, 'invalid_scope'],
    ['with an error that is no word', { code: null, error: '<script>\n' }, 'invalid_callback'],
    ['with a token in it', { token: 'x' }, 'invalid_callback'],
  ])('an answer %s is refused before anything is sent', async (_, over, code) => {
    answers({ '/oauth/token': json(200, pair) })
    expect(await failureOf(complete(callback(over)))).toMatchObject({ kind: 'rejected', code, outcome: 'not_sent' })
    expect(calls('/oauth/token')).toEqual([])
  })

  test('a doubled parameter is refused', async () => {
    answers({ '/oauth/token': json(200, pair) })
    for (const name of ['code', 'state', 'iss']) {
      const query = callback()
      query.append(name, 'other')
      expect((await failureOf(complete(query))).kind).toBe('rejected')
    }
    expect(calls('/oauth/token')).toEqual([])
  })

  test('the issuer may be missing where it was not promised', async () => {
    answers({ '/oauth/token': json(200, pair) }, { authorization_response_iss_parameter_supported: undefined })
    expect((await complete(callback({ iss: null }))).accessToken).toBe('at-1')
  })

  test.each([['server_error'], ['temporarily_unavailable']])('%s is for later', async (error) => {
    answers({})
    expect(await failureOf(complete(callback({ code: null, error })))).toMatchObject({ kind: 'unavailable', code: error })
  })

  test.each<[string, Step, object]>([
    ['lost', cut, { kind: 'unavailable', outcome: 'unknown' }],
    ['a 503', problem(503, 'unavailable'), { kind: 'unavailable', outcome: 'unknown' }],
    ['half', raw(200, '{"access_token":'), { kind: 'malformed', outcome: 'unknown' }],
    ['a refusal', json(400, { error: 'invalid_grant', error_description: 'used' }), { kind: 'auth', code: 'invalid_grant' }],
  ])('F062 an answer that is %s never repeats the exchange', async (_, step, expected) => {
    answers({ '/oauth/token': step })
    expect(await failureOf(complete())).toMatchObject(expected)
    expect(calls('/oauth/token')).toHaveLength(1)
  })
})

describe('the grant', () => {
  const grantOf = (over: object) => {
    answers({ '/oauth/token': json(200, { ...pair, ...over }) })
    return complete()
  }

  test.each<[unknown, number | null]>([[undefined, null], [null, null], [-5, null], [0, null], [0.4, null], ['soon', null], [{}, null], [3600, 3600], ['3600', 3600], [90.7, 90], [1e12, 86_400], ['1e400', 86_400]])('F069 expires_in %j is %j', async (given, expected) => {
    expect((await grantOf({ expires_in: given })).expiresIn).toBe(expected)
  })

  test('F068 fewer scopes than asked for are taken and told', async () => {
    expect((await grantOf({ scope: 'shop:read  orders:read shop:read' })).scopes).toEqual(['shop:read', 'orders:read'])
    expect((await grantOf({ scope: '' })).scopes).toEqual([])
  })

  test.each([{ scope: undefined }, { scope: null }])('F069 without scopes (%j) it is all that was asked for', async (over) => {
    expect((await grantOf(over)).scopes).toHaveLength(5)
  })

  test.each([{ token_type: undefined }, { token_type: null }])('F069 a type that is not said (%j) costs no grant', async (over) => {
    expect(await grantOf(over)).toMatchObject({ accessToken: 'at-1', refreshToken: 'rt-1' })
  })

  test.each<[string, object]>([['no refresh token', { refresh_token: undefined }], ['no access token', { access_token: undefined }], ['a token with a line break', { access_token: 'a\r\nx: y' }], ['a token that is a number', { refresh_token: 5 }], ['another token type', { token_type: 'mac' }], ['scopes as a list', { scope: ['a'] }]])('with %s is malformed', async (_, over) => {
    expect(await failureOf(grantOf(over))).toMatchObject({ kind: 'malformed', outcome: 'unknown' })
  })
})

describe('refreshing', () => {
  test('gives the new pair, and asks once', async () => {
    answers({ '/oauth/token': json(200, { ...pair, access_token: 'at-2', refresh_token: 'rt-2' }) })
    expect(await authorise.refresh('rt-1')).toMatchObject({ accessToken: 'at-2', refreshToken: 'rt-2' })
    expect(Object.fromEntries(new URLSearchParams(calls('/oauth/token')[0]!.body))).toEqual({ grant_type: 'refresh_token', refresh_token: 'rt-1' })
  })

  test.each<[string, Step, object]>([
    ['F057 invalid_grant is a proven refusal', json(400, { error: 'invalid_grant' }), { kind: 'auth', code: 'invalid_grant', outcome: 'answered' }],
    ['F056 invalid_client is about us', json(401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="x"' }), { kind: 'auth', code: 'invalid_client' }],
    ['F055 a 500 is not a refusal, whatever it says', json(500, { error: 'invalid_grant' }), { kind: 'unavailable', outcome: 'unknown' }],
    ['F055 a 503 has its wait', json(503, {}, { 'retry-after': '30' }), { kind: 'unavailable', retryAfterMs: 30_000, outcome: 'unknown' }],
    ['a 429 is not a refusal', json(429, {}, { 'retry-after': '5' }), { kind: 'rate_limited', retryAfterMs: 5000 }],
    ['F051 a lost answer is unknown', cut, { kind: 'unavailable', outcome: 'unknown' }],
    ['F053 an answer that never comes is unknown', () => undefined, { kind: 'unavailable', code: 'timeout', outcome: 'unknown' }],
    ['F016 a page is not a refusal', raw(400, '<html>invalid_grant', { 'content-type': 'text/html' }), { kind: 'malformed' }],
    ['a 401 that says nothing is not a refusal', raw(401, ''), { kind: 'malformed' }],
    ['F017 a redirect is not followed', raw(307, '', { location: 'https://evil.example/token' }), { kind: 'malformed', code: 'unexpected_redirect' }],
    ['an error with 200 is malformed', json(200, { error: 'invalid_grant' }), { kind: 'malformed', outcome: 'unknown' }],
    ['a pair without a refresh token is malformed: the old one would end the grant', json(200, { ...pair, refresh_token: undefined }), { kind: 'malformed', code: 'no_refresh_token', outcome: 'unknown' }],
    ['another refusal is one', json(400, { error: 'unauthorized_client' }), { kind: 'rejected', code: 'unauthorized_client' }],
  ])('%s', async (_, step, expected) => {
    answers({ '/oauth/token': step })
    expect(await failureOf(authorise.refresh('rt-1'))).toMatchObject(expected)
    expect(calls('/oauth/token')).toHaveLength(1)
  })

  test('F122 no failure carries the token, the secret or the answer', async () => {
    answers({ '/oauth/token': (response, request) => json(400, { error: 'invalid_request', error_description: `got ${request.body} ${String(request.headers.authorization)}` })(response, request) })
    const seen: PlatformCall[] = []
    const failure = await failureOf(authorise.refresh('canary-refresh', (call) => seen.push(call)))
    const all = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${JSON.stringify(seen)} ${String(failure.cause)}`
    for (const secret of ['canary-refresh', client.clientSecret, btoa('crossdock:canary-client-secret')]) expect(all).not.toContain(secret)
  })

  test('after trouble the metadata is read again, since the endpoint may have moved', async () => {
    answers({ '/oauth/token': json(404, {}) })
    await failureOf(authorise.refresh('rt-1'))
    answers({ '/oauth/new': json(200, pair) }, { token_endpoint: `${server.origin}/oauth/new` })
    expect((await authorise.refresh('rt-1')).accessToken).toBe('at-1')
  })

  test.each<[string, Step]>([['a lost answer', cut], ['no answer', () => undefined], ['an error of a gateway', raw(502, '', {})]])('F051 after %s a renewal is asked for again at once, without reading the metadata first', async (_, step) => {
    answers({ '/oauth/token': step })
    await failureOf(authorise.refresh('rt-1'))
    server.script(route({ [metadataPath]: () => undefined, '/oauth/token': json(200, pair) }))
    expect((await authorise.refresh('rt-1')).accessToken).toBe('at-1')
    expect(calls(metadataPath)).toHaveLength(1)
  })

  test('when the metadata cannot be read, nothing was sent', async () => {
    server.script(problem(503, 'unavailable'))
    expect(await failureOf(authorise.refresh('rt-1'))).toMatchObject({ kind: 'unavailable', outcome: 'not_sent' })
  })
})

describe('revoking', () => {
  test('asks for the grant to end', async () => {
    answers({ '/oauth/revoke': raw(200, '', {}) })
    await authorise.revoke('rt-1')
    expect(Object.fromEntries(new URLSearchParams(calls('/oauth/revoke')[0]!.body))).toEqual({ token: 'rt-1', token_type_hint: 'refresh_token' })
    expect(calls('/oauth/revoke')[0]!.headers.authorization).toMatch(/^Basic /)
  })

  test.each<[string, Step, object]>([
    ['F058 trouble is for later', problem(503, 'unavailable'), { kind: 'unavailable' }],
    ['our own credentials may be wrong', json(401, { error: 'invalid_client' }), { kind: 'auth', code: 'invalid_client' }],
  ])('%s', async (_, step, expected) => {
    answers({ '/oauth/revoke': step })
    expect(await failureOf(authorise.revoke('rt-1'))).toMatchObject(expected)
  })
})

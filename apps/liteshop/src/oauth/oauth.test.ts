import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { allScopes, otherShopId, redirectUri, shopId, startWorld } from '../testing.ts'

const second = 1000
const hour = 3600 * second
const day = 24 * hour

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.close())

const canRead = async (token: string) => {
  world.advance(10 * second)
  return (await world.api('GET', '/shop', { token })).status === 200
}

describe('the metadata document', () => {
  test('names every endpoint and what is supported', async () => {
    const metadata = await (await fetch(`${world.url}/.well-known/oauth-authorization-server`)).json()
    expect(metadata).toMatchObject({
      issuer: world.url,
      authorization_endpoint: `${world.url}/oauth/authorize`,
      token_endpoint: `${world.url}/oauth/token`,
      revocation_endpoint: `${world.url}/oauth/revoke`,
      scopes_supported: allScopes.split(' '),
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
      authorization_response_iss_parameter_supported: true
    })
  })
})

describe('authorize', () => {
  const errorOf = async (change: Record<string, string | undefined>) => {
    const answer = await fetch(world.authorizeUrl(change), { redirect: 'manual' })
    const location = answer.headers.get('location')
    return location === null ? { status: answer.status } : Object.fromEntries(new URL(location).searchParams)
  }

  test.each([
    ['scope left out', { scope: undefined }, 'invalid_scope'],
    ['an unknown scope', { scope: 'orders:read orders:write' }, 'invalid_scope'],
    ['no code challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain code challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type']
  ])('%s goes back as an error with state and iss', async (_name, change, error) => {
    expect(await errorOf(change)).toMatchObject({ error, state: 'st4te', iss: world.url })
  })

  test('a repeated parameter goes back as invalid_request', async () => {
    const answer = await fetch(`${world.authorizeUrl()}&scope=shop:read`, { redirect: 'manual' })
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request')
  })

  test('an unknown client or return address is shown, never redirected to', async () => {
    expect(await errorOf({ client_id: 'someone' })).toEqual({ status: 400 })
    expect(await errorOf({ redirect_uri: 'https://evil.example/callback' })).toEqual({ status: 400 })
    expect(await errorOf({ redirect_uri: 'http://127.0.0.1.evil.example/callback' })).toEqual({ status: 400 })
    expect(await errorOf({ redirect_uri: undefined })).toEqual({ status: 400 })
  })

  test('registered return addresses are matched exactly', async () => {
    const strict = await startWorld({ redirectUris: ['https://crossdock.example/callback'] })
    const ask = async (address: string) => (await fetch(strict.authorizeUrl({ redirect_uri: address }), { redirect: 'manual' })).status
    expect([await ask('https://crossdock.example/callback'), await ask('https://crossdock.example/callback/'), await ask(redirectUri)]).toEqual([200, 400, 400])
    await strict.close()
  })

  test('a user who refuses comes back with access_denied', () => {
    const location = new URL(world.control.authorize(world.authorizeUrl(), shopId, { allow: false }))
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ error: 'access_denied', state: 'st4te', iss: world.url })
  })
})

describe('a code', () => {
  test('gives a pair that does not name the shop and is not cached', async () => {
    const answer = await world.exchange(world.code())
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String), scope: allScopes })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('gives the scopes that were granted, which may be fewer', async () => {
    const location = new URL(world.control.authorize(world.authorizeUrl(), shopId, { scope: 'shop:read' }))
    const { body } = await world.exchange(location.searchParams.get('code') ?? '')
    expect(body.scope).toBe('shop:read')
    expect((await world.api('GET', '/orders', { token: body.access_token })).status).toBe(403)
  })

  test('works for 60 s', async () => {
    const [intime, late] = [world.code(), world.code()]
    world.advance(60 * second - 1)
    expect((await world.exchange(intime)).status).toBe(200)
    world.advance(1)
    expect((await world.exchange(late)).body.error).toBe('invalid_grant')
  })

  test('used a second time revokes what it gave', async () => {
    const code = world.code()
    const { body } = await world.exchange(code)
    expect(await canRead(body.access_token)).toBe(true)
    expect((await world.exchange(code)).body.error).toBe('invalid_grant')
    expect(await canRead(body.access_token)).toBe(false)
    expect((await world.refresh(body.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('is not used up by a wrong verifier or return address', async () => {
    const code = world.code()
    expect((await world.exchange(code, { code_verifier: 'wrong' })).body.error).toBe('invalid_grant')
    expect((await world.exchange(code, { redirect_uri: `${redirectUri}/` })).body.error).toBe('invalid_grant')
    expect((await world.exchange(code)).status).toBe(200)
  })
})

describe('a refresh token', () => {
  const pair = async () => (await world.exchange(world.code())).body

  test('rotates, and the access token before it lives its hour', async () => {
    const first = await pair()
    world.advance(30 * 60 * second)
    const next = (await world.refresh(first.refresh_token)).body
    expect(next.refresh_token).not.toBe(first.refresh_token)
    expect(await canRead(first.access_token)).toBe(true)
    world.advance(30 * 60 * second)
    expect(await canRead(first.access_token)).toBe(false)
    expect(await canRead(next.access_token)).toBe(true)
  })

  test('used again within 30 s of its first use answers with a fresh pair, and both pairs live', async () => {
    const first = await pair()
    const second1 = (await world.refresh(first.refresh_token)).body
    world.advance(30 * second)
    const second2 = (await world.refresh(first.refresh_token)).body
    expect(await canRead(second1.access_token)).toBe(true)
    expect(await canRead(second2.access_token)).toBe(true)
    expect((await world.refresh(second1.refresh_token)).status).toBe(200)
    expect((await world.refresh(second2.refresh_token)).status).toBe(200)
  })

  test('the grace counts from the first use, not from the latest', async () => {
    const first = await pair()
    await world.refresh(first.refresh_token)
    world.advance(20 * second)
    await world.refresh(first.refresh_token)
    world.advance(11 * second)
    expect((await world.refresh(first.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('used later than that revokes the whole grant, ever after', async () => {
    const first = await pair()
    const next = (await world.refresh(first.refresh_token)).body
    world.advance(30 * second + 1)
    expect((await world.refresh(first.refresh_token)).body.error).toBe('invalid_grant')
    expect((await world.refresh(next.refresh_token)).body.error).toBe('invalid_grant')
    expect(await canRead(next.access_token)).toBe(false)
  })

  test('lives 60 days', async () => {
    const [one, other] = [await pair(), await pair()]
    world.advance(60 * day - 1)
    expect((await world.refresh(one.refresh_token)).status).toBe(200)
    world.advance(1)
    expect((await world.refresh(other.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('may narrow the access token but not widen the grant', async () => {
    const narrow = (await world.exchange(world.code('shop:read orders:read'))).body
    expect((await world.refresh(narrow.refresh_token, { scope: 'inventory:write' })).body.error).toBe('invalid_scope')
    const answer = await world.refresh(narrow.refresh_token, { scope: 'shop:read' })
    expect(answer.body.scope).toBe('shop:read')
    expect((await world.refresh(answer.body.refresh_token)).body.scope).toBe('shop:read orders:read')
  })
})

describe('the token endpoint refuses', () => {
  test('clients that do not identify themselves by client_secret_basic', async () => {
    const wrong = await world.oauth('/oauth/token', { grant_type: 'refresh_token', refresh_token: 'x' }, { authorization: `Basic ${btoa('crossdock:wrong')}` })
    expect([wrong.status, wrong.body.error, wrong.headers.get('www-authenticate')]).toEqual([401, 'invalid_client', expect.stringMatching(/^Basic/)])
    const posted = await world.oauth('/oauth/token', { client_id: 'crossdock', client_secret: 'crossdock-sandbox-secret', grant_type: 'refresh_token' }, { authorization: '' })
    expect([posted.status, posted.body.error]).toEqual([401, 'invalid_client'])
  })

  test('other grant types, missing parameters, JSON and GET', async () => {
    expect((await world.oauth('/oauth/token', { grant_type: 'password' })).body.error).toBe('unsupported_grant_type')
    expect((await world.oauth('/oauth/token', { grant_type: 'refresh_token' })).body.error).toBe('invalid_request')
    expect((await world.oauth('/oauth/token', {})).body.error).toBe('invalid_request')
    const json = await fetch(`${world.url}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${btoa('crossdock:crossdock-sandbox-secret')}`, 'content-type': 'text/plain' }, body: 'x' })
    expect((await json.json()).error).toBe('invalid_request')
    const get = await fetch(`${world.url}/oauth/token`)
    expect([get.status, (await get.json()).error]).toEqual([405, 'invalid_request'])
  })
})

describe('revocation', () => {
  test.each(['access_token', 'refresh_token'] as const)('by the %s ends the grant', async (kind) => {
    const { body } = await world.exchange(world.code())
    expect((await world.oauth('/oauth/revoke', { token: body[kind] })).status).toBe(200)
    expect(await canRead(body.access_token)).toBe(false)
    expect((await world.refresh(body.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('answers 200 to a token that is nobody’s, and wants one', async () => {
    expect((await world.oauth('/oauth/revoke', { token: 'unknown' })).status).toBe(200)
    expect((await world.oauth('/oauth/revoke', {})).body.error).toBe('invalid_request')
  })

  test('of one grant leaves another of the same shop alone', async () => {
    const [one, other] = [(await world.exchange(world.code())).body, (await world.exchange(world.code())).body]
    await world.oauth('/oauth/revoke', { token: one.refresh_token })
    expect(await canRead(one.access_token)).toBe(false)
    expect(await canRead(other.access_token)).toBe(true)
  })
})

test('a token belongs to exactly one shop', async () => {
  const here = world.control.issueTokens(shopId).access_token
  const there = world.control.issueTokens(otherShopId).access_token
  expect((await world.api('GET', '/shop', { token: here })).body).toMatchObject({ id: shopId, shop_title: '小山茶行', currency: 'TWD', timezone: 'Asia/Taipei' })
  expect((await world.api('GET', '/shop', { token: there })).body).toMatchObject({ id: otherShopId, shop_title: '小山選物' })
})

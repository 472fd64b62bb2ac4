import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { World } from '../testing.ts'
import { otherShopId, shopId, startWorld } from '../testing.ts'

let world: World
beforeEach(async () => { world = await startWorld() })
afterEach(() => world.close())

const on = (fault: string, more: object = {}) => world.control.switchOnFault({ fault, shop: shopId, ...more })
const struck = () => world.control.journal({ struck: true })
const shop = async (token: string) => (await world.api('GET', '/shop', { token })).status

describe('token death', () => {
  test('now, in its shop alone', async () => {
    const [pair, other] = [world.control.issueTokens(shopId), world.control.issueTokens(otherShopId)]
    on('tokens.expired_now')
    expect([await shop(pair.access_token), await shop(other.access_token)]).toEqual([401, 200])
    expect((await world.refresh(pair.refresh_token)).status).toBe(200)
    world.control.switchOnFault({ fault: 'tokens.revoked_now' })
    expect((await world.refresh(other.refresh_token)).body.error).toBe('invalid_grant')
  })

  test('at the next call, after n calls', async () => {
    const pair = world.control.issueTokens(shopId)
    on('tokens.expired', { after: 2 })
    expect([await shop(pair.access_token), await shop(pair.access_token), await shop(pair.access_token), await shop(pair.access_token)]).toEqual([200, 200, 401, 401])
    const fresh = (await world.refresh(pair.refresh_token)).body
    expect(await shop(fresh.access_token)).toBe(200)
    on('tokens.revoked')
    expect(await shop(fresh.access_token)).toBe(401)
    expect((await world.refresh(fresh.refresh_token)).status).toBe(400)
    expect(struck()).toMatchObject([{ status: 401, faults: ['tokens.expired'] }, { status: 401, faults: ['tokens.revoked'] }])
  })

  test('a good token is refused, and is good again', async () => {
    const pair = world.control.issueTokens(shopId)
    on('tokens.refused', { times: 2 })
    expect([await shop(pair.access_token), await shop(pair.access_token), await shop(pair.access_token)]).toEqual([401, 401, 200])
  })

  test('access is refused by scope, and the scope is named', async () => {
    on('tokens.scope_refused', { routes: ['fulfillments.create', 'stock.*'] })
    const answer = await world.api('POST', '/orders/ord_00000001/fulfillments', { key: 'k', body: {} })
    expect([answer.status, answer.body.code, answer.headers.get('www-authenticate')]).toEqual([403, 'insufficient_scope', expect.stringContaining('scope="fulfillments:write"')])
    expect((await world.api('PUT', '/inventory/levels', { key: 'k', body: {} })).headers.get('www-authenticate')).toContain('inventory:write')
    expect((await world.api('GET', '/shop')).status).toBe(200)
  })
})

describe('the token endpoint', () => {
  test('an authorisation grants less than was asked, and holds to it', async () => {
    on('tokens.fewer_scopes', { settings: { without: 'webhooks:write' } })
    const { body } = await world.exchange(world.code())
    expect(body.scope).not.toContain('webhooks:write')
    expect((await world.api('GET', '/webhooks', { token: body.access_token })).status).toBe(403)
    expect((await world.refresh(body.refresh_token)).body.scope).toBe(body.scope)
  })

  test('refuses the client, in its shop alone', async () => {
    const [pair, other] = [world.control.issueTokens(shopId), world.control.issueTokens(otherShopId)]
    on('tokens.invalid_client')
    expect(await world.refresh(pair.refresh_token)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect((await world.refresh(other.refresh_token)).status).toBe(200)
    expect((await world.oauth('/oauth/revoke', { token: pair.refresh_token })).status).toBe(401)
    world.control.clearFaults()
    expect((await world.refresh(pair.refresh_token)).status).toBe(200)
  })

  test.each([['no', 200], ['yes', 401]])('refuses a grant (ended: %s)', async (ended, after) => {
    const pair = world.control.issueTokens(shopId)
    on('tokens.invalid_grant', { settings: { ended }, times: 1 })
    expect((await world.refresh(pair.refresh_token)).body.error).toBe('invalid_grant')
    expect(await shop(pair.access_token)).toBe(after)
    expect((await world.refresh(pair.refresh_token)).status).toBe(after === 200 ? 200 : 400)
  })

  test('rotates and loses the answer: within the grace the same token brings a pair', async () => {
    const pair = world.control.issueTokens(shopId)
    on('tokens.refresh_lost')
    await expect(world.refresh(pair.refresh_token)).rejects.toThrow()
    expect(struck()).toMatchObject([{ kind: 'oauth', path: '/oauth/token', status: 0, work_status: 200, shop_id: shopId, body: null }])
    world.advance(20_000)
    expect((await world.refresh(pair.refresh_token)).status).toBe(200)
    world.advance(20_000)
    expect((await world.refresh(pair.refresh_token)).body.error).toBe('invalid_grant')
  })

  test.each([['absent', undefined], ['negative', -3600], ['huge', 1e15], ['text', 'an hour'], ['null', null]])('says %s for expires_in, of a token that is good', async (form, value) => {
    on('tokens.expires_in', { settings: { form }, times: 1 })
    const { body } = await world.exchange(world.code())
    expect(body.expires_in).toEqual(value)
    expect(await shop(body.access_token)).toBe(200)
  })

  test('brings no refresh token; the metadata and the revocation fail as well', async () => {
    on('tokens.no_refresh_token')
    expect((await world.refresh(world.control.issueTokens(shopId).refresh_token)).body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600, scope: expect.any(String) })
    world.control.switchOnFault({ fault: 'bodies.html', routes: ['metadata'] })
    on('lost.after_work', { routes: ['revoke'] })
    expect(await (await fetch(`${world.url}/.well-known/oauth-authorization-server`)).text()).toContain('<form')
    const pair = world.control.issueTokens(shopId)
    await expect(world.oauth('/oauth/revoke', { token: pair.refresh_token })).rejects.toThrow()
    expect(await shop(pair.access_token)).toBe(401)
  })
})

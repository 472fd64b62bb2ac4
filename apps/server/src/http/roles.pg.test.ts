import { contract } from '@crossdock/contract'
import { roles } from '@crossdock/domain'
import { createMerchant } from '@crossdock/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { accessTo } from '../permissions.ts'
import { openTestServer, type TestServer } from '../testing.ts'

const endpoints = Object.entries(contract).flatMap(([resource, each]) =>
  Object.entries(each).map(([name, endpoint]) => {
    const { method, path } = endpoint['~orpc'].route as { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string }
    return { place: [resource, name], method, path: `/api/v1${path.replace(/\{\w+\}/g, '01a20a04-5664-75ca-9655-899413b588fe')}` }
  }),
)

let test: TestServer
let mine: string
let other: string
beforeAll(async () => {
  test = await openTestServer({ databaseUrl: (await createDatabase()).url })
  await test.app.database.transact({ merchant: 'all' }, async (tx) => {
    mine = (await createMerchant(tx, { code: 'MINE', name: 'Mine' })).id
    other = (await createMerchant(tx, { code: 'OTHER', name: 'Other' })).id
  })
})
afterAll(() => test?.close())

describe.each(roles)('a %s', (role) => {
  it('may do exactly what the permissions say, by cookie and by API key', async () => {
    const merchantId = role === 'merchant' ? mine : undefined
    const { cookie } = await test.signIn(role, merchantId)
    const key = await test.apiKey(role, merchantId)
    for (const { place, method, path } of endpoints) {
      const access = accessTo(place)
      if (access === 'public') continue
      // What somebody is written to is a person's own.
      for (const credentials of place[0] === 'alertPreferences' ? [{ cookie }] : [{ cookie }, { key }]) {
        const answer = await test.call(method, path, credentials)
        expect(answer.status === 403, `${place.join('.')}: ${answer.status} ${answer.text.slice(0, 120)}`).toBe(!access.includes(role))
      }
    }
  })
})

describe('a merchant’s user', () => {
  it('sees their own merchant alone, and another’s id is not found', async () => {
    const { cookie } = await test.signIn('merchant', mine)
    expect((await test.call('GET', '/api/v1/merchants', { cookie })).body.items.map((each: { id: string }) => each.id)).toEqual([mine])
    expect((await test.call('GET', `/api/v1/merchants/${other}`, { cookie })).status).toBe(404)
    expect((await test.call('POST', '/api/v1/sales-channels', { cookie, body: { merchantId: other, name: 'Shop' } })).status).toBe(404)
    expect((await test.call('POST', '/api/v1/sales-channels', { cookie, body: { merchantId: mine, name: 'Shop' } })).status).toBe(201)
    expect((await test.call('GET', '/api/v1/session', { cookie })).body).toMatchObject({ role: 'merchant', merchant: { id: mine, name: 'Mine' } })
  })

  it('sees nothing at all when their merchant is missing', async () => {
    const { scopeOf } = await import('../principal.ts')
    const scope = scopeOf({ kind: 'user', id: 'x', name: 'x', email: null, role: 'merchant', merchantId: null, sessionId: null })
    expect(await test.app.database.transact(scope, (tx) => tx.selectFrom('merchant').selectAll().execute())).toEqual([])
  })
})

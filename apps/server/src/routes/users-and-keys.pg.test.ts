import type { Refusal } from '@crossdock/flows/ports'
import { createMerchant } from '@crossdock/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { updateUser } from '../sign-in/users.ts'
import { openTestServer, testPassword, type TestServer } from '../testing.ts'

let test: TestServer
let cookie: string
let adminId: string
let merchantId: string
beforeAll(async () => {
  test = await openTestServer({ databaseUrl: (await createDatabase()).url })
  ;({ cookie, id: adminId } = await test.signIn('admin'))
  merchantId = (await test.app.database.transact({ merchant: 'all' }, (tx) => createMerchant(tx, { code: 'TEA', name: '小山茶行' }))).id
})
afterAll(() => test?.close())

const nobody = '01a20a04-5664-75ca-9655-899413b588fe'
const user = (changes: object) => ({ name: 'Bo', email: 'bo@example.com', password: testPassword, role: 'operator', ...changes })
const codeOf = async (answer: ReturnType<TestServer['call']>) => (await answer).body.code

describe('users', () => {
  it('are made by an admin, listed without secrets, and belong to a merchant when their role is merchant', async () => {
    const made = await test.call('POST', '/api/v1/users', { cookie, body: user({ email: 'Owner@Example.com', role: 'merchant', merchantId }) })
    expect(made.status).toBe(201)
    const listed = (await test.call('GET', '/api/v1/users', { cookie })).body.items.find((each: { id: string }) => each.id === made.body.id)
    expect(listed).toEqual({ id: made.body.id, name: 'Bo', email: 'owner@example.com', role: 'merchant', merchant: { id: merchantId, name: '小山茶行' }, active: true, createdAt: expect.any(String), lastSeenAt: null })
  })

  it.each([
    ['an address that has an account', user({ email: 'TAKEN@example.com' }), 409, 'email_taken'],
    ['a merchant’s user without a merchant', user({ role: 'merchant' }), 400, 'invalid_input'],
    ['a merchant that does not exist', user({ role: 'merchant', merchantId: nobody }), 404, 'not_found'],
    ['a short password', user({ password: 'short' }), 400, 'invalid_input'],
    ['an unknown role', user({ role: 'owner' }), 400, 'invalid_input'],
  ])('are refused with %s', async (_name, body, status, code) => {
    await test.call('POST', '/api/v1/users', { cookie, body: user({ email: 'taken@example.com' }) })
    const answer = await test.call('POST', '/api/v1/users', { cookie, body })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('always include an active admin', async () => {
    const update = (body: object) => test.call('PATCH', `/api/v1/users/${adminId}`, { cookie, body })
    expect(await codeOf(update({ role: 'operator' }))).toBe('last_admin')
    expect(await codeOf(update({ active: false }))).toBe('last_admin')
    expect((await update({ name: 'Still admin' })).status).toBe(200)
  })

  it('keep an admin when two admins take each other’s role away at once', async () => {
    const one = await test.signIn('admin')
    const other = await test.signIn('admin')
    await test.app.signIn.query(`update users set active = false where role = 'admin' and id <> all($1)`, [[one.id, other.id]])
    const ends = await Promise.allSettled([one, other].map(({ id }) => updateUser(test.app.signIn, id, { active: false })))
    expect(ends.map((end) => (end.status === 'rejected' ? (end.reason as Refusal).code : 'done')).sort()).toEqual(['done', 'last_admin'])
    await test.app.signIn.query(`update users set active = true where id = $1`, [adminId])
  })

  it('lose their merchant with the role', async () => {
    const { id } = await test.signIn('merchant', merchantId)
    await test.call('PATCH', `/api/v1/users/${id}`, { cookie, body: { role: 'operator' } })
    const { items } = (await test.call('GET', '/api/v1/users', { cookie })).body
    expect(items.find((each: { id: string }) => each.id === id)).toMatchObject({ role: 'operator', merchant: null })
  })

  it('are not found under another id', async () => {
    for (const id of [nobody, 'x']) expect((await test.call('PATCH', `/api/v1/users/${id}`, { cookie, body: { name: 'X' } })).status).toBe(404)
  })
})

describe('API keys', () => {
  it('are shown once, work at once and end at once', async () => {
    const made = await test.call('POST', '/api/v1/api-keys', { cookie, body: { name: 'Our WMS', role: 'operator' } })
    expect(made.body.key).toMatch(/^cdk_[\w-]{43}$/)
    const { key, id } = made.body as { key: string; id: string }
    expect((await test.call('GET', '/api/v1/session', { key })).body).toMatchObject({ user: { id, name: 'Our WMS', email: null, kind: 'api_key' }, role: 'operator' })

    const listed = await test.call('GET', '/api/v1/api-keys', { cookie })
    expect(listed.text).not.toContain(key)
    expect(listed.body.items.find((each: { id: string }) => each.id === id)).toMatchObject({ name: 'Our WMS', start: key.slice(0, 8), role: 'operator', lastUsedAt: expect.any(String) })
    const { rows } = await test.app.signIn.query('select * from api_key')
    expect(JSON.stringify(rows)).not.toContain(key)

    expect((await test.call('DELETE', `/api/v1/api-keys/${id}`, { cookie })).body).toEqual({ id })
    expect((await test.call('GET', '/api/v1/session', { key })).status).toBe(401)
    expect((await test.call('DELETE', `/api/v1/api-keys/${id}`, { cookie })).status).toBe(404)
  })

  it('of a merchant reach that merchant alone', async () => {
    const made = await test.call('POST', '/api/v1/api-keys', { cookie, body: { name: 'Tea ERP', role: 'merchant', merchantId } })
    const seen = await test.call('GET', '/api/v1/merchants', { key: made.body.key })
    expect(seen.body.items.map((each: { id: string }) => each.id)).toEqual([merchantId])
    expect((await test.call('POST', '/api/v1/api-keys', { cookie, body: { name: 'No merchant', role: 'merchant' } })).body.errors[0].path).toBe('merchantId')
    expect((await test.call('POST', '/api/v1/api-keys', { cookie, body: { name: 'No such merchant', role: 'merchant', merchantId: nobody } })).status).toBe(404)
  })

  it('are not stretched by a session beside them, and wrong ones are nobody’s', async () => {
    for (const authorization of ['Bearer cdk_wrong', 'Bearer ', 'Bearer x y', 'Basic YTpi', 'cdk_wrong']) {
      expect((await test.call('GET', '/api/v1/session', { cookie, headers: { authorization } })).status, authorization).toBe(401)
    }
  })
})

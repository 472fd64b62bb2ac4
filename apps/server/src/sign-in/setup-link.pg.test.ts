import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../tests/support/database.ts'
import { demoLogins } from '../demo/logins.ts'
import { endDemoLogins } from '../demo/seed.ts'
import { openTestServer, testPassword, type TestServer } from '../testing.ts'
import { makeSetupLink } from './setup-link.ts'
import { createUser } from './users.ts'

let database: TestDatabase
let test: TestServer
beforeEach(async () => {
  database = await createDatabase()
  test = await openTestServer({ databaseUrl: database.url })
})
afterEach(async () => {
  await test?.close()
  await database?.drop()
})

const admin = { name: 'Anna', email: 'Anna@Example.com', password: testPassword }
const complete = (token: string, body: unknown = admin) => test.call('POST', `/api/v1/setup/${token}`, { body })
async function freshLink(): Promise<string> {
  const token = await makeSetupLink(test.app.signIn)
  expect(token).toMatch(/^[\w-]{43}$/)
  return token!
}

describe('the set-up link', () => {
  it('makes the first admin, once', async () => {
    const token = await freshLink()
    expect((await test.call('GET', `/api/v1/setup/${token}`)).body).toEqual({ valid: true })
    expect((await complete(token)).body).toEqual({ email: 'anna@example.com' })
    expect((await test.call('POST', '/api/auth/sign-in/email', { body: { email: admin.email, password: admin.password } })).body.user.role).toBe('admin')
    for (const answer of [await test.call('GET', `/api/v1/setup/${token}`), await complete(token, { ...admin, email: 'eve@example.com' })]) {
      expect([answer.status, answer.body.code]).toEqual([410, 'setup_link_used'])
    }
    expect(await makeSetupLink(test.app.signIn)).toBeNull()
  })

  it('makes one admin of two who come at once', async () => {
    const token = await freshLink()
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => complete(token, { ...admin, email: `${name}@example.com` })))
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410, 410])
  })

  it('ends after 30 minutes, when a newer one is made, and when somebody became admin in another way', async () => {
    const old = await freshLink()
    const token = await freshLink()
    expect((await complete(old)).status).toBe(410)
    const { rows } = await test.app.signIn.query('select round(extract(epoch from expires_at - now()) / 60)::int as minutes, token_hash from setup_link')
    expect(rows[0].minutes).toBe(30)
    expect(rows[0].token_hash.toString()).not.toContain(token)
    await test.app.signIn.query(`update setup_link set expires_at = now() - interval '1 second'`)
    expect((await complete(token)).status).toBe(410)
    const another = await freshLink()
    await createUser(test.app.signIn, { ...admin, role: 'admin', merchantId: null })
    expect((await complete(another, { ...admin, email: 'eve@example.com' })).status).toBe(410)
  })

  it('is not used up by what it refuses', async () => {
    const token = await freshLink()
    const answer = await complete(token, { name: ' ', email: 'anna', password: 'short' })
    expect(answer.body.errors.map((each: { path: string; code: string }) => [each.path, each.code])).toEqual([['name', 'required'], ['email', 'invalid_format'], ['password', 'too_short']])
    expect((await complete(token)).status).toBe(200)
  })

  it('is made beside the demo’s logins, whose passwords everybody knows', async () => {
    for (const login of demoLogins) await createUser(test.app.signIn, { ...login, merchantId: null })
    expect(await makeSetupLink(test.app.signIn)).not.toBeNull()
  })
})

describe('the demo’s logins', () => {
  it('end, with their sessions, where there is no demo any more', async () => {
    const [login] = demoLogins
    await createUser(test.app.signIn, { ...login!, merchantId: null })
    const signIn = () => test.call('POST', '/api/auth/sign-in/email', { body: { email: login!.email, password: login!.password } })
    const cookie = String((await signIn()).headers['set-cookie']).split(';')[0]!
    expect(await endDemoLogins(test.app.signIn)).toBe(1)
    expect((await test.call('GET', '/api/v1/session', { cookie })).status).toBe(401)
    expect((await signIn()).status).toBe(401)
    expect(await endDemoLogins(test.app.signIn)).toBe(0)
  })
})

describe('the sign-in tables', () => {
  it('are out of reach for whatever reads tenants’ rows, and the other way round', async () => {
    const asTenant = test.app.database.transact({ merchant: 'all' }, (tx) => tx.selectFrom('auth.users' as never).selectAll().execute())
    await expect(asTenant).rejects.toThrow('permission denied for schema auth')
    await expect(test.app.signIn.query('select * from public.merchant')).rejects.toThrow('permission denied for table merchant')
  })
})

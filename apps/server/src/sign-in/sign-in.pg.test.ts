import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { cleanUp } from '../running/housekeeping.ts'
import { cookieOf, freshKey, openTestServer, testPassword, type Answer, type TestServer } from '../testing.ts'

let test: TestServer
let url: string
beforeAll(async () => {
  url = (await createDatabase()).url
  test = await openTestServer({ databaseUrl: url })
})
afterAll(() => test?.close())

const signIn = (email: string, password: string) => test.call('POST', '/api/auth/sign-in/email', { body: { email, password } })
const session = (cookie: string) => test.call('GET', '/api/v1/session', { cookie })

describe('signing in', () => {
  it('gives a session of 12 hours in a cookie that scripts and other sites do not get', async () => {
    const { email } = await test.signIn('operator')
    const answer = await signIn(email.toUpperCase(), testPassword)
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']).toMatch(/^crossdock\.session_token=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await session(cookieOf(answer))).body).toMatchObject({ user: { email, kind: 'user' }, role: 'operator', merchant: null })
  })

  it('uses a secure cookie, and says that only HTTPS will do, where the public address is HTTPS', async () => {
    const secure = await openTestServer({ databaseUrl: url, publicUrl: 'https://hub.example.com' })
    const { email } = await test.signIn('operator')
    const answer = await secure.call('POST', '/api/auth/sign-in/email', { body: { email, password: testPassword } })
    expect(answer.headers['set-cookie']).toMatch(/^__Secure-crossdock\.session_token=.*; Secure; /)
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
    await secure.close()
  })

  it('answers alike for a wrong password, an unknown address and a user who may not sign in any more', async () => {
    const { email, id } = await test.signIn('operator')
    const wrong = await signIn(email, 'not the password')
    const unknown = await signIn('nobody@example.com', testPassword)
    const admin = await test.signIn('admin')
    await test.call('PATCH', `/api/v1/users/${id}`, { cookie: admin.cookie, body: { active: false } })
    const inactive = await signIn(email, testPassword)
    for (const answer of [wrong, unknown, inactive]) {
      expect([answer.status, answer.body.code]).toEqual([401, 'INVALID_EMAIL_OR_PASSWORD'])
      expect(answer.headers['set-cookie'] ?? '').not.toMatch(/session_token=[^;]/)
    }
  })

  it('writes nothing past our log, of a refusal or of a failure, and answers a failure as every other', async () => {
    const { email } = await test.signIn('operator')
    const said = (['log', 'info', 'warn', 'error'] as const).map((way) => vi.spyOn(console, way).mockImplementation(() => {}))
    try {
      expect((await signIn(email, 'not the password')).status).toBe(401)
      // Found out, signed in, and then the session cannot be kept.
      const query = test.app.signIn.query.bind(test.app.signIn) as (...given: unknown[]) => unknown
      const away = vi.spyOn(test.app.signIn, 'query').mockImplementation((...given: unknown[]) => (String(given[0]).includes('last_seen_at') ? Promise.reject(new Error('out of order')) : query(...given)) as never)
      const answer = await signIn(email, testPassword).finally(() => away.mockRestore())
      expect([answer.status >= 500, answer.headers['content-type'], answer.body.code]).toEqual([true, expect.stringContaining('application/problem+json'), expect.any(String)])
      for (const way of said) expect(way.mock.calls).toEqual([])
    } finally {
      for (const way of said) way.mockRestore()
    }
    expect((await signIn(email, testPassword)).status).toBe(200)
  })

  it('is closed for those whom nobody invited', async () => {
    const answer = await test.call('POST', '/api/auth/sign-up/email', { body: { email: 'new@example.com', password: testPassword, name: 'New' } })
    expect(answer.status).toBe(400)
    expect((await signIn('new@example.com', testPassword)).status).toBe(401)
  })

  it.each(['role', 'merchantId', 'active', 'emailVerified', 'twoFactorEnabled'])('F127 lets nobody set their own %s', async (field) => {
    const { cookie, id } = await test.signIn('operator')
    const kept = async () => (await test.app.signIn.query('select to_jsonb(u) - $2::text - $3::text as row from auth.users u where id = $1', [id, 'updated_at', 'last_seen_at'])).rows
    const before = await kept()
    const value = { role: 'admin', merchantId: '01a20a04-5664-75ca-9655-899413b588fe' }[field] ?? false
    for (const path of ['update-user', 'update-session']) await test.call('POST', `/api/auth/${path}`, { cookie, body: { [field]: value } })
    await signIn((await session(cookie)).body.user.email, testPassword)
    expect(await kept()).toEqual(before)
    expect((await session(cookie)).body).toMatchObject({ role: 'operator', merchant: null })
  })

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)'])('F128 leads nobody on to %j', async (callbackURL) => {
    const { email, cookie } = await test.signIn('operator')
    const query = new URLSearchParams({ callbackURL, errorCallbackURL: callbackURL, newUserCallbackURL: callbackURL, token: 'x' })
    const post = (path: string, headers = {}, body = {}) => test.server.inject({ method: 'POST', url: `/api/auth/${path}`, headers: { 'sec-fetch-site': 'same-origin', ...headers }, payload: { callbackURL, redirectTo: callbackURL, ...body } })
    const answers = [
      await post('sign-in/email', {}, { email, password: testPassword }),
      await post('sign-out', { cookie }),
      await post('request-password-reset', {}, { email }),
      await post('send-verification-email', {}, { email }),
      await test.server.inject(`/api/auth/verify-email?${query}`),
      await test.server.inject(`/api/auth/reset-password/x?${query}`),
      await test.server.inject(`/api/auth/error?${query}`),
    ]
    const led = answers.map(({ statusCode, headers, body }) => ({ statusCode, to: String(headers['location'] ?? (statusCode < 300 ? /"url":"([^"]*)/.exec(body)?.[1] : '') ?? '') }))
    expect(led.filter(({ to }) => to.includes('evil') || to.includes('javascript'))).toEqual([])
    expect(led.filter(({ statusCode }) => statusCode >= 500)).toEqual([])
  })

  it('gets slower with each wrong password, and is forgiven by the right one', async () => {
    const { email } = await test.signIn('operator')
    for (let count = 0; count < 5; count++) expect((await signIn(email, 'wrong wrong wrong')).status).toBe(401)
    const refused = await signIn(email, testPassword)
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests'])
    expect(refused.headers['retry-after']).toBe(String(refused.body.params.seconds))
    await test.app.signIn.query('update sign_in_failure set blocked_until = now()')
    expect((await signIn(email, 'wrong wrong wrong')).status).toBe(401)
    expect((await signIn(email, testPassword)).body.params.seconds).toBeGreaterThan(refused.body.params.seconds)
    await test.app.signIn.query('update sign_in_failure set blocked_until = now()')
    expect((await signIn(email, testPassword)).status).toBe(200)
    expect((await signIn(email, 'wrong wrong wrong')).status).toBe(401)
    expect((await signIn(email, testPassword)).status).toBe(200)
  })

  it('does not let many tries at once slip past the count', async () => {
    const { email } = await test.signIn('operator')
    await test.app.signIn.query('delete from sign_in_failure')
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(email, 'wrong wrong wrong')))
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5)
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(15)
    await test.app.signIn.query('delete from sign_in_failure')
  })
})

describe('a session', () => {
  it('ends with signing out', async () => {
    const { cookie } = await test.signIn('operator')
    expect((await test.call('POST', '/api/auth/sign-out', { cookie, body: {} })).status).toBe(200)
    expect((await session(cookie)).status).toBe(401)
  })

  it('ends after its 12 hours, however much it is used', async () => {
    const { cookie, id } = await test.signIn('operator')
    const before = await test.app.signIn.query('select expires_at from session where user_id = $1', [id])
    await session(cookie)
    const after = await test.app.signIn.query('select expires_at from session where user_id = $1', [id])
    expect(after.rows).toEqual(before.rows)
    await test.app.signIn.query(`update session set expires_at = now() - interval '1 second' where user_id = $1`, [id])
    expect((await session(cookie)).status).toBe(401)
  })

  it.each([
    ['deactivated', { active: false }],
    ['given another role', { role: 'admin' }],
    ['given another password', { password: 'another long password' }],
  ])('ends at once when its user is %s', async (_name, body) => {
    const admin = await test.signIn('admin')
    const { cookie, id } = await test.signIn('operator')
    expect((await session(cookie)).status).toBe(200)
    expect((await test.call('PATCH', `/api/v1/users/${id}`, { cookie: admin.cookie, body })).status).toBe(200)
    expect((await session(cookie)).status).toBe(401)
  })

  it('goes on when its user is only renamed', async () => {
    const admin = await test.signIn('admin')
    const { cookie, id } = await test.signIn('operator')
    await test.call('PATCH', `/api/v1/users/${id}`, { cookie: admin.cookie, body: { name: 'Anna' } })
    expect((await session(cookie)).body.user.name).toBe('Anna')
  })

  it('is not made by anybody’s own cookie', async () => {
    const { cookie } = await test.signIn('operator')
    const [name, value = ''] = cookie.split('=')
    const token = decodeURIComponent(value).split('.')[0]
    for (const forged of [`${name}=${token}`, `${name}=${token}.${'A'.repeat(44)}`, `${name}=`, 'other=1']) expect((await session(forged)).status).toBe(401)
  })

  it('does not let its user change what they may do', async () => {
    const { cookie, id } = await test.signIn('operator')
    await test.call('POST', '/api/auth/update-user', { cookie, body: { name: 'Me', role: 'admin', active: true } })
    const { rows } = await test.app.signIn.query('select role from users where id = $1', [id])
    expect(rows).toEqual([{ role: 'operator' }])
  })
})

describe('cleaning up', () => {
  it('takes what nobody can use any more, and nothing else', async () => {
    const { cookie, id } = await test.signIn('operator')
    const ended = await test.signIn('operator')
    await test.app.signIn.query(`update session set expires_at = now() - interval '1 second' where user_id = $1`, [ended.id])
    await test.app.signIn.query(`insert into sign_in_failure (subject, failures, last_at, blocked_until) values ('old', 9, now() - interval '2 days', now()), ('new', 9, now(), now())`)
    await test.app.signIn.query(`insert into idempotency_key (principal_id, key, endpoint, body_hash, begun_at) values ($1, 'old', 'x', '', now() - interval '25 hours'), ($1, 'new', 'x', '', now())`, [id])
    await cleanUp(test.app.signIn)
    const left = async (query: string) => (await test.app.signIn.query<{ what: string }>(query)).rows.map((row) => row.what)
    expect(await left(`select subject as what from sign_in_failure where subject in ('old', 'new')`)).toEqual(['new'])
    expect(await left('select key as what from idempotency_key')).toEqual(['new'])
    expect(await left(`select user_id::text as what from session where user_id in ('${id}', '${ended.id}')`)).toEqual([id])
    expect((await session(cookie)).status).toBe(200)
  })
})

describe('a second factor', () => {
  it('is asked for once it is set up', async () => {
    const { email, secret } = await setUpSecondFactor(test)
    const first = await signIn(email, testPassword)
    expect(first.body.twoFactorRedirect).toBe(true)
    const pending = cookiesOf(first)
    expect((await session(pending)).status).toBe(401)
    expect((await test.call('POST', '/api/auth/two-factor/verify-totp', { cookie: pending, body: { code: '000000' } })).status).toBe(401)
    const second = await test.call('POST', '/api/auth/two-factor/verify-totp', { cookie: pending, body: { code: totp(secret) } })
    expect(second.status).toBe(200)
    expect((await session(cookiesOf(second))).body.user.email).toBe(email)
    const { rows } = await test.app.signIn.query('select secret from two_factor')
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('outlives a new key in front of the ring, sessions do not', async () => {
    const [older, newer] = [freshKey('2026'), freshKey('2027')]
    const before = await openTestServer({ databaseUrl: url, keys: { current: older, all: [older] } })
    const { email, secret, cookie } = await setUpSecondFactor(before)
    await before.close()
    const after = await openTestServer({ databaseUrl: url, keys: { current: newer, all: [newer, older] } })
    expect((await after.call('GET', '/api/v1/session', { cookie })).status).toBe(401)
    const first = await after.call('POST', '/api/auth/sign-in/email', { body: { email, password: testPassword } })
    const second = await after.call('POST', '/api/auth/two-factor/verify-totp', { cookie: cookiesOf(first), body: { code: totp(secret) } })
    expect((await after.call('GET', '/api/v1/session', { cookie: cookiesOf(second) })).body.user.email).toBe(email)
    await after.close()
  })
})

async function setUpSecondFactor(server: TestServer): Promise<{ email: string; secret: string; cookie: string }> {
  const { cookie, email } = await server.signIn('operator')
  const enabled = await server.call('POST', '/api/auth/two-factor/enable', { cookie, body: { password: testPassword } })
  const secret = new URL(enabled.body.totpURI).searchParams.get('secret') ?? ''
  const verified = await server.call('POST', '/api/auth/two-factor/verify-totp', { cookie, body: { code: totp(secret) } })
  expect(verified.status).toBe(200)
  return { email, secret, cookie: cookiesOf(verified) }
}

/** Every cookie that an answer sets and does not take away. */
function cookiesOf(answer: Answer): string {
  const set = [answer.headers['set-cookie']].flat().map((each) => String(each).split(';')[0] ?? '')
  return set.filter((each) => !each.endsWith('=')).join('; ')
}

/** RFC 6238: SHA-1, 30 seconds, 6 digits. */
function totp(base32: string): string {
  const bits = [...base32.replace(/=+$/, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  return String((hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

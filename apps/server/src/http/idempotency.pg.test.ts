import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { openTestServer, type TestServer } from '../testing.ts'

let test: TestServer
let key: string
beforeAll(async () => {
  test = await openTestServer({ databaseUrl: (await createDatabase()).url })
})
afterAll(() => test?.close())
beforeEach(async () => {
  key = await test.apiKey('admin')
})

let serial = 0
const merchant = () => ({ code: `M${++serial}`, name: `Merchant ${serial}` })
const create = (body: unknown, idempotencyKey: string, as = key) => test.call('POST', '/api/v1/merchants', { key: as, body, headers: { 'idempotency-key': idempotencyKey } })
const change = (statement: string, idempotencyKey: string) => test.app.signIn.query(`update idempotency_key set ${statement} where key = $1`, [idempotencyKey])

describe('a write with an Idempotency-Key', () => {
  it('is answered the second time as the first, whatever the order of its members, and is done once', async () => {
    const body = merchant()
    const first = await create(body, 'k1')
    const second = await create({ name: body.name, code: body.code }, 'k1')
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.text).toBe(first.text)
    expect([first.headers['idempotency-replayed'], second.headers['idempotency-replayed']]).toEqual([undefined, 'true'])
    expect((await test.call('GET', `/api/v1/merchants?q=${body.code}`, { key })).body.items).toHaveLength(1)
  })

  it('is refused with another body or another path', async () => {
    await create(merchant(), 'k2')
    const other = await create(merchant(), 'k2')
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict'])
    const elsewhere = await test.call('POST', '/api/v1/shipping-types', { key, body: {}, headers: { 'idempotency-key': 'k2' } })
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'idempotency_conflict'])
  })

  it('makes one of many that come at once', async () => {
    const body = merchant()
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(body, 'k3')))
    expect(answers.filter((each) => each.status === 201 && !each.headers['idempotency-replayed'])).toHaveLength(1)
    for (const each of answers) expect(each.status === 201 || each.body.code === 'idempotency_in_progress', each.text).toBe(true)
  })

  it('has to wait while the first is being worked on, and may be made again when that one was abandoned', async () => {
    const body = merchant()
    await create(body, 'k4')
    await change('status = null, answer = null', 'k4')
    expect((await create(body, 'k4')).body.code).toBe('idempotency_in_progress')
    await change(`begun_at = now() - interval '61 seconds'`, 'k4')
    await test.app.signIn.query(`delete from public.request_work where key = 'k4'`)
    expect((await create(body, 'k4')).body.code).toBe('name_taken')
  })

  it('F074 is neither done again nor called undone when its process died between what it kept and its answer', async () => {
    const body = merchant()
    await create(body, 'k4b')
    await change(`status = null, answer = null, begun_at = now() - interval '61 seconds'`, 'k4b')
    const again = await create(body, 'k4b')
    expect([again.status, again.body.code]).toEqual([409, 'idempotency_answer_lost'])
  })

  it('may be tried again with the same key after a refusal, which changed nothing', async () => {
    const taken = merchant()
    await create(taken, 'k5a')
    expect((await create(taken, 'k5b')).body.code).toBe('name_taken')
    expect((await create(merchant(), 'k5b')).status).toBe(201)
  })

  it('acts anew after 24 hours', async () => {
    await create(merchant(), 'k6')
    await change(`begun_at = now() - interval '25 hours'`, 'k6')
    expect((await create(merchant(), 'k6')).status).toBe(201)
  })

  it('belongs to the one who sent it', async () => {
    const other = await test.apiKey('admin')
    await create(merchant(), 'k7')
    expect((await create(merchant(), 'k7', other)).status).toBe(201)
  })

  it('is refused when the key is no key', async () => {
    for (const bad of ['', ' ', 'x'.repeat(256), 'with space', '中文']) {
      const answer = await create(merchant(), bad)
      expect([answer.status, answer.body.errors?.[0]?.path], JSON.stringify(bad)).toEqual([400, 'Idempotency-Key'])
    }
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { openTestServer, type TestServer } from '../testing.ts'
import { createHttpServer } from './server.ts'

let test: TestServer
beforeAll(async () => {
  test = await openTestServer({ databaseUrl: (await createDatabase()).url })
})
afterAll(() => test?.close())

const ready = async () => {
  const { status, body } = await test.call('GET', '/readyz')
  return [status, body.checks.filter((check: { ok: boolean }) => !check.ok).map((check: { name: string }) => check.name)]
}

describe('health', () => {
  it('is that the process answers', async () => {
    expect((await test.call('GET', '/healthz')).body).toEqual({ status: 'ok' })
  })

  it('is readiness when database, migrations and keys are there', async () => {
    expect((await test.call('GET', '/readyz')).body).toEqual({ status: 'ready', checks: ['database', 'migrations', 'keys'].map((name) => ({ name, ok: true })) })
  })

  it('is not readiness while a migration is missing', async () => {
    const pool = test.app.database.pool
    const { rows } = await pool.query('delete from schema_migration where number = (select max(number) from schema_migration) returning *')
    expect(await ready()).toEqual([503, ['migrations']])
    await pool.query('insert into schema_migration (number, name) values ($1, $2)', [rows[0].number, rows[0].name])
  })

  it('is not readiness while a secret was sealed with a key that is gone', async () => {
    const merchant = '01a20a04-5664-75ca-9655-899413b588fe'
    const run = (sql: string) => test.app.database.pool.query(`set app.merchant = 'all'; ${sql.replaceAll('$m', `'${merchant}'`)}`)
    await run(`insert into merchant (merchant_id, code, name) values ($m, 'M', 'M');
      insert into sales_channel (merchant_id, id, name) values ($m, $m, 'C');
      insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id) values ($m, $m, 'p', 'A', $m);
      insert into ec_credential (merchant_id, ec_account_id, generation, grant_id, sealed, key_id, access_expires_at) values ($m, $m, 1, $m, '', 'lost', now())`)
    expect(await ready()).toEqual([503, ['keys']])
    expect((await test.call('GET', '/readyz')).text).toContain('CROSSDOCK_KEYS lacks: lost')
    await run('update ec_credential set sealed = null, key_id = null, access_expires_at = null')
    expect(await ready()).toEqual([200, []])
  })

  it('is not readiness while the database is away, though the process is healthy', async () => {
    const pool = { query: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.5 secret')) }
    const { server } = await createHttpServer({ ...test.app, database: { ...test.app.database, pool: pool as never } })
    const answer = await server.inject('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.body).not.toContain('10.0.0.5')
    expect((await server.inject('/healthz')).statusCode).toBe(200)
    await server.close()
  })

  it('ends with draining', async () => {
    const { server, drain } = await createHttpServer(test.app)
    expect((await server.inject('/readyz')).statusCode).toBe(200)
    drain()
    expect((await server.inject('/readyz')).json()).toEqual({ status: 'not ready', checks: [{ name: 'draining', ok: false }] })
    expect((await server.inject('/healthz')).statusCode).toBe(200)
    await server.close()
  })
})

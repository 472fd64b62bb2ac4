import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { newId } from '@crossdock/domain'
import { startHeartbeat } from '@crossdock/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWarehouse, type TestWarehouse } from '../../../../../tests/support/warehouse.ts'
import type { Config } from '../../config/config.ts'
import { freshKey, openTestServer, type TestServer } from '../../testing.ts'
import { createVault } from '../../vault.ts'
import { doctorText, runDoctor, type Finding } from './doctor.ts'
import { diskVerdict } from './machine.ts'

let warehouse: TestWarehouse
let test: TestServer
let config: Config
let nobody: string
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'crossdock-doctor-'))
const key = freshKey('2026-11')
const ring = { current: key, all: [key] }
const store = createServer((_request, answer) => answer.end('ok')).listen(0, '127.0.0.1')
const closed = createServer().listen(0, '127.0.0.1')
const address = (server: typeof store) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  nobody = address(closed)
  closed.close()
  warehouse = await openWarehouse()
  const variables = { LITESHOP_URL: address(store) }
  test = await openTestServer({ databaseUrl: warehouse.url, environment: { CROSSDOCK_DATA_DIR: dataDir, ...variables }, keys: ring })
  config = { ...test.app.config, keys: ring }
  await test.signIn('admin')
  await startHeartbeat(warehouse.database.pool, { name: 'here:1', role: 'worker', version: '1', sealsWith: 'k' }, () => {})
})
afterAll(async () => {
  store.close()
  await test?.close()
  await warehouse?.close()
})

const query = (text: string, values: unknown[] = []) => test.app.database.pool.query(text, values)
/** As the owner, over all merchants. */
async function change(...statements: string[]): Promise<void> {
  const client = await test.app.database.pool.connect()
  await client.query(`set app.merchant = 'all'`)
  for (const statement of statements) await client.query(statement)
  await client.query('reset app.merchant')
  client.release()
}
const examine = async (changes: Partial<Config> = {}) => new Map((await runDoctor({ ...config, ...changes }, test.app)).map((finding) => [finding.check, finding]))
const wrong = (found: Map<string, Finding>) => [...found.values()].filter(({ ok }) => !ok).map(({ check }) => check)
const sealed = (ringOf = ring) =>
  createVault(ringOf).seal('{}', { table: 'ec_credential', merchantId: warehouse.merchantId, rowId: warehouse.accountId, field: 'pair' })
async function keep({ sealed: bytes, keyId }: ReturnType<typeof sealed>): Promise<void> {
  await test.app.database.transact({ merchant: 'all' }, async (tx) => {
    const row = { sealed: Buffer.from(bytes), key_id: keyId, access_expires_at: new Date() }
    await tx.insertInto('ec_credential').values({ merchant_id: warehouse.merchantId, ec_account_id: warehouse.accountId, generation: 1, grant_id: newId(), ...row })
      .onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id']).doUpdateSet(row)).execute()
  })
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is, but for a test server that does not care for crashes', async () => {
    await keep(sealed())
    const found = await examine()
    expect(wrong(found)).toEqual(['postgres settings'])
    expect(found.get('keys')!.detail).toBe('1 secrets open; the current key is 2026-11')
    expect(found.get('processes')!.detail).toBe('here:1 (worker, 1)')
    expect(doctorText([...found.values()])).toMatch(/✓ node: v24.*\n\n1 wrong, \d to watch\.$/s)
  })

  const write = (state: string, due: string) => `insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request, state, planned_at, next_attempt_at)
    values ('${warehouse.merchantId}', new_id(), '${warehouse.accountId}', 'stock_increment', new_id(), gen_random_uuid()::text, '{}', '${state}', ${due}, ${due})`

  // What is broken, as an operator would find it at night; what doctor must say of it, and what it says to do.
  it.each<[string, string, RegExp, () => Promise<void>, (() => Promise<void>)?, Partial<Config>?]>([
    ['settings under which a crash loses what was committed', 'postgres settings', /fsync is off: a crash of the machine can destroy the database.*alter system reset/s, async () => {}],
    ['a table on which row-level security is not forced', 'row-level security', /not forced on: merchant\. alter table/, () => change('alter table merchant no force row level security'), () => change('alter table merchant force row level security')],
    ['a migration that is missing', 'migrations', /missing: 0002-sign-in\.sql\. Run migrate\./, () => change('delete from schema_migration where number = 2'), () => change(`insert into schema_migration (number, name) values (2, '0002-sign-in.sql')`)],
    ['no admin', 'admin', /none yet.*user create --role admin/, () => query('update auth.users set active = false').then(() => {}), () => query('update auth.users set active = true').then(() => {})],
    ['a key that is not in the ring', 'keys', /the ring lacks 2025-01, which a secret needs: add it back to CROSSDOCK_KEYS/, () => { const other = freshKey('2025-01'); return keep(sealed({ current: other, all: [other] })) }, () => keep(sealed())],
    ['another key that goes by the same name', 'keys', /1 of ec_credential do not open.*Put the right CROSSDOCK_KEYS back/, () => { const other = freshKey('2026-11'); return keep(sealed({ current: other, all: [other] })) }, () => keep(sealed())],
    ['no worker', 'processes', /no worker is alive, the last one \(here:1\) was silent for 10 min: nothing is fetched or sent\. Run start --role worker/, () => change(`update process_heartbeat set seen_at = now() - interval '10 minutes'`), () => change('update process_heartbeat set seen_at = now()')],
    ['jobs that nobody takes', 'queue', /1 jobs wait, the oldest for 10 min.*workers are missing or too few/, () => change(`insert into pgboss.job (name, data, start_after) values ('send-write', '{}', now() - interval '10 minutes')`), () => change('delete from pgboss.job')],
    ['a write that is not sent', 'outbox', /1 writes wait, the oldest for 3 h; one has been due for 3 h and is not sent.*outbox list/, () => change(write('planned', `now() - interval '3 hours'`)), () => change('delete from platform_write')],
    ['a slot that nobody serves', 'slots', /1 slots have come and are not served, the oldest 2 h ago: no worker claims them/, () => change(`update ec_account set fetch_enabled = true, next_fetch_at = now() - interval '2 hours'`), () => change('update ec_account set fetch_enabled = false, next_fetch_at = null')],
    ['a mail server that cannot be reached', 'mail', /127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\): alerts do not leave by e-mail\. Correct host and port/, () => change(`insert into mail_setting (enabled, host, port, security, from_address, language, saved_at) values (true, '127.0.0.1', ${new URL(nobody).port}, 'none', 'a@example.com', 'en', now())`), () => change('delete from mail_setting')],
    ['a time zone that nobody knows', 'time zones', /Asia\/Nowhere is not known here: update Node, or choose another zone/, () => change(`update ec_account set time_zone = 'Asia/Nowhere'`), () => change(`update ec_account set time_zone = 'Asia/Taipei'`)],
  ])('names %s, and what to do', async (_name, check, detail, breakIt, mend, changes) => {
    await breakIt()
    const found = await examine(changes)
    await mend?.()
    expect(wrong(found)).toEqual([...new Set([check, 'postgres settings'])].sort((a, b) => [...found.keys()].indexOf(a) - [...found.keys()].indexOf(b)))
    expect(found.get(check)!.detail).toMatch(detail)
  })

  const at = (url: string) => ({ environment: { ...config.environment, LITESHOP_URL: url } })
  it.each<[string, string, () => string, RegExp]>([
    ['does not answer', 'platform Liteshop', () => nobody, /does not answer \(ECONNREFUSED\)\. Is it running, and reachable from here\?/],
    ['has no address', 'platform Liteshop', () => 'https://shop.invalid', /shop\.invalid has no address \(\w+\): DNS does not know the name/],
  ])('names a platform that %s', async (_name, check, url, detail) => {
    expect((await examine(at(url()))).get(check)).toMatchObject({ ok: false, detail: expect.stringMatching(detail) })
  })

  it('names an address of ours that somebody else answers, or nobody', async () => {
    const stop = await startHeartbeat(warehouse.database.pool, { name: 'here:2', role: 'api', version: '1', sealsWith: 'k' }, () => {})
    expect((await examine({ publicUrl: address(store) })).get('return address Liteshop')).toMatchObject({ ok: false, detail: expect.stringContaining('somebody else answers') })
    expect((await examine({ publicUrl: nobody })).get('return address Liteshop')).toMatchObject({ ok: false, detail: expect.stringContaining('correct PUBLIC_URL') })
    await stop()
    expect((await examine()).get('return address Liteshop')!.detail).toMatch(/\/api\/connect\/liteshop\/callback, as it must be registered at Liteshop; not tried/)
  })

  it('F079 warns of a disk at 80 % and finds one at 90 % full', () => {
    expect(diskVerdict('/data', { total: 1000, free: 201 })).toMatchObject({ ok: true, warning: false })
    expect(diskVerdict('/data', { total: 1000, free: 200 })).toMatchObject({ ok: true, warning: true })
    expect(diskVerdict('/data', { total: 1000, free: 100 })).toMatchObject({ ok: false, detail: expect.stringContaining('du -sh /data/*') })
  })

  it('names keys that others on the machine can read', async () => {
    const file = path.join(dataDir, 'keys')
    writeFileSync(file, `2026-11:${key.key.toString('base64')}\n`, { mode: 0o600 })
    expect((await examine({ keys: null })).get('keys file')).toMatchObject({ ok: true })
    chmodSync(file, 0o644)
    expect((await examine({ keys: null })).get('keys file')).toMatchObject({ ok: false, detail: expect.stringContaining('chmod 600') })
  })

  it('warns of writes with an unknown outcome, refused writes and two versions, without failing', async () => {
    await change(write('unknown', 'now()'), write('rejected', 'now()'), `update platform_write set settled_at = now() where state = 'rejected'`)
    const stop = await startHeartbeat(warehouse.database.pool, { name: 'here:3', role: 'worker', version: '2', sealsWith: 'k' }, () => {})
    const found = await examine()
    await stop()
    await change('delete from platform_write')
    expect(wrong(found)).toEqual(['postgres settings'])
    expect(found.get('outbox')).toMatchObject({ warning: true, detail: expect.stringMatching(/1 of them with an unknown outcome; 1 were refused in the last day: outbox list/) })
    expect(found.get('processes')).toMatchObject({ warning: true })
  })
})

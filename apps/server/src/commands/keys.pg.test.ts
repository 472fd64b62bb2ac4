import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { newId } from '@crossdock/domain'
import { sealedPlaces, startHeartbeat, withSecrets } from '@crossdock/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWarehouse, type TestWarehouse } from '../../../../tests/support/warehouse.ts'
import type { Config } from '../config/config.ts'
import { keptKeyRing, keysFile, parseKeyRing } from '../config/key-ring.ts'
import { openTestServer, type TestServer } from '../testing.ts'
import { createVault } from '../vault.ts'
import { keysText, listKeys, pruneKeys, resealSecrets, rotateKeys } from './keys.ts'

const nil = '00000000-0000-0000-0000-000000000000'
let warehouse: TestWarehouse
let test: TestServer
let config: Config
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'crossdock-keys-'))
const first = keptKeyRing(dataDir, new Date('2026-01-01'))
const firstId = first.current.id

/** A secret in every place where one is kept. */
async function sealEverywhere(): Promise<void> {
  const vault = createVault(first)
  const { merchantId, accountId } = warehouse
  const [attempt, write, endpoint] = [newId(), newId(), newId()]
  const seal = (table: string, rowId: string, field: string, merchant = merchantId) => Buffer.from(vault.seal(`secret of ${table} ${field}`, { table, merchantId: merchant, rowId, field }).sealed)
  await withSecrets(test.app.database.pool, async (client) => {
    await client.query(`insert into ec_credential (merchant_id, ec_account_id, generation, grant_id, sealed, key_id, access_expires_at) values ($1, $2, 1, $2, $3, $4, now())`, [merchantId, accountId, seal('ec_credential', accountId, 'pair'), firstId])
    for (const topic of ['order.created', 'order.updated']) await client.query(`insert into webhook_subscription (merchant_id, ec_account_id, topic, url, platform_webhook_id, sealed_secret, key_id) values ($1, $2, $3, 'http://x', $3, $4, $5)`, [merchantId, accountId, topic, seal('webhook_subscription', accountId, topic), firstId])
    await client.query(`insert into authorization_attempt (merchant_id, id, ec_account_id, state_hash, sealed_verifier, key_id, session_hash, user_id, user_name, expires_at) values ($1, $2, $3, 'x', $4, $5, 'x', 'u', 'u', now())`, [merchantId, attempt, accountId, seal('authorization_attempt', attempt, 'verifier'), firstId])
    await client.query(`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request) values ($1, $2, $3, 'revocation', $3, 'k', $4)`, [merchantId, write, accountId, JSON.stringify({ platform: 'teststore', sealed: seal('platform_write', write, 'refreshToken').toString('base64'), keyId: firstId })])
    // Two pairs that did not open when they were given up, of the account that holds one now.
    for (const key of ['p1', 'p2']) await client.query(`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, part, state, idempotency_key, request) values ($1, $2, $3, 'revocation', $3, $4, 'rejected', $5, $6)`,
      [merchantId, newId(), accountId, key === 'p1' ? 2 : 3, key, JSON.stringify({ platform: 'teststore', sealed: seal('ec_credential', accountId, 'pair').toString('base64'), keyId: firstId, sealedAs: 'pair' })])
    await client.query(`insert into mail_setting (enabled, host, port, security, sealed_password, key_id, from_address, language, saved_at) values (true, 'mail', 25, 'none', $1, $2, 'a@example.com', 'en', now())`, [seal('mail_setting', nil, 'password', nil), firstId])
    await client.query(`insert into notice_endpoint (merchant_id, id, url, sealed_secret, key_id, old_sealed_secret, old_key_id, created_at, created_by) values ($1, $2, 'https://x', $3, $5, $4, $5, now(), 'u')`, [nil, endpoint, seal('notice_endpoint', endpoint, 'secret', nil), seal('notice_endpoint', endpoint, 'old_secret', nil), firstId])
  })
}

async function everySecret(ring = keptKeyRing(dataDir, new Date())): Promise<string[]> {
  const vault = createVault(ring)
  return withSecrets(test.app.database.pool, async (client) => {
    const opened: string[] = []
    for (const { table, select } of sealedPlaces) {
      for (const row of (await client.query(select)).rows) opened.push(vault.open(row.sealed, row.key_id, { table, merchantId: row.merchant_id, rowId: row.row_id, field: row.field }))
    }
    return opened.sort()
  })
}

beforeAll(async () => {
  warehouse = await openWarehouse()
  test = await openTestServer({ databaseUrl: warehouse.url, environment: { CROSSDOCK_DATA_DIR: dataDir }, keys: first })
  config = { ...test.app.config, keys: null }
  await sealEverywhere()
})
afterAll(async () => {
  await test?.close()
  await warehouse?.close()
})

describe('keys', () => {
  it('lists which key seals how much, in every place', async () => {
    const [line] = await listKeys(config, test.app)
    expect(line).toMatchObject({ id: firstId, current: true, held: true, secrets: 10 })
    expect(Object.keys(line!.by).sort()).toEqual(sealedPlaces.map(({ table }) => table).sort())
    expect(keysText.list([line!])).toMatch(new RegExp(`^→ ${firstId}  10 secrets \\(.*mail_setting 1.*\\), current$`))
  })

  it('F070 rotates: a new key in front, everything sealed with it, and a process with the older ring opens it all the same', async () => {
    const before = await everySecret()
    expect(before).toHaveLength(10)
    const done = await rotateKeys(config, test.app, new Date('2026-11-25'))
    expect(done).toMatchObject({ resealed: 10, left: 0, set: null })
    expect(statSync(keysFile(dataDir)).mode & 0o777).toBe(0o600)
    expect(await everySecret()).toEqual(before)
    expect((await listKeys(config, test.app)).map(({ id, secrets }) => [id, secrets])).toEqual([[done.added, 10], [firstId, 0]])
    // The ring that was read before the rotation looks again when it meets the new key.
    expect(await everySecret(first)).toEqual(before)
    expect((await test.call('GET', '/readyz')).status).toBe(200)
  })

  it('goes on where it was broken off, and leaves alone what was renewed meanwhile', async () => {
    const older = parseKeyRing(readFileSync(keysFile(dataDir), 'utf8').trim())
    if (!('ring' in older)) throw new Error('damaged')
    const swapped = { current: older.ring.all[1]!, all: older.ring.all }
    // Half-way: some are sealed with one key, some with the other.
    const place = { table: 'ec_credential', merchantId: warehouse.merchantId, rowId: warehouse.accountId, field: 'pair' }
    await withSecrets(test.app.database.pool, (client) => client.query('update ec_credential set sealed = $1, key_id = $2', [Buffer.from(createVault(swapped).seal('renewed', place).sealed), firstId]))
    expect(await resealSecrets(config, test.app)).toEqual({ resealed: 1, left: 0 })
    expect(await resealSecrets(config, test.app)).toEqual({ resealed: 0, left: 0 })
    expect(await everySecret()).toContain('renewed')
  })

  it('says of a secret that does not open that it was left, and changes nothing of it', async () => {
    const pool = test.app.database.pool
    await withSecrets(pool, (client) => client.query(`update webhook_subscription set key_id = $1 where topic = 'order.created'`, [firstId]))
    const done = await resealSecrets(config, test.app)
    expect(done).toEqual({ resealed: 0, left: 1 })
    expect(keysText.reseal(done)).toMatch(/1 do not open: doctor says which/)
    await withSecrets(pool, (client) => client.query(`delete from webhook_subscription where topic = 'order.created'`))
  })

  it('removes a key that nothing needs, but not while a process seals with it', async () => {
    const stop = await startHeartbeat(test.app.database.pool, { name: 'here:1', role: 'worker', version: '1', sealsWith: firstId }, () => {})
    await expect(pruneKeys(config, test.app)).rejects.toThrow(`here:1 still seals with ${firstId}. Restart it, then try again. Nothing was removed.`)
    await stop()
    expect(await pruneKeys(config, test.app)).toEqual({ removed: [firstId], needed: [], byHand: false })
    expect(keptKeyRing(dataDir, new Date()).all).toHaveLength(1)
    expect(await everySecret()).toHaveLength(9)
    expect(keysText.prune(await pruneKeys(config, test.app))).toBe('Every key is needed.')
  })

  it('never changes a ring that comes from the environment, and says what to set', async () => {
    const before = readFileSync(keysFile(dataDir), 'utf8')
    const given = { ...config, keys: keptKeyRing(dataDir, new Date()) }
    const done = await rotateKeys(given, test.app, new Date())
    expect(readFileSync(keysFile(dataDir), 'utf8')).toBe(before)
    expect(parseKeyRing(done.set!)).toHaveProperty('ring')
    expect(keysText.rotate(done, given)).toMatch(/^The ring comes from CROSSDOCK_KEYS, so put this in front of it/)
  })
})

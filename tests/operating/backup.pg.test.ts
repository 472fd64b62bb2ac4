import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { backUp, connect, restore, type Database } from '@crossdock/postgres'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshKey } from '../../apps/server/src/testing.ts'
import { createVault } from '../../apps/server/src/vault.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, type TestWarehouse } from '../support/warehouse.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'crossdock-backup-'))
const file = path.join(folder, 'backup.tar.gz')
const key = freshKey('ring-key')
let warehouse: TestWarehouse
let kept: Map<string, string>

/** Of each table the whole content, in an order of its own. */
async function content(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set app.merchant = 'all'; set timezone = 'UTC'`)
    const { rows: tables } = await client.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'auth') order by 1`)
    const found = new Map<string, string>()
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select coalesce(string_agg(t::text, E'\\n' order by t::text), '') as text from ${name} t`)
      found.set(name, rows[0]!.text)
    }
    return found
  } finally {
    await client.end()
  }
}

const notKept = ['public.schema_migration', 'auth.session']
const comparable = (found: Map<string, string>) => new Map([...found].filter(([name]) => !notKept.includes(name)))

beforeAll(async () => {
  warehouse = await openWarehouse()
  const productId = await addProduct(warehouse, 'TEA-001', 20)
  await importOrders(warehouse, { buyerNote: 'tab\there, back\\slash,\nline and \\N 王小明 🫖' }, { lines: [line('l1', 'TEA-001', 2), line('l2', 'NOBODY', 1)] }, { shippingCode: 'unmapped' })
  const sealed = createVault({ current: key, all: [key] }).seal('{"accessToken":"a","refreshToken":"r"}', { table: 'ec_credential', merchantId: warehouse.merchantId, rowId: warehouse.accountId, field: 'pair' })
  await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
    await tx.insertInto('ec_credential').values({ merchant_id: warehouse.merchantId, ec_account_id: warehouse.accountId, generation: 1, grant_id: productId, sealed: Buffer.from(sealed.sealed), key_id: sealed.keyId, access_expires_at: new Date() }).execute()
    await tx.insertInto('platform_write').values({ merchant_id: warehouse.merchantId, id: productId, ec_account_id: warehouse.accountId, kind: 'stock_increment', subject_id: productId, idempotency_key: 'k1', request: JSON.stringify({ reference: 'IN-1', items: [] }) }).execute()
  })
  await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
    const at = new Date()
    const mail = (state: string) => sql`insert into mail (merchant_id, id, user_id, to_address, kind, subject, body_text, body_html, state, created_at, next_attempt_at)
      values (${warehouse.merchantId}, new_id(), new_id(), 'anna@example.com', 'at_once', 's', 't', 'h', ${state}, ${at}, ${at})`
    for (const state of ['waiting', 'sending', 'sent']) await mail(state).execute(tx)
    await sql`insert into notice_endpoint (merchant_id, id, url, sealed_secret, key_id, created_at, created_by) values (${warehouse.merchantId}, ${productId}, 'https://hooks.example.com', '\\x00', ${key.id}, ${at}, 'x')`.execute(tx)
    for (const state of ['waiting', 'delivered']) await sql`insert into notice (merchant_id, id, endpoint_id, message_id, type, payload, state, created_at, next_attempt_at)
      values (${warehouse.merchantId}, new_id(), ${productId}, 'm', 'alert.opened', '{}', ${state}, ${at}, ${at})`.execute(tx)
  })
  await warehouse.database.pool.query(`insert into auth.users (id, name, email, role) values (gen_random_uuid(), 'Anna', 'anna@example.com', 'admin')`)
  await warehouse.database.pool.query(`insert into auth.session (id, token, user_id, expires_at) select gen_random_uuid(), 'secret', id, now() from auth.users`)
  kept = await content(warehouse.url)
  await backUp({ url: warehouse.url, file, keys: [key], version: 'test' })
})
afterAll(async () => {
  await warehouse?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a backup', () => {
  it('is readable by its owner alone, and holds no key and no secret', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = gunzipSync(readFileSync(file)).toString('latin1')
    expect(text).toContain('crossdock-backup.json')
    for (const secret of [key.key.toString('base64'), key.key.toString('hex'), 'refreshToken":"r"']) expect(text).not.toContain(secret)
  })

  it('is one instant, whatever is written meanwhile', async () => {
    const during = path.join(folder, 'during.tar.gz')
    let stop = false
    const busy = (async () => {
      while (!stop) {
        await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
          await sql`update stock set on_hand = on_hand + 1`.execute(tx)
          await sql`update product set name = name || '.'`.execute(tx)
        })
      }
    })()
    await backUp({ url: warehouse.url, file: during, keys: [key], version: 'test' })
    stop = true
    await busy
    const target = await createDatabase()
    await restore({ url: target.url, file: during, keys: [key] })
    const restored = connect({ url: target.url, applicationName: 'test', maxConnections: 1 })
    const held = await restored.transact({ merchant: 'all' }, (tx) => tx.selectFrom('stock').innerJoin('product', 'product.id', 'stock.product_id').select(['on_hand', 'name']).executeTakeFirstOrThrow())
    expect(held.name).toBe(`TEA-001${'.'.repeat(held.on_hand - 20)}`)
    await restored.close()
    await target.drop()
    await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
      await tx.updateTable('stock').set({ on_hand: 20 }).execute()
      await tx.updateTable('product').set({ name: 'TEA-001' }).execute()
    })
  })
})

describe('a restore', () => {
  let target: TestDatabase
  let database: Database
  beforeAll(async () => {
    target = await createDatabase()
    database = connect({ url: target.url, applicationName: 'test', maxConnections: 1 })
  })
  afterAll(async () => {
    await database?.close()
    await target?.drop()
  })

  it('brings every table back as it was, into a database that is empty', async () => {
    const report = await restore({ url: target.url, file, keys: [key] })
    expect(report).toMatchObject({ accounts: 1, writesInDoubt: 1, newsInDoubt: 3 })
    // A store that goes on is compared as soon as a worker runs.
    await database.transact({ merchant: 'all' }, async (tx) => {
      expect((await tx.updateTable('ec_account').set({ next_reconcile_at: null }).where('next_reconcile_at', 'is not', null).executeTakeFirst()).numUpdatedRows).toBe(1n)
    })
    const held = await content(target.url)
    // What was not settled may have been carried out since, and is in doubt.
    expect(held.get('public.platform_write')).toContain(',unknown,')
    const settled = (found: Map<string, string>) => new Map([...comparable(found)].filter(([name]) => !['public.platform_write', 'public.mail', 'public.notice', 'public.notice_attempt'].includes(name)))
    expect(settled(held)).toEqual(settled(kept))
    expect(held.get('auth.session')).toBe('')
    // Mails and webhooks that waited may have gone since: nothing is due, and each says why it waits for a person.
    const news = await database.transact({ merchant: 'all' }, async (tx) => ({
      mails: (await sql<{ state: string; answer: string | null }>`select state, answer from mail order by id`.execute(tx)).rows,
      notices: (await sql<{ state: string; error: string | null }>`select n.state, a.error from notice n left join notice_attempt a on a.merchant_id = n.merchant_id and a.notice_id = n.id order by n.id`.execute(tx)).rows,
    }))
    expect(news).toEqual({
      mails: [{ state: 'unknown', answer: expect.stringMatching(/^A backup was restored/) }, { state: 'unknown', answer: expect.stringMatching(/^A backup was restored/) }, { state: 'sent', answer: null }],
      notices: [{ state: 'failed', error: expect.stringMatching(/^A backup was restored/) }, { state: 'delivered', error: null }],
    })
  })

  it('keeps row-level security forced, and the application works on', async () => {
    const { rows } = await database.pool.query(`select count(*)::int as bare from pg_class where relname in ('merchant', 'orders', 'ec_credential') and not (relrowsecurity and relforcerowsecurity)`)
    expect(rows[0].bare).toBe(0)
    expect(await database.transact({ merchant: warehouse.merchantId }, (tx) => tx.selectFrom('orders').select('id').execute())).toHaveLength(3)
    expect(await database.transact({ merchant: '00000000-0000-7000-8000-000000000000' }, (tx) => tx.selectFrom('orders').select('id').execute())).toHaveLength(0)
  })

  it('replaces what is there only when it is told to, and wholly', async () => {
    await database.transact({ merchant: 'all' }, async (tx) => {
      await tx.updateTable('orders').set({ status: 'canceled' }).execute()
      await tx.deleteFrom('timeline').execute()
    })
    await expect(restore({ url: target.url, file, keys: [key] })).rejects.toThrow(/^The database is not empty: it holds 1 merchants and 1 users\..*--force/)
    await restore({ url: target.url, file, keys: [key], force: true })
    const held = await content(target.url)
    for (const table of ['public.orders', 'public.timeline']) expect(held.get(table)).toBe(kept.get(table))
  })

  it('is refused while Crossdock runs on the database', async () => {
    const running = connect({ url: target.url, applicationName: 'crossdock worker', maxConnections: 1 })
    await running.pool.query('select 1')
    await expect(restore({ url: target.url, file, keys: [key], force: true })).rejects.toThrow(/^Crossdock is running on this database \(crossdock worker: 1 connections\)/)
    await running.close()
  })

  it('works for an owner who is no superuser, as outside PostgreSQL has it', async () => {
    const name = /\/(test_\w+)\?/.exec(target.url)![1]!
    const owner = `owner_${name}`
    await database.pool.query(`create role ${owner} login createrole password 'secret'`)
    await database.pool.query(`grant crossdock_app, crossdock_sign_in to ${owner} with admin option`)
    await database.pool.query(`create database ${name}_b owner ${owner}`)
    const url = target.url.replace(`/${name}?`, `/${name}_b?`).replace(/\/\/[^@]*@/, `//${owner}:secret@`)
    await restore({ url: url, file, keys: [key] })
    const again = path.join(folder, 'owner.tar.gz')
    const report = await backUp({ url: url, file: again, keys: [key], version: 'test' })
    expect(report.rows).toBeGreaterThan(10)
    await restore({ url: url, file: again, keys: [key], force: true })
    const held = await content(url)
    for (const table of ['public.orders', 'public.timeline', 'auth.users']) expect(held.get(table)).toBe(kept.get(table))
    await database.pool.query(`drop database ${name}_b with (force)`)
    await database.pool.query(`drop owned by ${owner}; drop role ${owner}`)
  })

  const bytes = () => readFileSync(file)
  /** The archive with something in it changed, and nothing but that. */
  const changed = (change: (tar: Buffer) => Buffer) => gzipSync(change(gunzipSync(bytes())))
  it.each<[string, () => Buffer, RegExp]>([
    ['cut off', () => bytes().subarray(0, bytes().length - 200), /is not a whole backup: unexpected end of file/],
    ['cut off between two entries', () => changed((tar) => Buffer.concat([tar.subarray(0, tar.indexOf('manifest.json')), Buffer.alloc(1024)])), /is not a whole backup: it ends too early/],
    ['damaged by a bit', () => changed((tar) => { tar[tar.indexOf('TEA-001') + 1]! ^= 1; return tar }), /is not a whole backup: the rows of public\.\w+ were changed/],
    ['changed with its checksum', () => changed((tar) => { tar.write('11', tar.indexOf('"sha256": "') + 11); return tar }), /is not a whole backup: its seal does not fit/],
    ['not a backup at all', () => Buffer.from('hello'), /is not a whole backup: incorrect header check/],
  ])('refuses a file that is %s, before anything is changed', async (_name, damaged, sentence) => {
    const before = await content(target.url)
    const broken = path.join(folder, 'broken.tar.gz')
    writeFileSync(broken, damaged())
    await expect(restore({ url: target.url, file: broken, keys: [key], force: true })).rejects.toThrow(sentence)
    expect(await content(target.url)).toEqual(before)
  })

  it('says that a file is not there', async () => {
    await expect(restore({ url: target.url, file: path.join(folder, 'none'), keys: [key], force: true })).rejects.toThrow(/none cannot be read \(ENOENT\)\.$/)
  })

  it('says which key is missing, or that another one goes by its name', async () => {
    await expect(restore({ url: target.url, file, keys: [freshKey('2027-01')], force: true })).rejects.toThrow(/^The key ring lacks what this backup needs: ring-key \(2 secrets\)/)
    await expect(restore({ url: target.url, file, keys: [freshKey('ring-key')], force: true })).rejects.toThrow(/“ring-key” is another key than the one of that name/)
    const report = await restore({ url: target.url, file, keys: [freshKey('2027-01')], force: true, withoutKeys: true })
    expect(report.rows).toBeGreaterThan(10)
    const held = await content(target.url)
    expect(held.get('public.ec_account')).toMatch(/disconnected.*revoked_here.*key_lost/s)
    expect(held.get('public.ec_credential')).not.toContain(`,${key.id},`)
  })
})

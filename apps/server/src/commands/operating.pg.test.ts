import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { overwriteStock, sendWrite, shipOrder } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { withSecrets } from '@crossdock/postgres'
import cac from 'cac'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createDatabase } from '../../../../tests/support/database.ts'
import { importOrders } from '../../../../tests/support/imported-orders.ts'
import { addProduct, openWarehouse, type TestWarehouse } from '../../../../tests/support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, refused, type WritingStore } from '../../../../tests/support/writing-store.ts'
import { keptKeyRing } from '../config/key-ring.ts'
import { createVault } from '../vault.ts'
import { addOperating } from './operating.ts'

/* The commands for three in the morning as they are typed, but for the process: their words, what they print and with which exit code they end. */
const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'crossdock-operating-'))
// Each command opens the database anew, as a process of its own does.
vi.setConfig({ testTimeout: 60_000 })
let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let ahead = 1_000

beforeAll(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
  for (const [name, value] of Object.entries({ DATABASE_URL: warehouse.url, CROSSDOCK_DATA_DIR: dataDir, CROSSDOCK_SANDBOX: 'off' })) vi.stubEnv(name, value)
  for (const sku of ['TEA-001', 'TEA-002']) {
    await addProduct(warehouse, sku, 9)
    store.stock.set(sku, 3)
  }
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await warehouse?.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** `said` is what stands on stdout without --json, and with it `data`. */
async function typed(...words: string[]): Promise<{ said: string; data: unknown; code: number }> {
  const answers: { data: unknown; said: string; json: boolean }[] = []
  const cli = cac('crossdock')
  addOperating(cli, (json, data, said) => answers.push({ data, said, json: json === true }))
  try {
    cli.parse(['node', 'crossdock', ...words], { run: false })
    await cli.runMatchedCommand()
    expect(answers).toMatchObject([{ json: words.includes('--json') }])
    return { said: answers[0]!.said, data: answers[0]!.data, code: Number(process.exitCode ?? 0) }
  } finally {
    process.exitCode = undefined
  }
}
const query = <Row extends object>(text: string, values: unknown[] = []) => withSecrets(warehouse.database.pool, async (client) => (await client.query<Row>(text, values)).rows)
const open = () => query<{ id: string }>(`select id from platform_write where state not in ('accepted', 'rejected') order by planned_at`)
async function sendAll(): Promise<void> {
  for (const { id } of await open()) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const stateOf = async (id: string) => (await query<{ state: string }>('select state from platform_write where id = $1', [id]))[0]!.state

it('outbox: lists what a store refused, an item of a write that it took too, leaves one for a reason, and sends all others again', async () => {
  const orders = await importOrders(warehouse, {}, {})
  for (const [index, orderId] of orders.entries()) await shipOrder(needs, { scope, actor, orderId, parcels: [{ trackingNumber: `TC${index}`, carrier: 'T-Cat' }] })
  store.before = (purpose) => { if (purpose === 'push') throw refused('order_closed', 'The order is closed.') }
  await sendAll()
  store.maxItems = 1
  store.before = () => { if (store.calls.at(-1)?.key?.endsWith('.2')) throw refused('invalid_request', 'Not like this.') }
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'TEA-001', stock: 7 }, { sku: 'TEA-002', stock: 8 }] })
  await sendAll()
  store.before = () => {}

  const listed = (await typed('outbox', 'list', '--state', 'rejected')).said.split('\n')
  expect(listed.map((line) => line.slice(38))).toEqual([
    expect.stringMatching(/^rejected {2}tracking .* 1 tries {2}官網帳號: The order is closed\.$/), expect.stringMatching(/^rejected {2}tracking /),
    expect.stringMatching(/^accepted {2}stock_overwrite .* 1 tries {2}官網帳號 \(1 item was refused\): Not like this\.$/),
  ])
  const [first, second, third] = listed.map((line) => line.slice(0, 36))
  await expect(typed('outbox', 'leave', first!)).rejects.toThrow(/^Say why nothing can be done about it/)
  expect(await typed('outbox', 'leave', first!, '--note', '商家已自行處理')).toMatchObject({ said: '1 are left as they are.', code: 0 })
  expect(await typed('outbox', 'retry', '--all-refused', '--account', '官網帳號')).toMatchObject({ said: '2 are sent again by the worker.', code: 0 })
  await sendAll()
  expect([await stateOf(first!), await stateOf(second!), store.shipments.map(({ trackingNumber }) => trackingNumber), [...store.stock]]).toEqual(['rejected', 'accepted', ['TC1'], [['TEA-001', 7], ['TEA-002', 8]]])
  expect((await typed('outbox', 'list')).said).toBe('Nothing waits, and nothing was refused.')
  expect(await typed('outbox', 'retry', third!)).toMatchObject({ said: expect.stringMatching(new RegExp(`^0 are sent again by the worker\\.\n✗ ${third}: .+$`)), code: 1 })
  expect(await typed('outbox', 'retry', '--all-refused', '--json')).toMatchObject({ data: [], code: 0 })
})

it('outbox answer: shows what is asked, keeps what is said of each item, and sends the rest again', async () => {
  store.settledBy = 'person'
  store.maxItems = 100
  store.after = () => { store.after = () => {}; throw lostAnswer() }
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'TEA-001', stock: 5 }, { sku: 'TEA-002', stock: 6 }] })
  await sendAll()
  store.stock.set('TEA-002', 8)
  ahead += 24 * 3_600_000
  await sendAll()
  const [{ id } = { id: '' }] = await open()
  // The store of this test is no platform that the command line knows.
  await query(`update ec_account set connection_status = 'disconnected'`)
  expect((await typed('outbox', 'list', '--state', 'unknown')).said).toContain(id)
  const asked = (await typed('outbox', 'answer', id)).said.split('\n')
  expect(asked).toEqual([
    expect.stringMatching(/^TEA-001 {2}sent 5 {2}the store shows /), expect.stringMatching(/^TEA-002 {2}sent 6 {2}the store shows /), expect.stringMatching(/^The store cannot be read now: /), expect.stringMatching(/^Did it arrive\? outbox answer /),
  ])
  await expect(typed('outbox', 'answer', id, 'TEA-001=arrived')).rejects.toThrow('The answer does not fit: must say of each of these whether it arrived: TEA-002.')
  expect((await typed('outbox', 'answer', id, 'TEA-001=arrived', 'TEA-002=not-arrived', '--note', '電話確認')).said).toBe('What did not arrive is sent again by the worker.')
  // Approved anew by the command line, whose clock is the real one.
  ahead = 60_000
  await query(`update ec_account set connection_status = 'connected'`)
  await sendAll()
  expect([await stateOf(id), [...store.stock]]).toEqual(['accepted', [['TEA-001', 5], ['TEA-002', 6]]])
  expect(await query('select event, actor_name as by, note from platform_write_event where write_id = $1 and actor_name is not null', [id])).toEqual([{ event: 'by_item', by: 'command line', note: '電話確認' }])
})

it('keys: rotate seals everything anew, reseal finds nothing more to do, prune removes the older key', async () => {
  const older = keptKeyRing(dataDir, new Date('2026-01-01'))
  const place = { table: 'ec_credential', merchantId: warehouse.merchantId, rowId: warehouse.accountId, field: 'pair' }
  await query('insert into ec_credential (merchant_id, ec_account_id, generation, grant_id, sealed, key_id, access_expires_at) values ($1, $2, 1, $2, $3, $4, now())',
    [warehouse.merchantId, warehouse.accountId, Buffer.from(createVault(older).seal('the pair', place).sealed), older.current.id])
  const rotated = await typed('keys', 'rotate')
  const { current } = keptKeyRing(dataDir, new Date())
  expect(rotated.said).toMatch(new RegExp(`^${current.id} is the current key now, in ${dataDir}.*\\. 1 secrets were sealed with the current key\\.\nCopy the file`))
  expect((await typed('keys', 'reseal')).said).toBe('0 secrets were sealed with the current key.')
  expect((await typed('keys', 'list')).said.split('\n')).toEqual([`→ ${current.id}  1 secrets (ec_credential 1), current`, `  ${older.current.id}  0 secrets`])
  expect((await typed('keys', 'prune')).said).toBe(`Removed: ${older.current.id}.\nBackups from before still need them: keep a copy for as long as you keep those.`)
  expect(keptKeyRing(dataDir, new Date()).all.map(({ id }) => id)).toEqual([current.id])
  const [kept] = await query<{ sealed: Buffer; key: string }>('select sealed, key_id as key from ec_credential')
  expect(createVault(keptKeyRing(dataDir, new Date())).open(kept!.sealed, kept!.key, place)).toBe('the pair')
})

it('restore: puts a backup into an empty database and says what has to be done next; over what is there only when forced', async () => {
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'TEA-001', stock: 4 }] })
  const file = path.join(dataDir, 'backup.tar.gz')
  expect((await typed('backup', file)).said).toMatch(new RegExp(`^${file}: \\d+ rows of \\d+ tables, \\d+ kB, as of 20.*\nIt`))
  const target = await createDatabase()
  vi.stubEnv('DATABASE_URL', target.url)
  try {
    const restored = await typed('restore', file)
    expect(restored.code).toBe(0)
    expect(restored.said.split('\n')).toEqual([
      expect.stringMatching(/^Restored as of 20.*: \d+ rows in \d+ tables\.$/), expect.stringMatching(/^1 writes were not settled then and may have been carried out since\./),
      '1 stores have gone on since: start Crossdock, then compare them: npm run crossdock -- reconcile --all', 'Everybody has to sign in again.',
    ])
    expect((await typed('outbox', 'list')).said).toMatch(/^\S+ {2}unknown {3}stock_overwrite /)
    await expect(typed('restore', file)).rejects.toThrow(/^The database is not empty: it holds 1 merchants and 0 users\..*--force/)
  } finally {
    vi.stubEnv('DATABASE_URL', warehouse.url)
    await target.drop()
  }
})

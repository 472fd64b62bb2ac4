import { claimDueSlots, importPage, sendWrite, updateAccount } from '@crossdock/flows'
import { connect, countOrders, getOrder, listOrders, openStore, startQueue, type Database, type Queue } from '@crossdock/postgres'
import { system, type FetchRun, type Store } from '@crossdock/flows/ports'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../tests/support/database.ts'
import { shipOneOrder } from '../tests/support/shipped-order.ts'
import { incomingOrder } from '../tests/support/warehouse.ts'
import { roundTripsOf, rowsWrittenBy, statementsOf, writtenBy } from './costs.ts'
import { fill, fillWaiting } from './filling.ts'
import { deepCursor, questionsOf, read, reading } from './list.ts'
import { skuOf } from './orders.ts'
import { needsOf } from './needs.ts'
import { addAccount, type BenchAccount } from './warehouse.ts'

/*
 * Costs that are the same on every machine, held to what they were when they were last looked at, with some room. Whoever
 * has a reason to raise one of these numbers writes it into the commit.
 */
const pageSize = 250
const ceilings = { statementsOfPage: 9, roundTripsOfPage: 5, walOfOrder: 5_600, statementsOfUnchanged: 5, statementsOfClaim: 8, statementsOfRelease: 16, rowsOfOrder: 6, statementsOfParcel: 20 }
/** Of a page of the list, among some 12,000 orders, of which a merchant has 2,000: less than it costs to read them all. */
const ofPage = { operator: { buffers: 400, rows: 3_500 }, merchant: { buffers: 150, rows: 2_400 } }

let created: TestDatabase
let database: Database
let queue: Queue
let store: Store
let sql: pg.Client
let accounts: BenchAccount[]
let anOrder: string

beforeAll(async () => {
  created = await createDatabase()
  sql = new pg.Client({ connectionString: created.url })
  await sql.connect()
  database = connect({ url: created.url, applicationName: 'test', maxConnections: 2 })
  queue = await startQueue({ url: created.url, works: false, onError: () => {} })
  store = openStore(database, queue)
  accounts = []
  for (let number = 0; number < 5; number++) accounts.push(await addAccount(sql, number))
  await fill(sql, accounts, 10_000)
  anOrder = (await sql.query('select id from orders limit 1')).rows[0].id
})
afterAll(async () => {
  await queue.stop(1_000)
  await database.close()
  await sql.end()
  await created.drop()
})

let serial = 0
const newPage = () => Array.from({ length: pageSize }, () => {
  serial++
  const lines = [0, 1].map((position) => ({ lineId: `l${position}`, sku: skuOf(serial * 7 + position), title: '高山烏龍茶 150g 禮盒', variantTitle: '清香', quantity: 1 + position, price: 480, fulfilledQuantity: 0 }))
  const order = incomingOrder({ lines, shippingCode: serial % 50 === 0 ? 'dronedelivery' : 'homedelivery' })
  return { order, raw: { ...order, filling: '高山烏龍茶 150g 禮盒 '.repeat(10) }, problem: null }
})

async function importOne(orders: ReturnType<typeof newPage>, { merchantId, id } = accounts[0]!, run: FetchRun | null = null) {
  return store.transact({ merchant: merchantId }, async (tx) => {
    const account = (await tx.accounts.get(merchantId, id))!
    const keep: NonNullable<Parameters<typeof importPage>[1]['keep']> = async (counts) => {
      const position = { cursor: 'next', cursorAt: new Date(), listFrom: new Date(), readUntil: new Date() }
      if (run && !(await tx.fetching.savePage(run, holder, counts, position, new Date()))) throw new Error('The run is not ours')
    }
    return importPage(tx, { account, orders, fetchedAt: new Date(), fetchRunId: run?.id ?? null, keep })
  })
}

const holder = 'ceilings'
function openRun({ merchantId, id }: BenchAccount): Promise<FetchRun> {
  return store.transact({ merchant: merchantId }, async (tx) => {
    const queued = await tx.fetching.queueRun(merchantId, id, { trigger: 'manual', slot: null, actor: system })
    return (await tx.fetching.takeRun(merchantId, queued!.id, { holder, until: new Date(Date.now() + 60_000) }, new Date()))!
  })
}

describe('a page of 250 new orders', () => {
  it(`costs no more than ${ceilings.statementsOfPage} statements and ${ceilings.roundTripsOfPage} waits for the database`, async () => {
    let trips = 0
    const account = await addAccount(sql, accounts.length + 1)
    const run = await openRun(account)
    const sent = await statementsOf(async () => { trips = await roundTripsOf(() => importOne(newPage(), account, run)) })
    await store.transact({ merchant: run.merchantId }, (tx) => tx.fetching.finishRun(run, holder, { status: 'succeeded', at: new Date(), error: null }))
    // The account is read once more than a fetch run does.
    expect(sent.length - 1).toBeLessThanOrEqual(ceilings.statementsOfPage)
    expect(trips - 1).toBeLessThanOrEqual(ceilings.roundTripsOfPage)
  })

  it(`writes no more than ${ceilings.walOfOrder} bytes of WAL an order`, async () => {
    const bytes: number[] = []
    for (let page = 0; page < 3; page++) bytes.push((await writtenBy(() => importOne(newPage()))).walBytes / pageSize)
    // A checkpoint in between costs whole pages.
    expect(Math.min(...bytes)).toBeLessThanOrEqual(ceilings.walOfOrder)
    expect(Math.min(...bytes)).toBeGreaterThan(1_000)
  })

  it(`writes no more than ${ceilings.rowsOfOrder} rows an order: itself, its lines, its raw order, its timeline, what is reserved, a hold here and there`, async () => {
    const rows = await rowsWrittenBy({ sql, database }, () => importOne(newPage()))
    expect(rows / pageSize).toBeLessThanOrEqual(ceilings.rowsOfOrder)
    expect(rows / pageSize).toBeGreaterThan(4)
  })

  it('costs little, and writes nothing, when it comes again unchanged', async () => {
    const page = newPage()
    await importOne(page)
    const sent = await statementsOf(() => importOne(page))
    expect(sent.length - 1).toBeLessThanOrEqual(ceilings.statementsOfUnchanged)
    expect(sent.filter(({ text }) => /\b(insert|update|delete)\b/.test(text))).toEqual([])
  })
})

describe('an account that is new to the statistics', () => {
  it('is not read whole to know which orders of a page were seen before', async () => {
    const account = await addAccount(sql, accounts.length)
    for (let page = 0; page < 4; page++) await importOne(newPage(), account)
    const sent = await statementsOf(() => importOne(newPage(), account))
    const known = sent.find(({ text }) => /\bfrom platform_order\b/.test(text))!
    await sql.query('begin')
    await sql.query(`select set_config('role', 'crossdock_app', true), set_config('app.merchant', $1, true)`, [account.merchantId])
    const { rows } = await sql.query(`explain ${known.text}`, known.values)
    await sql.query('rollback')
    expect(rows.map((row) => String(Object.values(row)[0])).join('\n')).toContain('platform_order_pkey')
  })
})

describe('a parcel', () => {
  it(`is sent and read back by no more than ${ceilings.statementsOfParcel} statements`, async () => {
    const { warehouse, needs } = await shipOneOrder(() => new Date(Date.now() + 1))
    try {
      const { rows: [write] } = await warehouse.database.pool.query<{ id: string }>('select id from platform_write')
      const sent = await statementsOf(() => sendWrite(needs, { merchantId: warehouse.merchantId, id: write!.id }))
      expect((await warehouse.database.pool.query('select tracking from orders')).rows).toEqual([{ tracking: 'confirmed' }])
      expect(sent.length).toBeLessThanOrEqual(ceilings.statementsOfParcel)
      expect(sent.length).toBeGreaterThan(5)
    } finally {
      await warehouse.close()
    }
  })
})

describe('the orders list', () => {
  it.each([
    ['a page', 2, () => database.read({ merchant: 'all' }, (tx) => listOrders(tx, { limit: 50 }, 'Asia/Taipei'))],
    ['the counts', 2, () => database.read({ merchant: 'all' }, (tx) => countOrders(tx, {}, 'Asia/Taipei'))],
    ['one order with everything', 6, async () => database.read({ merchant: 'all' }, async (tx) => getOrder(tx, anOrder, new Date()))],
  ] as const)('%s costs %i statements, the one that says as whom among them, and one wait for the database', async (_, statements, work) => {
    expect(await work()).toBeTruthy()
    let trips = 0
    const sent = await statementsOf(async () => { trips = await roundTripsOf(work) })
    expect([sent.length, trips]).toEqual([statements, 1])
  })

  /** The pages that read more than they may. */
  async function overCeiling(who: 'operator' | 'merchant'): Promise<string[]> {
    const scope = who === 'operator' ? 'all' : accounts[1]!.merchantId
    const over: string[] = []
    for (const { name, filter, bare } of questionsOf(accounts[1]!)) {
      const where = scope === 'all' ? bare : `${bare} and o.merchant_id = '${scope}'`
      const cursor = await deepCursor(sql, where)
      const first = await reading({ sql }, scope, () => read({ database }, scope, filter))
      const deep = await reading({ sql }, scope, () => read({ database }, scope, { ...filter, cursor }))
      for (const [page, { buffers, rows }] of [['first', first], ['deep', deep]] as const) {
        if (buffers > ofPage[who].buffers || rows > ofPage[who].rows) over.push(`${name}, ${page} page: ${buffers} buffers, ${rows} rows`)
      }
    }
    return over
  }

  it.each(['operator', 'merchant'] as const)('reads few bytes and rows, the first page as a deep one, as %s', async (who) => {
    expect(await overCeiling(who)).toEqual([])
  })

  it.each(['operator', 'merchant'] as const)('would be seen to read too much in each page if it went by no index, as %s', async (who) => {
    await sql.query('set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off')
    try {
      expect(await overCeiling(who)).toHaveLength(2 * questionsOf(accounts[1]!).length)
    } finally {
      await sql.query('reset enable_indexscan; reset enable_indexonlyscan; reset enable_bitmapscan')
    }
  })
})

describe('a mapping that frees many orders', () => {
  it(`costs no more than ${ceilings.statementsOfRelease} statements, however many are freed at once`, async () => {
    const { needs, calls } = needsOf({ database, queue, storeUrl: 'http://127.0.0.1:1', worker: 'test' })
    const account = await addAccount(sql, accounts.length + 2)
    await fillWaiting(sql, account, 'waiting', 400)
    const shippingMappings = ['homedelivery', 'waiting'].map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' }))
    const sent = await statementsOf(() => updateAccount(needs, { scope: { merchant: account.merchantId }, ecAccountId: account.id, update: { shippingMappings }, actor: system }))
    expect((await sql.query(`select count(*)::integer as n from orders where ec_account_id = $1 and holds <> '{}'`, [account.id])).rows[0].n).toBe(0)
    expect(sent.length).toBeLessThanOrEqual(ceilings.statementsOfRelease)
    await calls.close()
  })
})

describe('a batch of slots', () => {
  it(`is claimed by ${ceilings.statementsOfClaim} statements, however many accounts are due, each once`, async () => {
    const { needs, calls } = needsOf({ database, queue, storeUrl: 'http://127.0.0.1:1', worker: 'test' })
    const [underWay, served, ...others] = accounts
    await sql.query(`update ec_account set fetch_enabled = true, fetch_schedule = '{00:00}', next_fetch_at = now() - interval '1 second'`)
    const claims = () => statementsOf(() => claimDueSlots(needs))
    const runsOf = async (account: BenchAccount) => (await sql.query(`select status from fetch_run where ec_account_id = $1 order by id`, [account.id])).rows.map((row) => row.status as string)
    expect((await claims()).length).toBeLessThanOrEqual(ceilings.statementsOfClaim)
    for (const account of accounts) expect(await runsOf(account)).toEqual(['queued'])

    // Of these one has its run still, one has had it, and the others have none.
    await sql.query(`update fetch_run set status = 'succeeded' where ec_account_id = $1`, [served!.id])
    await sql.query(`update fetch_run set slot_date = slot_date - 1 where ec_account_id = $1`, [underWay!.id])
    await sql.query(`delete from fetch_run where ec_account_id = any($1::uuid[])`, [others.map((account) => account.id)])
    await sql.query(`update ec_account set next_fetch_at = now() - interval '1 second'`)
    await claims()
    expect(await runsOf(underWay!)).toEqual(['queued', 'stopped'])
    expect(await runsOf(served!)).toEqual(['succeeded'])
    for (const account of others) expect(await runsOf(account)).toEqual(['queued'])
    expect((await sql.query('select count(*)::integer as n from ec_account where next_fetch_at <= now() or next_fetch_at is null')).rows[0].n).toBe(0)
    await calls.close()
  })
})

import { importPage } from '@crossdock/flows'
import { connect, openStore, startQueue, type Database, type Queue } from '@crossdock/postgres'
import type { Store } from '@crossdock/flows/ports'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../tests/support/database.ts'
import { incomingOrder } from '../tests/support/warehouse.ts'
import { roundTripsOf, statementsOf, writtenBy } from './costs.ts'
import { fill } from './filling.ts'
import { deepCursor, questionsOf, read, reading } from './list.ts'
import { skuOf } from './orders.ts'
import { addAccount, type BenchAccount } from './warehouse.ts'

/*
 * Costs that are the same on every machine, held to what they were when they were last looked at, with some room. Whoever
 * has a reason to raise one of these numbers writes it into the commit.
 */
const pageSize = 250
const ceilings = { statementsOfPage: 9, roundTripsOfPage: 5, walOfOrder: 5_600, statementsOfUnchanged: 5, buffersOfPage: 800 }

let created: TestDatabase
let database: Database
let queue: Queue
let store: Store
let sql: pg.Client
let accounts: BenchAccount[]

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

async function importOne(orders: ReturnType<typeof newPage>) {
  const { merchantId, id } = accounts[0]!
  return store.transact({ merchant: merchantId }, async (tx) => {
    const account = (await tx.accounts.get(merchantId, id))!
    return importPage(tx, { account, orders, fetchedAt: new Date(), fetchRunId: null })
  })
}

describe('a page of 250 new orders', () => {
  it(`costs no more than ${ceilings.statementsOfPage} statements and ${ceilings.roundTripsOfPage} waits for the database`, async () => {
    let trips = 0
    const sent = await statementsOf(async () => { trips = await roundTripsOf(() => importOne(newPage())) })
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

  it('costs little, and writes nothing, when it comes again unchanged', async () => {
    const page = newPage()
    await importOne(page)
    const sent = await statementsOf(() => importOne(page))
    expect(sent.length - 1).toBeLessThanOrEqual(ceilings.statementsOfUnchanged)
    expect(sent.filter(({ text }) => /\b(insert|update|delete)\b/.test(text))).toEqual([])
  })
})

describe('a page of the orders list', () => {
  it.each(['operator', 'merchant'] as const)(`touches few buffers, the first as a deep one, as %s`, async (who) => {
    const scope = who === 'operator' ? 'all' : accounts[1]!.merchantId
    const over: string[] = []
    for (const { name, filter, bare } of questionsOf(accounts[1]!)) {
      const where = scope === 'all' ? bare : `${bare} and o.merchant_id = '${scope}'`
      const cursor = await deepCursor(sql, where)
      const first = await reading({ sql }, scope, () => read({ database }, scope, filter))
      const deep = await reading({ sql }, scope, () => read({ database }, scope, { ...filter, cursor }))
      for (const [page, { buffers }] of [['first', first], ['deep', deep]] as const) if (buffers > ceilings.buffersOfPage) over.push(`${name}, ${page} page: ${buffers}`)
    }
    expect(over).toEqual([])
  })
})

import { randomUUID } from 'node:crypto'
import { CommitUnknown, connect } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { startPostgresProxy, type CommitFate, type PostgresProxy } from '../support/postgres-proxy.ts'
import { openShopFloor, type ShopFloor } from '../support/shop-floor.ts'

/* A proxy between Crossdock and PostgreSQL that loses COMMITs, or their answers. */

let created: TestDatabase
let proxy: PostgresProxy
let floor: ShopFloor
beforeAll(async () => {
  created = await createDatabase()
  proxy = await startPostgresProxy(created.url)
  floor = await openShopFloor(proxy.url)
})
afterEach(() => {
  proxy.commit = () => 'passes'
  proxy.closed = false
})
afterAll(async () => {
  await floor?.close()
  await proxy?.close()
  await created?.drop()
})

const parcels = () => floor.store.control.fulfillments(floor.shopId)
const stockThere = () => floor.store.control.stock(floor.shopId).find((each) => each.sku === floor.sku)!.stock

/** Every n-th COMMIT is lost, in turn before it arrives and after it was done. @returns how many were */
function losing(every: number): () => number {
  let [seen, lost] = [0, 0]
  proxy.commit = () => (++seen % every === 0 ? (++lost % 2 === 0 ? 'never_arrives' : 'answer_lost') : 'passes')
  return () => lost
}

it.each<[CommitFate]>([['answer_lost'], ['never_arrives']])('F074 makes one thing and says so when a COMMIT is lost: %s', async (fate) => {
  let lost = 0
  proxy.commit = () => (lost++ === 0 ? fate : 'passes')
  const answer = await floor.ask('POST', '/inbounds', { merchantId: floor.merchantId, number: `F074-${fate}`, lines: [{ sku: floor.sku, expected: 10 }] })
  expect([answer.status, lost > 0]).toEqual([201, true])
  expect((await floor.ask('GET', `/inbounds?q=F074-${fate}`)).body.items).toMatchObject([{ id: answer.body.id }])
})

it('F074 doubles and loses nothing when every third COMMIT is lost while orders are fetched, shipped and confirmed, and stock is pushed', async () => {
  const before = stockThere()
  floor.store.control.createOrders(floor.shopId, { count: 12, lines: [{ sku: floor.sku, quantity: 1 }], shipping_code: 'homedelivery' })
  const inbound = (await floor.ask('POST', '/inbounds', { merchantId: floor.merchantId, lines: [{ sku: floor.sku, expected: 101 }] })).body
  await floor.ask('POST', `/inbounds/${inbound.id}/receive`, { lines: [{ sku: floor.sku, quantity: 101 }] })
  const lost = losing(3)
  const completed = await floor.ask('POST', `/inbounds/${inbound.id}/complete`, {}, { 'idempotency-key': randomUUID() })
  expect(completed.status, JSON.stringify(completed.body)).toBe(200)
  await floor.ask('POST', `/ec-accounts/${floor.accountId}/fetch`)
  const list = async () => (await floor.ask('GET', '/orders?limit=200')).body.items as { orderNumber: string; tracking: string }[]
  await vi.waitFor(async () => expect(await list()).toHaveLength(12), { timeout: 30_000, interval: 100 })
  const rows = (await list()).map(({ orderNumber }, index) => `${orderNumber},F074N${index},T-Cat`)
  expect((await floor.ask('POST', '/orders/shipments', { csv: ['order_number,tracking_number,carrier', ...rows].join('\n') })).body).toMatchObject({ shipped: 12, refused: 0 })
  await vi.waitFor(async () => expect(new Set((await list()).map((order) => order.tracking))).toEqual(new Set(['confirmed'])), { timeout: 60_000, interval: 200 })
  await vi.waitFor(() => expect(stockThere()).toBe(before + 50), { timeout: 30_000, interval: 200 })
  expect(lost()).toBeGreaterThan(10)
  expect(parcels().map((each) => each.tracking_number).sort()).toEqual(rows.map((row) => row.split(',')[1]).sort())
  const [stock] = (await floor.ask('GET', `/stock?q=${floor.sku}`)).body.items as { onHand: number; reserved: number }[]
  expect(stock).toMatchObject({ onHand: 101 - 12, reserved: 0 })
}, 90_000)

it('F074 says that it is not known, and does not guess, when the database cannot be asked', async () => {
  const database = connect({ url: proxy.url, applicationName: 'test', fateMs: 300 })
  proxy.commit = () => {
    proxy.closed = true
    return 'answer_lost'
  }
  let runs = 0
  const work = database.transact({ merchant: 'all' }, (tx) => (runs++, sql`update merchant set name = name`.execute(tx)))
  await expect(work).rejects.toBeInstanceOf(CommitUnknown)
  expect(runs).toBe(1)
  await database.close()
})

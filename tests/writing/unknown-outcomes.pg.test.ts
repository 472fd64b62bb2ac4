import { answerWrite, completeInbound, createInbound, overwriteStock, readStock, readStockNow, readWriteQuestion, receiveInbound, sendWrite, shipOrder, sweepWrites } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { countDrift, countWrites, getStock, getStockPush, getWrite, listStockPushes } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant
const day = 24 * 3_600_000

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let ahead: number
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  ahead = 1_000
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
  await rows(warehouse, sql`update ec_account set push_enabled = true, push_percentage = 100`)
})
afterEach(() => warehouse.close())

async function complete(sku: string, quantity: number): Promise<void> {
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: [{ sku, expected: quantity }] })
  await receiveInbound(needs, { scope, actor, inboundId, lines: [{ sku, quantity }] })
  await completeInbound(needs, { scope, actor, inboundId })
}
const openWrites = () => rows(warehouse, sql<{ id: string }>`select id from platform_write where state not in ('accepted', 'rejected') order by planned_at, part`)
async function sendAll(): Promise<void> {
  for (const { id } of await openWrites()) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const inside = <Result>(work: Parameters<typeof warehouse.database.transact<Result>>[1]) => warehouse.database.transact({ merchant: 'all' }, work)
const lastPush = () => inside(async (tx) => (await getStockPush(tx, (await listStockPushes(tx, { limit: 1 })).items[0]!.id))!)
const pushed = async () => (await rows(warehouse, sql<{ pushed: number }>`select pushed from push_ledger`))[0]!.pushed
const loseFirst = (purpose: string) => {
  let lost = false
  store.after = (each) => { if (each === purpose && !lost) { lost = true; throw lostAnswer() } }
}
const dropFirst = (purpose: string) => {
  let lost = false
  store.before = (each) => { if (each === purpose && !lost) { lost = true; throw lostAnswer() } }
}
const ship = async () => {
  await addProduct(warehouse, 'TEA-001', 5)
  const [orderId] = await importOrders(warehouse, {})
  await shipOrder(needs, { scope, actor, orderId: orderId!, parcels: [{ trackingNumber: 'TC1', carrier: 'T-Cat' }] })
  return orderId!
}
const calls = () => store.calls.map((call) => call.purpose)
const tracking = async () => (await rows(warehouse, sql<{ tracking: string }>`select tracking from orders`))[0]!.tracking

it.each(['key', 'reading', 'person'] as const)('F094 F104 settles a lost answer of a parcel by %s, and the store has one', async (settledBy) => {
  store.settledBy = settledBy
  await ship()
  loseFirst('push')
  await sendAll()
  ahead += 120_000
  await sendAll()
  expect(store.shipments).toHaveLength(1)
  if (settledBy === 'key') expect(calls()).toEqual(['push', 'push', 'list'])
  if (settledBy === 'reading') expect(calls()).toEqual(['push', 'list', 'list'])
  if (settledBy !== 'person') return expect(await tracking()).toBe('confirmed')
  expect([calls(), await tracking()]).toEqual([['push'], 'waiting'])
  const [{ id } = { id: '' }] = await openWrites()
  await answerWrite(needs, { scope, actor, writeId: id, answer: 'arrived' })
  await sendWrite(needs, { merchantId: warehouse.merchantId, id })
  expect([calls(), await tracking()]).toEqual([['push'], 'sent'])
  expect(await sweepWrites({ ...needs, now: () => new Date(Date.now() + 10 * day) })).toBe(0)
})

it.each(['reading', 'person'] as const)('sends a parcel again that never arrived, once that is known by %s', async (settledBy) => {
  store.settledBy = settledBy
  await ship()
  dropFirst('push')
  await sendAll()
  ahead += 120_000
  await sendAll()
  if (settledBy === 'person') {
    expect(store.shipments).toHaveLength(0)
    await answerWrite(needs, { scope, actor, writeId: (await openWrites())[0]!.id, answer: 'not_arrived', note: '商店沒有' })
    ahead += 1_000
    await sendAll()
  }
  expect(store.shipments).toHaveLength(1)
})

it('does not look for a parcel before the call that was lost can have ended', async () => {
  store.settledBy = 'reading'
  await ship()
  dropFirst('push')
  await sendAll()
  ahead += 50_000
  await sendAll()
  expect(calls()).toEqual(['push'])
})

it.each(['key', 'reading', 'person'] as const)('F106 settles a lost answer of an increment by %s, and the store is raised once', async (settledBy) => {
  store.settledBy = settledBy
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 10)
  await complete('A', 5)
  loseFirst('increase')
  await sendAll()
  ahead += 120_000
  await sendAll()
  expect(store.stock.get('A')).toBe(15)
  if (settledBy !== 'person') return expect(await lastPush()).toMatchObject({ state: 'accepted', applied: 1, lines: [{ stockAfter: 15 }] })
  expect(calls()).toEqual(['increase'])
  expect(await lastPush()).toMatchObject({ state: 'unknown', lines: [{ result: 'waiting' }], writes: [{ waitingFor: 'person', nextAttemptAt: null }] })
})

it('asks with the store’s figure beside what is expected either way, and keeps who answered', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 10)
  await complete('A', 5)
  await sendAll()
  await complete('A', 7)
  loseFirst('increase')
  await sendAll()
  store.forgetKeys()
  // Sold there since: the store's figure alone proves nothing.
  await importOrders(warehouse, { placedAt: new Date(Date.now() + ahead + 1_000).toISOString(), lines: [line('l1', 'A', 2)] })
  store.stock.set('A', store.stock.get('A')! - 2)
  ahead += day
  await sendAll()
  const asked = (await openWrites())[0]!.id
  expect(await readWriteQuestion(needs, { scope, writeId: asked })).toMatchObject({
    problem: null, items: [{ sku: 'A', quantity: 7, store: 20, told: { stock: 15, sold: 2 }, expected: { arrived: 20, notArrived: 13 }, speaksFor: 'arrived' }], order: null,
  })
  expect(await inside((tx) => countWrites(tx, {}))).toMatchObject({ planned: 0, unknown: 0, asked: 1, rejected: 0, oldestUnsent: { id: asked, kind: 'stock_increment' } })
  ahead += 10 * day
  await sendAll()
  expect([await sweepWrites(needs), store.calls.filter((call) => call.purpose === 'increase').length]).toEqual([0, 2])
  await answerWrite(needs, { scope, actor, writeId: asked, answer: 'arrived', note: '比對過了' })
  expect([store.stock.get('A'), await pushed()]).toEqual([20, 12])
  expect(await lastPush()).toMatchObject({ state: 'accepted', lines: [{ result: 'applied' }] })
  const { history } = (await inside((tx) => getWrite(tx, asked)))!
  expect(history.map((each) => [each.event, each.state, each.actor?.name ?? null, each.note])).toEqual([
    ['attempt', 'unknown', null, null], ['asked', 'unknown', null, null], ['arrived', null, '陳倉管', '比對過了'],
  ])
  await expect(answerWrite(needs, { scope, actor, writeId: asked, answer: 'not_arrived' })).rejects.toMatchObject({ code: 'write_not_asked' })
})

it('counts an increment that a person says arrived as told, so that the next reading finds no drift', async () => {
  const productId = await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 10)
  await complete('A', 5)
  await sendAll()
  await complete('A', 7)
  loseFirst('increase')
  await sendAll()
  store.forgetKeys()
  ahead += day
  await sendAll()
  await answerWrite(needs, { scope, actor, writeId: (await openWrites())[0]!.id, answer: 'arrived' })
  expect((await inside((tx) => getStock(tx, productId, { limit: 1 })))!.stores).toMatchObject([{ figures: { told: 22, level: 22 } }])
  ahead += day
  await readStock(needs, { merchantId: warehouse.merchantId, id: await readStockNow(needs, { scope, actor, ecAccountId: warehouse.accountId }) })
  await rows(warehouse, sql`update ec_account set covered_until = ${needs.now()}`)
  expect(await inside((tx) => countDrift(tx, {}))).toMatchObject({ drift: 0, explained: 0, same: 1 })
})

it('sends an increment again that did not arrive, under a key that it never had; the ledger counts it once', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 10)
  await complete('A', 5)
  dropFirst('increase')
  await sendAll()
  ahead += day
  await sendAll()
  const asked = (await openWrites())[0]!.id
  expect((await readWriteQuestion(needs, { scope, writeId: asked })).items[0]).toMatchObject({ store: 10, told: null, expected: null, speaksFor: null })
  expect(await answerWrite(needs, { scope, actor, writeId: asked, answer: 'not_arrived' })).toEqual({ id: asked, state: 'planned', stockPushId: null })
  ahead += 1_000
  await sendAll()
  expect([store.stock.get('A'), await pushed()]).toEqual([15, 5])
  expect(new Set(store.calls.filter((call) => call.purpose === 'increase').map((call) => call.key)).size).toBe(2)
})

it('overwrites instead: the figure that was approved counts, and the increment never goes out', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 10)
  await complete('A', 5)
  loseFirst('increase')
  await sendAll()
  store.forgetKeys()
  ahead += day
  await sendAll()
  const asked = (await openWrites())[0]!.id
  await expect(answerWrite(needs, { scope, actor, writeId: asked, answer: 'overwritten' })).rejects.toMatchObject({ code: 'invalid_input', errors: [{ path: 'items' }] })
  const { stockPushId } = await answerWrite(needs, { scope, actor, writeId: asked, answer: 'overwritten', items: [{ sku: 'A', stock: 12 }] })
  ahead += 1_000
  await sendAll()
  expect([store.stock.get('A'), await pushed(), await openWrites()]).toEqual([12, 5, []])
  const [first, second] = await inside(async (tx) => Promise.all((await listStockPushes(tx, { limit: 2 })).items.map(async ({ id }) => (await getStockPush(tx, id))!)))
  expect(first).toMatchObject({ id: stockPushId, kind: 'overwrite', state: 'accepted', lines: [{ result: 'applied', stockAfter: 12 }] })
  expect(second).toMatchObject({ kind: 'increment', notApplied: 0, lines: [{ result: 'superseded' }] })
})

it('asks about an overwrite after an hour, although its key is still known: it may never have arrived, and the store has sold since', async () => {
  await addProduct(warehouse, 'A', 9)
  store.stock.set('A', 7)
  store.before = (purpose) => { if (purpose === 'overwrite') throw lostAnswer() }
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 9 }] })
  await sendAll()
  store.before = () => {}
  ahead += 61 * 60_000
  store.stock.set('A', 6)
  await sendAll()
  expect([store.stock.get('A'), calls()]).toEqual([6, ['overwrite', 'levels']])
  expect(await lastPush()).toMatchObject({ writes: [{ waitingFor: 'person' }] })
})

it('reads an overwrite back whose key is forgotten, and asks before it undoes what the store sold', async () => {
  await addProduct(warehouse, 'A', 9)
  store.stock.set('A', 1)
  loseFirst('overwrite')
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 9 }] })
  await sendAll()
  store.forgetKeys()
  ahead += day
  store.stock.set('A', 6)
  await sendAll()
  expect([store.stock.get('A'), calls()]).toEqual([6, ['overwrite', 'levels']])
  expect(await lastPush()).toMatchObject({ writes: [{ waitingFor: 'person' }] })
})

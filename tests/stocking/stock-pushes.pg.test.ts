import { completeInbound, createInbound, leaveWrite, overwriteStock, previewOverwrite, receiveInbound, retryWrite, sendWrite } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { getStock, getStockPush, getWrite, listStockPushes, listWriteLines } from '@crossdock/postgres'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, notReached, refused, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

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

async function completed(...lines: { sku: string; quantity: number }[]): Promise<string> {
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: lines.map(({ sku, quantity }) => ({ sku, expected: quantity })) })
  await receiveInbound(needs, { scope, actor, inboundId, lines })
  await completeInbound(needs, { scope, actor, inboundId })
  return inboundId
}
const openWrites = () => rows(warehouse, sql<{ id: string; kind: string; part: number }>`select id, kind, part from platform_write where state not in ('accepted', 'rejected') order by planned_at, part`)
async function sendAll(): Promise<void> {
  for (const { id } of await openWrites()) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const pushes = () => warehouse.database.transact({ merchant: 'all' }, async (tx) => {
  const { items } = await listStockPushes(tx, { limit: 50 })
  return Promise.all(items.map(async ({ id }) => (await getStockPush(tx, id))!))
})

it('F113 keeps each item’s result, and a bad item never stops the others', async () => {
  for (const sku of ['A', 'B', 'C']) await addProduct(warehouse, sku, 0)
  store.stock.set('A', 10)
  store.untracked.add('B')
  await completed({ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 3 }, { sku: 'C', quantity: 4 })
  await sendAll()
  const [push] = await pushes()
  expect(push).toMatchObject({ kind: 'increment', state: 'accepted', percentage: 100, lineCount: 3, applied: 1, notApplied: 2, units: 9, inbound: { number: expect.stringMatching(/^IN-/) } })
  expect(push!.lines).toMatchObject([
    { sku: 'A', result: 'applied', stockAfter: 12, detail: null },
    { sku: 'B', result: 'not_tracked', stockAfter: null, detail: expect.stringContaining('does not track') },
    { sku: 'C', result: 'unknown_sku', stockAfter: null, detail: expect.stringContaining('no product') },
  ])
})

it('sends again only what was not taken, once its cause is mended', async () => {
  for (const sku of ['A', 'B']) await addProduct(warehouse, sku, 0)
  store.stock.set('A', 0)
  await completed({ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 3 })
  await sendAll()
  const writeId = (await pushes())[0]!.writes[0]!.id
  store.stock.set('B', 0)
  const again = await retryWrite(needs, { scope, actor, writeId })
  expect(again).toMatchObject({ state: 'planned' })
  await sendAll()
  expect([...store.stock]).toEqual([['A', 2], ['B', 3]])
  expect((await pushes())[0]).toMatchObject({ state: 'accepted', applied: 2, writes: [{ part: 1 }, { id: again.id, part: 2 }] })
  await expect(retryWrite(needs, { scope, actor, writeId })).rejects.toMatchObject({ code: 'write_not_retryable' })
  await expect(retryWrite(needs, { scope, actor, writeId: again.id })).rejects.toMatchObject({ code: 'write_not_retryable' })
  await expect(retryWrite(needs, { scope: merchantScope(newId()), actor, writeId })).rejects.toMatchObject({ code: 'not_found' })
})

it('F116 sends 250 items as three parts with a key each; a refused part is shown with the platform’s words and can go again', async () => {
  const skus = Array.from({ length: 250 }, (_, index) => `S${String(index).padStart(3, '0')}`)
  for (const sku of skus) {
    await addProduct(warehouse, sku, 0)
    store.stock.set(sku, 0)
  }
  await completed(...skus.map((sku) => ({ sku, quantity: 1 })))
  let calls = 0
  store.before = () => { if (++calls === 2) throw refused('not_allowed', '無此權限') }
  await sendAll()
  const [push] = await pushes()
  expect(push).toMatchObject({ state: 'rejected', lineCount: 250, applied: 150, notApplied: 100 })
  expect(push!.writes.map((write) => [write.part, write.state, write.error])).toEqual([[1, 'accepted', null], [2, 'rejected', '無此權限'], [3, 'accepted', null]])
  expect(push!.lines[100]).toMatchObject({ sku: 'S100', result: 'refused', detail: '無此權限' })
  expect(new Set(store.calls.map((call) => call.key)).size).toBe(3)
  await retryWrite(needs, { scope, actor, writeId: push!.writes[1]!.id })
  await sendAll()
  expect(new Set(store.calls.map((call) => call.key)).size).toBe(4)
  expect(new Set(store.stock.values())).toEqual(new Set([1]))
})

it('F116 cuts a part for a platform that takes fewer items, and does no piece twice when an answer is lost', async () => {
  for (const sku of ['A', 'B', 'C', 'D', 'E']) {
    await addProduct(warehouse, sku, 0)
    store.stock.set(sku, 0)
  }
  store.maxItems = 2
  let calls = 0
  store.after = () => { if (++calls === 2) throw lostAnswer() }
  await completed(...['A', 'B', 'C', 'D', 'E'].map((sku) => ({ sku, quantity: 1 })))
  await sendAll()
  ahead += 3_600_000
  await sendAll()
  expect([...store.stock.values()]).toEqual([1, 1, 1, 1, 1])
  expect((await pushes())[0]).toMatchObject({ state: 'accepted', applied: 5 })
})

it('asks before a piece is done twice that the store took while the next one never got out, when its keys are forgotten', async () => {
  for (const sku of ['A', 'B']) {
    await addProduct(warehouse, sku, 0)
    store.stock.set(sku, 0)
  }
  store.maxItems = 1
  let calls = 0
  store.before = () => { if (++calls === 2) throw notReached() }
  await completed({ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 1 })
  await sendAll()
  expect([[...store.stock.values()], (await pushes())[0]!.state]).toEqual([[1, 0], 'unknown'])
  store.forgetKeys()
  ahead += 24 * 3_600_000
  await sendAll()
  expect([[...store.stock.values()], (await pushes())[0]!.writes[0]]).toMatchObject([[1, 0], { waitingFor: 'person' }])
})

it('F105 does not send an increment again when nobody can know whether it was taken, and says so', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  await completed({ sku: 'A', quantity: 5 })
  store.after = () => { throw lostAnswer() }
  await sendAll()
  store.forgetKeys()
  ahead += 24 * 3_600_000
  await sendAll()
  expect(store.stock.get('A')).toBe(5)
  expect(store.calls).toHaveLength(1)
  expect((await pushes())[0]).toMatchObject({ state: 'unknown', lines: [{ result: 'waiting' }], writes: [{ errorCode: 'outcome_unknown', askedAt: expect.any(String), waitingFor: 'person' }] })
})

it('previews an overwrite beside what is available, and sets what was approved', async () => {
  await addProduct(warehouse, 'A', 10)
  await addProduct(warehouse, 'B', 4)
  await addProduct(warehouse, 'C', 1)
  store.stock.set('A', 3)
  store.stock.set('B', 9)
  await importOrders(warehouse, { lines: [line('l1', 'A', 2)] })
  const { items } = await previewOverwrite(needs, { scope, ecAccountId: warehouse.accountId })
  expect(items.map(({ sku, storeStock, available, change }) => [sku, storeStock, available, change])).toEqual([['A', 3, 8, 5], ['B', 9, 4, -5], ['C', null, 1, null]])
  const { stockPushId } = await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 8 }, { sku: 'C', stock: 1 }] })
  await sendAll()
  expect([...store.stock]).toEqual([['A', 8], ['B', 9]])
  expect((await pushes())[0]).toMatchObject({ id: stockPushId, kind: 'overwrite', percentage: null, inbound: null, lines: [{ sku: 'A', result: 'applied', stockAfter: 8 }, { sku: 'C', result: 'unknown_sku' }] })
  expect(await rows(warehouse, sql`select * from push_ledger`)).toEqual([])
})

it('refuses to overwrite with what is not right, or without a connection', async () => {
  await addProduct(warehouse, 'A', 10)
  const overwrite = (items: { sku: string; stock: number }[], changes: object = {}) => overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items, ...changes })
  await expect(overwrite([{ sku: 'NOPE', stock: 1 }])).rejects.toMatchObject({ code: 'unknown_sku', errors: [{ path: 'items.0.sku' }] })
  await expect(overwrite([{ sku: 'A', stock: 1 }, { sku: 'A', stock: 2 }])).rejects.toMatchObject({ code: 'invalid_input', errors: [{ path: 'items.1.sku' }] })
  await expect(overwrite([{ sku: 'A', stock: 1 }], { scope: merchantScope(newId()) })).rejects.toMatchObject({ code: 'not_found' })
  await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
  await expect(overwrite([{ sku: 'A', stock: 1 }])).rejects.toMatchObject({ code: 'not_connected' })
  await expect(previewOverwrite(needs, { scope, ecAccountId: warehouse.accountId })).rejects.toMatchObject({ code: 'not_connected' })
  expect(store.calls).toEqual([])
})

it('does not overwrite with figures that could not be set within an hour of their approval; sent again by a person, they are approved once more', async () => {
  await addProduct(warehouse, 'A', 10)
  store.stock.set('A', 3)
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 10 }] })
  store.before = () => { throw notReached() }
  await sendAll()
  store.before = () => {}
  ahead += 61 * 60_000
  await sendAll()
  expect(store.calls.map((call) => call.purpose)).toEqual(['overwrite'])
  const [push] = await pushes()
  expect(push).toMatchObject({ state: 'rejected', lines: [{ result: 'refused' }], writes: [{ errorCode: 'figures_outdated' }] })
  await retryWrite(needs, { scope, actor, writeId: push!.writes[0]!.id })
  await sendAll()
  expect([store.stock.get('A'), (await pushes())[0]!.state]).toEqual([10, 'accepted'])
})

/** The store takes A of two figures and not B. @returns the write */
async function overwroteButOne(a: number, b: number): Promise<string> {
  store.maxItems = 1
  store.before = (purpose) => { if (purpose === 'overwrite' && store.calls.at(-1)?.key?.endsWith('.2')) throw refused('invalid_request', 'Not like this.') }
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: a }, { sku: 'B', stock: b }] })
  await sendAll()
  store.before = () => {}
  return (await pushes())[0]!.writes[0]!.id
}
const refusedLines = () => warehouse.database.transact({ merchant: 'all' }, async (tx) => (await listWriteLines(tx, { states: ['rejected'] }, 10)).map(({ id, state, refusedItems, error }) => ({ id, state, refusedItems, error })))

it('sends the item that a store refused of an overwrite again, with its figure approved anew; the command line knows it until then', async () => {
  for (const sku of ['A', 'B']) {
    await addProduct(warehouse, sku, 10)
    store.stock.set(sku, 3)
  }
  await leaveWrite(needs, { scope, actor, writeId: await overwroteButOne(5, 6), note: '商家已自行設定' })
  expect(await refusedLines()).toEqual([])
  const writeId = await overwroteButOne(7, 8)
  expect([[...store.stock], (await pushes())[0]!.lines.map(({ result }) => result)]).toEqual([[['A', 7], ['B', 3]], ['applied', 'refused']])
  expect(await refusedLines()).toEqual([{ id: writeId, state: 'accepted', refusedItems: 1, error: 'Not like this.' }])
  // Long after the hour for which the figures were approved.
  ahead += 5 * 3_600_000
  store.stock.set('A', 6)
  const again = await retryWrite(needs, { scope, actor, writeId, note: '已與商家確認' })
  expect(await refusedLines()).toEqual([])
  await sendAll()
  expect([[...store.stock], (await pushes())[0]]).toMatchObject([[['A', 6], ['B', 8]], { state: 'accepted', applied: 2, notApplied: 0, writes: [{ id: writeId, part: 1 }, { id: again.id, part: 2 }] }])
  const { history } = (await warehouse.database.transact({ merchant: 'all' }, (tx) => getWrite(tx, again.id)))!
  expect(history.map(({ event, actor: by, note }) => [event, by?.name, note])).toEqual([['sent_again', '陳倉管', '已與商家確認'], ['attempt', undefined, null]])
  await expect(retryWrite(needs, { scope, actor, writeId })).rejects.toMatchObject({ code: 'write_not_retryable' })
})

it('undoes no figure that was set since, whether an item of an older overwrite was refused or all of it', async () => {
  for (const sku of ['A', 'B']) {
    await addProduct(warehouse, sku, 10)
    store.stock.set(sku, 3)
  }
  const partly = await overwroteButOne(7, 8)
  store.maxItems = 100
  const overwrite = (items: { sku: string; stock: number }[]) => overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items })
  await overwrite([{ sku: 'A', stock: 1 }, { sku: 'B', stock: 2 }])
  store.before = () => { throw refused('invalid_request', 'Not at all.') }
  await sendAll()
  store.before = () => {}
  const wholly = (await refusedLines()).find(({ state }) => state === 'rejected')!.id
  await overwrite([{ sku: 'B', stock: 5 }])
  await sendAll()
  expect((await refusedLines()).map(({ id }) => id)).toEqual([wholly])
  await expect(retryWrite(needs, { scope, actor, writeId: partly })).rejects.toMatchObject({ code: 'write_overtaken' })
  await retryWrite(needs, { scope, actor, writeId: wholly })
  await sendAll()
  expect([[...store.stock], (await pushes()).map(({ lines }) => lines.map(({ sku, result }) => [sku, result]))]).toEqual([
    [['A', 1], ['B', 5]], [[['B', 'applied']], [['A', 'applied'], ['B', 'refused']], [['A', 'applied'], ['B', 'refused']]],
  ])
  expect(await refusedLines()).toEqual([])
})

it('overwrites only after the increments before it, and raises only after the overwrite', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  await completed({ sku: 'A', quantity: 5 })
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 5 }] })
  await completed({ sku: 'A', quantity: 2 })
  const [first, second, third] = await openWrites()
  const send = (write: { id: string } | undefined) => sendWrite(needs, { merchantId: warehouse.merchantId, id: write!.id })
  await send(third)
  await send(second)
  expect(store.calls).toEqual([])
  store.before = () => { throw notReached() }
  await send(first)
  store.before = () => {}
  ahead += 1_800_000
  await send(second)
  expect(store.calls.filter((call) => call.purpose === 'overwrite')).toEqual([])
  for (const write of [first, second, third]) await send(write)
  expect(store.calls.slice(1).map((call) => call.purpose)).toEqual(['increase', 'overwrite', 'increase'])
  expect(store.stock.get('A')).toBe(7)
})

it('shows on a product what reserves it, what moved it and what each store was told', async () => {
  const productId = await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 1)
  await completed({ sku: 'A', quantity: 5 })
  await sendAll()
  await importOrders(warehouse, { orderNumber: 'N7', lines: [line('l1', 'A', 2)] })
  const detail = await warehouse.database.transact({ merchant: warehouse.merchantId }, (tx) => getStock(tx, productId, { limit: 10 }))
  expect(detail).toMatchObject({
    sku: 'A', onHand: 5, reserved: 2, available: 3, reservations: [{ orderNumber: 'N7', quantity: 2 }], movements: { nextCursor: null, items: [{ kind: 'inbound', delta: 5, onHandAfter: 5 }] },
    stores: [{ ecAccountId: warehouse.accountId, displayName: '官網帳號', pushed: 5, lastStoreStock: 6 }],
  })
  expect(await warehouse.database.transact({ merchant: newId() }, (tx) => getStock(tx, productId, { limit: 10 }))).toBeNull()
})

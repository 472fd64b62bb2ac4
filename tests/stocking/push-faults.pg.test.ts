import { completeInbound, createInbound, previewOverwrite, receiveInbound, sendWrite, sweepWrites } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { getInbound } from '@crossdock/postgres'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf, notReached, type WritingStore } from '../support/writing-store.ts'

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
  await setShare(100)
})
afterEach(() => warehouse.close())

const setShare = (percentage: number, enabled = true) => rows(warehouse, sql`update ec_account set push_enabled = ${enabled}, push_percentage = ${percentage}`)
async function received(...lines: { sku: string; quantity: number }[]): Promise<string> {
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: lines.map(({ sku, quantity }) => ({ sku, expected: quantity })) })
  await receiveInbound(needs, { scope, actor, inboundId, lines })
  return inboundId
}
async function completed(...lines: { sku: string; quantity: number }[]): Promise<string> {
  const inboundId = await received(...lines)
  await completeInbound(needs, { scope, actor, inboundId })
  return inboundId
}
const openWrites = () => rows(warehouse, sql<{ id: string }>`select id from platform_write where state not in ('accepted', 'rejected') order by planned_at, part`)
async function sendAll(): Promise<void> {
  for (const { id } of await openWrites()) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const inbound = (id: string) => warehouse.database.transact({ merchant: 'all' }, async (tx) => (await getInbound(tx, id))!)

it('F104 is sent after a crash between its completion and its sending: the row is there, and the sweep finds it without its job', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  const id = await received({ sku: 'A', quantity: 3 })
  const dying = { ...needs, failpoint: () => { throw new Error('killed') } }
  await expect(completeInbound(dying, { scope, actor, inboundId: id })).rejects.toThrow('killed')
  expect([(await inbound(id)).status, await openWrites()]).toEqual(['received', []])
  await completeInbound(needs, { scope, actor, inboundId: id })
  await rows(warehouse, sql`delete from pgboss.job`)
  expect(await sweepWrites(needs)).toBe(1)
  expect(await rows(warehouse, sql`select data ->> 'id' as id from pgboss.job where name = 'send-writes'`)).toEqual([{ id: warehouse.accountId }])
  await sendAll()
  expect(store.stock.get('A')).toBe(3)
})

it('F111 is sent as it was earned, whatever becomes of the percentage before it goes', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  await setShare(50)
  const id = await completed({ sku: 'A', quantity: 10 })
  await setShare(90)
  await sendAll()
  expect([store.stock.get('A'), (await inbound(id)).pushes]).toMatchObject([5, [{ quantity: 5, result: 'applied' }]])
  expect(await rows(warehouse, sql`select percentage from stock_push`)).toEqual([{ percentage: 50 }])
})

it.each([['push_off', 80, false], ['zero_percentage', 0, true]] as const)('F112 makes no call at all with %s, and says so', async (reason, percentage, enabled) => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  await setShare(percentage, enabled)
  const id = await completed({ sku: 'A', quantity: 10 })
  await sendAll()
  expect(store.calls).toEqual([])
  expect((await inbound(id)).notPushed).toMatchObject([{ ecAccountId: warehouse.accountId, reason }])
})

it('F114 never counts a unit twice when an order arrives while the push runs, and overwrites with what is free by then', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  const id = await received({ sku: 'A', quantity: 5 })
  await Promise.all([completeInbound(needs, { scope, actor, inboundId: id }), importOrders(warehouse, { lines: [line('l1', 'A', 3)] }), importOrders(warehouse, { lines: [line('l1', 'A', 3)] })])
  await sendAll()
  expect(await rows(warehouse, sql`select on_hand, reserved from stock`)).toEqual([{ on_hand: 5, reserved: 3 }])
  expect(await rows(warehouse, sql`select holds from orders order by holds`)).toEqual([{ holds: [] }, { holds: ['insufficient_stock'] }])
  expect((await previewOverwrite(needs, { scope, ecAccountId: warehouse.accountId })).items).toMatchObject([{ sku: 'A', storeStock: 5, available: 2 }])
})

it('F116 sends 3,000 SKUs in parts, goes on at the part where it was interrupted, and tells each once', async () => {
  const count = 3_000
  await rows(warehouse, sql`with made as (insert into product (merchant_id, id, sku, name) select ${warehouse.merchantId}, new_id(), 'S' || n, 'S' || n from generate_series(1, ${count}) n returning id)
    insert into stock (merchant_id, product_id) select ${warehouse.merchantId}, id from made`)
  const lines = Array.from({ length: count }, (_, index) => ({ sku: `S${index + 1}`, quantity: 2 }))
  for (const { sku } of lines) store.stock.set(sku, 0)
  await completed(...lines)
  let calls = 0
  store.before = () => { if (++calls === 8) throw notReached() }
  await sendAll()
  expect(await openWrites()).toHaveLength(1)
  ahead += 3_600_000
  await sendAll()
  expect([new Set(store.stock.values()), new Set(store.calls.map((call) => call.key)).size, store.calls.length]).toEqual([new Set([2]), 30, 31])
})

it('F117 goes to the store that is connected while the other waits, each with its own share', async () => {
  await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  await setShare(60)
  const other = newId()
  await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, first_connected_at, push_enabled, push_percentage)
    values (${warehouse.merchantId}, ${other}, 'teststore', '第二帳號', ${warehouse.channelId}, 'disconnected', now(), true, 30)`)
  const id = await completed({ sku: 'A', quantity: 10 })
  await sendAll()
  expect(store.stock.get('A')).toBe(6)
  const results = (await inbound(id)).pushes.map(({ ecAccountId, quantity, result }) => [ecAccountId, quantity, result])
  expect(results).toEqual(expect.arrayContaining([[warehouse.accountId, 6, 'applied'], [other, 3, 'waiting']]))
  await rows(warehouse, sql`update ec_account set connection_status = 'connected' where id = ${other}`)
  await sendAll()
  expect(store.stock.get('A')).toBe(9)
})

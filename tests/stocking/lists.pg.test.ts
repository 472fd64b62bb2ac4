import { adjustStock, completeInbound, createInbound, overwriteStock, receiveInbound } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { getPlatformCall, listInbounds, listPlatformCalls, listProducts, listStock, listStockPushes, type Tx } from '@crossdock/postgres'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let needs: Needs
let other: string
beforeAll(async () => {
  warehouse = await openWarehouse()
  needs = needsOf(warehouse, createWritingStore())
  other = newId()
  await rows(warehouse, sql`insert into merchant (merchant_id, code, name) values (${other}, 'M2', '海邊咖啡')`)
  await rows(warehouse, sql`update ec_account set push_enabled = true, push_percentage = 100`)
  for (const sku of ['A-1', 'A_2', 'B%3', 'C-4']) await addProduct(warehouse, sku, 0)
  await addProduct({ ...warehouse, merchantId: other }, 'A-1', 7)
})
afterAll(() => warehouse.close())

const all = { merchant: 'all' }
const ask = <Result>(work: (tx: Tx) => Promise<Result>, as = all) => warehouse.database.transact(as, work)
/** Every item of a list, read in pages of one size. */
async function walk<Item>(limit: number, read: (page: { limit: number; cursor?: string }) => Promise<{ items: Item[]; nextCursor: string | null }>): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: { items: Item[]; nextCursor: string | null } = await read({ limit, ...(cursor === null ? {} : { cursor }) })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

describe('products and stock', () => {
  it.each([1, 2, 3, 50])('come each once and by SKU, also where merchants share one, in pages of %i', async (limit) => {
    const items = await walk(limit, (page) => ask((tx) => listProducts(tx, page)))
    expect(items.map((item) => item.sku)).toEqual(['A-1', 'A-1', 'A_2', 'B%3', 'C-4'])
    expect(new Set(items.map((item) => item.id)).size).toBe(5)
  })

  it('are found by any part as it is written, and by state', async () => {
    const find = async (filter: object) => (await ask((tx) => listStock(tx, { limit: 50, ...filter }))).items.map((item) => `${item.merchant.name} ${item.sku}`)
    expect(await find({ q: '_2' })).toEqual(['小山茶行 A_2'])
    expect(await find({ q: '%' })).toEqual(['小山茶行 B%3'])
    expect(await find({ q: 'a-1', merchantId: other })).toEqual(['海邊咖啡 A-1'])
    const { id } = (await ask((tx) => listProducts(tx, { limit: 1, q: 'C-4' }))).items[0]!
    await adjustStock(needs, { scope, actor, productId: id, delta: 2, note: 'x' })
    await importOrders(warehouse, { lines: [line('l1', 'C-4', 2)] })
    expect(await find({ state: 'in_stock' })).toEqual(['海邊咖啡 A-1'])
    expect(await find({ state: 'reserved' })).toEqual(['小山茶行 C-4'])
    expect(await find({ state: 'out_of_stock' })).toHaveLength(4)
  })

  it('are a merchant’s own', async () => {
    expect((await ask((tx) => listProducts(tx, { limit: 50 }), { merchant: other })).items).toMatchObject([{ sku: 'A-1', onHand: 7, available: 7 }])
    expect((await ask((tx) => listStock(tx, { limit: 50, merchantId: warehouse.merchantId }), { merchant: other })).items).toEqual([])
  })

  it('refuse a cursor that is none of theirs', async () => {
    await expect(ask((tx) => listProducts(tx, { limit: 1, cursor: 'bm8' }))).rejects.toMatchObject({ code: 'invalid_input', errors: [{ path: 'cursor' }] })
  })
})

describe('inbounds and stock pushes', () => {
  beforeAll(async () => {
    for (const [supplier, sku] of [['茶園', 'A-1'], ['茶園', 'A_2'], ['工廠', 'B%3']] as const) {
      const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, supplier, expectedOn: '2026-12-01', lines: [{ sku, expected: 2 }] })
      if (supplier === '工廠') continue
      await receiveInbound(needs, { scope, actor, inboundId, lines: [{ sku, quantity: 3 }] })
      await completeInbound(needs, { scope, actor, inboundId })
    }
    await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A-1', stock: 1 }] })
  })

  it('are listed newest first, each once, with their sums', async () => {
    const items = await walk(1, (page) => ask((tx) => listInbounds(tx, page)))
    expect(items.map((item) => [item.number.slice(-3), item.status, item.expectedOn, item.expected, item.received, item.putAway])).toEqual([
      ['003', 'pending', '2026-12-01', 2, 0, 0], ['002', 'completed', '2026-12-01', 2, 3, 3], ['001', 'completed', '2026-12-01', 2, 3, 3],
    ])
  })

  it('are found by number, supplier, SKU and status', async () => {
    const find = async (filter: object) => (await ask((tx) => listInbounds(tx, { limit: 50, ...filter }))).items.map((item) => item.number.slice(-3))
    expect(await find({ q: '工廠' })).toEqual(['003'])
    expect(await find({ q: 'a_2' })).toEqual(['002'])
    expect(await find({ status: 'completed' })).toEqual(['002', '001'])
    expect(await find({ merchantId: other })).toEqual([])
  })

  it('say how far each push is', async () => {
    const find = async (filter: object) => (await walk(1, (page) => ask((tx) => listStockPushes(tx, { ...page, ...filter })))).map((push) => push.kind)
    expect(await find({})).toEqual(['overwrite', 'increment', 'increment'])
    expect(await find({ kind: 'increment', state: 'planned' })).toEqual(['increment', 'increment'])
    expect(await find({ state: 'accepted' })).toEqual([])
    await rows(warehouse, sql`update platform_write set state = 'rejected' where kind = 'stock_overwrite'`)
    expect(await find({ state: 'rejected' })).toEqual(['overwrite'])
    expect(await find({ ecAccountId: newId() })).toEqual([])
  })
})

describe('platform calls', () => {
  const ids = [newId(), newId(), newId()].sort()
  beforeAll(async () => {
    const call = (id: string | undefined, at: string, purpose: string, failure: string | null) =>
      rows(warehouse, sql`insert into platform_call (merchant_id, id, ec_account_id, at, purpose, method, url, request_headers, response_headers, duration_ms, attempt, status, failure)
        values (${warehouse.merchantId}, ${id!}, ${warehouse.accountId}, ${at}, ${purpose}, 'GET', 'https://store/x', '{"a":"b"}', '{}', 12, 1, 200, ${failure}::jsonb)`)
    await call(ids[0], '2026-11-22T15:59:59Z', 'orders.list', null)
    await call(ids[1], '2026-11-22T16:00:00Z', 'orders.list', '{"kind":"unavailable","code":"timeout","message":"late"}')
    await call(ids[2], '2026-11-23T16:00:00Z', 'tracking.push', null)
  })
  const find = async (filter: object) => (await walk(1, (page) => ask((tx) => listPlatformCalls(tx, { ...page, ...filter }, 'Asia/Taipei')))).map((call) => ids.indexOf(call.id))

  it('are listed newest first, by purpose, failure and the warehouse’s day', async () => {
    expect(await find({})).toEqual([2, 1, 0])
    expect(await find({ purpose: 'orders.list' })).toEqual([1, 0])
    expect([await find({ failed: true }), await find({ failed: false })]).toEqual([[1], [2, 0]])
    expect(await find({ from: '2026-11-23', to: '2026-11-23' })).toEqual([1])
    expect(await find({ merchantId: other })).toEqual([])
  })

  it('show what was asked and answered, to their merchant', async () => {
    const detail = (as: string) => ask((tx) => getPlatformCall(tx, ids[1]!), { merchant: as })
    expect(await detail(warehouse.merchantId)).toMatchObject({ requestHeaders: { a: 'b' }, requestBody: null, failure: { code: 'timeout' }, ecAccount: { name: '官網帳號' } })
    expect(await detail(other)).toBeNull()
  })
})

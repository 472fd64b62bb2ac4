import { newId, type HoldReason } from '@crossdock/domain'
import { importPage, mapUnknownProduct, type MappedProduct } from '@crossdock/flows'
import { merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { listUnknownProducts, type UnknownProductFilter } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addMerchant } from './order-rows.ts'

let warehouse: TestWarehouse
let needs: Needs
const actor: Actor = { kind: 'user', name: '小芳' }

beforeEach(async () => {
  warehouse = await openWarehouse()
  needs = { store: warehouse.store, now: () => new Date() } as unknown as Needs
})
afterEach(() => warehouse.close())

interface GivenLine { sku: string; title?: string; quantity?: number }

async function importLines(...orders: GivenLine[][]): Promise<void> {
  await warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) => {
    const account = (await tx.accounts.get(warehouse.merchantId, warehouse.accountId))!
    const read = orders.map((lines) => {
      const order = incomingOrder({
        lines: lines.map(({ sku, title = '高山烏龍', quantity = 1 }, index) => ({ lineId: `l${index}`, sku, title, variantTitle: null, quantity, price: 300, fulfilledQuantity: 0 })),
      })
      return { raw: { ...order }, order, problem: null }
    })
    await importPage(tx, { account, orders: read, fetchedAt: new Date(), fetchRunId: null })
  })
}

const list = (filter: UnknownProductFilter & { cursor?: string; limit?: number } = {}, merchant = 'all') =>
  warehouse.database.transact({ merchant }, (tx) => listUnknownProducts(tx, { limit: 50, ...filter }))
const idOf = async (sku: string) => (await list({ q: sku })).items[0]!.id
const map = (unknownProductId: string, product: MappedProduct, merchant = 'all') => mapUnknownProduct(needs, { scope: { merchant }, actor, unknownProductId, product })
const holds = async () => (await rows(warehouse, sql<{ holds: HoldReason[] }>`select holds from orders order by placed_at, id`)).map((row) => row.holds)

it('F035 shows a SKU once for all orders that wait for it', async () => {
  await importLines([{ sku: 'NEW-1', quantity: 2 }], [{ sku: 'NEW-1' }, { sku: 'NEW-1', quantity: 4 }], [{ sku: '', title: '贈品' }])
  expect((await list()).items.map(({ sku, title, orders, quantity }) => ({ sku, title, orders, quantity }))).toEqual(
    expect.arrayContaining([{ sku: 'NEW-1', title: '高山烏龍', orders: 2, quantity: 7 }, { sku: '', title: '贈品', orders: 1, quantity: 1 }]),
  )
  expect((await list({ q: 'NEW-1' })).items).toEqual([{
    id: expect.any(String), merchant: { id: warehouse.merchantId, name: '小山茶行' }, sku: 'NEW-1', title: '高山烏龍', orders: 2, quantity: 7,
    ecAccounts: [{ id: warehouse.accountId, name: '官網帳號' }], firstSeenAt: expect.any(String), oldestOrderAt: expect.any(String),
  }])
})

it('F035 maps to a product: every order that waited resumes, and later ones know it', async () => {
  const productId = await addProduct(warehouse, 'TEA-9', 3)
  await importLines([{ sku: 'NEW-1', quantity: 2 }], [{ sku: 'NEW-1' }], [{ sku: 'NEW-1' }])
  expect(await map(await idOf('NEW-1'), { productId })).toEqual({ productId, lines: 3, released: 2 })
  expect((await holds()).filter((each) => each.length > 0)).toEqual([['insufficient_stock']])
  expect((await list()).items).toEqual([])
  expect(await rows(warehouse, sql`select reserved from stock where product_id = ${productId}`)).toEqual([{ reserved: 3 }])
  expect(await rows(warehouse, sql`select data from timeline where type = 'product_mapped'`)).toEqual(Array(3).fill({ data: { key: 'NEW-1', sku: 'TEA-9', name: 'TEA-9' } }))
  await importLines([{ sku: 'NEW-1' }])
  expect((await list()).items).toEqual([])
  expect(await rows(warehouse, sql`select count(*) from order_line where product_id = ${productId}`)).toEqual([{ count: 4 }])
})

it('creates the product it is, and serves what waits for that product’s SKU as well', async () => {
  await importLines([{ sku: '', title: '高山烏龍 150g' }], [{ sku: 'TEA-150' }])
  const { productId, lines, released } = await map(await idOf('高山烏龍 150g'), { create: { sku: 'TEA-150', name: '高山烏龍 150 克' } })
  expect({ lines, released }).toEqual({ lines: 2, released: 0 })
  expect(await holds()).toEqual([['insufficient_stock'], ['insufficient_stock']])
  expect((await list()).items).toEqual([])
  expect(await rows(warehouse, sql`select id, name from product where sku = 'TEA-150'`)).toEqual([{ id: productId, name: '高山烏龍 150 克' }])
})

it('says when the SKU is taken, the product is another merchant’s, or nothing is there, and changes nothing', async () => {
  const other = await addMerchant(warehouse, 'M2')
  await addProduct(warehouse, 'TEA-1', 1)
  const foreign = newId()
  await rows(warehouse, sql`insert into product (merchant_id, id, sku, name) values (${other.merchantId}, ${foreign}, 'X', 'X')`)
  await importLines([{ sku: 'NEW-1' }])
  const id = await idOf('NEW-1')
  await expect(map(id, { create: { sku: 'TEA-1', name: 'x' } })).rejects.toMatchObject({ code: 'sku_taken', params: { sku: 'TEA-1' } })
  await expect(map(id, { productId: foreign })).rejects.toMatchObject({ code: 'not_found' })
  await expect(map(id, { productId: newId() })).rejects.toMatchObject({ code: 'not_found' })
  await expect(map(newId(), { productId: foreign })).rejects.toMatchObject({ code: 'not_found' })
  await expect(map(id, { productId: foreign }, other.merchantId)).rejects.toMatchObject({ code: 'not_found' })
  expect((await list()).items).toHaveLength(1)
  expect(await rows(warehouse, sql`select count(*) from product_alias`)).toEqual([{ count: 0 }])
})

it('is mapped once, when two people do it at the same time', async () => {
  const [one, two] = [await addProduct(warehouse, 'A', 5), await addProduct(warehouse, 'B', 5)]
  await importLines([{ sku: 'NEW-1' }])
  const id = await idOf('NEW-1')
  const results = await Promise.allSettled([map(id, { productId: one }), map(id, { productId: two })])
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'unknown_product_resolved' } })
  expect(await rows(warehouse, sql`select sum(reserved) as reserved from stock`)).toEqual([{ reserved: 1 }])
})

it('no longer shows what no open order waits for', async () => {
  await importLines([{ sku: 'NEW-1' }])
  await rows(warehouse, sql`update orders set status = 'canceled'`)
  expect((await list()).items).toEqual([])
})

it('filters by merchant, account and any of several SKUs, and pages', async () => {
  const other = await addMerchant(warehouse, 'M2')
  await importLines([{ sku: 'A_1' }], [{ sku: 'AB1' }], [{ sku: 'C1', title: '凍頂' }])
  const skus = async (filter: UnknownProductFilter, merchant?: string) => (await list(filter, merchant)).items.map((item) => item.sku).sort()
  expect(await skus({ q: 'a_1' })).toEqual(['A_1'])
  expect(await skus({ q: ' ab1 \n\n凍頂' })).toEqual(['AB1', 'C1'])
  expect(await skus({ merchantId: other.merchantId })).toEqual([])
  expect(await skus({ ecAccountId: warehouse.accountId })).toHaveLength(3)
  expect(await skus({ ecAccountId: other.accountId })).toEqual([])
  expect(await skus({}, other.merchantId)).toEqual([])
  const whole = (await list()).items.map((item) => item.id)
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await list({ limit: 2, ...(cursor ? { cursor } : {}) })
    seen.push(...page.items.map((item) => item.id))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(seen).toEqual(whole)
})

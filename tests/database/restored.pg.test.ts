import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { backUp, restore } from '@crossdock/postgres'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openShopFloor, type ShopFloor } from '../support/shop-floor.ts'

/* A backup is taken; the day goes on; the backup is restored; and people do again what they find undone. The store goes on all the while. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'crossdock-restored-'))
let created: TestDatabase
let floor: ShopFloor
beforeAll(async () => {
  created = await createDatabase()
  floor = await openShopFloor(created.url)
})
afterAll(async () => {
  await floor?.close()
  await created?.drop()
  rmSync(folder, { recursive: true, force: true })
})

interface Head { id: string; orderNumber: string; status: string; tracking: string }
const orders = async () => (await floor.ask('GET', '/orders?limit=200')).body.items as Head[]
const place = (count: number) => floor.store.control.createOrders(floor.shopId, { count, lines: [{ sku: floor.sku, quantity: 1 }], shipping_code: 'homedelivery' })
const stockThere = () => floor.store.control.stock(floor.shopId).find((each) => each.sku === floor.sku)!.stock
const parcels = () => floor.store.control.fulfillments(floor.shopId).map((each) => each.tracking_number).sort()
async function fetched(count: number): Promise<Head[]> {
  await vi.waitFor(async () => {
    await floor.ask('POST', `/ec-accounts/${floor.accountId}/fetch`)
    expect(await orders()).toHaveLength(count)
  }, { timeout: 30_000, interval: 500 })
  return orders()
}
const ship = (order: Head, trackingNumber: string) => floor.ask('POST', `/orders/${order.id}/shipments`, { parcels: [{ trackingNumber, carrier: 'T-Cat' }] })
const confirmed = (orderNumber: string) =>
  vi.waitFor(async () => expect((await orders()).find((each) => each.orderNumber === orderNumber)!.tracking).toBe('confirmed'), { timeout: 30_000, interval: 200 })

it('F085 doubles nothing after an older backup was restored: no order, no parcel, no unit of stock', async () => {
  const stocked = (await floor.ask('POST', '/inbounds', { merchantId: floor.merchantId, number: 'IN-A', lines: [{ sku: floor.sku, expected: 20 }] })).body
  await floor.ask('POST', `/inbounds/${stocked.id}/receive`, { lines: [{ sku: floor.sku, quantity: 20 }] })
  await floor.ask('POST', `/inbounds/${stocked.id}/put-away`, { lines: [{ sku: floor.sku, quantity: 20 }] })
  place(2)
  const [first] = await fetched(2)
  const before = stockThere()
  const file = path.join(folder, 'older.tar.gz')
  await backUp({ url: created.url, file, keys: [floor.key], version: 'test' })

  expect((await ship(first!, 'F085A')).status).toBe(201)
  expect((await floor.ask('POST', `/inbounds/${stocked.id}/complete`)).status).toBe(200)
  place(1)
  await fetched(3)
  await confirmed(first!.orderNumber)
  await vi.waitFor(() => expect(stockThere()).toBe(before + 10), { timeout: 20_000, interval: 200 })

  const closed = floor
  await closed.close({ keepStore: true })
  await restore({ url: created.url, file, keys: [floor.key], force: true })
  floor = await openShopFloor(created.url, closed)

  // Every order is there once; the one that had left is no longer an order to be shipped twice.
  const again = await fetched(3)
  expect(new Set(again.map((order) => order.orderNumber)).size).toBe(3)
  await ship(again.find((order) => order.orderNumber === first!.orderNumber)!, 'F085A')
  expect((await floor.ask('POST', `/inbounds/${stocked.id}/complete`)).status).toBe(200)
  await vi.waitFor(async () => {
    const { items } = (await floor.ask('GET', `/stock-pushes?ecAccountId=${floor.accountId}`)).body
    expect(items.map((push: { state: string }) => push.state)).toEqual(['accepted'])
  }, { timeout: 30_000, interval: 200 })
  expect(stockThere()).toBe(before + 10)
  expect(parcels()).toEqual(['F085A'])
  const begun = (await floor.ask('POST', `/ec-accounts/${floor.accountId}/reconcile`)).body
  await vi.waitFor(async () => expect((await floor.ask('GET', `/reconciliations/${begun.id}`)).body.status).toBe('succeeded'), { timeout: 40_000, interval: 300 })
  expect(await orders()).toHaveLength(3)
  expect(stockThere()).toBe(before + 10)
}, 120_000)

import { fetchNow, runFetch } from '@crossdock/flows'
import { system, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ConnectorError } from '@crossdock/connector-kit'
import { createNeeds, createPlatform, type StorePlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

/* What a platform's list does while it is being read, and what its clock says: no order is lost by either. */

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
let now: Date
const minuteMs = 60_000

beforeEach(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  now = new Date('2026-11-23T03:00:00.000Z')
  platform.time = now
  needs = createNeeds(warehouse, platform, { now: () => now })
  await addProduct(warehouse, 'TEA-001', 100_000)
})
afterEach(() => warehouse.close())

const order = (id: string, updatedAt: Date, changes: Parameters<typeof incomingOrder>[0] = {}) => incomingOrder({ platformOrderId: id, orderNumber: id, updatedAt: updatedAt.toISOString(), placedAt: updatedAt.toISOString(), ...changes })
const ago = (minutes: number) => new Date(platform.time.getTime() - minutes * minuteMs)
const fetch = async () => runFetch(needs, { merchantId: warehouse.merchantId, id: await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system }) })
const imported = async () => (await rows(warehouse, sql<{ id: string }>`select platform_order_id as id from orders order by 1`)).map((each) => each.id)
const pass = (minutes: number) => { now = new Date(now.getTime() + minutes * minuteMs); platform.time = new Date(platform.time.getTime() + minutes * minuteMs) }

it('F022 loses no order when one comes between any two pages', async () => {
  platform.pageSize = 3
  const base = Array.from({ length: 12 }, (_, index) => order(`b${String(index).padStart(2, '0')}`, ago(600 - index)))
  platform.orders = [...base]
  // Between each two pages one comes in before the place that was read, and one behind it.
  platform.beforePage = (page) => {
    platform.orders.push(order(`x${page}`, ago(600 - 3 * page + 0.5)), order(`y${page}`, ago(0.1)))
  }
  await fetch()
  platform.beforePage = () => {}
  pass(1)
  const listed = await imported()
  for (const each of base) expect(listed).toContain(each.platformOrderId)
  await fetch()
  const all = await imported()
  for (const each of platform.orders.filter((one) => one.platformOrderId.startsWith('y'))) expect(all).toContain(each.platformOrderId)
})

it('F023 loses no order when one goes, or moves to the end, between any two pages', async () => {
  platform.pageSize = 3
  platform.orders = Array.from({ length: 12 }, (_, index) => order(`b${String(index).padStart(2, '0')}`, ago(600 - index)))
  platform.beforePage = (page) => {
    if (page === 2) platform.orders = platform.orders.filter((each) => each.platformOrderId !== 'b00')
    if (page === 3) platform.orders = platform.orders.map((each) => (each.platformOrderId === 'b01' ? { ...each, updatedAt: ago(-0.5).toISOString() } : each))
  }
  await fetch()
  expect(await imported()).toHaveLength(12)
  pass(1)
  platform.beforePage = () => {}
  await fetch()
  expect(await imported()).toHaveLength(12)
  // The one that moved, and what may still have shown late beside the newest before it.
  expect(await rows(warehouse, sql`select new, seen from fetch_run order by id desc limit 1`)).toEqual([{ new: 0, seen: 4 }])
})

it('F024 finds all of 300 orders of one instant, whatever a page holds and wherever its border lies', async () => {
  const base = ago(60)
  platform.orders = Array.from({ length: 300 }, (_, index) => order(`e${String(index).padStart(3, '0')}`, base))
  for (const pageSize of [301, 300, 299, 100, 37]) {
    platform.pageSize = pageSize
    platform.pagesServed = 0
    // Half way the platform forgets the cursor too: the run begins again at the instant itself.
    platform.beforePage = (page) => { if (pageSize === 37 && page === 4) throw new ConnectorError({ kind: 'rejected', code: 'cursor_expired', message: 'too old' }) }
    platform.orders = platform.orders.map((each) => ({ ...each, platformOrderId: `${pageSize}-${each.platformOrderId.slice(-4)}`, orderNumber: `${pageSize}-${each.platformOrderId.slice(-4)}` }))
    await fetch()
    expect(await rows(warehouse, sql`select status, new from fetch_run order by id desc limit 1`)).toEqual([{ status: 'succeeded', new: 300 }])
    pass(1)
    await rows(warehouse, sql`update ec_account set covered_until = null`)
  }
})

it('F025 finds an order that becomes visible two minutes late in the next run', async () => {
  platform.orders = [order('a', ago(30)), order('late', ago(0.01))]
  platform.hidden.add('late')
  await fetch()
  expect(await imported()).toEqual(['a'])
  pass(2)
  platform.hidden.clear()
  await fetch()
  expect(await imported()).toEqual(['a', 'late'])
})

it.each([5, -5])('F041 reads by the platform’s clock, and loses nothing when the one that it tells differs from its orders’ by %s minutes', async (skew) => {
  // Its orders are stamped by a true clock; the one that it tells with its answers is wrong.
  const stamped = (id: string) => order(id, new Date(now.getTime() - 1_000))
  platform.time = new Date(now.getTime() + skew * minuteMs)
  platform.orders = [stamped('a')]
  platform.hidden.add('b')
  for (const id of ['b', 'c', 'd']) {
    await fetch()
    pass(1)
    platform.hidden.delete('b')
    platform.orders.push(stamped(id))
    if (id === 'b') platform.hidden.add('b')
    else platform.hidden.clear()
  }
  pass(10)
  await fetch()
  expect(await imported()).toEqual(['a', 'b', 'c', 'd'])
})

it.each([-4_320, -30, 480, 10_000])('F041 imports at once, and loses nothing, where orders are stamped by a clock that is %s minutes off the one that is told', async (skew) => {
  // The contract promises no Date, and nobody that the machine which writes it has the clock of the orders.
  const stamped = (id: string) => order(id, new Date(now.getTime() + skew * minuteMs), { placedAt: now.toISOString() })
  await fetch()
  for (const [count, id] of ['a', 'b', 'c', 'd'].entries()) {
    pass(2)
    platform.orders.push(stamped(id))
    await fetch()
    expect(await imported()).toHaveLength(count + 1)
    if (id === 'c') pass(300)
  }
  await fetch()
  expect(await rows(warehouse, sql`select new, status from fetch_run order by id desc limit 1`)).toEqual([{ new: 0, status: 'succeeded' }])
})

it('F041 finds the last order of a clock that is behind, also when it shows late and a count failed', async () => {
  const stamped = (id: string, minutes: number) => order(id, new Date(now.getTime() - minutes * minuteMs), { placedAt: now.toISOString() })
  platform.orders = [stamped('a', 21), stamped('late', 21.5)]
  platform.hidden.add('late')
  await fetch()
  pass(1)
  platform.hidden.clear()
  await fetch()
  expect(await imported()).toEqual(['a', 'late'])
  // A change that shows late, of an order that was listed before and after it: nothing that is counted tells of it.
  platform.orders[0] = { ...stamped('a', 21.9), buyerNote: '請快' }
  platform.orders.push(stamped('b', 20), stamped('c', 9))
  platform.beforeCount = () => { throw new ConnectorError({ kind: 'unavailable', code: 'http_500', message: 'no counts today' }) }
  await fetch()
  expect(await imported()).toEqual(['a', 'b', 'c', 'late'])
})

it('F041 goes by the time that is told where the store cannot count', async () => {
  platform.beforeCount = () => { throw new ConnectorError({ kind: 'unavailable', code: 'http_500', message: 'no counts today' }) }
  platform.orders = [order('a', ago(1))]
  await fetch()
  expect(await imported()).toEqual(['a'])
})

it('F041 reads a day again when the platform’s clock went back', async () => {
  platform.time = new Date(now.getTime() + 120 * minuteMs)
  platform.orders = [order('a', now)]
  await fetch()
  platform.orders.push(order('b', new Date(now.getTime() + 5 * minuteMs)))
  now = new Date(now.getTime() + 30 * minuteMs)
  platform.time = now
  await fetch()
  expect(await imported()).toEqual(['a', 'b'])
})

it('F088 finds by the next run what a lost webhook did not tell of', async () => {
  await fetch()
  pass(5)
  platform.orders = [order('untold', ago(1))]
  expect(await imported()).toEqual([])
  await fetch()
  expect(await imported()).toEqual(['untold'])
})

import { ConnectorError } from '@crossdock/connector-kit'
import { clearTrouble, fetchNow, noteTrouble, readHint, runFetch, sweepFetching } from '@crossdock/flows'
import type { Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createNeeds, createPlatform, unavailable, type StorePlatform } from '../support/store-platform.ts'
import { incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
let failure: ConnectorError | null
/** ms */
let ahead: number
beforeEach(async () => {
  ahead = 0
  warehouse = await openWarehouse()
  platform = createPlatform()
  failure = null
  const { open } = platform.connector
  platform.connector.open = (access) => {
    const session = open(access)
    const { orders } = session
    return { ...session, orders: orders && { ...orders, get: async (id) => { if (failure) throw failure; return orders.get(id) } } }
  }
  needs = createNeeds(warehouse, platform, { now: () => new Date(Date.now() + ahead) })
})
afterEach(() => warehouse.close())

const keep = (count: number, age: string, orderId: string) => rows(warehouse, sql`
  insert into webhook_delivery (merchant_id, ec_account_id, webhook_id, kind, platform_order_id, received_at)
  select ${warehouse.merchantId}, ${warehouse.accountId}, ${orderId} || n, 'order', ${orderId}, now() - ${age}::interval from generate_series(1, ${count}::integer) n`)
const follow = (id: string) => readHint(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, id })
const open = async () => (await rows(warehouse, sql<{ n: number }>`select count(*)::integer as n from webhook_delivery where handled_at is null`))[0]!.n

it('leaves a hint open while the store is down, and follows it when the sweep comes by', async () => {
  const order = incomingOrder()
  platform.orders = [order]
  await keep(1, '1 minute', order.platformOrderId)
  failure = unavailable()
  await expect(follow(`${order.platformOrderId}1`)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(await open()).toBe(1)
  ahead += 60_000
  expect(await sweepFetching(needs)).toBe(1)
  failure = null
  await follow(`${order.platformOrderId}1`)
  expect([await open(), await sweepFetching(needs)]).toEqual([0, 0])
  expect(await rows(warehouse, sql`select platform_order_id as id from orders`)).toEqual([{ id: order.platformOrderId }])
})

it('asks no more for an order that the store refuses to show', async () => {
  await keep(1, '1 minute', 'p')
  failure = new ConnectorError({ kind: 'rejected', code: 'forbidden', message: 'No.', status: 403 })
  await follow('p1')
  expect(await open()).toBe(0)
})

it('comes to a fresh hint, however many old ones never succeed', async () => {
  await keep(2_000, '2 days', 'old')
  await rows(warehouse, sql`update webhook_delivery set tries = 9, waits_until = now() + interval '5 minutes'`)
  await keep(1, '1 minute', 'fresh')
  expect(await sweepFetching(needs)).toBe(1)
  expect(await rows(warehouse, sql`select data ->> 'id' as id from pgboss.job`)).toEqual([{ id: 'fresh1' }])
})

it('waits longer with each try of a hint, as long as the store asked for, and never longer than ten minutes otherwise', async () => {
  await keep(1, '6 hours', 'p')
  const waits: number[] = []
  for (let each = 0; each < 14; each++) {
    failure = each === 2 ? new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: 'Later.', status: 429, retryAfterMs: 3_600_000 }) : unavailable()
    await expect(follow('p1')).rejects.toThrow(ConnectorError)
    const [waiting] = await rows(warehouse, sql<{ until: Date; tries: number }>`select waits_until as until, tries from webhook_delivery`)
    expect(waiting!.tries).toBe(each + 1)
    waits.push(Math.round((waiting!.until.getTime() - Date.now() - ahead) / 1_000))
    // Before it is due, it is nobody's.
    expect(await sweepFetching(needs)).toBe(0)
    await follow('p1')
    ahead = waiting!.until.getTime() - Date.now() + 1_000
    expect(await sweepFetching(needs)).toBe(1)
  }
  expect(waits[0]).toBeLessThanOrEqual(5)
  expect(waits[2]).toBeGreaterThan(3_590)
  expect(Math.max(...waits.slice(3))).toBeLessThanOrEqual(601)
})

/* Every hint that came before the power went was tried while nobody could follow it. The simulation's seed 10851. */
it('follows every hint at the first look after a long night, when its account is connected again', async () => {
  const orders = Array.from({ length: 30 }, () => incomingOrder())
  platform.orders = orders
  for (const { platformOrderId } of orders) await keep(1, '25 hours', platformOrderId)
  await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
  for (const { platformOrderId } of orders) await follow(`${platformOrderId}1`)
  expect([await open(), await sweepFetching(needs)]).toEqual([30, 0])
  await rows(warehouse, sql`update ec_account set connection_status = 'connected'`)
  expect(await sweepFetching(needs)).toBe(30)
})

it('follows what failed at once when a store answers again after real trouble, and not after one bad answer', async () => {
  await keep(1, '6 hours', 'p')
  failure = unavailable()
  await expect(follow('p1')).rejects.toThrow(ConnectorError)
  await rows(warehouse, sql`update webhook_delivery set tries = 9, waits_until = now() + interval '10 minutes'`)
  const account = { merchantId: warehouse.merchantId, id: warehouse.accountId }
  await clearTrouble(needs, account)
  expect(await sweepFetching(needs)).toBe(0)
  await noteTrouble(needs, account, { kind: 'unavailable', code: 'unavailable', message: 'No.' })
  ahead += 61_000
  await clearTrouble(needs, account)
  expect(await rows(warehouse, sql`select tries, waits_until from webhook_delivery`)).toEqual([{ tries: 0, waits_until: null }])
  expect(await sweepFetching(needs)).toBe(1)
})

it('F087 believes no order of hints: one of a cancellation that comes before its order, and one that was made up, end as the store has it', async () => {
  const [canceled, kept] = [incomingOrder(), incomingOrder()]
  platform.orders = [{ ...canceled, orderStatus: 'cancelled' }, kept]
  for (const { platformOrderId } of [canceled, kept]) {
    await keep(2, '1 minute', platformOrderId)
    await follow(`${platformOrderId}2`)
    await follow(`${platformOrderId}1`)
  }
  expect(await rows(warehouse, sql`select platform_order_id as id, status from orders`)).toEqual([{ id: kept.platformOrderId, status: 'pending' }])
})

it('F088 finds with the next run what a webhook never told', async () => {
  const order = incomingOrder()
  platform.orders = [order]
  const runId = await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: { kind: 'user', name: '小芳' } })
  await runFetch(needs, { merchantId: warehouse.merchantId, id: runId })
  expect(await rows(warehouse, sql`select platform_order_id as id from orders`)).toEqual([{ id: order.platformOrderId }])
  expect(await open()).toBe(0)
})

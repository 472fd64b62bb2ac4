import { ConnectorError } from '@crossdock/connector-kit'
import { fetchNow, readHint, runFetch, sweepFetching } from '@crossdock/flows'
import type { Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createNeeds, createPlatform, unavailable, type StorePlatform } from '../support/store-platform.ts'
import { incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
let failure: ConnectorError | null
beforeEach(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  failure = null
  const { open } = platform.connector
  platform.connector.open = (access) => {
    const session = open(access)
    const { orders } = session
    return { ...session, orders: orders && { ...orders, get: async (id) => { if (failure) throw failure; return orders.get(id) } } }
  }
  needs = createNeeds(warehouse, platform)
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
  await keep(1, '1 minute', 'fresh')
  expect(await sweepFetching(needs)).toBeLessThan(150)
  expect(await rows(warehouse, sql`select data ->> 'id' as id from pgboss.job where data ->> 'id' = 'fresh1'`)).toEqual([{ id: 'fresh1' }])
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

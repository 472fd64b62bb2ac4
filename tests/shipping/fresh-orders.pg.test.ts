import { ConnectorError, type ReadOrder } from '@crossdock/connector-kit'
import { importPage, processOrders, releaseOrders, sendWrite, shipMany, shipOrder, startProcessing, updateAccount } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import type { IncomingOrder } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPlatform, type StorePlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf, refused, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let store: WritingStore
let platform: StorePlatform
let needs: Needs
let ahead: number
let reads: string[]
let failure: ConnectorError | null
/** What the store's answer looks like here. */
let answer: (read: ReadOrder) => ReadOrder
/** Runs between the reading of an order and whatever follows. */
let afterRead: () => Promise<unknown>
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  platform = createPlatform()
  ahead = 0
  reads = []
  failure = null
  answer = (read) => read
  afterRead = async () => {}
  const { open } = store.connector
  store.connector.open = (access) => {
    const orders = platform.connector.open(access).orders!
    const get = async (id: string) => {
      reads.push(id)
      if (failure) throw failure
      const read = await orders.get(id)
      await afterRead()
      return read && answer(read)
    }
    return { ...open(access), orders: { ...orders, get } }
  }
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
  await addProduct(warehouse, 'TEA-001', 100)
})
afterEach(() => warehouse.close())

const down = new ConnectorError({ kind: 'unavailable', code: 'http_503', message: 'The store is down.', status: 503 })
const fetchAll = () => warehouse.store.transact(merchantScope(warehouse.merchantId), async (tx) => {
  const account = (await tx.accounts.get(warehouse.merchantId, warehouse.accountId))!
  await importPage(tx, { account, orders: platform.orders.map((order) => ({ raw: order, order, problem: null })), fetchedAt: needs.now(), fetchRunId: null })
})
/** Orders as they came an hour ago. @returns our ids */
async function imported(count: number): Promise<string[]> {
  platform.orders = Array.from({ length: count }, () => incomingOrder())
  await fetchAll()
  await rows(warehouse, sql`update orders set read_at = now() - interval '1 hour'`)
  const found = await rows(warehouse, sql<{ id: string; platform_order_id: string }>`select id, platform_order_id from orders`)
  return platform.orders.map((order) => found.find((row) => row.platform_order_id === order.platformOrderId)!.id)
}
const change = (index: number, changes: Partial<IncomingOrder>) => { platform.orders[index] = { ...platform.orders[index]!, ...changes, updatedAt: new Date(Date.now() - 5_000).toISOString() } }
const cancel = (index: number) => change(index, { orderStatus: 'cancelled' })
const orderOf = async (id: string) => (await rows(warehouse, sql<{ status: string; holds: string[]; tracking: string }>`select status, holds, tracking from orders where id = ${id}`))[0]!
const events = async (id: string) => rows(warehouse, sql<{ type: string; actor_name: string; data: Record<string, unknown> }>`select type, actor_name, data from timeline where subject_id = ${id} order by id`)
const process = (orderId: string, evenIfUnread = false) => startProcessing(needs, { scope, actor, orderId, evenIfUnread })
const ship = (orderId: string, trackingNumber = 'TC1', evenIfUnread = false) => shipOrder(needs, { scope, actor, orderId, parcels: [{ trackingNumber, carrier: 'T-Cat' }], evenIfUnread })
const stopWhen = (whenUnreachable: 'stop' | 'go') => updateAccount(needs, { scope, actor, ecAccountId: warehouse.accountId, update: { settings: { fetchEnabled: false, fetchSchedule: [], pushEnabled: false, pushPercentage: 0, whenUnreachable } } })

it('reads an order once before the floor begins, once more before it leaves, and not again while that is fresh', async () => {
  const [id] = await imported(1)
  await process(id!)
  await ship(id!)
  expect([reads.length, (await orderOf(id!)).status]).toEqual([1, 'shipped'])
  const [other] = await imported(1)
  await process(other!)
  ahead += 61_000
  await ship(other!, 'TC2')
  expect(reads).toHaveLength(3)
})

it('F097 stops an order that was canceled at the store: pending is canceled here, processing held until somebody takes it on', async () => {
  const [pending, processing] = await imported(2)
  await process(processing!)
  reads = []
  cancel(0)
  cancel(1)
  ahead += 10 * 60_000
  await expect(process(pending!)).rejects.toMatchObject({ code: 'order_canceled_at_store', params: { minutes: 10 } })
  expect(await orderOf(pending!)).toMatchObject({ status: 'canceled' })
  await expect(ship(processing!)).rejects.toMatchObject({ code: 'order_canceled_at_store' })
  expect(await orderOf(processing!)).toMatchObject({ status: 'processing', holds: ['canceled_on_platform'] })
  await expect(ship(processing!)).rejects.toMatchObject({ code: 'order_on_hold' })
  expect(store.calls).toEqual([])
  // I11: only who released it on record ships it.
  await releaseOrders(needs, { scope, actor, orderIds: [processing!], note: '已與貨主確認' })
  ahead += 10 * 60_000
  await ship(processing!)
  const released = (await events(processing!)).find((event) => event.type === 'released')
  expect(released).toMatchObject({ actor_name: '陳倉管', data: { reasons: ['canceled_on_platform'], note: '已與貨主確認' } })
  expect((await orderOf(processing!)).status).toBe('shipped')
})

it('shows what changed at the store: taken over while pending, so that the next try goes; held while processing', async () => {
  const [pending, processing] = await imported(2)
  await process(processing!)
  const recipient = { ...platform.orders[0]!.recipient, address: '中山路 2 號' }
  change(0, { recipient })
  change(1, { recipient })
  ahead += 10 * 60_000
  const refusal = await ship(pending!).catch((err: unknown) => err as { code: string; params: { changes: string } })
  expect(refusal).toMatchObject({ code: 'order_changed_at_store' })
  expect(JSON.parse(refusal!.params.changes)).toEqual([{ field: 'recipient.address', before: '重慶南路一段 1 號', after: '中山路 2 號' }])
  await ship(pending!)
  await expect(ship(processing!, 'TC2')).rejects.toMatchObject({ code: 'order_changed_at_store' })
  expect([(await orderOf(pending!)).status, (await orderOf(processing!)).holds]).toEqual(['shipped', ['changed_on_platform']])
})

it('stops what cannot be read, unless the account’s setting or an operator lets it go; either stands in the timeline', async () => {
  const [first, second, third] = await imported(3)
  failure = down
  await expect(ship(first!)).rejects.toMatchObject({ code: 'order_not_read', params: { cause: 'unreachable' } })
  expect((await orderOf(first!)).status).toBe('pending')
  ahead += 7 * 60_000
  await expect(ship(first!)).rejects.toMatchObject({ code: 'order_not_read', params: { minutes: 7 } })
  await ship(first!, 'TC1', true)
  expect(await events(first!)).toContainEqual(expect.objectContaining({ type: 'went_unread', actor_name: '陳倉管', data: expect.objectContaining({ by: 'operator', step: 'ship', cause: 'unreachable' }) }))
  await stopWhen('go')
  await process(second!)
  expect(await events(second!)).toContainEqual(expect.objectContaining({ type: 'went_unread', data: expect.objectContaining({ by: 'setting', step: 'process' }) }))
  await stopWhen('stop')
  failure = null
  await rows(warehouse, sql`update ec_account set connection_status = 'disconnected', status_since = now() - interval '3 hours'`)
  reads = []
  await expect(process(third!)).rejects.toMatchObject({ code: 'order_not_read', params: { cause: 'disconnected', minutes: expect.any(Number) } })
  expect(reads).toEqual([])
})

it('F099 re-checks in its own transaction: an order that is canceled between the reading and the shipping does not ship', async () => {
  const [id] = await imported(1)
  await process(id!)
  ahead += 10 * 60_000
  afterRead = async () => {
    cancel(0)
    await fetchAll()
  }
  await expect(ship(id!)).rejects.toMatchObject({ code: expect.stringMatching(/order_on_hold|order_canceled_at_store/) })
  expect([(await orderOf(id!)).holds, store.calls]).toEqual([['canceled_on_platform'], []])
})

it('F098 says so when an order is canceled after it was shipped, by a fetch or by the store’s refusal of the parcel', async () => {
  const [first, second] = await imported(2)
  await ship(first!, 'TC1')
  await ship(second!, 'TC2')
  cancel(0)
  await fetchAll()
  expect(await rows(warehouse, sql`select detail from hold where order_id = ${first!}`)).toEqual([{ detail: expect.objectContaining({ afterShipping: true }) }])
  store.before = (purpose) => { if (purpose === 'push') throw refused('order_cancelled', '訂單已取消', 409) }
  ahead += 1_000
  for (const { id } of await rows(warehouse, sql<{ id: string }>`select w.id from platform_write w join parcel p on p.write_id = w.id where p.order_id = ${second!}`)) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
  expect(await rows(warehouse, sql`select reason, detail from hold where order_id = ${second!}`)).toEqual([{ reason: 'canceled_on_platform', detail: { afterShipping: true, toldBy: 'shipment' } }])
  expect(await orderOf(second!)).toMatchObject({ status: 'shipped', holds: ['canceled_on_platform'], tracking: 'refused' })
})

it('F098 says so too when the store refuses a parcel of a canceled order that it has already', async () => {
  const [id] = await imported(1)
  await ship(id!, 'TC1')
  store.before = (purpose) => {
    if (purpose !== 'push') return
    store.shipments.push({ id: 'f1', trackingNumber: 'TC1', carrier: 'T-Cat', shippedAt: new Date().toISOString(), lines: [] })
    throw refused('order_cancelled', '訂單已取消', 409)
  }
  ahead += 1_000
  for (const { id } of await rows(warehouse, sql<{ id: string }>`select id from platform_write where kind = 'tracking'`)) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
  expect(await orderOf(id!)).toMatchObject({ status: 'shipped', holds: ['canceled_on_platform'], tracking: 'confirmed' })
  expect(await rows(warehouse, sql`select detail from hold where order_id = ${id!}`)).toEqual([{ detail: { afterShipping: true, toldBy: 'shipment' } }])
})

it('says of each of many which it was, reads each once, and does not ask a store further that does not answer', async () => {
  const ids = await imported(6)
  cancel(1)
  change(2, { buyerNote: '請放管理室' })
  const outcomes = await processOrders(needs, { scope, actor, orderIds: ids })
  expect(outcomes.map(({ refusal }) => refusal?.code ?? 'go')).toEqual(['go', 'order_canceled_at_store', 'order_changed_at_store', 'go', 'go', 'go'])
  expect([...new Set(reads)]).toHaveLength(6)
  expect(reads).toHaveLength(6)
  const [, , third] = ids
  expect((await processOrders(needs, { scope, actor, orderIds: [third!] }))[0]!.refusal).toBeNull()

  const numbers = platform.orders.map((order) => order.orderNumber)
  ahead += 10 * 60_000
  reads = []
  failure = down
  const csv = (from: number) => numbers.slice(from).map((orderNumber, index) => ({ row: index + 1, orderNumber, trackingNumber: `TC${from + index}`, carrier: 'T-Cat', sku: '', quantity: '' }))
  const request = { scope, actor, rows: csv(3), dryRun: false }
  expect((await shipMany(needs, { ...request, dryRun: true })).map((each) => each.problem)).toEqual([null, null, null])
  expect(reads).toEqual([])
  expect((await shipMany(needs, request)).map((each) => each.problem?.code)).toEqual(['order_not_read', 'order_not_read', 'order_not_read'])
  expect(reads.length).toBeLessThanOrEqual(4)
  expect((await shipMany(needs, { ...request, evenIfUnread: true })).map((each) => each.problem)).toEqual([null, null, null])
  failure = null
  expect((await shipMany(needs, request)).map((each) => each.problem)).toEqual([null, null, null])
})

it('does not take an answer that nobody can read for the order as it was: it is held', async () => {
  const [id] = await imported(1)
  answer = (read) => ({ raw: {}, order: null, problem: 'order_status: expected a status', platformOrderId: read.order!.platformOrderId, updatedAt: null })
  await expect(ship(id!)).rejects.toMatchObject({ code: 'order_changed_at_store' })
  expect(await orderOf(id!)).toMatchObject({ status: 'pending', holds: ['changed_on_platform'] })
})

it('asks for what was held when the store was asked: a hold that somebody lifts in between lets nothing go unasked', async () => {
  const [held, other] = await imported(2)
  await warehouse.store.transact(scope, (tx) => tx.matching.placeHold(warehouse.merchantId, [held!], { reason: 'risk_control', actor }))
  afterRead = async () => releaseOrders(needs, { scope, actor, orderIds: [held!], note: '已確認' })
  const outcomes = await processOrders(needs, { scope, actor, orderIds: [held!, other!] })
  expect(outcomes.map(({ refusal }) => refusal?.code ?? null)).toEqual(['order_on_hold', null])
  afterRead = async () => {}
  cancel(0)
  await expect(process(held!)).rejects.toMatchObject({ code: 'order_canceled_at_store' })
})

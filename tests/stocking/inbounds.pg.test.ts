import { adjustStock, cancelInbound, completeInbound, createInbound, createProduct, putAway, receiveInbound, sendWrite } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { getInbound } from '@crossdock/postgres'
import { newId } from '@crossdock/domain'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let ahead: number
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  ahead = 0
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
})
afterEach(() => warehouse.close())

const announce = (...lines: { sku: string; expected: number }[]) => createInbound(needs, { scope, merchantId: warehouse.merchantId, lines })
const receive = (inboundId: string, ...lines: { sku: string; quantity: number }[]) => receiveInbound(needs, { scope, actor, inboundId, lines })
const shelve = (inboundId: string, ...lines: { sku: string; quantity: number }[]) => putAway(needs, { scope, actor, inboundId, lines })
const complete = (inboundId: string) => completeInbound(needs, { scope, actor, inboundId })
async function arrive(...lines: { sku: string; quantity: number }[]): Promise<string> {
  const id = await announce(...lines.map(({ sku, quantity }) => ({ sku, expected: quantity })))
  await receive(id, ...lines)
  return id
}
const inbound = (id: string) => warehouse.database.transact({ merchant: 'all' }, async (tx) => (await getInbound(tx, id))!)
const stockOf = async (sku: string) =>
  (await rows(warehouse, sql<{ on_hand: number; reserved: number }>`select on_hand, reserved from stock join product p on p.id = product_id where p.sku = ${sku}`))[0]
const setPush = (enabled: boolean, percentage: number) => rows(warehouse, sql`update ec_account set push_enabled = ${enabled}, push_percentage = ${percentage}`)
async function sendAll(): Promise<void> {
  ahead = Math.max(ahead, 1_000)
  for (const { id } of await rows(warehouse, sql<{ id: string }>`select id from platform_write where state not in ('accepted', 'rejected') order by id`)) {
    await sendWrite(needs, { merchantId: warehouse.merchantId, id })
  }
}

describe('an inbound', () => {
  it('is received in rounds, put away in rounds, and completed with the rest', async () => {
    await addProduct(warehouse, 'TEA-001', 1)
    await addProduct(warehouse, 'TEA-002', 0)
    await addProduct(warehouse, 'TEA-003', 0)
    const id = await announce({ sku: 'TEA-001', expected: 10 }, { sku: 'TEA-002', expected: 2 })
    await receive(id, { sku: 'TEA-001', quantity: 4 })
    expect((await inbound(id)).status).toBe('receiving')
    await shelve(id, { sku: 'TEA-001', quantity: 3 })
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 4, reserved: 0 })
    await receive(id, { sku: 'TEA-001', quantity: 6 }, { sku: 'TEA-002', quantity: 1 }, { sku: 'TEA-002', quantity: 1 }, { sku: 'TEA-003', quantity: 5 })
    expect((await inbound(id)).status).toBe('received')
    await complete(id)
    const done = await inbound(id)
    expect(done).toMatchObject({
      status: 'completed', pushes: [], notPushed: [{ ecAccountId: warehouse.accountId, displayName: '官網帳號', reason: 'push_off' }],
      lines: [
        { sku: 'TEA-001', expected: 10, received: 10, putAway: 10 },
        { sku: 'TEA-002', expected: 2, received: 2, putAway: 2 },
        { sku: 'TEA-003', expected: 0, received: 5, putAway: 5 },
      ],
    })
    expect(done.rounds.map((round) => round.kind)).toEqual(['receive', 'put_away', 'receive', 'put_away'])
    expect(done.rounds[3]?.lines).toEqual([{ sku: 'TEA-001', quantity: 7 }, { sku: 'TEA-002', quantity: 2 }, { sku: 'TEA-003', quantity: 5 }])
    expect([await stockOf('TEA-001'), await stockOf('TEA-003')]).toEqual([{ on_hand: 11, reserved: 0 }, { on_hand: 5, reserved: 0 }])
    expect(await rows(warehouse, sql`select kind, delta, on_hand_after, cause_kind, cause_id, cause_label from stock_movement m join product p on p.id = m.product_id where p.sku = 'TEA-001' order by m.id`)).toEqual([
      { kind: 'inbound', delta: 3, on_hand_after: 4, cause_kind: 'inbound', cause_id: id, cause_label: done.number },
      { kind: 'inbound', delta: 7, on_hand_after: 11, cause_kind: 'inbound', cause_id: id, cause_label: done.number },
    ])
  })

  it('frees the orders that waited for its goods, when they are on the shelf and not before', async () => {
    await addProduct(warehouse, 'TEA-001', 0)
    const [orderId] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
    const id = await arrive({ sku: 'TEA-001', quantity: 2 })
    expect(await rows(warehouse, sql`select holds from orders where id = ${orderId!}`)).toEqual([{ holds: ['insufficient_stock'] }])
    expect(await shelve(id, { sku: 'TEA-001', quantity: 2 })).toEqual({ released: 1 })
    expect(await rows(warehouse, sql`select holds from orders where id = ${orderId!}`)).toEqual([{ holds: [] }])
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 2, reserved: 2 })
  })

  it('takes the next number of its merchant’s day, one at a time', async () => {
    await addProduct(warehouse, 'TEA-001', 0)
    const ids = await Promise.all(Array.from({ length: 5 }, () => announce({ sku: 'TEA-001', expected: 1 })))
    const numbers = (await Promise.all(ids.map(inbound))).map((each) => each.number).sort()
    expect(numbers.map((number) => number.slice(-4))).toEqual(['-001', '-002', '-003', '-004', '-005'])
    expect(numbers[0]).toMatch(/^IN-\d{8}-001$/)
    await expect(createInbound(needs, { scope, merchantId: warehouse.merchantId, number: numbers[0]!, lines: [{ sku: 'TEA-001', expected: 1 }] })).rejects.toMatchObject({ code: 'name_taken' })
  })

  it('refuses what does not fit, and changes nothing', async () => {
    await addProduct(warehouse, 'TEA-001', 0)
    await expect(announce({ sku: 'NOPE', expected: 1 })).rejects.toMatchObject({ code: 'unknown_sku', errors: [{ path: 'lines.0.sku' }] })
    const id = await announce({ sku: 'TEA-001', expected: 5 })
    await expect(complete(id)).rejects.toMatchObject({ code: 'nothing_received' })
    await expect(shelve(id, { sku: 'TEA-001', quantity: 1 })).rejects.toMatchObject({ code: 'inbound_wrong_status', params: { status: 'pending' } })
    await receive(id, { sku: 'TEA-001', quantity: 2 })
    await expect(receive(id, { sku: 'NOPE', quantity: 2 })).rejects.toMatchObject({ code: 'unknown_sku' })
    await expect(shelve(id, { sku: 'TEA-001', quantity: 2 }, { sku: 'TEA-001', quantity: 1 })).rejects.toMatchObject({ code: 'put_away_exceeds_received', params: { quantity: 3, left: 2 } })
    await expect(cancelInbound(needs, { scope, inboundId: id })).rejects.toMatchObject({ code: 'inbound_wrong_status' })
    await expect(complete(newId())).rejects.toMatchObject({ code: 'not_found' })
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 0, reserved: 0 })
    const other = await announce({ sku: 'TEA-001', expected: 5 })
    await cancelInbound(needs, { scope, inboundId: other })
    await expect(receive(other, { sku: 'TEA-001', quantity: 1 })).rejects.toMatchObject({ code: 'inbound_wrong_status', params: { status: 'canceled' } })
  })

  it('F107 completes once when two complete it at once', async () => {
    await addProduct(warehouse, 'TEA-001', 0)
    store.stock.set('TEA-001', 0)
    await setPush(true, 100)
    const id = await arrive({ sku: 'TEA-001', quantity: 3 })
    const ends = await Promise.allSettled([complete(id), complete(id), complete(id)])
    expect(ends.map((end) => end.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'inbound_wrong_status', params: { status: 'completed' } })
    await sendAll()
    expect([await stockOf('TEA-001'), store.stock.get('TEA-001')]).toEqual([{ on_hand: 3, reserved: 0 }, 3])
  })
})

describe('the share of a store', () => {
  beforeEach(async () => {
    await addProduct(warehouse, 'TEA-001', 0)
    store.stock.set('TEA-001', 0)
  })
  const earned = async () => (await rows(warehouse, sql<{ pushed: number }>`select coalesce(sum(quantity), 0)::integer as pushed from stock_push_line`))[0]!.pushed

  it('F109 of ten inbounds of 1 at 50 % is 5', async () => {
    await setPush(true, 50)
    for (let round = 1; round <= 10; round++) {
      const id = await arrive({ sku: 'TEA-001', quantity: 1 })
      await complete(id)
      const { pushes, notPushed } = await inbound(id)
      expect([pushes.length, notPushed.map((each) => each.reason)]).toEqual(round % 2 === 1 ? [0, ['nothing_due']] : [1, []])
    }
    await sendAll()
    expect(store.stock.get('TEA-001')).toBe(5)
    expect(store.calls.every((call) => call.purpose === 'increase')).toBe(true)
  })

  it('F106 adds up when many inbounds of one SKU complete at once', async () => {
    await setPush(true, 50)
    const ids = []
    for (let round = 0; round < 6; round++) ids.push(await arrive({ sku: 'TEA-001', quantity: 1 }))
    await Promise.all(ids.map(complete))
    expect(await earned()).toBe(3)
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 6, reserved: 0 })
  })

  it('is never more than what was earned, whatever the put-aways and the percentages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 30 }), percentage: fc.integer({ min: 0, max: 100 }), on: fc.boolean() }), { minLength: 1, maxLength: 6 }), async (steps) => {
        const before = await earned()
        const [ledger] = await rows(warehouse, sql<{ earned_hundredths: number }>`select earned_hundredths from push_ledger`)
        let hundredths = ledger?.earned_hundredths ?? 0
        const pushedBefore = Math.floor(hundredths / 100)
        for (const { quantity, percentage, on } of steps) {
          await setPush(on, percentage)
          const id = await arrive({ sku: 'TEA-001', quantity })
          await complete(id)
          if (on) hundredths += quantity * percentage
          expect(await earned() - before).toBe(Math.floor(hundredths / 100) - pushedBefore)
        }
      }),
      { numRuns: 8 },
    )
  })

  it('F105 is told once although the answer is lost', async () => {
    await setPush(true, 100)
    const id = await arrive({ sku: 'TEA-001', quantity: 7 })
    await complete(id)
    let losses = 2
    store.after = () => { if (losses-- > 0) throw lostAnswer() }
    for (let round = 0; round < 3; round++) {
      await sendAll()
      ahead += 3_600_000
    }
    expect(store.stock.get('TEA-001')).toBe(7)
    expect(new Set(store.calls.map((call) => call.key)).size).toBe(1)
    expect((await inbound(id)).pushes).toMatchObject([{ sku: 'TEA-001', quantity: 7, result: 'applied', stockAfter: 7 }])
  })

  it('waits while the store is disconnected, and goes to no account that may not have it', async () => {
    await setPush(true, 100)
    await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
    const other = newId()
    await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, push_enabled, push_percentage)
      values (${warehouse.merchantId}, ${other}, 'teststore', '新帳號', ${warehouse.channelId}, true, 50)`)
    const id = await arrive({ sku: 'TEA-001', quantity: 2 })
    await complete(id)
    await sendAll()
    expect(store.calls).toEqual([])
    expect((await inbound(id)).notPushed).toEqual([{ ecAccountId: other, displayName: '新帳號', reason: 'not_authorized' }])
    await rows(warehouse, sql`update ec_account set connection_status = 'connected' where id = ${warehouse.accountId}`)
    await sendAll()
    expect(store.stock.get('TEA-001')).toBe(2)
  })
})

describe('stock by hand', () => {
  it('goes up and down to what is reserved, with its reason, and frees who waited', async () => {
    const productId = await addProduct(warehouse, 'TEA-001', 3)
    await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 2)] })
    const adjust = (delta: number) => adjustStock(needs, { scope, actor, productId, delta, note: '盤點' })
    await expect(adjust(-2)).rejects.toMatchObject({ code: 'not_enough_stock', params: { sku: 'TEA-001', available: 1, wanted: 2 } })
    expect(await adjust(-1)).toEqual({ released: 0 })
    await importOrders(warehouse, { lines: [line('l1', 'TEA-001', 1)] })
    expect(await adjust(1)).toEqual({ released: 1 })
    expect(await stockOf('TEA-001')).toEqual({ on_hand: 3, reserved: 3 })
    expect(await rows(warehouse, sql`select kind, delta, on_hand_after, cause_kind, note, actor_name from stock_movement order by id`)).toEqual([
      { kind: 'adjustment', delta: -1, on_hand_after: 2, cause_kind: 'person', note: '盤點', actor_name: '陳倉管' },
      { kind: 'adjustment', delta: 1, on_hand_after: 3, cause_kind: 'person', note: '盤點', actor_name: '陳倉管' },
    ])
    await expect(adjustStock(needs, { scope, actor, productId: newId(), delta: 1, note: 'x' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a new product resolves the unknown one, and its orders wait for stock only', async () => {
    await importOrders(warehouse, { lines: [line('l1', 'NEW-1', 1)] })
    const create = () => createProduct(needs, { scope, actor, merchantId: warehouse.merchantId, sku: 'NEW-1', name: '新茶' })
    const { id } = await create()
    expect(await rows(warehouse, sql`select holds from orders`)).toEqual([{ holds: ['insufficient_stock'] }])
    expect(await rows(warehouse, sql`select product_id, resolved_at is not null as resolved from unknown_product`)).toEqual([{ product_id: id, resolved: true }])
    expect(await adjustStock(needs, { scope, actor, productId: id, delta: 1, note: '盤點' })).toEqual({ released: 1 })
    await expect(create()).rejects.toMatchObject({ code: 'sku_taken' })
  })
})

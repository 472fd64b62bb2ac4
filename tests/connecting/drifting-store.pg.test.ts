import { answerWrite, completeInbound, createInbound, overwriteStock, previewOverwrite, readStock, readStockNow, receiveInbound, syncShippingMethods, verifyConnection } from '@crossdock/flows'
import { everyMerchant, system } from '@crossdock/flows/ports'
import { listDrift } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDrilledStore, sku, type DrilledStore } from '../support/drilled-store.ts'
import { rows } from '../support/warehouse.ts'

/* What Crossdock does where any answer of a store comes otherwise than agreed, and where the store says that it did what it did not. */

let drill: DrilledStore
beforeAll(async () => { drill = await openDrilledStore() })
afterEach(() => drill.off())
afterAll(() => drill?.close())

const drift = (route: string, path: string, form: string, more: { value?: string; times?: number } = {}) =>
  drill.on('drift.member', [route], { path, form, ...(more.value === undefined ? {} : { value: more.value }) }, more.times ?? null)
const ask = <Row>(query: ReturnType<typeof sql<Row>>) => rows(drill.warehouse, query)
const ref = () => ({ merchantId: drill.warehouse.merchantId, id: drill.accountId })
const tracking = async (orderId: string) => (await ask(sql<{ tracking: string }>`select tracking from orders where id = ${orderId}`))[0]!.tracking
const shipments = (platformOrderId: string) => drill.store.control.fulfillments(drill.shopId, platformOrderId).map((each) => each.tracking_number)
const stockThere = () => drill.store.control.stock(drill.shopId).find((each) => each.sku === sku)!.stock
let serial = 0
/** An order that was placed, fetched and shipped here, of which the store has not been told. */
async function shipped(): Promise<{ orderId: string; platformOrderId: string; number: string }> {
  const platformOrderId = drill.place('DR-002')
  await drill.fetch()
  const number = `DRILL${serial += 1}`
  return { orderId: await drill.ship(platformOrderId, number), platformOrderId, number }
}
/** Goods that were put away here, of which the store has not been told. */
async function arrived(quantity: number): Promise<void> {
  const inboundId = await createInbound(drill.needs, { scope: everyMerchant, merchantId: drill.warehouse.merchantId, lines: [{ sku, expected: quantity }] })
  await receiveInbound(drill.needs, { scope: everyMerchant, actor: system, inboundId, lines: [{ sku, quantity }] })
  await completeInbound(drill.needs, { scope: everyMerchant, actor: system, inboundId })
}
async function reading(): Promise<{ status: string; error: { code: string; message: string } | null }> {
  drill.forward(1_000)
  const id = await readStockNow(drill.needs, { scope: everyMerchant, actor: system, ecAccountId: drill.accountId })
  await ask(sql`update stock_reading set waiting_until = null where id = ${id}`)
  await readStock(drill.needs, { merchantId: drill.warehouse.merchantId, id })
  return (await ask(sql<{ status: string; error: { code: string; message: string } | null }>`select status, error from stock_reading where id = ${id}`))[0]!
}

describe('F029 a fetch whose answers come otherwise than agreed', () => {
  it.each([
    ['shop', 'shop_title', 'null', 'shop_title: expected string, got null'],
    ['shop', 'timezone', 'unknown_value', 'timezone: expected a time zone, got "on_the_moon"'],
    ['orders.list', 'orders', 'missing', 'orders: expected array, got nothing'],
    ['orders.list', 'orders', 'wrong_type', 'orders: expected array, got an object'],
    ['orders.list', 'next_cursor', 'value', 'next_cursor: expected string, got 7'],
  ])('waits at %s (%s %s), says what is wrong and where, and loses and doubles nothing', async (route, path, form, words) => {
    const platformOrderId = drill.place(sku)
    drift(route, path, form, { value: '7' })
    const run = await drill.fetch()
    expect(run).toMatchObject({ status: 'waiting', new: 0, error: { code: 'unexpected_shape' } })
    expect(run.error!.message).toContain(words)
    expect(await drill.account()).toMatchObject({ connectionStatus: 'connected', degradedSince: expect.any(Date), trouble: { kind: 'malformed', message: run.error!.message } })
    drill.off()
    expect(await drill.resume()).toMatchObject({ status: 'succeeded', new: 1 })
    expect(await ask(sql`select count(*)::int as n from orders where platform_order_id = ${platformOrderId}`)).toEqual([{ n: 1 }])
    expect(await drill.account()).toMatchObject({ degradedSince: null, trouble: null })
  })

  it.each([['missing'], ['null'], ['wrong_type'], ['unknown_value']])('goes on without a count that is %s', async (form) => {
    drill.place(sku)
    drift('orders.count', 'count', form)
    expect(await drill.fetch()).toMatchObject({ status: 'succeeded', new: 1, expected: null })
  })

  it.each([['shop', '*', 'extra'], ['orders.list', 'orders.*.lines.*', 'extra'], ['orders.list', 'orders.*.buyer_note', 'missing'], ['orders.list', 'orders.*.recipient', 'extra']])('does not mind %s %s %s', async (route, path, form) => {
    drill.place(sku)
    drift(route, path, form)
    expect(await drill.fetch()).toMatchObject({ status: 'succeeded', new: 1 })
  })

  it('does not take another shop’s name for its own', async () => {
    drift('shop', 'id', 'value', { value: 'shp_other' })
    expect(await drill.fetch()).toMatchObject({ status: 'failed', error: { code: 'other_shop' } })
    expect(await drill.account()).toMatchObject({ connectionStatus: 'connected' })
    drill.off()
    expect((await drill.fetch()).status).toBe('succeeded')
  })
})

describe('F029 a connection whose answers come otherwise than agreed', () => {
  it('keeps the shipping methods that it knew', async () => {
    await syncShippingMethods(drill.needs, await drill.account())
    const known = (await drill.account()).shopMethods
    drift('shipping_methods', 'shipping_methods.*.code', 'wrong_type')
    await expect(syncShippingMethods(drill.needs, await drill.account())).rejects.toMatchObject({ kind: 'malformed', message: expect.stringContaining('shipping_methods[0].code') })
    expect(known!.length).toBeGreaterThan(0)
    expect((await drill.account()).shopMethods).toEqual(known)
  })

  it.each([['webhooks.create', 'secret', 'missing', 'secret: expected string, got nothing'], ['webhooks.create', 'id', 'empty', 'id'], ['webhooks.list', 'webhooks', 'null', 'webhooks: expected array, got null']])('asks for webhooks again after %s without a good %s (%s), and has each once', async (route, path, form, words) => {
    await ask(sql`update platform_write set state = 'planned', settled_at = null, attempts = 0, answer = null where kind = 'webhook_subscription'`)
    drift(route, path, form)
    expect(await drill.send('webhook_subscription')).toMatchObject({ state: expect.stringMatching(/unknown|planned/), error_code: 'unexpected_shape', error: expect.stringContaining(words) })
    drill.off()
    expect(await drill.send('webhook_subscription')).toMatchObject({ state: 'accepted', error: null })
    expect(drill.store.control.subscriptions(drill.shopId)).toHaveLength(4)
  })

  it.each([
    ['token.refresh', 'access_token', 'missing'], ['token.refresh', 'refresh_token', 'null'], ['token.refresh', 'token_type', 'unknown_value'], ['metadata', 'token_endpoint', 'missing'],
  ])('F069 stays connected where %s has a %s that is %s, and renews its access', async (route, path, form) => {
    drift(route, path, form, { times: 2 })
    drill.store.control.expireAccessTokens(drill.shopId)
    drill.forward(3_600_001)
    for (let tries = 0; tries < 3 && !(await verifyConnection(drill.needs, ref())); tries++) drill.forward(5_000)
    expect(await drill.account()).toMatchObject({ connectionStatus: 'connected', degradedSince: null })
  })

  it.each([['token.exchange', 'access_token', 'missing'], ['token.exchange', 'refresh_token', 'wrong_type'], ['shop', 'shop_title', 'null']])('F029 F069 does not connect by %s with a %s that is %s, keeps what it has, and connects at the next try', async (route, path, form) => {
    const { connectedAt } = await drill.account()
    drift(route, path, form)
    expect(await drill.authorize()).toBe('failed')
    expect(await drill.account()).toMatchObject({ connectionStatus: 'connected', connectedAt })
    const [told] = await ask(sql<{ data: { code: string; detail: string } }>`select data from timeline where subject_id = ${drill.accountId} and type = 'authorization_failed' order by id desc limit 1`)
    expect(told!.data).toMatchObject({ code: 'unexpected_shape', detail: expect.stringContaining('Liteshop') })
    expect(await verifyConnection(drill.needs, ref())).toBe(route !== 'shop')
    drill.off()
    expect(await drill.authorize()).toBe('connected')
    expect(await verifyConnection(drill.needs, ref())).toBe(true)
  })

  it.each([['scope', 'null'], ['scope', 'missing'], ['token_type', 'missing'], ['token_type', 'null'], ['expires_in', 'null']])('F069 does without %s that is %s for good', async (path, form) => {
    drift('token.refresh', path, form)
    drill.forward(3_600_001)
    expect(await verifyConnection(drill.needs, ref())).toBe(true)
    expect(await drill.account()).toMatchObject({ connectionStatus: 'connected', degradedSince: null, missingScopes: [] })
  })
})

describe('an order that is read again before it leaves', () => {
  const read = async (path: string, form: string, changes: object | null) => {
    const platformOrderId = drill.place('DR-003')
    await drill.fetch()
    drill.forward(1_800_000)
    if (changes) drill.store.control.changeOrder(drill.shopId, platformOrderId, changes)
    drift('orders.get', path, form)
    return platformOrderId
  }

  it.each([['order_status', 'unknown_value', { buyer_note: '改了' }], ['lines', 'null', { buyer_note: '改了' }], ['updated_at', 'missing', null]])('F029 does not leave where it may have changed and its %s is %s: it is held', async (path, form, changes) => {
    const platformOrderId = await read(path, form, changes)
    await expect(drill.ship(platformOrderId, `DRILL${serial += 1}`)).rejects.toMatchObject({ code: 'order_changed_at_store' })
    expect(await ask(sql`select status, holds from orders where platform_order_id = ${platformOrderId}`)).toEqual([{ status: 'pending', holds: ['changed_on_platform'] }])
    expect(drill.calls('POST', `${platformOrderId}/fulfillments`)).toEqual([])
  })

  it('F029 leaves where it says that nothing has changed since it could be read', async () => {
    const platformOrderId = await read('lines.0.quantity', 'wrong_type', null)
    await drill.ship(platformOrderId, `DRILL${serial += 1}`)
    expect((await drill.send('tracking')).state).toBe('accepted')
    expect(shipments(platformOrderId)).toHaveLength(1)
  })
})

describe('a parcel', () => {
  it.each([['tracking_number', 'missing'], ['id', 'null'], ['lines', 'wrong_type'], ['shipped_at', 'unknown_value'], ['order_id', 'value']])('F029 F094 that was taken, but answered with %s that is %s, is asked about under its key, and is there once', async (path, form) => {
    const { orderId, platformOrderId, number } = await shipped()
    drift('fulfillments.create', path, form, { value: 'ord_other' })
    expect(await drill.send('tracking')).toMatchObject({ state: 'unknown', error_code: 'unexpected_shape', error: expect.stringContaining(path) })
    expect(await tracking(orderId)).toBe('waiting')
    drill.off()
    expect(await drill.send('tracking')).toMatchObject({ state: 'accepted', error: null })
    expect([await tracking(orderId), shipments(platformOrderId)]).toEqual(['confirmed', [number]])
    expect(new Set(drill.calls('POST', `${platformOrderId}/fulfillments`).map((call) => call.idempotency_key)).size).toBe(1)
  })

  it('F029 whose answer never comes as agreed is found by reading back once its key protects no more', async () => {
    const { orderId, platformOrderId, number } = await shipped()
    drift('fulfillments.create', '*', 'missing')
    expect((await drill.send('tracking')).state).toBe('unknown')
    drill.forward(23 * 3_600_000)
    expect((await drill.send('tracking')).state).toBe('accepted')
    expect([await tracking(orderId), shipments(platformOrderId)]).toEqual(['confirmed', [number]])
  })

  it.each([['drift.member', { path: 'fulfillments.*.tracking_number', form: 'wrong_type' }], ['drift.member', { path: 'fulfillments', form: 'null' }], ['content.reads_behind', { seconds: 300 }]])('F025 F029 that was taken is sent, and confirmed only once it can be read back (%s %j)', async (fault, settings) => {
    const { orderId, platformOrderId, number } = await shipped()
    drill.on(fault, ['fulfillments.list'], settings)
    expect((await drill.send('tracking')).state).toBe('accepted')
    expect(await tracking(orderId)).toBe('sent')
    drill.forward(120_000)
    await drill.send('tracking')
    expect(await tracking(orderId)).toBe('sent')
    if (fault === 'drift.member') drill.off()
    drill.forward(400_000)
    await drill.send('tracking')
    expect([await tracking(orderId), shipments(platformOrderId)]).toEqual(['confirmed', [number]])
    expect(drill.calls('POST', `${platformOrderId}/fulfillments`)).toHaveLength(1)
  })

  it('F094 that the store says to have taken and has not is never called confirmed, nor told blindly a second time', async () => {
    const { orderId, platformOrderId } = await shipped()
    drill.on('lost.feigned', ['fulfillments.create'], {})
    expect((await drill.send('tracking')).state).toBe('accepted')
    for (let hour = 0; hour < 48; hour += 6) {
      drill.forward(6 * 3_600_000)
      await drill.send('tracking')
    }
    expect([await tracking(orderId), shipments(platformOrderId)]).toEqual(['sent', []])
    expect(drill.calls('POST', `${platformOrderId}/fulfillments`)).toHaveLength(1)
    expect(drill.calls('GET', `${platformOrderId}/fulfillments`).length).toBeGreaterThan(4)
  })
})

describe('stock', () => {
  it.each([['results', 'fewer', 'results: expected 1, got 0'], ['results', 'more', 'results: expected 1, got 2'], ['results', 'missing', 'results'], ['results.*.result', 'unknown_value', 'results[0].result'], ['results.*.sku', 'value', 'expected one for "DR-001", got none']])('F105 F113 that was raised, but answered with %s that is %s, is asked about under its key, and is raised once', async (path, form, words) => {
    const before = stockThere()
    await arrived(4)
    drift('stock.adjust', path, form, { value: 'OTHER' })
    expect(await drill.send('stock_increment')).toMatchObject({ state: 'unknown', error_code: 'unexpected_shape', error: expect.stringContaining(words) })
    drill.off()
    expect(await drill.send('stock_increment')).toMatchObject({ state: 'accepted', error: null })
    expect(stockThere()).toBe(before + 4)
  })

  it('F029 F113 that was overwritten, but answered otherwise than agreed, is asked about under its key, and is set once', async () => {
    await overwriteStock(drill.needs, { scope: everyMerchant, actor: system, ecAccountId: drill.accountId, items: [{ sku, stock: 70 }] })
    drift('stock.set', 'results.*.result', 'null')
    expect(await drill.send('stock_overwrite')).toMatchObject({ state: 'unknown', error: expect.stringContaining('results[0].result') })
    drill.off()
    expect((await drill.send('stock_overwrite')).state).toBe('accepted')
    expect(stockThere()).toBe(70)
    expect(new Set(drill.calls('PUT', '/inventory/levels').map((call) => call.idempotency_key)).size).toBe(1)
  })

  it.each([['results', 'reordered'], ['results.*.stock', 'wrong_type'], ['results.*.stock', 'missing'], ['results.*', 'extra']])('F028 F113 takes results with %s that is %s for what they say', async (path, form) => {
    const before = stockThere()
    await arrived(4)
    drift('stock.adjust', path, form)
    expect((await drill.send('stock_increment')).state).toBe('accepted')
    expect(stockThere()).toBe(before + 4)
  })

  it('F105 whose answer never comes as agreed is a question to a person once its key protects no more', async () => {
    const before = stockThere()
    await arrived(4)
    drift('stock.adjust', 'results', 'null')
    expect((await drill.send('stock_increment')).state).toBe('unknown')
    drill.forward(23 * 3_600_000)
    const asked = await drill.send('stock_increment')
    expect(asked).toMatchObject({ state: 'unknown', error_code: 'outcome_unknown', asked_at: expect.any(Date) })
    await answerWrite(drill.needs, { scope: everyMerchant, actor: system, writeId: asked.id, answer: 'arrived' })
    expect(stockThere()).toBe(before + 4)
  })

  it.each([['levels.*.stock', 'wrong_type', 'levels[0].stock: expected integer, got "'], ['levels', 'missing', 'levels: expected array, got nothing'], ['next_cursor', 'missing', 'next_cursor']])('F029 is not read by levels of which %s is %s: what was known stands, and what is wrong is said', async (path, form, words) => {
    expect((await reading()).status).toBe('succeeded')
    const known = await ask(sql`select * from store_level order by product_id`)
    drift('levels', path, form)
    expect(await reading()).toMatchObject({ status: 'waiting', error: { code: 'unexpected_shape', message: expect.stringContaining(words) } })
    expect(await drill.account()).toMatchObject({ degradedSince: expect.any(Date), trouble: { message: expect.stringContaining(words) } })
    await expect(previewOverwrite(drill.needs, { scope: everyMerchant, ecAccountId: drill.accountId })).rejects.toMatchObject({ message: expect.stringContaining(words) })
    expect(await ask(sql`select * from store_level order by product_id`)).toEqual(known)
    drill.off()
    expect((await reading()).status).toBe('succeeded')
    expect(await drill.account()).toMatchObject({ degradedSince: null })
  })

  it('F105 that the store says to have raised and has not shows as a difference, and is not raised again by itself', async () => {
    await reading()
    const before = stockThere()
    await arrived(4)
    drill.on('lost.feigned', ['stock.adjust'], {})
    expect((await drill.send('stock_increment')).state).toBe('accepted')
    drill.off()
    await reading()
    await drill.fetch()
    const { items } = await drill.warehouse.database.transact({ merchant: 'all' }, (tx) => listDrift(tx, { show: 'drift', limit: 10 }))
    expect(items).toMatchObject([{ difference: -4 }])
    expect(stockThere()).toBe(before)
  })

  it('F033 that is read late differs until it has caught up', async () => {
    drill.forward(3_600_000)
    await reading()
    await drill.fetch()
    const differences = async () => (await drill.warehouse.database.transact({ merchant: 'all' }, (tx) => listDrift(tx, { show: 'drift', limit: 10 }))).items.map((each) => each.difference)
    const [before] = await differences()
    drill.on('content.reads_behind', ['levels'], { seconds: 60 })
    await arrived(3)
    await drill.send('stock_increment')
    await reading()
    await drill.fetch()
    expect((await differences())[0]).toBe((before ?? 0) - 3)
    drill.forward(90_000)
    await reading()
    await drill.fetch()
    expect((await differences())[0]).toBe(before)
  })
})

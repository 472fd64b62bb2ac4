import { acceptDrift, claimDueReadings, completeInbound, correctDrift, createInbound, importPage, overwriteStock, readStock, readStockNow, receiveInbound, sendWrite, sweepReadings } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { countAtRisk, countDrift, getEcAccount, getStock, listDrift, listDriftDecisions, listStock, listStockReadings } from '@crossdock/postgres'
import { newId, type IncomingOrder } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addProduct, incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, notReached, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant
const hour = 3_600_000

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let ahead: number
const products = new Map<string, string>()
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  ahead = 0
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead), timers: { wait: async () => {}, after: () => () => {}, every: () => () => {} } })
  store.now = needs.now
  await rows(warehouse, sql`update ec_account set push_enabled = true, push_percentage = 100, fetch_enabled = true`)
  products.clear()
  for (const sku of ['A', 'B']) {
    products.set(sku, await addProduct(warehouse, sku, 20))
    store.stock.set(sku, 10)
  }
})
afterEach(() => warehouse.close())

const later = (ms = hour) => { ahead += ms }
async function read(): Promise<void> {
  const id = await readStockNow(needs, { scope, actor, ecAccountId: warehouse.accountId })
  await readStock(needs, { merchantId: warehouse.merchantId, id })
}
/** Orders are read up to now. */
const covered = () => rows(warehouse, sql`update ec_account set covered_until = ${needs.now()}`)
async function order(sku: string, quantity: number, changes: Partial<IncomingOrder> = {}): Promise<IncomingOrder> {
  const at = needs.now().toISOString()
  const made = incomingOrder({ placedAt: at, updatedAt: at, lines: [{ lineId: 'l1', sku, title: sku, variantTitle: null, quantity, price: 1, fulfilledQuantity: 0 }], ...changes })
  await take(made)
  return made
}
const take = (made: IncomingOrder) => warehouse.store.transact(scope, async (tx) => {
  const account = (await tx.accounts.find(warehouse.accountId))!
  await importPage(tx, { account, orders: [{ raw: {}, order: made, problem: null }], fetchedAt: needs.now(), fetchRunId: null })
})
/** A sale: the store takes it off, and it is imported unless it is not. */
async function sell(sku: string, quantity: number, changes: Partial<IncomingOrder> = {}): Promise<IncomingOrder> {
  store.stock.set(sku, store.stock.get(sku)! - quantity)
  return order(sku, quantity, changes)
}
async function inbound(sku: string, quantity: number): Promise<void> {
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: [{ sku, expected: quantity }] })
  await receiveInbound(needs, { scope, actor, inboundId, lines: [{ sku, quantity }] })
  await completeInbound(needs, { scope, actor, inboundId })
}
async function sendAll(): Promise<void> {
  later(20 * 60_000)
  for (const { id } of await rows(warehouse, sql<{ id: string }>`select id from platform_write where state not in ('accepted', 'rejected') order by planned_at, part`)) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const ask = <Result>(work: Parameters<typeof warehouse.database.transact<Result>>[1]) => warehouse.database.transact({ merchant: 'all' }, work)
const drift = async (show: 'drift' | 'explained' | 'not_judged' | 'same' | 'not_tracked' | 'unknown_sku' | 'absent' = 'drift') => (await ask((tx) => listDrift(tx, { show, limit: 50 }))).items
const level = async (sku: string) => (await ask((tx) => getStock(tx, products.get(sku)!, { limit: 1 })))!
const decide = async (act: typeof acceptDrift, note = '店家盤點') => (await act(needs, { scope, actor, note, items: (await drift()).map(({ ecAccount, productId, difference }) => ({ ecAccountId: ecAccount.id, productId, difference: difference! })) })).map((each) => each.refusal?.code ?? 'done')

describe('a reading of a store', () => {
  it('takes the first figures as what the store should have, explains what was sold since, and shows what nothing explains', async () => {
    await read()
    expect(await ask((tx) => countDrift(tx, {}))).toEqual({ drift: 0, explained: 0, same: 2, not_judged: 0, not_tracked: 0, unknown_sku: 0, absent: 0 })
    later()
    await sell('A', 3)
    store.stock.set('B', 7)
    later()
    await covered()
    await read()
    await covered()
    expect(await drift('explained')).toMatchObject([{ sku: 'A', told: 10, sold: 3, expected: 7, shown: 7, difference: 0, kind: 'sold' }])
    expect(await drift()).toMatchObject([{ sku: 'B', told: 10, sold: 0, expected: 10, shown: 7, difference: -3, kind: 'drift' }])
    const { stockWatch } = (await ask((tx) => getEcAccount(tx, warehouse.accountId)))!
    expect(stockWatch).toMatchObject({ drifted: 1, compared: 2, readAt: expect.any(String), reading: { status: 'succeeded', trigger: 'manual', asked: 2, shown: 2, absent: 0, actor: { name: '陳倉管' } } })
  })

  it('waits with its judgement for orders that are not read yet, and is right about them when they come, cancelled and not imported ones too', async () => {
    await read()
    later()
    const placedAt = needs.now().toISOString()
    store.stock.set('A', 6)
    later()
    await read()
    expect(await drift('explained')).toMatchObject([{ sku: 'A', difference: -4, kind: 'orders_unread' }])
    await order('A', 1, { placedAt })
    await order('A', 3, { placedAt, shipmentStatus: 'unready' })
    await covered()
    expect(await drift('explained')).toMatchObject([{ sku: 'A', sold: 4, difference: 0, kind: 'sold' }])
    later()
    const canceled = await sell('A', 2)
    later()
    store.stock.set('A', 6)
    await take({ ...canceled, orderStatus: 'cancelled', updatedAt: needs.now().toISOString() })
    later()
    await read()
    await covered()
    expect(await drift()).toEqual([])
    expect(await drift('same')).toHaveLength(2)
  })

  it('keeps a difference in sight however often it is read and whatever is sold and pushed in between', async () => {
    await read()
    later()
    store.stock.set('A', 12)
    for (let night = 0; night < 3; night++) {
      await covered()
      later()
      await sell('A', 1)
      await inbound('A', 2)
      await sendAll()
      later()
      await read()
      await covered()
      expect(await drift()).toMatchObject([{ sku: 'A', difference: 2, shown: 12 + night + 1, kind: 'drift' }])
    }
  })

  it('explains what an increment that was not answered may have done, and not more', async () => {
    await read()
    later()
    await inbound('A', 5)
    store.after = () => { throw lostAnswer() }
    await sendAll()
    later()
    await covered()
    store.after = () => {}
    await read()
    await covered()
    expect(await drift('explained')).toMatchObject([{ sku: 'A', shown: 15, difference: 5, kind: 'write_underway' }])
    later()
    await sendAll()
    await read()
    await covered()
    expect([store.stock.get('A'), await drift(), (await drift('same')).length]).toEqual([15, [], 2])
    store.stock.set('A', 16)
    later()
    await read()
    await covered()
    expect(await drift()).toMatchObject([{ sku: 'A', difference: 1 }])
  })

  it('puts no older figure over what the store said to a push while it was being read', async () => {
    await read()
    later()
    await inbound('A', 5)
    store.after = async (purpose) => {
      if (purpose !== 'levels') return
      store.after = () => {}
      await sendAll()
    }
    await read()
    await covered()
    expect((await level('A')).stores).toMatchObject([{ figures: { told: 15, shown: 15, level: 15 } }])
    expect(await drift()).toEqual([])
  })

  it('tells SKUs apart that the store does not know, does not track, and does not list', async () => {
    products.set('C', await addProduct(warehouse, 'C', 5))
    store.untracked.add('B')
    store.stock.delete('A')
    await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 1 }, { sku: 'B', stock: 1 }] })
    await sendAll()
    store.stock.delete('B')
    await read()
    expect([(await drift('unknown_sku')).map((each) => each.sku), (await drift('not_tracked')).map((each) => each.sku), (await drift('absent')).map((each) => each.sku)]).toEqual([['A'], ['B'], ['C']])
    expect((await level('A')).exposed).toBeNull()
    store.stock.set('A', 4)
    await read()
    expect(await drift('same')).toMatchObject([{ sku: 'A', standing: 'tracked', told: 4 }])
  })

  it('compares a SKU that was gone for a while with what it should have had all along, and counts it for nothing meanwhile', async () => {
    await read()
    later()
    store.stock.delete('A')
    await covered()
    await read()
    expect((await drift('absent')).map((each) => [each.sku, each.told, each.shown])).toEqual([['A', 10, null]])
    expect((await level('A')).exposed).toBeNull()
    await order('A', 2)
    later()
    await covered()
    await read()
    store.stock.set('A', 5)
    later()
    await covered()
    await read()
    await covered()
    expect(await drift()).toMatchObject([{ sku: 'A', told: 10, sold: 2, expected: 8, shown: 5, difference: -3 }])
  })

  it('says that it does not judge where the store shows less and nobody fetches its orders', async () => {
    await read()
    later()
    store.stock.set('A', 4)
    store.stock.set('B', 13)
    await rows(warehouse, sql`update ec_account set fetch_enabled = false`)
    await read()
    expect(await drift('not_judged')).toMatchObject([{ sku: 'A', difference: -6, kind: 'not_judged' }])
    expect(await drift()).toMatchObject([{ sku: 'B', difference: 3 }])
    expect((await ask((tx) => getEcAccount(tx, warehouse.accountId)))!.stockWatch).toMatchObject({ drifted: 1, compared: 2, notJudged: 1 })
  })

  it('is claimed once by many workers, each night anew, and spread over an hour', async () => {
    const claimed = await Promise.all([1, 2, 3].map(() => claimDueReadings(needs)))
    expect(claimed.reduce((sum, each) => sum + each, 0)).toBe(1)
    expect(await ask((tx) => listStockReadings(tx, { limit: 5 }))).toMatchObject({ items: [{ trigger: 'first', status: 'queued' }] })
    expect(await claimDueReadings(needs)).toBe(0)
    // Who found it due before another claimed it, and has its lock only now, does not claim it again.
    const late = { at: new Date(needs.now().getTime() + 25 * hour), now: needs.now() }
    expect(await warehouse.store.transact(scope, (tx) => tx.levels.claimReading(warehouse.merchantId, warehouse.accountId, late))).toBe(false)
    const [next] = await rows(warehouse, sql<{ hour: number }>`select extract(hour from next_reading_at at time zone 'Asia/Taipei')::integer as hour from stock_watch`)
    expect(next).toEqual({ hour: 3 })
    const [reading] = await rows(warehouse, sql<{ id: string }>`select id from stock_reading`)
    await readStock(needs, { merchantId: warehouse.merchantId, id: reading!.id })
    later(25 * hour)
    expect(await claimDueReadings(needs)).toBe(1)
    expect(await ask((tx) => listStockReadings(tx, { limit: 5 }))).toMatchObject({ items: [{ trigger: 'nightly', status: 'queued' }, { trigger: 'first', status: 'succeeded' }] })
  })

  it('goes on behind the last chunk that was kept, after a kill and after trouble of the store, and asks for no SKU twice', async () => {
    await rows(warehouse, sql`with made as (insert into product (merchant_id, id, sku, name) select ${warehouse.merchantId}, new_id(), 'S' || lpad(n::text, 4, '0'), 'S' from generate_series(1, 350) n returning id)
      insert into stock (merchant_id, product_id) select ${warehouse.merchantId}, id from made`)
    for (let each = 1; each <= 350; each++) store.stock.set(`S${String(each).padStart(4, '0')}`, 1)
    const id = await readStockNow(needs, { scope, actor, ecAccountId: warehouse.accountId })
    let calls = 0
    store.before = () => { if (++calls === 2) throw notReached() }
    await readStock(needs, { merchantId: warehouse.merchantId, id })
    expect(await ask((tx) => listStockReadings(tx, { limit: 5 }))).toMatchObject({ items: [{ status: 'waiting', asked: 100, error: 'The store cannot be reached.' }] })
    later(hour)
    const dying = { ...needs, store: { transact: (async (within, work) => {
      if (calls === 4) throw new Error('killed')
      return needs.store.transact(within, work)
    }) as Needs['store']['transact'] } }
    await readStock(dying, { merchantId: warehouse.merchantId, id }).catch(() => {})
    await rows(warehouse, sql`delete from pgboss.job`)
    expect(await sweepReadings(needs)).toBe(0)
    later(2 * 60_000)
    expect(await sweepReadings(needs)).toBe(1)
    await readStock(needs, { merchantId: warehouse.merchantId, id })
    expect(await ask((tx) => listStockReadings(tx, { limit: 5 }))).toMatchObject({ items: [{ status: 'succeeded', asked: 352, shown: 352 }] })
    expect(await rows(warehouse, sql`select resumed from stock_reading`)).toEqual([{ resumed: 1 }])
    const asked = store.calls.filter((call) => call.purpose === 'levels').flatMap((call) => call.body as string[])
    expect(new Set(asked).size).toBe(352)
    expect(asked.length).toBe(352 + 200)
  })

  it('ends at once while the store is disconnected, and is one reading however often it is asked for', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => readStockNow(needs, { scope, actor, ecAccountId: warehouse.accountId })))
    expect(new Set(ids).size).toBe(1)
    await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
    await readStock(needs, { merchantId: warehouse.merchantId, id: ids[0]! })
    expect(await ask((tx) => listStockReadings(tx, { limit: 5 }))).toMatchObject({ items: [{ status: 'stopped' }] })
    await expect(readStockNow(needs, { scope, actor, ecAccountId: warehouse.accountId })).rejects.toMatchObject({ code: 'not_connected' })
    expect(store.calls).toEqual([])
  })
})

describe('a drift', () => {
  beforeEach(async () => {
    await read()
    later()
    store.stock.set('A', 14)
    store.stock.set('B', 9)
    await covered()
    later()
    await read()
    await covered()
  })

  it('that is accepted is what the store should have from now on, with who and why', async () => {
    expect(await decide(acceptDrift)).toEqual(['done', 'done'])
    expect([await drift(), (await drift('same')).map(({ sku, told, toldBy }) => [sku, told, toldBy])]).toEqual([[], [['A', 14, 'accepted'], ['B', 9, 'accepted']]])
    const decided = (await ask((tx) => listDriftDecisions(tx, { limit: 5 }))).items
    expect(decided.map(({ sku, action, expected, shown, note, actor: by }) => [sku, action, expected, shown, note, by.name]).sort()).toEqual([['A', 'accepted', 10, 14, '店家盤點', '陳倉管'], ['B', 'accepted', 10, 9, '店家盤點', '陳倉管']])
    later()
    await sell('A', 1)
    later()
    await read()
    await covered()
    expect([await drift(), (await drift('explained')).map((each) => each.sku)]).toEqual([[], ['A']])
  })

  it('that is corrected comes back by the difference, whatever is sold meanwhile, and the ledger of pushes stays', async () => {
    expect(await decide(correctDrift, '商店誤改')).toEqual(['done', 'done'])
    expect((await drift('explained')).map(({ sku, kind }) => [sku, kind])).toEqual([['A', 'correcting'], ['B', 'correcting']])
    expect(await correctDrift(needs, { scope, actor, note: 'x', items: [{ ecAccountId: warehouse.accountId, productId: products.get('A')!, difference: 4 }] })).toMatchObject([{ refusal: { code: 'drift_underway' } }])
    later()
    await sell('A', 2)
    await sendAll()
    expect([store.stock.get('A'), store.stock.get('B')]).toEqual([8, 10])
    await covered()
    expect(await drift()).toEqual([])
    later()
    await read()
    await covered()
    expect([await drift(), await rows(warehouse, sql`select * from push_ledger`)]).toEqual([[], []])
    expect(await rows(warehouse, sql`select origin, kind, count(*)::integer as lines from stock_push s join stock_push_line l on l.stock_push_id = s.id group by 1, 2`)).toEqual([{ origin: 'drift', kind: 'increment', lines: 2 }])
  })

  it('F115 that has changed since somebody saw it is refused and shown anew; one that is gone too', async () => {
    const seen = { ecAccountId: warehouse.accountId, productId: products.get('A')!, difference: 3 }
    expect(await correctDrift(needs, { scope, actor, note: 'x', items: [seen] })).toMatchObject([{ refusal: { code: 'drift_changed', params: { seen: 3, difference: 4 } } }])
    await decide(acceptDrift)
    expect(await correctDrift(needs, { scope, actor, note: 'x', items: [{ ...seen, difference: 4 }] })).toMatchObject([{ refusal: { code: 'drift_gone' } }])
    expect(await acceptDrift(needs, { scope: merchantScope(newId()), actor, note: 'x', items: [{ ...seen, difference: 4 }] })).toMatchObject([{ refusal: { code: 'not_found' } }])
    expect(await rows(warehouse, sql`select count(*)::integer as pushes from stock_push`)).toEqual([{ pushes: 0 }])
  })

  it('waits for its store to be connected before it is corrected, and is corrected once by two people', async () => {
    const items = (await drift()).map(({ ecAccount, productId, difference }) => ({ ecAccountId: ecAccount.id, productId, difference: difference! }))
    await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
    expect((await correctDrift(needs, { scope, actor, note: 'x', items })).map((each) => each.refusal?.code)).toEqual(['not_connected', 'not_connected'])
    await rows(warehouse, sql`update ec_account set connection_status = 'connected'`)
    const ends = await Promise.all([1, 2, 3].map(() => correctDrift(needs, { scope, actor, note: 'x', items })))
    expect(ends.flat().filter((each) => each.refusal === null)).toHaveLength(2)
    await sendAll()
    expect([store.stock.get('A'), store.stock.get('B')]).toEqual([10, 10])
  })
})

describe('exposure', () => {
  it('is what the stores together can still sell beyond what is free here, by the SKU', async () => {
    await read()
    expect([(await level('A')).exposed, (await level('A')).atRisk, await ask((tx) => countAtRisk(tx))]).toEqual([10, 0, { skus: 0, units: 0 }])
    const other = newId()
    await rows(warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, first_connected_at)
      values (${warehouse.merchantId}, ${other}, 'teststore', '第二帳號', ${warehouse.channelId}, 'connected', now())`)
    await rows(warehouse, sql`insert into store_level (merchant_id, ec_account_id, product_id, told, told_at, told_by) values (${warehouse.merchantId}, ${other}, ${products.get('A')!}, 15, ${needs.now()}, 'overwrite')`)
    expect(await level('A')).toMatchObject({ available: 20, exposed: 25, atRisk: 5 })
    later()
    await sell('A', 4)
    expect(await level('A')).toMatchObject({ available: 16, exposed: 21, atRisk: 5 })
    await inbound('A', 3)
    expect(await level('A')).toMatchObject({ available: 19, exposed: 24, atRisk: 5 })
    await sendAll()
    expect(await level('A')).toMatchObject({ available: 19, exposed: 24, atRisk: 5, stores: expect.arrayContaining([expect.objectContaining({ ecAccountId: other, figures: expect.objectContaining({ level: 15 }) })]) })
    expect((await ask((tx) => listStock(tx, { state: 'at_risk', limit: 10 }))).items).toMatchObject([{ sku: 'A', exposed: 24, atRisk: 5 }])
    expect(await ask((tx) => countAtRisk(tx, warehouse.merchantId))).toEqual({ skus: 1, units: 5 })
    expect(await ask((tx) => countAtRisk(tx, newId()))).toEqual({ skus: 0, units: 0 })
  })
})

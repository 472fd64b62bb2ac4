import { answerWrite, completeInbound, createInbound, leaveWrite, overwriteStock, readWriteQuestion, receiveInbound, retryWrite, sendWrite } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { getStock, getStockPush, getWrite, listStockPushes } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { answeredText, answerOutbox } from '../../apps/server/src/commands/answer-outbox.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, refused, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant
const day = 24 * 3_600_000

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let ahead: number
let products: Record<'A' | 'B' | 'C', string>
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  store.settledBy = 'person'
  ahead = 1_000
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
  await rows(warehouse, sql`update ec_account set push_enabled = true, push_percentage = 100`)
  products = { A: await addProduct(warehouse, 'A', 0), B: await addProduct(warehouse, 'B', 0), C: await addProduct(warehouse, 'C', 0) }
  for (const sku of ['A', 'C']) store.stock.set(sku, 10)
})
afterEach(() => warehouse.close())

const inside = <Result>(work: Parameters<typeof warehouse.database.transact<Result>>[1]) => warehouse.database.transact({ merchant: 'all' }, work)
const lastPush = () => inside(async (tx) => (await getStockPush(tx, (await listStockPushes(tx, { limit: 1 })).items[0]!.id))!)
const results = async () => Object.fromEntries((await lastPush()).lines.map((line) => [line.sku, line.result]))
const figures = async (sku: 'A' | 'B' | 'C') => {
  const { ledger: { told, applied, waiting, refused: notTaken }, figures: shown } = (await inside((tx) => getStock(tx, products[sku], { limit: 1 })))!.stores[0]!
  return { told, applied, waiting, refused: notTaken, level: shown?.level ?? null }
}
const open = () => rows(warehouse, sql<{ id: string }>`select id from platform_write where state not in ('accepted', 'rejected')`)
async function sendAll(): Promise<void> {
  for (const { id } of await open()) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const lose = () => { store.after = () => { store.after = () => {}; throw lostAnswer() } }
const sent = (at: number) => (store.calls.filter(({ purpose }) => purpose === 'increase').at(at)?.body as { items: unknown }).items
const arrived = (sku: string) => ({ sku, answer: 'arrived' as const })
const notArrived = (sku: string) => ({ sku, answer: 'not_arrived' as const })

/** The store knows A and C and not B; its answer to all three is lost, and only a person can find out. @returns the write */
async function askAboutThree(): Promise<string> {
  const lines = [['A', 5], ['B', 6], ['C', 7]].map(([sku, quantity]) => ({ sku: String(sku), quantity: Number(quantity) }))
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: lines.map(({ sku, quantity }) => ({ sku, expected: quantity })) })
  await receiveInbound(needs, { scope, actor, inboundId, lines })
  await completeInbound(needs, { scope, actor, inboundId })
  lose()
  await sendAll()
  ahead += day
  await sendAll()
  return (await open())[0]!.id
}

/** A arrived, as somebody said; what was sent again of B and C was lost too. @returns the write */
async function askAboutTheRest(): Promise<string> {
  const id = await askAboutThree()
  await answerWrite(needs, { scope, actor, writeId: id, answer: 'by_item', answers: [arrived('A'), notArrived('B'), notArrived('C')] })
  lose()
  ahead += 1_000
  await sendAll()
  ahead += day
  await sendAll()
  return id
}

it('is answered item by item: what arrived counts, what did not is sent again alone, and nothing twice', async () => {
  const id = await askAboutThree()
  expect(await readWriteQuestion(needs, { scope, writeId: id })).toMatchObject({ version: 2, items: [{ sku: 'A', quantity: 5, store: 15 }, { sku: 'B', quantity: 6, store: null }, { sku: 'C', quantity: 7, store: 17 }] })
  const first = await rows(warehouse, sql<{ key: string }>`select idempotency_key as key from platform_write where id = ${id}`)
  expect(await answerWrite(needs, { scope, actor, writeId: id, answer: 'by_item', version: 2, note: '比對過了', answers: [notArrived('B'), arrived('A'), arrived('C')] })).toEqual({ id, state: 'planned', stockPushId: null })
  expect(await results()).toEqual({ A: 'applied', B: 'waiting', C: 'applied' })
  expect([await figures('A'), await figures('B')]).toEqual([{ told: 5, applied: 5, waiting: 0, refused: 0, level: null }, { told: 6, applied: 0, waiting: 6, refused: 0, level: null }])

  // The merchant has put it into the store meanwhile.
  store.stock.set('B', 1)
  ahead += 1_000
  await sendAll()
  expect(sent(-1)).toEqual([{ sku: 'B', delta: 6 }])
  expect([...store.stock]).toEqual([['A', 15], ['C', 17], ['B', 7]])
  expect([await results(), (await lastPush()).state]).toEqual([{ A: 'applied', B: 'applied', C: 'applied' }, 'accepted'])
  const write = (await inside((tx) => getWrite(tx, id)))!
  expect(write.idempotencyKey).not.toBe(first[0]!.key)
  expect(write.history.map(({ event, actor: by, note, items }) => [event, by?.name ?? null, note, items?.map((item) => `${item.sku} ${item.quantity} ${item.answer}`) ?? null])).toEqual([
    ['attempt', null, null, null], ['asked', null, null, null], ['by_item', '陳倉管', '比對過了', ['A 5 arrived', 'B 6 not_arrived', 'C 7 arrived']], ['attempt', null, null, null],
  ])
  expect(await rows(warehouse, sql`select data ->> 'answer' as answer, jsonb_array_length(data -> 'items') as items from timeline where type = 'write_answered'`)).toEqual([{ answer: 'by_item', items: 3 }])
})

it('keeps what arrived, whatever becomes of the rest: asked about again, refused, sent again, left', async () => {
  const id = await askAboutTheRest()
  // Another question, about the rest; an answer to the first one is none to it.
  expect(await readWriteQuestion(needs, { scope, writeId: id })).toMatchObject({ version: 4, items: [{ sku: 'B' }, { sku: 'C' }] })
  await expect(answerWrite(needs, { scope, actor, writeId: id, version: 2, answer: 'by_item', answers: [arrived('B'), arrived('C')] })).rejects.toMatchObject({ code: 'version_conflict' })
  await answerWrite(needs, { scope, actor, writeId: id, version: 4, answer: 'by_item', answers: [notArrived('B'), arrived('C')] })
  store.before = () => { throw refused('invalid_request', 'Not like this.') }
  ahead += 1_000
  await sendAll()
  expect([await results(), (await lastPush()).state]).toEqual([{ A: 'applied', B: 'refused', C: 'applied' }, 'rejected'])
  await retryWrite(needs, { scope, actor, writeId: id })
  expect(await results()).toEqual({ A: 'applied', B: 'waiting', C: 'applied' })
  ahead += 1_000
  await sendAll()
  await leaveWrite(needs, { scope, actor, writeId: id, note: '商店無此品號' })
  expect([await results(), sent(-1)]).toEqual([{ A: 'applied', B: 'refused', C: 'applied' }, [{ sku: 'B', delta: 6 }]])
})

it('is done where all arrived, and sent as a whole where nothing did', async () => {
  const id = await askAboutThree()
  await answerWrite(needs, { scope, actor, writeId: id, answer: 'by_item', answers: ['A', 'B', 'C'].map(notArrived) })
  expect((await inside((tx) => getWrite(tx, id)))!.history.at(-1)).toMatchObject({ event: 'not_arrived', items: [{ answer: 'not_arrived' }, { answer: 'not_arrived' }, { answer: 'not_arrived' }] })
  lose()
  ahead += 1_000
  await sendAll()
  expect(sent(-1)).toHaveLength(3)
  ahead += day
  await sendAll()
  await answerWrite(needs, { scope, actor, writeId: id, answer: 'by_item', answers: ['A', 'B', 'C'].map(arrived) })
  expect([await results(), await open()]).toEqual([{ A: 'applied', B: 'applied', C: 'applied' }, []])
})

it('is answered by one of two who answer at the same time, and counts once', async () => {
  const id = await askAboutThree()
  const say = (answers: { sku: string; answer: 'arrived' | 'not_arrived' }[]) => answerWrite(needs, { scope, actor, writeId: id, version: 2, answer: 'by_item', answers })
  const said = await Promise.allSettled([say(['A', 'B', 'C'].map(arrived)), say(['A', 'B', 'C'].map(arrived)), say([arrived('A'), notArrived('B'), arrived('C')])])
  expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await inside((tx) => getWrite(tx, id)))!.history.filter(({ event }) => event === 'arrived' || event === 'by_item')).toHaveLength(1)
  expect(await rows(warehouse, sql`select count(*)::int as answers from timeline where type = 'write_answered'`)).toEqual([{ answers: 1 }])
})

it('overwrites what is still open, and leaves what arrived alone', async () => {
  const id = await askAboutTheRest()
  await answerWrite(needs, { scope, actor, writeId: id, answer: 'overwritten', items: [{ sku: 'B', stock: 6 }, { sku: 'C', stock: 17 }] })
  const pushes = await inside(async (tx) => Promise.all((await listStockPushes(tx, { limit: 2 })).items.map(async ({ id: pushId }) => (await getStockPush(tx, pushId))!)))
  expect(pushes[1]!.lines.map(({ sku, result }) => [sku, result])).toEqual([['A', 'applied'], ['B', 'superseded'], ['C', 'superseded']])
})

it('asks of an overwrite item by item, too: what did not arrive is set again, in its place among the others', async () => {
  store.stock.set('B', 10)
  lose()
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'A', stock: 3 }, { sku: 'B', stock: 4 }] })
  await sendAll()
  ahead += day
  await rows(warehouse, sql`update platform_write set deaths = 0`)
  store.stock.set('B', 10)
  await sendAll()
  const id = (await open())[0]!.id
  await answerWrite(needs, { scope, actor, writeId: id, answer: 'by_item', answers: [arrived('A'), notArrived('B')] })
  store.stock.set('A', 2)
  ahead += 1_000
  await sendAll()
  expect([...store.stock]).toEqual([['A', 2], ['C', 10], ['B', 4]])
  expect(await results()).toEqual({ A: 'applied', B: 'applied' })
})

it('refuses answers that are not about its items, one by one, and changes nothing', async () => {
  const id = await askAboutThree()
  const answer = (given: object) => answerWrite(needs, { scope, actor, writeId: id, answer: 'by_item', ...given })
  const all = ['A', 'B', 'C'].map(arrived)
  const whole = 'must say of each of these whether it arrived: {skus}'
  await expect(answer({ answer: 'arrived' })).rejects.toMatchObject({ code: 'invalid_input', errors: [{ path: 'answers', message: whole, params: { skus: 'A, B, C' } }] })
  await expect(answer({ answer: 'not_arrived' })).rejects.toMatchObject({ errors: [{ path: 'answers', message: whole }] })
  await expect(answer({ answers: [all[0]] })).rejects.toMatchObject({ errors: [{ path: 'answers', message: whole, params: { skus: 'B, C' } }] })
  await expect(answer({ answers: [...all, notArrived('A')] })).rejects.toMatchObject({ errors: [{ path: 'answers.3.sku', message: '{sku} comes twice', params: { sku: 'A' } }] })
  await expect(answer({ answers: [arrived('X'), ...all.slice(1)] })).rejects.toMatchObject({ errors: [{ path: 'answers', params: { skus: 'A' } }, { path: 'answers.0.sku', message: '{sku} is not in this write', params: { sku: 'X' } }] })
  await expect(answer({ answer: 'overwritten', answers: all, items: [] })).rejects.toMatchObject({ errors: [{ path: 'answers', message: 'goes with the answer by_item only' }] })
  expect([await results(), (await lastPush()).asked]).toEqual([{ A: 'waiting', B: 'waiting', C: 'waiting' }, true])
})

it('shows what the store showed last while it cannot be read', async () => {
  const id = await askAboutThree()
  await rows(warehouse, sql`insert into store_level (merchant_id, ec_account_id, product_id, shown, shown_at, shown_by) values (${warehouse.merchantId}, ${warehouse.accountId}, ${products.A}, 12, now(), 'reading')`)
  await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
  expect(await readWriteQuestion(needs, { scope, writeId: id })).toMatchObject({ problem: 'not_connected', items: [{ sku: 'A', store: null, shown: { stock: 12 } }, { sku: 'B', store: null, shown: null }, { sku: 'C' }] })
})

it('is asked and answered from the command line, too', async () => {
  const id = await askAboutThree()
  const said = (...words: string[]) => answerOutbox({ needs }, { words, allArrived: false, noneArrived: false, note: undefined })
  const lines = answeredText(await said(id)).split('\n')
  expect(lines.slice(0, 2)).toEqual(['A  sent 5  the store shows 15; if it arrived not known, if not not known', 'B  sent 6  the store shows not known; if it arrived not known, if not not known'])
  expect(lines.at(-1)).toBe(`Did it arrive? outbox answer ${id} SKU=arrived SKU=not-arrived …, or --all-arrived, or --none-arrived`)
  await expect(said(id, 'A=arrived')).rejects.toThrow('The answer does not fit: must say of each of these whether it arrived: B, C.')
  await expect(said(id, 'A=perhaps')).rejects.toThrow('“A=perhaps” is no answer. Use: SKU=arrived or SKU=not-arrived.')
  await expect(said('x')).rejects.toThrow(/^Say which write, by its id/)
  expect(answeredText(await said(id, 'A=arrived', 'B=not-arrived', 'C=arrived'))).toBe('What did not arrive is sent again by the worker.')
  expect(await results()).toEqual({ A: 'applied', B: 'waiting', C: 'applied' })
  await expect(said(id)).rejects.toThrow(/Reload the page/)
  ahead += 1_000
  lose()
  await sendAll()
  ahead += day
  await sendAll()
  expect(answeredText(await answerOutbox({ needs }, { words: [id], allArrived: true, noneArrived: false, note: undefined }))).toBe('It is kept as done.')
  expect(await results()).toEqual({ A: 'applied', B: 'applied', C: 'applied' })
})

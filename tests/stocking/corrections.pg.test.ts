import { completeInbound, confirmProposals, correctInbound, createInbound, dismissProposals, receiveInbound, sendWrite } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { getInbound, getStock, listProposals } from '@crossdock/postgres'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let productId: string
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + 1_000) })
  productId = await addProduct(warehouse, 'A', 0)
  store.stock.set('A', 0)
  await setShare(100)
})
afterEach(() => warehouse.close())

const setShare = (percentage: number) => rows(warehouse, sql`update ec_account set push_enabled = true, push_percentage = ${percentage}`)
async function completed(...lines: { sku: string; quantity: number }[]): Promise<string> {
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: lines.map(({ sku, quantity }) => ({ sku, expected: quantity })) })
  await receiveInbound(needs, { scope, actor, inboundId, lines })
  await completeInbound(needs, { scope, actor, inboundId })
  return inboundId
}
const correct = (inboundId: string, ...lines: { sku: string; quantity: number }[]) => correctInbound(needs, { scope, actor, inboundId, lines, note: '重新清點' })
async function sendAll(): Promise<void> {
  for (const { id } of await rows(warehouse, sql<{ id: string }>`select id from platform_write where state not in ('accepted', 'rejected') order by planned_at, part`)) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const proposals = (state?: 'open' | 'confirmed' | 'dismissed' | 'evened') => warehouse.database.transact({ merchant: 'all' }, async (tx) => (await listProposals(tx, { limit: 50, ...(state ? { state } : {}) })).items)
const confirm = async () => confirmProposals(needs, { scope, actor, proposalIds: (await proposals('open')).map((each) => each.id) })
const dismiss = async () => dismissProposals(needs, { scope, actor, proposalIds: (await proposals('open')).map((each) => each.id), note: '已在商店改好' })
const ledger = () => warehouse.database.transact({ merchant: 'all' }, async (tx) => (await getStock(tx, productId, { limit: 5 }))!.stores[0]!.ledger)
const onHand = async () => (await rows(warehouse, sql<{ on_hand: number }>`select on_hand from stock where product_id = ${productId}`))[0]!.on_hand

describe('F108 an inbound that was counted wrong', () => {
  it('F108 moves stock at once with its reason, proposes the negative increment, and tells the store only when a person confirms', async () => {
    const id = await completed({ sku: 'A', quantity: 10 })
    await sendAll()
    await correct(id, { sku: 'A', quantity: 6 })
    await sendAll()
    expect([await onHand(), store.stock.get('A')]).toEqual([6, 10])
    expect(await proposals()).toMatchObject([{ ecAccount: { id: warehouse.accountId }, sku: 'A', quantity: -4, state: 'open', note: '重新清點', actor: { name: '陳倉管' }, inbound: { id }, decision: null }])
    expect(await rows(warehouse, sql`select kind, delta, on_hand_after, cause_id, note from stock_movement order by id desc limit 1`)).toEqual([{ kind: 'inbound', delta: -4, on_hand_after: 6, cause_id: id, note: '重新清點' }])
    const detail = await warehouse.database.transact({ merchant: 'all' }, (tx) => getInbound(tx, id))
    expect(detail).toMatchObject({ lines: [{ expected: 10, received: 6, putAway: 6 }], proposals: [{ quantity: -4, state: 'open' }] })
    expect(detail!.rounds.at(-1)).toMatchObject({ kind: 'correct', note: '重新清點', lines: [{ sku: 'A', quantity: -4 }] })
    expect(await ledger()).toMatchObject({ earned: 6, told: 10, applied: 10, due: -4 })
    expect((await confirm()).map((each) => each.refusal)).toEqual([null])
    await sendAll()
    expect(store.stock.get('A')).toBe(6)
    expect(store.calls.at(-1)).toMatchObject({ purpose: 'increase', body: { items: [{ sku: 'A', delta: -4 }] } })
    expect(await proposals()).toMatchObject([{ state: 'confirmed', quantity: -4, decision: { actor: { name: '陳倉管' }, stockPushId: expect.any(String) } }])
    expect(await ledger()).toMatchObject({ earned: 6, told: 6, applied: 6, due: 0 })
  })

  it('F108 moves what was earned by the percentage of its own day, also where nothing was due then', async () => {
    await setShare(50)
    const first = await completed({ sku: 'A', quantity: 1 })
    await setShare(100)
    await completed({ sku: 'A', quantity: 10 })
    await sendAll()
    expect(store.stock.get('A')).toBe(10)
    await correct(first, { sku: 'A', quantity: 2 })
    expect(await proposals('open')).toMatchObject([{ quantity: 1 }])
    await confirm()
    await sendAll()
    expect(store.stock.get('A')).toBe(11)
    expect(await ledger()).toMatchObject({ earnedHundredths: 1_100, told: 11 })
  })

  it('F108 that nobody decides about is evened out by the next inbound, and the proposal ends by itself', async () => {
    const id = await completed({ sku: 'A', quantity: 10 })
    await correct(id, { sku: 'A', quantity: 6 })
    await completed({ sku: 'A', quantity: 3 })
    expect(await proposals()).toMatchObject([{ state: 'open', quantity: -1 }])
    await completed({ sku: 'A', quantity: 5 })
    expect(await proposals()).toMatchObject([{ state: 'evened', quantity: 0, decision: { actor: { kind: 'system' } } }])
    await sendAll()
    expect(store.stock.get('A')).toBe(14)
    expect(await ledger()).toMatchObject({ earned: 14, told: 14, due: 0 })
  })

  it('F108 dismissed leaves the store alone for good: no later inbound makes up for it', async () => {
    const id = await completed({ sku: 'A', quantity: 10 })
    await correct(id, { sku: 'A', quantity: 6 })
    await dismiss()
    await completed({ sku: 'A', quantity: 5 })
    await sendAll()
    expect(store.stock.get('A')).toBe(15)
    expect(await ledger()).toMatchObject({ earned: 11, told: 15, dismissed: -4, due: 0 })
    expect(await proposals()).toMatchObject([{ state: 'dismissed', quantity: -4, decision: { note: '已在商店改好' } }])
  })

  it('F108 corrected twice is one proposal of what is due then; decided twice it is told once', async () => {
    const id = await completed({ sku: 'A', quantity: 10 })
    await sendAll()
    await correct(id, { sku: 'A', quantity: 6 })
    await correct(id, { sku: 'A', quantity: 7 })
    const [open] = await proposals()
    expect(await proposals()).toHaveLength(1)
    expect(open).toMatchObject({ quantity: -3 })
    const ends = await Promise.all([1, 2, 3].map(() => confirmProposals(needs, { scope, actor, proposalIds: [open!.id] })))
    expect(ends.flat().map((each) => each.refusal?.code ?? 'done').sort()).toEqual(['done', 'proposal_decided', 'proposal_decided'])
    await sendAll()
    expect(store.stock.get('A')).toBe(7)
    expect(await confirmProposals(needs, { scope: merchantScope(newId()), actor, proposalIds: [open!.id] })).toMatchObject([{ refusal: { code: 'not_found' } }])
  })

  it('F108 stays balanced when corrections, completions and decisions meet', async () => {
    const ids = []
    for (let each = 0; each < 4; each++) ids.push(await completed({ sku: 'A', quantity: 10 }))
    await Promise.all([
      ...ids.map((id, index) => correct(id, { sku: 'A', quantity: 9 - index })),
      completed({ sku: 'A', quantity: 2 }), completed({ sku: 'A', quantity: 3 }), confirm(), confirm(),
    ])
    await confirm()
    await sendAll()
    expect([await onHand(), store.stock.get('A')]).toEqual([35, 35])
    expect(await ledger()).toMatchObject({ earned: 35, told: 35, due: 0 })
  })

  it('takes nothing that is reserved, frees who waited when there is more, and corrects only what is completed and different', async () => {
    const id = await completed({ sku: 'A', quantity: 4 })
    await importOrders(warehouse, { lines: [line('l1', 'A', 3)] })
    await expect(correct(id, { sku: 'A', quantity: 2 })).rejects.toMatchObject({ code: 'not_enough_stock', params: { available: 1, wanted: 2 } })
    await expect(correct(id, { sku: 'A', quantity: 4 })).rejects.toMatchObject({ code: 'nothing_to_correct' })
    await importOrders(warehouse, { lines: [line('l1', 'A', 2)] })
    expect(await correct(id, { sku: 'A', quantity: 5 })).toEqual({ released: 1 })
    await addProduct(warehouse, 'B', 0)
    await correct(id, { sku: 'B', quantity: 2 })
    const detail = await warehouse.database.transact({ merchant: 'all' }, (tx) => getInbound(tx, id))
    expect(detail!.lines.map(({ sku, expected, putAway }) => [sku, expected, putAway])).toEqual([['A', 4, 5], ['B', 0, 2]])
    const open = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: [{ sku: 'A', expected: 1 }] })
    await expect(correct(open, { sku: 'A', quantity: 1 })).rejects.toMatchObject({ code: 'inbound_wrong_status' })
  })

  it('says of what the store refused that it stays counted, and why', async () => {
    store.stock.delete('A')
    await completed({ sku: 'A', quantity: 5 })
    await sendAll()
    expect(await ledger()).toMatchObject({ earned: 5, told: 5, applied: 0, waiting: 0, refused: 5, due: 0, refusals: [{ quantity: 5, result: 'unknown_sku', detail: expect.stringContaining('no product') }] })
  })
})

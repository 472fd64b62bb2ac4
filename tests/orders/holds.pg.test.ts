import { holdReasons, newId, ownerOf, personHoldReasons, releasableByPerson, type HoldReason } from '@crossdock/domain'
import { placeHold, placeHolds, processOrders, releaseHolds, releaseOrders, type Outcome } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type Needs } from '@crossdock/flows/ports'
import { getOrder, listHolds, type HoldFilter } from '@crossdock/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { addMerchant, addOrders } from './order-rows.ts'

let warehouse: TestWarehouse
let needs: Needs
const actor: Actor = { kind: 'user', name: '小芳' }
const scope = everyMerchant

beforeAll(async () => {
  warehouse = await openWarehouse()
  needs = { store: warehouse.store, now: () => new Date() } as unknown as Needs
})
afterAll(() => warehouse.close())

const holdsOf = async (orderId: string) => (await rows(warehouse, sql<{ holds: HoldReason[] }>`select holds from orders where id = ${orderId}`))[0]?.holds
const activeReasons = async (orderId: string) =>
  (await rows(warehouse, sql<{ reason: HoldReason }>`select reason from hold where order_id = ${orderId} and released_at is null order by 1`)).map((row) => row.reason)
const list = (filter: HoldFilter & { cursor?: string; limit?: number } = {}, merchant = 'all') =>
  warehouse.database.transact({ merchant }, (tx) => listHolds(tx, { limit: 50, ...filter }))
const timelineOf = async (orderId: string) => (await warehouse.database.transact(everyMerchant, (tx) => getOrder(tx, orderId, new Date())))?.timeline
const codes = (outcomes: readonly Outcome[]) => outcomes.map((each) => each.refusal?.code ?? 'ok')

it('holds an order for a person’s reason and keeps what is reserved for it', async () => {
  const productId = await addProduct(warehouse, 'TEA-001', 5)
  const [id] = await addOrders(warehouse, [{ lines: [{ sku: 'TEA-001', productId, reserved: 1 }] }])
  await rows(warehouse, sql`update stock set reserved = 1 where product_id = ${productId}`)
  await placeHold(needs, { scope, actor, orderId: id!, reason: 'address_issue', note: '門牌不對' })
  await placeHold(needs, { scope, actor, orderId: id!, reason: 'address_issue' })
  expect(await holdsOf(id!)).toEqual(['address_issue'])
  expect((await list({ orderId: id! })).items).toMatchObject([{ orderId: id, reason: 'address_issue', owner: 'merchant', note: '門牌不對', placedBy: actor, releasableByHand: true }])
  expect(await timelineOf(id!)).toMatchObject([{ type: 'held', actor, data: { reasons: ['address_issue'], note: '門牌不對' } }])
  expect(await rows(warehouse, sql`select l.reserved, s.reserved as stock from order_line l join stock s using (merchant_id, product_id) where l.order_id = ${id}`)).toEqual([{ reserved: 1, stock: 1 }])
})

it.each(['shipped', 'canceled'] as const)('does not hold an order that is %s', async (status) => {
  const [id] = await addOrders(warehouse, [{ status, orderNumber: 'LS-7' }])
  await expect(placeHold(needs, { scope, actor, orderId: id!, reason: 'other' })).rejects.toMatchObject({ code: 'order_wrong_status', params: { orderNumber: 'LS-7', status } })
  expect(await activeReasons(id!)).toEqual([])
})

it('gives each of many its own outcome, and takes a doubled id once', async () => {
  const other = await addMerchant(warehouse, 'M2')
  const [open, shipped, foreign] = await addOrders(warehouse, [{}, { status: 'shipped' }, { ...other }])
  const ids = [shipped!, open!, newId(), open!, foreign!]
  expect(codes(await placeHolds(needs, { scope, actor, orderIds: ids, reason: 'risk_control' }))).toEqual(['order_wrong_status', 'ok', 'not_found', 'ok'])
  expect(await holdsOf(foreign!)).toEqual(['risk_control'])
  expect(codes(await releaseOrders(needs, { scope: merchantScope(other.merchantId), actor, orderIds: ids, note: '放行' }))).toEqual(['not_found', 'not_found', 'not_found', 'ok'])
  expect(await holdsOf(open!)).toEqual(['risk_control'])
  expect(await holdsOf(foreign!)).toEqual([])
  expect(await timelineOf(foreign!)).toMatchObject([{ type: 'held' }, { type: 'released', actor, data: { reasons: ['risk_control'], note: '放行' } }])
})

it.each(holdReasons)('lifts %s by hand only when a person may', async (reason) => {
  const [id] = await addOrders(warehouse, [{ holds: [reason] }])
  const [hold] = (await list({ orderId: id! })).items
  expect(hold).toMatchObject({ reason, owner: ownerOf(reason), releasableByHand: releasableByPerson.includes(reason) })
  const [outcome] = await releaseHolds(needs, { scope, actor, holdIds: [hold!.id] })
  if (releasableByPerson.includes(reason)) {
    expect(outcome?.refusal).toBeNull()
    expect(await holdsOf(id!)).toEqual([])
    expect(codes(await releaseHolds(needs, { scope, actor, holdIds: [hold!.id] }))).toEqual(['hold_released'])
  } else {
    expect(outcome?.refusal).toMatchObject({ code: 'hold_needs_cause', params: { reason } })
    expect(await holdsOf(id!)).toEqual([reason])
  }
})

it('lifts what a person may of an order that more than that holds', async () => {
  const [mixed, caused, free] = await addOrders(warehouse, [{ holds: ['unknown_product', 'other', 'risk_control'] }, { holds: ['unknown_product'] }, {}])
  expect(codes(await releaseOrders(needs, { scope, actor, orderIds: [mixed!, caused!, free!] }))).toEqual(['ok', 'hold_needs_cause', 'hold_released'])
  expect(await holdsOf(mixed!)).toEqual(['unknown_product'])
  expect(await timelineOf(mixed!)).toMatchObject([{ type: 'released', data: { reasons: ['other', 'risk_control'] } }])
})

it('begins with those of many orders that nothing holds', async () => {
  const [ready, held, begun] = await addOrders(warehouse, [{}, { holds: ['other'] }, { status: 'processing' }])
  expect(codes(await processOrders(needs, { scope, actor, orderIds: [ready!, held!, begun!, newId()] }))).toEqual(['ok', 'order_on_hold', 'order_wrong_status', 'not_found'])
  expect(await rows(warehouse, sql`select status from orders where id = ${ready}`)).toEqual([{ status: 'processing' }])
  expect(await timelineOf(ready!)).toMatchObject([{ type: 'processing_started', actor }])
})

it('keeps an order’s list of reasons in step with its holds, whatever people do at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...personHoldReasons)), { minLength: 1, maxLength: 8 }),
      async (steps) => {
        const [id] = await addOrders(warehouse, [{ holds: ['unknown_product'] }])
        await Promise.all(steps.map(([hold, reason]) =>
          hold ? placeHold(needs, { scope, actor, orderId: id!, reason }) : releaseOrders(needs, { scope, actor, orderIds: [id!] }),
        ))
        expect([...(await holdsOf(id!))!].sort()).toEqual(await activeReasons(id!))
      },
    ),
    { numRuns: 15 },
  )
})

it('filters the holds that are active, within the scope, and pages through them', async () => {
  await rows(warehouse, sql`update hold set released_at = now() where released_at is null`)
  const one = await addMerchant(warehouse, 'M3')
  const other = await addMerchant(warehouse, 'M4')
  const [first] = await addOrders(warehouse, [
    { orderNumber: 'A-1', holds: ['unknown_product', 'merchant_request'], ...one }, { orderNumber: 'A-2', holds: ['insufficient_stock'], ...one }, { orderNumber: 'B-1', holds: ['other'], ...other },
  ])
  await rows(warehouse, sql`update hold set note = '客人改地址' where reason = 'other'`)
  await rows(warehouse, sql`update hold set created_at = '2026-11-23T00:00:00.000001Z'`)
  const reasons = async (filter: HoldFilter, merchant?: string) => (await list(filter, merchant)).items.map((hold) => hold.reason).sort()
  expect(await reasons({ reason: 'other' })).toEqual(['other'])
  expect(await reasons({ owner: 'warehouse' })).toEqual(['other', 'unknown_product'])
  expect(await reasons({ merchantId: other.merchantId })).toEqual(['other'])
  expect(await reasons({ ecAccountId: one.accountId })).toEqual(['insufficient_stock', 'merchant_request', 'unknown_product'])
  expect(await reasons({ orderId: first! })).toEqual(['merchant_request', 'unknown_product'])
  expect(await reasons({ q: 'a-2' })).toEqual(['insufficient_stock'])
  expect(await reasons({ q: '改地址' })).toEqual(['other'])
  expect(await reasons({}, other.merchantId)).toEqual(['other'])
  const whole = (await list()).items.map((hold) => hold.id)
  for (const limit of [1, 2, 3, 4]) {
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await list({ limit, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map((hold) => hold.id))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(seen).toEqual(whole)
  }
})

import type { IncomingOrder } from '@crossdock/domain'
import {
  adjustStock, cancelOrder, completeInbound, createInbound, createProduct, importPage, mapUnknownProduct, placeHolds, processOrders, putAway, receiveInbound, releaseOrders,
  sendWrite, shipMany, shipOrder, updateAccount,
} from '@crossdock/flows'
import { everyMerchant, merchantScope, Refusal, type Actor, type EcAccount, type Needs } from '@crossdock/flows/ports'
import { updateSalesChannel } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { line } from '../support/imported-orders.ts'
import { expectConsistent } from '../support/races.ts'
import { incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, needsOf } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant
const people = 12

let warehouse: TestWarehouse
let needs: Needs
beforeEach(async () => {
  warehouse = await openWarehouse({ connections: people + 4 })
  needs = needsOf(warehouse, createWritingStore())
})
afterEach(() => warehouse.close())

/** Numbers in no order that anybody sees, the same for each seed. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

it.each([1, 2, 3])('leaves nothing wrong when everything happens at once, and nobody is told of a deadlock (%i)', { timeout: 60_000 }, async (seed) => {
  const { merchantId, accountId: ecAccountId } = warehouse
  const pick = dice(seed)
  const skus = Array.from({ length: 5 }, (_, index) => `SKU-${index}`)
  const productIds: string[] = []
  for (const sku of skus) {
    const { id } = await createProduct(needs, { scope, actor, merchantId, sku, name: sku })
    await adjustStock(needs, { scope, actor, productId: id, delta: 25, note: '盤點' })
    productIds.push(id)
  }
  const account: EcAccount = (await warehouse.store.transact(scope, (tx) => tx.accounts.find(ecAccountId)))!
  const sent: IncomingOrder[] = []
  const anyLines = () => Array.from({ length: 1 + pick(3) }, (_, index) => line(`l${index + 1}`, pick(12) === 0 ? `NEW-${pick(4)}` : skus[pick(5)]!, 1 + pick(4)))
  const anyOrders = async (count: number): Promise<{ id: string; order_number: string }[]> => {
    const found = await rows(warehouse, sql<{ id: string; order_number: string }>`select id, order_number from orders where status in ('pending', 'processing') order by md5(id::text || ${seed}::text) limit 40`)
    return found.length === 0 ? [] : Array.from({ length: count }, () => found[pick(found.length)]!)
  }
  const ids = async (count: number) => (await anyOrders(count)).map((order) => order.id)
  let parcel = 0

  const things: (() => Promise<unknown>)[] = [
    async () => {
      const page = Array.from({ length: 8 }, () => {
        const before = pick(3) === 0 ? sent[pick(sent.length)] : undefined
        if (!before) return incomingOrder({ lines: anyLines(), shippingCode: pick(6) === 0 ? 'coldchain' : 'homedelivery' })
        const updatedAt = new Date(Date.parse(before.updatedAt) + 1 + pick(50)).toISOString()
        return { ...before, updatedAt, ...(pick(3) === 0 ? { orderStatus: 'cancelled' as const } : { lines: anyLines() }) }
      })
      sent.push(...page)
      const orders = page.map((order) => ({ raw: order, order, problem: null }))
      await warehouse.store.transact(merchantScope(merchantId), (tx) => importPage(tx, { account, orders, fetchedAt: new Date(), fetchRunId: null }))
    },
    () => adjustStock(needs, { scope, actor, productId: productIds[pick(5)]!, delta: pick(12) - 3 || 1, note: '盤點' }),
    async () => {
      const inboundId = await createInbound(needs, { scope, merchantId, lines: skus.map((sku) => ({ sku, expected: 3 })) })
      const some = () => [skus[pick(5)]!, skus[pick(5)]!].map((sku) => ({ sku, quantity: 1 }))
      await receiveInbound(needs, { scope, actor, inboundId, lines: skus.map((sku) => ({ sku, quantity: 3 })) })
      await Promise.all([putAway(needs, { scope, actor, inboundId, lines: some() }), putAway(needs, { scope, actor, inboundId, lines: some() })])
      await completeInbound(needs, { scope, actor, inboundId })
    },
    async () => { for (const orderId of await ids(1)) await cancelOrder(needs, { scope, actor, orderId }) },
    async () => { for (const orderId of await ids(2)) await shipOrder(needs, { scope, actor, orderId, parcels: [{ trackingNumber: `TC${++parcel}`, carrier: 'T-Cat' }] }) },
    async () => {
      const shipRows = (await anyOrders(6)).map((order, row) => ({ row, orderNumber: order.order_number, trackingNumber: `TC${++parcel}`, carrier: 'T-Cat', sku: '', quantity: '' }))
      await shipMany(needs, { scope, actor, rows: shipRows, dryRun: false })
    },
    async () => placeHolds(needs, { scope, actor, orderIds: await ids(5), reason: 'address_issue' }),
    async () => releaseOrders(needs, { scope, actor, orderIds: await ids(9) }),
    async () => processOrders(needs, { scope, actor, orderIds: await ids(5) }),
    () => updateAccount(needs, { scope, actor, ecAccountId, update: { shippingMappings: [{ platformCode: 'homedelivery', shippingTypeCode: 'tcat' }, ...(pick(2) === 0 ? [{ platformCode: 'coldchain', shippingTypeCode: 'tcat' }] : [])] } }),
    () => warehouse.database.transact(scope, (tx) => updateSalesChannel(tx, warehouse.channelId, { enabled: pick(4) > 0 }, actor)),
    async () => {
      for (const { id } of await rows(warehouse, sql<{ id: string }>`select id from unknown_product where resolved_at is null limit 1`)) {
        await mapUnknownProduct(needs, { scope, actor, unknownProductId: id, product: { productId: productIds[pick(5)]! } })
      }
    },
    async () => { for (const write of await rows(warehouse, sql<{ id: string }>`select id from platform_write where state = 'planned' limit 3`)) await sendWrite(needs, { merchantId, id: write.id }) },
  ]
  await Promise.all(Array.from({ length: people }, async () => {
    for (let done = 0; done < 15; done++) {
      await things[pick(things.length)]!().catch((err: unknown) => { if (!(err instanceof Refusal)) throw err })
    }
  }))
  await expectConsistent(warehouse)
  const [made] = await rows(warehouse, sql<{ deadlocks: number; shipped: number; orders: number }>`
    select deadlocks::integer, (select count(*)::integer from orders where status = 'shipped') as shipped, (select count(*)::integer from orders) as orders
      from pg_stat_database where datname = current_database()`)
  expect(made).toMatchObject({ deadlocks: 0 })
  expect(made!.orders, 'orders').toBeGreaterThan(30)
  expect(made!.shipped, 'of which shipped').toBeGreaterThan(3)
})

import { completeInbound, createInbound, fetchNow, overwriteStock, readHint, receiveInbound, runFetch, sendWrite, sendWrites, shipOrder, sweepFetching, sweepWrites } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { createPlatform } from '../support/store-platform.ts'
import { addProduct, incomingOrder, openWarehouse, rows } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, notReached } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

it('loses no work with the whole queue: writes planned, unknown and being sent, runs and hints are all taken up again from their rows', async () => {
  const warehouse = await openWarehouse()
  const store = createWritingStore()
  const platform = createPlatform()
  const { open } = store.connector
  store.connector.open = (access) => {
    const { orders } = platform.connector.open(access)
    return { ...open(access), ...(orders ? { orders } : {}) }
  }
  let ahead = 0
  const needs: Needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
  const job = (id: string) => ({ merchantId: warehouse.merchantId, id })
  await addProduct(warehouse, 'TEA-001', 50)
  store.stock.set('TEA-001', 0)
  await rows(warehouse, sql`update ec_account set push_enabled = true, push_percentage = 100`)

  const [first, second, third] = await importOrders(warehouse, {}, {}, {})
  for (const [orderId, trackingNumber] of [[first, 'TC1'], [second, 'TC2'], [third, 'TC3']]) await shipOrder(needs, { scope, actor, orderId: orderId!, parcels: [{ trackingNumber: trackingNumber!, carrier: 'T-Cat' }] })
  const inboundId = await createInbound(needs, { scope, merchantId: warehouse.merchantId, lines: [{ sku: 'TEA-001', expected: 4 }] })
  await receiveInbound(needs, { scope, actor, inboundId, lines: [{ sku: 'TEA-001', quantity: 4 }] })
  await completeInbound(needs, { scope, actor, inboundId })
  await overwriteStock(needs, { scope, actor, ecAccountId: warehouse.accountId, items: [{ sku: 'TEA-001', stock: 30 }] })
  const writes = await rows(warehouse, sql<{ id: string }>`select id from platform_write where kind = 'tracking' order by planned_at`)
  // One whose answer was lost, one whose process died in the middle of it, one that was not reached.
  ahead = 1_000
  store.after = (purpose) => { if (purpose === 'push') throw lostAnswer() }
  await sendWrite(needs, job(writes[0]!.id))
  store.after = () => {}
  await warehouse.store.transact(everyMerchant, (tx) => tx.writes.take(warehouse.merchantId, writes[1]!.id, { holder: 'dead', until: new Date(Date.now() + ahead + 45_000), now: new Date(Date.now() + ahead) }))
  store.before = () => { throw notReached() }
  await sendWrite(needs, job(writes[2]!.id))
  store.before = () => {}

  const fetched = incomingOrder()
  const hinted = incomingOrder()
  platform.orders = [fetched]
  await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor })
  await rows(warehouse, sql`insert into webhook_delivery (merchant_id, ec_account_id, webhook_id, kind, platform_order_id, received_at)
    values (${warehouse.merchantId}, ${warehouse.accountId}, 'hint', 'order', ${hinted.platformOrderId}, now() - interval '1 minute')`)
  const states = await rows(warehouse, sql`select distinct state from platform_write order by state`)
  expect(states).toEqual([{ state: 'planned' }, { state: 'sending' }, { state: 'unknown' }])

  await rows(warehouse, sql`delete from pgboss.job`)
  platform.orders = [fetched, hinted]
  for (let round = 0; round < 6; round++) {
    ahead += 61_000
    await sweepFetching(needs)
    await sweepWrites(needs)
    const woken = await rows(warehouse, sql<{ name: string; data: { merchantId: string; id: string; ecAccountId: string } }>`delete from pgboss.job where start_after <= now() returning name, data`)
    for (const { name, data } of woken) await { 'send-writes': sendWrites, 'run-fetch': runFetch, 'read-hint': readHint }[name]!(needs, data)
  }
  expect(await rows(warehouse, sql`select state from platform_write where state <> 'accepted'`)).toEqual([])
  expect([store.shipments.map((each) => each.trackingNumber).sort(), store.stock.get('TEA-001')]).toEqual([['TC1', 'TC2', 'TC3'], 30])
  expect(await rows(warehouse, sql`select 1 from orders where platform_order_id in (${fetched.platformOrderId}, ${hinted.platformOrderId})`)).toHaveLength(2)
  expect(await rows(warehouse, sql`select status from fetch_run`)).toEqual([{ status: 'succeeded' }])
  expect(await rows(warehouse, sql`select tracking from orders where tracking <> 'none' and tracking <> 'confirmed'`)).toEqual([])
  expect(await rows(warehouse, sql`select event from platform_write_event where event = 'interrupted'`)).toHaveLength(1)
  await warehouse.close()
})

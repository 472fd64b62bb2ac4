import { correctParcel, sendWrite, shipOrder } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { countWrites, getOrder } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'
import { createWritingStore, lostAnswer, needsOf, refused, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let ahead: number
beforeEach(async () => {
  warehouse = await openWarehouse()
  store = createWritingStore()
  ahead = 1_000
  needs = needsOf(warehouse, store, { now: () => new Date(Date.now() + ahead) })
  await addProduct(warehouse, 'TEA-001', 100)
})
afterEach(() => warehouse.close())

async function ship(...trackingNumbers: string[]): Promise<string> {
  const [orderId] = await importOrders(warehouse, { lines: [line('l1', 'TEA-001', trackingNumbers.length)] })
  await shipOrder(needs, { scope, actor, orderId: orderId!, parcels: trackingNumbers.map((trackingNumber) => ({ trackingNumber, carrier: 'T-Cat', lines: [{ lineId: 'l1', quantity: 1 }] })) })
  return orderId!
}
async function sendAll(): Promise<void> {
  ahead += 120_000
  const open = await rows(warehouse, sql<{ id: string }>`select id from platform_write where state in ('planned', 'unknown') or id in (select write_id from parcel where confirm_after is not null) order by planned_at, id`)
  for (const { id } of open) await sendWrite(needs, { merchantId: warehouse.merchantId, id })
}
const inside = <Result>(work: Parameters<typeof warehouse.database.transact<Result>>[1]) => warehouse.database.transact({ merchant: 'all' }, work)
const orderOf = (id: string) => inside(async (tx) => (await getOrder(tx, id, new Date()))!)
const correct = async (orderId: string, index: number, trackingNumber: string, carrier = 'T-Cat') =>
  correctParcel(needs, { scope, actor, orderId, parcelId: (await orderOf(orderId)).parcels[index]!.id, trackingNumber, carrier })
const numbers = () => store.shipments.map((each) => each.trackingNumber)

it('F096 is refused with the store’s words and not retried blindly; the number is corrected and goes out at once', async () => {
  const orderId = await ship('WRONG')
  store.before = (purpose) => { if (purpose === 'push') throw refused('invalid_tracking_number', '物流單號格式錯誤') }
  await sendAll()
  await sendAll()
  expect(store.calls.filter((call) => call.purpose === 'push')).toHaveLength(1)
  expect((await orderOf(orderId)).parcels[0]).toMatchObject({ push: { state: 'refused', write: { error: '物流單號格式錯誤', errorCode: 'invalid_tracking_number' } } })
  store.before = () => {}
  await correct(orderId, 0, 'TC1', 'HCT')
  await sendAll()
  expect(store.shipments).toMatchObject([{ trackingNumber: 'TC1', carrier: 'HCT' }])
  const order = await orderOf(orderId)
  expect(order).toMatchObject({ tracking: 'confirmed', trackingNumbers: ['TC1'], holds: [] })
  expect(new Set(store.calls.flatMap((call) => (call.purpose === 'push' ? [call.key] : []))).size).toBe(2)
  expect(order.timeline.at(-3)).toMatchObject({ type: 'parcel_corrected', actor: { name: '陳倉管' }, data: { before: 'WRONG', trackingNumber: 'TC1', told: false } })
})

it('F100 keeps two parcels of an order apart: one is sent while the other is refused', async () => {
  const orderId = await ship('TC1', 'BAD')
  const { open } = store.connector
  store.connector.open = (access) => {
    const session = open(access)
    const tracking = session.tracking!
    return { ...session, tracking: { ...tracking, push: (parcel, key) => (parcel.trackingNumber === 'BAD' ? Promise.reject(refused('invalid_tracking_number', 'no')) : tracking.push(parcel, key)) } }
  }
  await sendAll()
  expect((await orderOf(orderId)).parcels.map((parcel) => [parcel.trackingNumber, parcel.push.state])).toEqual([['TC1', 'confirmed'], ['BAD', 'refused']])
  await expect(correct(orderId, 1, 'TC1')).rejects.toMatchObject({ code: 'tracking_number_taken' })
})

it('F101 makes a task of a number that is edited after the store took it, and the task goes when the store shows the new one', async () => {
  const orderId = await ship('TC1')
  await sendAll()
  await correct(orderId, 0, 'TC2')
  await sendAll()
  expect(numbers()).toEqual(['TC1'])
  const held = await orderOf(orderId)
  expect(held).toMatchObject({ status: 'shipped', tracking: 'differs', trackingNumbers: ['TC2'], holds: ['tracking_differs'], parcels: [{ toldNumber: 'TC1', push: { state: 'differs' } }] })
  expect(held.holdHistory[0]).toMatchObject({ reason: 'tracking_differs', owner: 'merchant', detail: { told: 'TC1', trackingNumber: 'TC2' } })
  // The shop-keeper corrects it there.
  store.shipments[0]!.trackingNumber = 'TC2'
  ahead += 24 * 3_600_000
  await sendAll()
  expect(await orderOf(orderId)).toMatchObject({ tracking: 'confirmed', holds: [], parcels: [{ toldNumber: null }] })
  await correct(orderId, 0, 'TC3')
  await correct(orderId, 0, 'TC2')
  expect(await orderOf(orderId)).toMatchObject({ holds: [] })
  expect(store.calls.filter((call) => call.purpose === 'push')).toHaveLength(1)
})

/* The simulation's seed 224: the answer of a reading back that had begun before confirmed the old number, and nobody knew any more that the store shows another one. */
it('F101 is not told by a reading that began before the correction that all is well', async () => {
  const orderId = await ship('TC1')
  const { open } = store.connector
  let correcting: Promise<void> | null = null
  store.connector.open = (access) => {
    const session = open(access)
    const tracking = session.tracking!
    return { ...session, tracking: { ...tracking, async list(platformOrderId) {
      const shown = await tracking.list!(platformOrderId)
      if (shown.length > 0) await (correcting ??= correct(orderId, 0, 'TC2'))
      return shown
    } } }
  }
  await sendAll()
  expect(await orderOf(orderId)).toMatchObject({ tracking: 'differs', trackingNumbers: ['TC2'], holds: ['tracking_differs'], parcels: [{ toldNumber: 'TC1' }] })
  store.shipments[0]!.trackingNumber = 'TC2'
  ahead += 24 * 3_600_000
  await sendAll()
  expect(await orderOf(orderId)).toMatchObject({ tracking: 'confirmed', holds: [], parcels: [{ toldNumber: null }] })
})

it('does not correct what is just being checked', async () => {
  const orderId = await ship('TC1')
  store.after = () => { throw lostAnswer() }
  await sendAll()
  await expect(correct(orderId, 0, 'TC2')).rejects.toMatchObject({ code: 'write_unsettled' })
})

it('F102 F103 keeps forty tracking numbers while the authorization is lost, says how long the oldest waits, and sends each once afterwards', async () => {
  for (let index = 0; index < 40; index++) await ship(`TC${index}`)
  await rows(warehouse, sql`update ec_account set connection_status = 'disconnected'`)
  ahead += 8 * 24 * 3_600_000
  await sendAll()
  expect(store.calls).toEqual([])
  const { planned, oldestUnsent } = await inside((tx) => countWrites(tx, {}))
  expect([planned, oldestUnsent?.kind, needs.now().getTime() - Date.parse(oldestUnsent!.at) > 7 * 24 * 3_600_000]).toEqual([40, 'tracking', true])
  await rows(warehouse, sql`update ec_account set connection_status = 'connected'`)
  await warehouse.store.transact(scope, (tx) => tx.writes.wake(warehouse.merchantId, warehouse.accountId))
  await sendAll()
  expect([numbers().length, new Set(numbers()).size]).toEqual([40, 40])
  expect(await inside((tx) => countWrites(tx, {}))).toMatchObject({ planned: 0, oldestUnsent: null })
})

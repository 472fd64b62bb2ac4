import { retryWrite, sendWrite, shipOrder, sweepWrites } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { ConnectorError } from '@crossdock/connector-kit'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { shipOneOrder } from '../support/shipped-order.ts'
import { rows, type TestWarehouse } from '../support/warehouse.ts'
import { lostAnswer, notReached, refused, type WritingStore } from '../support/writing-store.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }

let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let orderId: string
let time: number
beforeEach(async () => {
  time = Date.now();
  ({ warehouse, store, needs, orderId } = await shipOneOrder(() => new Date(time)))
  time = Date.now() + 1
})
afterEach(() => warehouse.close())

interface WriteRow { id: string; state: string; attempts: number; idempotency_key: string; next_attempt_at: Date; uncertain_since: Date | null; error_code: string | null; error: string | null }
const writeRow = async () => (await rows(warehouse, sql<WriteRow>`select * from platform_write`))[0]!
const send = async () => sendWrite(needs, { merchantId: warehouse.merchantId, id: (await writeRow()).id })
const tracking = async () => (await rows(warehouse, sql<{ tracking: string }>`select tracking from orders where id = ${orderId}`))[0]!.tracking
const events = async () => (await rows(warehouse, sql<{ type: string }>`select type from timeline where subject_id = ${orderId} and type like 'tracking%' order by id`)).map((row) => row.type)
const setConnection = (status: string) => rows(warehouse, sql`update ec_account set connection_status = ${status}`)
const waitUntilDue = async () => { time = Math.max(time, (await writeRow()).next_attempt_at.getTime()) }
const pushes = () => store.calls.filter((call) => call.purpose === 'push')

it('sends a parcel, reads it back, and says each step', async () => {
  await send()
  expect(store.shipments).toMatchObject([{ trackingNumber: 'TC1', lines: [{ lineId: 'l1', quantity: 1 }] }])
  expect(await writeRow()).toMatchObject({ state: 'accepted', attempts: 1 })
  expect(await tracking()).toBe('confirmed')
  expect(await events()).toEqual(['tracking_accepted', 'tracking_confirmed'])
  expect(await rows(warehouse, sql`select confirmed_at is not null as confirmed, store_view ->> 'trackingNumber' as shown from parcel`)).toEqual([{ confirmed: true, shown: 'TC1' }])
})

it('keeps nothing of an answer to an attempt that somebody else has taken since', async () => {
  store.after = async (purpose) => { if (purpose === 'push') await rows(warehouse, sql`update platform_write set attempts = attempts + 1`) }
  await send()
  expect(store.shipments).toHaveLength(1)
  expect(await writeRow()).toMatchObject({ state: 'sending', attempts: 2 })
  expect([await tracking(), await events()]).toEqual(['waiting', []])
  expect(await rows(warehouse, sql`select confirm_after from parcel`)).toEqual([{ confirm_after: null }])
})

it('says once that a parcel is confirmed, when two read it back', async () => {
  store.after = async (purpose) => { if (purpose !== 'push') await rows(warehouse, sql`update parcel set confirmed_at = now(), confirm_after = null`) }
  await send()
  expect(await events()).toEqual(['tracking_accepted'])
  expect(await rows(warehouse, sql`select store_view from parcel`)).toEqual([{ store_view: null }])
})

it('F094 asks again with the same key when the answer is lost, and the store has one parcel', async () => {
  let losses = 2
  store.after = (purpose) => { if (purpose === 'push' && losses-- > 0) throw lostAnswer() }
  for (let round = 1; round <= 3; round++) {
    await waitUntilDue()
    await send()
    expect((await writeRow()).state).toBe(round < 3 ? 'unknown' : 'accepted')
    expect(await tracking()).toBe(round < 3 ? 'waiting' : 'confirmed')
  }
  expect(new Set(pushes().map((call) => call.key)).size).toBe(1)
  expect(store.shipments).toHaveLength(1)
})

it('does not touch the store before it is due again', async () => {
  store.before = () => { throw notReached() }
  await send()
  await send()
  expect(store.calls).toHaveLength(1)
  expect(await writeRow()).toMatchObject({ state: 'planned', attempts: 1, error_code: 'connect_refused', uncertain_since: null })
})

it('waits as long as the platform asks', async () => {
  store.before = () => { throw new ConnectorError({ kind: 'rate_limited', code: 'rate_limited', message: 'slow down', status: 429, retryAfterMs: 123_000 }) }
  await send()
  expect((await writeRow()).next_attempt_at.getTime() - time).toBe(123_000)
  expect((await writeRow()).state).toBe('planned')
})

it('stays uncertain when the platform cannot be reached after an answer was lost', async () => {
  store.after = () => { throw lostAnswer() }
  await send()
  store.before = () => { throw notReached() }
  await waitUntilDue()
  await send()
  expect((await writeRow()).state).toBe('unknown')
})

it('reads back instead of trusting a key that the platform may have forgotten', async () => {
  store.after = (purpose) => { if (purpose === 'push') throw lostAnswer() }
  await send()
  store.after = () => {}
  store.forgetKeys()
  time += 24 * 3_600_000
  await send()
  expect((await writeRow()).state).toBe('accepted')
  expect([pushes().length, store.shipments.length]).toEqual([1, 1])
})

it('shows the platform’s words when it refuses, and sends under a fresh key when a person says so', async () => {
  store.before = (purpose) => { if (purpose === 'push') throw refused('invalid_tracking_number', '物流單號格式錯誤') }
  await send()
  expect(await writeRow()).toMatchObject({ state: 'rejected', error_code: 'invalid_tracking_number', error: '物流單號格式錯誤' })
  expect(await tracking()).toBe('refused')
  expect(await events()).toEqual(['tracking_refused'])
  await send()
  expect(pushes()).toHaveLength(1)

  store.before = () => {}
  const { id } = await writeRow()
  await retryWrite(needs, { scope: everyMerchant, actor, writeId: id })
  expect(await tracking()).toBe('waiting')
  time = Date.now() + 1_000
  await send()
  expect(await tracking()).toBe('confirmed')
  expect(new Set(pushes().map((call) => call.key)).size).toBe(2)
  await expect(retryWrite(needs, { scope: everyMerchant, actor, writeId: id })).rejects.toMatchObject({ code: 'write_not_retryable', params: { state: 'accepted' } })
})

it.each([['already_shipped', 409], ['idempotency_conflict', 409], ['quantity_exceeds_fulfillable', 422]])('F095 takes %s for done when the store shows the same number, and else for refused', async (code, status) => {
  store.before = (purpose) => { if (purpose === 'push') throw refused(code, 'no', status) }
  store.shipments.push({ id: 'x', trackingNumber: 'tc1', carrier: 'T-Cat', shippedAt: new Date().toISOString(), lines: [] })
  await send()
  expect(await tracking()).toBe('confirmed')

  const [other] = await importOrders(warehouse, {})
  await shipOrder(needs, { scope: everyMerchant, actor, orderId: other!, parcels: [{ trackingNumber: 'TC2', carrier: 'T-Cat' }] })
  time = Date.now() + 1_000
  const [write] = await rows(warehouse, sql<{ id: string }>`select id from platform_write where state = 'planned'`)
  await sendWrite(needs, { merchantId: warehouse.merchantId, id: write!.id })
  expect(await rows(warehouse, sql`select tracking from orders where id = ${other!}`)).toEqual([{ tracking: 'refused' }])
})

it('waits untouched while disconnected, and goes out when the account is woken', async () => {
  await setConnection('disconnected')
  time += 3_600_000
  await send()
  expect(await sweepWrites(needs)).toBe(0)
  expect(store.calls).toEqual([])
  expect(await writeRow()).toMatchObject({ state: 'planned', attempts: 0 })

  await setConnection('connected')
  expect(await warehouse.store.transact(everyMerchant, (tx) => tx.writes.wake(warehouse.merchantId, warehouse.accountId))).toBe(1)
  await send()
  expect(await tracking()).toBe('confirmed')
})

it('keeps what the platform refuses access for, until authorising again wakes it', async () => {
  store.before = () => { throw new ConnectorError({ kind: 'auth', code: 'invalid_token', message: 'revoked', status: 401 }) }
  await send()
  expect(await writeRow()).toMatchObject({ state: 'planned', error_code: 'invalid_token' })
  store.before = () => {}
  await warehouse.store.transact(everyMerchant, (tx) => tx.writes.wake(warehouse.merchantId, warehouse.accountId))
  time = Math.max(time, Date.now() + 1_000)
  await send()
  expect(await tracking()).toBe('confirmed')
})

it('names on the account the permission that the platform refuses a write for, and shows no trouble that would pass', async () => {
  await rows(warehouse, sql`update ec_account set granted_scopes = '{orders:read,fulfillments:write}'`)
  store.before = () => { throw new ConnectorError({ kind: 'auth', code: 'insufficient_scope', message: 'no', status: 403, permission: 'fulfillments:write' }) }
  await send()
  expect(await rows(warehouse, sql`select granted_scopes, missing_scopes, degraded_since from ec_account`)).toEqual([{ granted_scopes: ['orders:read'], missing_scopes: ['fulfillments:write'], degraded_since: null }])
  expect(await writeRow()).toMatchObject({ state: 'planned', error_code: 'insufficient_scope' })
})

it('is found by the sweep after a crash between accepted and confirmed', async () => {
  store.before = (purpose) => { if (purpose === 'list') throw notReached() }
  await send()
  expect([await tracking(), (await writeRow()).state]).toEqual(['sent', 'accepted'])
  store.before = () => {}
  expect(await sweepWrites(needs)).toBe(0)
  time += 3_600_000
  expect(await sweepWrites(needs)).toBe(1)
  await send()
  expect(await tracking()).toBe('confirmed')
  expect(await sweepWrites(needs)).toBe(0)
  expect(pushes()).toHaveLength(1)
})

it('is sent again under the same key when the process dies in the middle of an attempt', async () => {
  let died = false
  const dying: Needs = {
    ...needs,
    store: {
      // The process is gone when the answer arrives: nothing that follows the call is kept.
      transact: (scope, work) => {
        if (store.shipments.length > 0 && !died) {
          died = true
          throw new Error('killed')
        }
        return needs.store.transact(scope, work)
      },
    },
  }
  await expect(sendWrite(dying, { merchantId: warehouse.merchantId, id: (await writeRow()).id })).rejects.toThrow('killed')
  expect((await writeRow()).state).toBe('sending')
  await send()
  expect(pushes()).toHaveLength(1)
  time += 61_000
  expect(await sweepWrites(needs)).toBe(1)
  await send()
  expect(await tracking()).toBe('confirmed')
  expect([new Set(pushes().map((call) => call.key)).size, store.shipments.length]).toEqual([1, 1])
})

it('does not let a late answer undo what another worker has taken over', async () => {
  const { id } = await writeRow()
  const lease = (holder: string) => ({ holder, until: new Date(time + 60_000), now: new Date(time) })
  const first = await warehouse.store.transact(everyMerchant, (tx) => tx.writes.take(warehouse.merchantId, id, lease('one')))
  time += 61_000
  const second = await warehouse.store.transact(everyMerchant, (tx) => tx.writes.take(warehouse.merchantId, id, lease('two')))
  expect([first?.attempts, second?.attempts, second?.uncertainSince]).toEqual([1, 2, new Date(time - 61_000)])
  const rejected = { state: 'rejected' as const, answer: null, httpStatus: 422, errorKind: 'rejected', errorCode: 'x', error: 'x', at: new Date(time) }
  expect(await warehouse.store.transact(everyMerchant, (tx) => tx.writes.settle(first!, rejected))).toBe(false)
  expect((await writeRow()).state).toBe('sending')
  expect(await warehouse.store.transact(everyMerchant, (tx) => tx.writes.settle(second!, rejected))).toBe(true)
})

it('sends once when many workers are woken for the same write', async () => {
  await Promise.all(Array.from({ length: 5 }, () => send()))
  expect(pushes()).toHaveLength(1)
})

it('settles a refusal in words that no database keeps', async () => {
  store.before = (purpose) => { if (purpose === 'push') throw refused('in\u0000valid', `物流\u0000單號 \ud800 ${'x'.repeat(1_000_000)}`) }
  await send()
  const write = await writeRow()
  expect(write).toMatchObject({ state: 'rejected', error_code: 'in\ufffdvalid' })
  expect(write.error).toMatch(/^物流\ufffd單號 \ufffd x+…$/)
  expect(await tracking()).toBe('refused')
})

it('keeps that an outcome is not known when its process ends first, so that another asks under the same key at once', async () => {
  const ending = AbortSignal.abort()
  const { open } = store.connector
  store.connector.open = (access) => {
    const session = open(access)
    const push = () => new Promise<never>((_, reject) => access.signal!.addEventListener('abort', () => reject(lostAnswer())))
    return { ...session, tracking: session.tracking && { ...session.tracking, push } }
  }
  await sendWrite({ ...needs, ending }, { merchantId: warehouse.merchantId, id: (await writeRow()).id })
  const write = await writeRow()
  expect(write).toMatchObject({ state: 'unknown', lease_until: null })
  expect(write.next_attempt_at.getTime() - time).toBeLessThan(5_000)
})

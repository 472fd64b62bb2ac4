import { newId } from '@crossdock/domain'
import { evaluateAlerts, leaveWrite, retryWrite } from '@crossdock/flows'
import { everyMerchant, type Alert } from '@crossdock/flows/ports'
import { countAtRisk } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { alertLink } from '../../flows/src/alerting/alert-link.ts'
import { alertText } from '../../flows/src/alerting/alert-text.ts'
import { conditions } from '../../postgres/src/alerts/index.ts'
import { addProduct, rows } from '../support/warehouse.ts'
import { minutes, openAlertOffice, type AlertOffice } from './office.ts'

let office: AlertOffice
beforeEach(async () => void (office = await openAlertOffice()))
afterEach(() => office.close())

const nothing = { opened: [], updated: [], closed: [] }
const opened = (...kinds: string[]) => ({ ...nothing, opened: kinds })
const closed = (...kinds: string[]) => ({ ...nothing, closed: kinds })

const before = (at: Date, days: number) => new Date(at.getTime() - days * 86_400_000)

it('tells at once of a store that refuses us, not of one that was disconnected here, and closes by itself', async () => {
  const { warehouse, run } = office
  await run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'revoked_here'`)
  expect(await office.look()).toEqual(nothing)
  await run(sql`update ec_account set disconnect_reason = 'revoked_on_platform'`)
  expect(await office.look()).toEqual(opened('disconnected'))
  expect(await rows(warehouse, sql`select merchant_id, subject_id, owner, urgency, since, params from alert`)).toEqual([
    { merchant_id: warehouse.merchantId, subject_id: warehouse.accountId, owner: 'merchant', urgency: 'high', since: office.at, params: { account: '官網帳號', merchant: '小山茶行', platform: 'teststore', reason: 'revoked_on_platform', unsent: 0 } },
  ])
  expect(await office.look()).toEqual(nothing)
  await run(sql`update ec_account set connection_status = 'connected'`)
  office.pass(minutes(1))
  expect(await office.look()).toEqual(closed('disconnected'))
  // It is back within the grace: the same alert goes on.
  await run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}`)
  expect(await office.look()).toEqual(opened('disconnected'))
  expect(await rows(warehouse, sql`select reopened from alert`)).toEqual([{ reopened: 1 }])
})

it('tells of trouble that lasts, once for a merchant’s stores, and not of trouble that passes', async () => {
  await office.account()
  await office.run(sql`update ec_account set degraded_since = ${office.at}, trouble = '{"kind":"unavailable","code":"timeout","message":"no answer"}'`)
  office.pass(minutes(14))
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(1))
  expect(await office.look()).toEqual(opened('degraded'))
  expect(await office.open()).toEqual([{ kind: 'degraded', count: 2, owner: 'platform' }])
  // Gone for three minutes, and back: still the one alert.
  await office.run(sql`update ec_account set degraded_since = null`)
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(3))
  await office.run(sql`update ec_account set degraded_since = ${office.at}`)
  expect(await office.look()).toEqual(nothing)
  await office.run(sql`update ec_account set degraded_since = null`)
  await office.look()
  office.pass(minutes(5))
  expect(await office.look()).toEqual(closed('degraded'))
})

it('F029 tells of orders that came and could not be read, with an example, until they can be or are too old to be had', async () => {
  const { warehouse, run } = office
  const kept = (id: string, over: { problem?: string | null; order?: string | null; receivedAt?: Date } = {}) => run(sql`
    insert into platform_order (merchant_id, ec_account_id, platform_order_id, payload, received_at, skip_reason, skip_detail, order_id)
    values (${warehouse.merchantId}, ${warehouse.accountId}, ${id}, '{}', ${over.receivedAt ?? office.at}, ${over.problem === null ? 'not_new' : 'malformed'}, ${over.problem ?? null}, ${over.order ?? null})`)
  await kept('not ours to have', { problem: null })
  await kept('here, and on hold instead', { problem: 'x', order: newId() })
  await kept('of last month', { problem: 'x', receivedAt: before(office.at, 8) })
  expect(await office.look()).toEqual(nothing)
  await kept('p1', { problem: 'currency: expected "TWD", got "USD"', receivedAt: before(office.at, 1) })
  await kept('p2', { problem: 'lines: expected array, got nothing' })
  expect(await office.look()).toEqual(opened('orders_unreadable'))
  const [alert] = await rows(warehouse, sql<Pick<Alert, 'kind' | 'owner' | 'count' | 'params'>>`select kind, owner, count, params from alert`)
  expect(alert).toMatchObject({ count: 2, params: { error: 'p2: lines: expected array, got nothing' } })
  expect(alertText(alert!, 'en', (name) => name)).toMatchObject({ sentence: '2 orders of “官網帳號” of 小山茶行 could not be read, so they are not here.', detail: 'p2: lines: expected array, got nothing' })
  await run(sql`update platform_order set skip_reason = null where platform_order_id in ('p1', 'p2')`)
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(2))
  expect(await office.look()).toEqual(closed('orders_unreadable'))
})

it('tells the warehouse once that a platform is down, and each merchant of their own stores', async () => {
  const other = await office.merchant()
  await office.account()
  await office.account(other)
  await office.run(sql`update ec_account set degraded_since = ${office.at}`)
  office.pass(minutes(15))
  expect(await office.look()).toEqual(opened('degraded', 'degraded', 'platform_down'))
  expect(await rows(office.warehouse, sql`select distinct kind, count, audience, merchant_id = '00000000-0000-0000-0000-000000000000' as of_system from alert order by kind, count`)).toEqual([
    { kind: 'degraded', count: 1, audience: ['merchant'], of_system: false },
    { kind: 'degraded', count: 2, audience: ['merchant'], of_system: false },
    { kind: 'platform_down', count: 3, audience: ['admin', 'operator'], of_system: true },
  ])
})

it('tells of a slot that has not begun, of a run that takes long, and of one that failed', async () => {
  const { warehouse, run } = office
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', next_fetch_at = ${office.at}`)
  office.pass(minutes(4))
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(1))
  expect(await office.look()).toEqual(opened('slot_late'))
  const id = newId()
  await run(sql`update ec_account set next_fetch_at = ${new Date('2026-11-26T01:00:00Z')}`)
  await run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, slot_date, slot_time, status, created_at) values (${warehouse.merchantId}, ${id}, ${warehouse.accountId}, 'slot', '2026-11-25', '09:00', 'running', ${office.at})`)
  expect(await office.look()).toEqual(closed('slot_late'))
  office.pass(minutes(36))
  expect(await office.look()).toEqual(opened('slot_late'))
  await run(sql`update fetch_run set status = 'failed', finished_at = ${office.at}, error = '{"message":"The store was closed."}'`)
  expect(await office.look()).toEqual({ ...nothing, opened: ['slot_missed'], closed: ['slot_late'] })
  await run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, finished_at) values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'manual', 'succeeded', ${office.at})`)
  expect(await office.look()).toEqual(closed('slot_missed'))
})

it('F027 tells of orders that will be too old to be fetched 72 and 24 hours before, with the time left', async () => {
  const { warehouse, run } = office
  const read = new Date(office.at.getTime() - minutes(60 * 24 * 4) + minutes(30))
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', covered_until = ${read}, first_connected_at = ${before(office.at, 30)}`)
  await run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, certain_to, finished_at)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'manual', 'succeeded', ${before(office.at, 30)}, ${read}, ${read}, ${read})`)
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(30))
  expect(await office.look()).toEqual(opened('orders_aging'))
  expect(await rows(warehouse, sql`select owner, params -> 'hoursLeft' as left from alert`)).toEqual([{ owner: 'crossdock', left: 72 }])
  const [{ since }] = await rows(warehouse, sql<{ since: Date }>`select since from alert`) as [{ since: Date }]
  office.pass(minutes(60))
  await office.look()
  expect(await rows(warehouse, sql`select since, params -> 'hoursLeft' as left from alert`)).toEqual([{ since, left: 71 }])
  office.pass(minutes(60 * 47))
  expect(await office.look()).toEqual({ ...nothing, opened: ['orders_aging'], closed: ['orders_aging'] })
  expect(await rows(warehouse, sql`select params -> 'hoursLeft' as left from alert where closed_at is null`)).toEqual([{ left: 24 }])
})

it('F027 tells of orders that age out at a store that somebody disconnected here, until it is plain that nobody wants them', async () => {
  const { warehouse, run } = office
  await run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, certain_to, created_at, finished_at)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'slot', 'succeeded', ${before(office.at, 20)}, ${before(office.at, 5)}, ${before(office.at, 5)}, ${before(office.at, 5)}, ${before(office.at, 5)})`)
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', first_connected_at = ${before(office.at, 20)}, covered_until = ${before(office.at, 5)},
    connection_status = 'disconnected', status_since = ${before(office.at, 5)}, disconnect_reason = 'revoked_here'`)
  expect(await office.look()).toEqual(opened('orders_aging'))
  expect(await rows(warehouse, sql`select owner, params ->> 'status' as status from alert`)).toEqual([{ owner: 'merchant', status: 'disconnected' }])
  office.pass(minutes(60 * 24 * 10))
  expect(await office.look()).toEqual(closed('orders_aging'))
})

it('tells of a gap that could not be filled, and no more once it is', async () => {
  const { warehouse, run } = office
  const span = (trigger: string, status: string, fromDays: number, toDays: number) => run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, window_from, window_to, certain_to, created_at, finished_at)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, ${trigger}, ${status}, ${before(office.at, fromDays)}, ${before(office.at, toDays)}, ${before(office.at, toDays)}, ${office.at}, ${office.at})`)
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', covered_until = ${office.at}, first_connected_at = ${before(office.at, 10)}`)
  await span('slot', 'succeeded', 20, 2)
  await span('slot', 'succeeded', 1, 0)
  expect(await office.look()).toEqual(nothing)
  await span('gap', 'failed', 2, 1)
  expect(await office.look()).toEqual(opened('coverage_gap'))
  await span('gap', 'succeeded', 2, 1)
  expect(await office.look()).toEqual(closed('coverage_gap'))
})

it('tells of held orders by reason, with its owner, and of writes that are refused or wait', async () => {
  const { warehouse, run } = office
  const hold = (reason: string) => sql`insert into hold (merchant_id, id, order_id, reason, placed_by_kind, placed_by_name, created_at) values (${warehouse.merchantId}, ${newId()}, ${newId()}, ${reason}, 'system', 'x', ${office.at})`
  for (const reason of ['unknown_product', 'unknown_product', 'insufficient_stock']) await run(hold(reason))
  const write = (state: string) => sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at, settled_at, error)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'tracking', ${newId()}, ${state}, ${newId()}, '{}', ${office.at}, ${state === 'rejected' ? office.at : null}, 'The order is closed.')`
  for (const state of ['rejected', 'rejected', 'planned', 'unknown', 'accepted']) await run(write(state))
  expect(await office.look()).toEqual(opened('write_refused'))
  office.pass(minutes(15))
  expect(await office.look()).toEqual(opened('orders_held', 'orders_held', 'write_unsent'))
  expect(await office.open()).toEqual([
    { kind: 'orders_held', count: 1, owner: 'merchant' }, { kind: 'orders_held', count: 2, owner: 'warehouse' },
    { kind: 'write_refused', count: 2, owner: 'warehouse' }, { kind: 'write_unsent', count: 2, owner: 'crossdock' },
  ])
  await run(sql`update hold set released_at = ${office.at}`)
  await run(sql`update platform_write set state = 'accepted'`)
  await office.look()
  office.pass(minutes(1))
  await office.look()
  expect(await office.open()).toEqual([])
})

it('tells of an item that a store refused of a write that it took, until it is taken or overwritten', async () => {
  const { warehouse, run } = office
  const productId = await addProduct(warehouse, 'TEA-001', 5)
  const push = async (kind: 'increment' | 'overwrite', result: string) => {
    const id = newId()
    await run(sql`insert into stock_push (merchant_id, id, ec_account_id, kind, origin, actor_kind, actor_name, created_at) values (${warehouse.merchantId}, ${id}, ${warehouse.accountId}, ${kind}, 'hand', 'user', 'x', ${office.at})`)
    await run(sql`insert into stock_push_line (merchant_id, stock_push_id, product_id, part, sku, quantity, result, detail) values (${warehouse.merchantId}, ${id}, ${productId}, 1, 'TEA-001', 5, ${result}, 'The store does not take this figure.')`)
    await run(sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at, settled_at)
      values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, ${`stock_${kind}`}, ${id}, 'accepted', ${id}, '{}', ${office.at}, ${office.at})`)
  }
  await push('increment', 'unknown_sku')
  expect(await office.look()).toEqual(nothing)
  await push('increment', 'invalid_quantity')
  expect(await office.look()).toEqual(opened('write_refused'))
  expect(await rows(warehouse, sql`select count, params -> 'error' as error, params -> 'write' as write from alert`)).toEqual([{ count: 1, error: 'The store does not take this figure.', write: 'stock_increment' }])
  office.pass(minutes(1))
  await push('overwrite', 'applied')
  expect(await office.look()).toEqual(closed('write_refused'))
})

it('tells of what nobody knows the outcome of in other words than of a refusal, and of neither once a person has left or answered it', async () => {
  const { warehouse, run } = office
  const write = async (state: string, asked: boolean) => {
    const id = newId()
    await run(sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at, settled_at, asked_at, error)
      values (${warehouse.merchantId}, ${id}, ${warehouse.accountId}, 'tracking', ${id}, ${state}, ${id}, '{}', ${office.at}, ${asked ? null : office.at}, ${asked ? office.at : null}, 'The order is gone.')`)
    return id
  }
  const refused = await write('rejected', false)
  const asked = await write('unknown', true)
  expect(await office.look()).toEqual(opened('write_refused', 'write_refused'))
  const told = (await rows(warehouse, sql<Alert>`select kind, owner, merchant_id as "merchantId", subject_id as "subjectId", count, params from alert order by params ->> 'what'`)).map((alert) => [alertText(alert, 'en', String).sentence, alertLink(alert)])
  expect(told).toEqual([
    ['Nobody knows whether “官網帳號” of 小山茶行 took 1 tracking number.', { path: '/outbox', search: { merchant: warehouse.merchantId, account: warehouse.accountId, kind: 'tracking', state: 'asked' } }],
    ['“官網帳號” of 小山茶行 refused 1 tracking number.', { path: '/orders', search: { merchant: warehouse.merchantId, account: warehouse.accountId, tracking: 'refused' } }],
  ])
  const leave = () => leaveWrite(office.needs, { scope: everyMerchant, actor: { kind: 'user', name: '小芳' }, writeId: refused, note: 'The order is gone; the buyer has it.' })
  await leave()
  expect(await office.look()).toEqual(closed('write_refused'))
  expect(await rows(warehouse, sql`select event, actor_name, note, at from platform_write_event where write_id = ${refused}`)).toEqual([{ event: 'left', actor_name: '小芳', note: 'The order is gone; the buyer has it.', at: office.at }])
  await expect(leave()).rejects.toMatchObject({ code: 'write_not_leavable' })
  await run(sql`update platform_write set state = 'accepted', asked_at = null where id = ${asked}`)
  expect(await office.look()).toEqual(closed('write_refused'))
  // Sent again after all, and refused again: somebody hears of it again.
  await retryWrite(office.needs, { scope: everyMerchant, actor: { kind: 'user', name: '小芳' }, writeId: refused })
  await run(sql`update platform_write set state = 'rejected', settled_at = ${office.at} where id = ${refused}`)
  expect(await office.look()).toEqual(opened('write_refused'))
})

it('goes on telling of the others when one condition cannot be looked at, and closes nothing of it', async () => {
  const { run } = office
  await run(sql`insert into hold (merchant_id, id, order_id, reason, placed_by_kind, placed_by_name, created_at) values (${office.warehouse.merchantId}, ${newId()}, ${newId()}, 'other', 'user', 'x', ${office.at})`)
  office.pass(minutes(15))
  expect(await office.look()).toEqual(opened('orders_held'))
  const said: unknown[] = []
  office.needs.log = { ...office.needs.log, error: (...words: unknown[]) => void said.push(words) }
  const broken = vi.spyOn(conditions, 'orders_held').mockImplementation(async (tx) => (await sql`select 1 / 0`.execute(tx), []))
  await run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'refused_by_platform'`)
  office.pass(minutes(5))
  expect(await office.look()).toEqual(opened('disconnected'))
  expect((await office.open()).map((each) => each.kind)).toEqual(['disconnected', 'orders_held'])
  expect(said).toMatchObject([[{ kind: 'orders_held' }, expect.any(String)]])
  broken.mockRestore()
})

it('F103 tells of a parcel that a store has not been told of for a day, also where that store was disconnected here', async () => {
  const { warehouse, run } = office
  await run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'revoked_here'`)
  for (const kind of ['tracking', 'stock_increment']) await run(sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, ${kind}, ${newId()}, 'planned', ${newId()}, '{}', ${office.at})`)
  office.pass(minutes(24 * 60 - 1))
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(1))
  expect(await office.look()).toEqual(opened('write_unsent'))
  expect(await office.open()).toEqual([{ kind: 'write_unsent', count: 1, owner: 'merchant' }])
})

it('tells of access that was ended here and not at the store, also where the account is gone, until the store knows', async () => {
  const { warehouse, run } = office
  await run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'revoked_here'`)
  for (const accountId of [warehouse.accountId, newId()]) await run(sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at)
    values (${warehouse.merchantId}, ${newId()}, ${accountId}, 'revocation', ${newId()}, 'planned', ${newId()}, '{"displayName": "舊帳號"}', ${office.at})`)
  office.pass(minutes(14))
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(1))
  expect(await office.look()).toEqual(opened('write_unsent', 'write_unsent'))
  const alerts = (await run(sql`select kind, merchant_id as "merchantId", subject_id as "subjectId", count, params, owner from alert where closed_at is null`)) as Alert[]
  expect(alerts.map((alert) => [alert.owner, alertText(alert, 'en', String).sentence, alertLink(alert).path]).sort()).toEqual([
    ['platform', 'The access to “官網帳號” of 小山茶行 was ended here, and the store has not been told yet.', '/outbox'], ['platform', 'The access to “舊帳號” of 小山茶行 was ended here, and the store has not been told yet.', '/outbox'],
  ])
  await run(sql`update platform_write set state = 'accepted'`)
  await office.look()
  office.pass(minutes(1))
  expect(await office.look()).toEqual(closed('write_unsent', 'write_unsent'))
})

it('F056 tells of a client secret that is wrong once, and of no account that waits for it', async () => {
  const { warehouse, run } = office
  await warehouse.store.transact(everyMerchant, (tx) => tx.systemTroubles.raise('client_refused', 'teststore', 'no', office.at))
  await run(sql`update ec_account set fetch_enabled = true, fetch_schedule = '{09:00}', next_fetch_at = ${new Date('2026-11-26T01:00:00Z')}`)
  await run(sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, slot_date, slot_time, status, created_at, error)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'slot', '2026-11-25', '09:00', 'waiting', ${office.at}, '{"code": "client_refused"}')`)
  for (const kind of ['tracking', 'stock_increment', 'revocation']) await run(sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at, error_code)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, ${kind}, ${newId()}, 'planned', ${newId()}, '{}', ${office.at}, 'client_refused')`)
  expect(await office.look()).toEqual(opened('client_refused'))
  office.pass(minutes(60))
  expect(await office.look()).toEqual(nothing)
  // A parcel that a store has not been told of for a day is news, whosever fault it is.
  office.pass(minutes(23 * 60))
  expect((await office.look()).opened).toContain('write_unsent')
})

it('tells of stock that the stores can sell and that is not free, with the number, until it is free', async () => {
  const { warehouse, run } = office
  const productId = await addProduct(warehouse, 'TEA-001', 5)
  await run(sql`insert into store_level (merchant_id, ec_account_id, product_id, told, told_at, told_by) values (${warehouse.merchantId}, ${warehouse.accountId}, ${productId}, 8, ${office.at}, 'overwrite')`)
  office.pass(minutes(15))
  expect(await office.look()).toEqual(opened('stock_at_risk'))
  expect(await rows(warehouse, sql`select subject_id, owner, params from alert`)).toEqual([{ subject_id: productId, owner: 'merchant', params: { merchant: '小山茶行', products: 1, short: 3, sku: 'TEA-001' } }])
  await run(sql`update stock set on_hand = 8`)
  await office.look()
  office.pass(minutes(1))
  expect(await office.look()).toEqual(closed('stock_at_risk'))
})

it('tells of stock that a store is being told as its first figure and that is not free, by the clock of the telling', async () => {
  const { warehouse, run } = office
  const { merchantId, accountId } = warehouse
  const productId = await addProduct(warehouse, 'TEA-001', 5)
  const pushId = newId()
  await run(sql`insert into store_level (merchant_id, ec_account_id, product_id) values (${merchantId}, ${accountId}, ${productId})`)
  await run(sql`insert into stock_push (merchant_id, id, ec_account_id, kind, origin, actor_kind, actor_name) values (${merchantId}, ${pushId}, ${accountId}, 'overwrite', 'hand', 'user', 'x')`)
  await run(sql`insert into stock_push_line (merchant_id, stock_push_id, product_id, part, sku, quantity) values (${merchantId}, ${pushId}, ${productId}, 1, 'TEA-001', 8)`)
  await run(sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, planned_at)
    values (${merchantId}, ${newId()}, ${accountId}, 'stock_overwrite', ${pushId}, 'planned', ${newId()}, '{}', ${office.at})`)
  const since = office.at
  expect(await office.look()).toEqual(nothing)
  office.pass(minutes(15))
  expect((await office.look())?.opened).toContain('stock_at_risk')
  expect(await rows(warehouse, sql`select since, params -> 'short' as short from alert where kind = 'stock_at_risk'`)).toEqual([{ since, short: 3 }])
})

it('tells of stock that stores show and nothing explains, once their orders up to then are read, with a clock that stays', async () => {
  const { warehouse, run } = office
  const shown = (told: number, at: Date) => sql`told = ${told}, told_at = ${before(at, 1)}, told_by = 'reading', shown = 7, shown_at = ${at}, shown_by = 'reading'`
  for (const sku of ['TEA-001', 'TEA-002']) {
    await run(sql`insert into store_level (merchant_id, ec_account_id, product_id) values (${warehouse.merchantId}, ${warehouse.accountId}, ${await addProduct(warehouse, sku, 50)})`)
  }
  await run(sql`update ec_account set fetch_enabled = true, covered_until = ${before(office.at, 1)}`)
  // More than it was told: a canceled order that is not read yet may be why.
  await run(sql`update store_level set ${shown(5, office.at)}`)
  expect(await office.look()).toEqual(nothing)
  await run(sql`update ec_account set covered_until = ${office.at}`)
  expect(await office.look()).toEqual(opened('stock_drift'))
  const since = office.at
  office.pass(minutes(60 * 24))
  await run(sql`update store_level set ${shown(5, office.at)}`)
  await run(sql`update ec_account set covered_until = ${office.at}`)
  expect(await office.look()).toEqual(nothing)
  expect(await rows(warehouse, sql`select subject_id, owner, count, since, params -> 'sku' as sku from alert`)).toEqual([{ subject_id: warehouse.accountId, owner: 'merchant', count: 2, since, sku: 'TEA-001' }])
  await run(sql`update store_level set told = shown`)
  await office.look()
  office.pass(minutes(1))
  expect(await office.look()).toEqual(closed('stock_drift'))
})

it('tells of a store whose stock could not be read, until it is', async () => {
  const { warehouse, run } = office
  const read = (status: string) => sql`insert into stock_reading (merchant_id, id, ec_account_id, trigger, status, actor_kind, actor_name, created_at, finished_at, error)
    values (${warehouse.merchantId}, ${newId()}, ${warehouse.accountId}, 'nightly', ${status}, 'system', 'x', ${office.at}, ${office.at}, '{"kind":"auth","code":"insufficient_scope","message":"insufficient scope"}')`
  await run(read('failed'))
  expect(await office.look()).toEqual(opened('stock_drift'))
  expect(await rows(warehouse, sql`select owner, params -> 'error' as error from alert`)).toEqual([{ owner: 'merchant', error: 'insufficient scope' }])
  await run(read('succeeded'))
  await office.look()
  office.pass(minutes(1))
  expect(await office.look()).toEqual(closed('stock_drift'))
})

it('goes on telling when stores show as much as a shop-keeper writes for “endless”', async () => {
  const { warehouse, run } = office
  for (const sku of ['TEA-001', 'TEA-002']) {
    await run(sql`insert into store_level (merchant_id, ec_account_id, product_id, told, told_at, told_by, shown, shown_at, shown_by)
      values (${warehouse.merchantId}, ${warehouse.accountId}, ${await addProduct(warehouse, sku, 5)}, 2147483647, ${office.at}, 'reading', 2147483647, ${office.at}, 'reading')`)
  }
  office.pass(minutes(15))
  expect(await office.look()).toEqual(opened('stock_at_risk'))
  expect(await warehouse.database.transact({ merchant: 'all' }, (tx) => countAtRisk(tx))).toEqual({ skus: 2, units: 4_294_967_284 })
})

it('lets one of several workers look, and none while another has just looked', async () => {
  const rounds = await Promise.all([1, 2, 3].map(() => evaluateAlerts(office.needs)))
  expect(rounds.filter((round) => round !== null)).toHaveLength(1)
  office.pass(19_000)
  expect(await evaluateAlerts(office.needs)).toBeNull()
  office.pass(1_000)
  expect(await evaluateAlerts(office.needs)).not.toBeNull()
})

it('forgets an alert ninety days after it closed', async () => {
  await office.run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'refused_by_platform'`)
  await office.look()
  await office.run(sql`update ec_account set connection_status = 'connected'`)
  await office.look()
  office.pass(minutes(60 * 24 * 91))
  await office.look()
  expect(await rows(office.warehouse, sql`select 1 from alert`)).toEqual([])
})

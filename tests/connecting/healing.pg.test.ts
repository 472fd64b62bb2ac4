import { ConnectorError } from '@crossdock/connector-kit'
import { evaluateAlerts, finishRefreshes, keepConnections, openStore, readHint, recheckSystemTroubles, rehearseSlots, revokeAuthorization, sendWrite, updateAccount, verifyConnection } from '@crossdock/flows'
import { everyMerchant, type Needs, type Timers } from '@crossdock/flows/ports'
import { getEcAccount, listSystemTroubles, readChecklist } from '@crossdock/postgres'
import { newId, type FailureKind } from '@crossdock/domain'
import { sql } from 'kysely'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rows } from '../support/warehouse.ts'
import { actor, openOffice, timelineOf, type Office } from './office.ts'

let office: Office
let id: string
beforeEach(async () => {
  office = await openOffice()
  await rows(office.warehouse, sql`update ec_account set connection_status = 'disconnected' where id = ${office.warehouse.accountId}`)
  id = await office.addAccount()
  await office.authorize(id)
  office.platform.calls.refresh = 0
})
afterEach(() => office.close())

const minute = 60_000
const hour = 60 * minute
const readShop = async (needs: Needs = office.needs, account = id) => openStore(needs, await office.account(account)).shop()
const credential = async () => (await rows(office.warehouse, sql<{ generation: number; asked: boolean; lease_holder: string | null }>`select generation, asked_at is not null as asked, lease_holder from ec_credential where ec_account_id = ${id}`))[0]!
const troubles = () => rows(office.warehouse, sql<{ kind: string; subject: string; open: boolean }>`select kind, subject, ended_at is null as open from system_trouble order by began_at`)
const eventsOf = async (type: string) => (await timelineOf(office, id)).filter((entry) => entry.type === type)
const failure = (kind: FailureKind, code: string = kind, status: number | null = null) => new ConnectorError({ kind, code, message: `The store says ${code}.`, status })

describe('a refresh whose process dies', () => {
  it('F052 after the platform answered and before it was kept is asked for again in time, by whoever lives', async () => {
    // The dead one has used the token; its turn runs out after a few seconds, within the platform's grace.
    const dying: Needs = { ...office.elsewhere('dying'), failpoint: (name) => { if (name === 'refresh.answered') throw new Error('killed') } }
    office.forward(50 * minute)
    await readShop(dying).catch(() => {})
    await rows(office.warehouse, sql`update ec_credential set lease_holder = 'dying', lease_until = ${new Date(office.needs.now().getTime() + 6_000)} where ec_account_id = ${id}`)
    expect(await credential()).toMatchObject({ generation: 1, asked: true })
    expect(await finishRefreshes(office.needs)).toBe(0)
    office.forward(7_000)
    expect(await finishRefreshes(office.needs)).toBe(1)
    expect(await credential()).toEqual({ generation: 2, asked: false, lease_holder: null })
    expect(office.platform.calls.refresh).toBe(2)
    expect(await finishRefreshes(office.needs)).toBe(0)
    office.platform.expireAccess()
    expect((await readShop()).id).toBe('shop-1')
  })

  it('F053 keeps its turn while the call lives, and writes nothing once it has lost it', async () => {
    let beat = () => {}
    const timers: Timers = { wait: (ms, signal) => delay(ms, undefined, { signal }), after: () => () => {}, every: (_ms, act) => { beat = act; return () => {} } }
    const gate = Promise.withResolvers<void>()
    office.platform.refreshGate = gate.promise
    const slow: Needs = { ...office.elsewhere('slow'), timers }
    office.forward(61 * minute)
    const late = readShop(slow)
    await vi.waitFor(() => expect(office.platform.calls.refresh).toBe(1), 20_000)
    const turnEnds = async () => (await rows(office.warehouse, sql<{ until: Date }>`select lease_until as until from ec_credential where ec_account_id = ${id}`))[0]!.until.getTime()
    const first = await turnEnds()
    office.forward(5_000)
    beat()
    await vi.waitFor(async () => expect(await turnEnds()).toBeGreaterThan(first), 20_000)
    expect(await finishRefreshes(office.needs)).toBe(0)
    // It stalls, and another takes over.
    office.forward(7_000)
    office.platform.refreshGate = null
    expect(await finishRefreshes(office.needs)).toBe(1)
    const kept = await rows(office.warehouse, sql`select generation, sealed from ec_credential where ec_account_id = ${id}`)
    expect(kept).toMatchObject([{ generation: 2 }])
    gate.resolve()
    expect((await late).id).toBe('shop-1')
    expect(await rows(office.warehouse, sql`select generation, sealed from ec_credential where ec_account_id = ${id}`)).toEqual(kept)
  })
})

describe('a pair that does not come in time', () => {
  const hurried = (): Needs => ({ ...office.needs, timers: { wait: () => Promise.resolve(), after: () => () => {}, every: () => () => {} } })

  it('F051 is asked for again every few seconds, whatever is answered in between, until it comes', async () => {
    office.platform.refreshFaults = ['lost_answer', 'lost_answer', 'lost_answer', 'unavailable']
    office.forward(61 * minute)
    await expect(readShop(hurried())).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await credential()).toEqual({ generation: 1, asked: true, lease_holder: null })
    expect(await finishRefreshes(office.needs)).toBe(0)
    office.forward(6_000)
    expect([await finishRefreshes(office.needs), await finishRefreshes(office.needs)]).toEqual([1, 0])
    expect(await credential()).toMatchObject({ generation: 1, asked: true })
    office.forward(6_000)
    expect(await finishRefreshes(office.needs)).toBe(1)
    expect(await credential()).toEqual({ generation: 2, asked: false, lease_holder: null })
    expect(office.platform.calls.refresh).toBe(5)
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected' })
  })

  it('F053 is not asked for without end by nobody who needs it', async () => {
    office.platform.refreshFaults = Array.from({ length: 40 }, () => 'lost_answer' as const)
    office.forward(61 * minute)
    await readShop(hurried()).catch(() => {})
    for (let seconds = 6; seconds < 120; seconds += 6) {
      office.forward(6_000)
      expect(await finishRefreshes(office.needs), `after ${seconds} s`).toBe(1)
    }
    office.forward(6_000)
    expect(await finishRefreshes(office.needs)).toBe(0)
    expect(office.platform.calls.refresh).toBe(3 + 19)
  })

  it('F057 is not asked for again once the platform has refused it', async () => {
    office.platform.refreshFaults = ['lost_answer', 'lost_answer', 'lost_answer']
    office.forward(61 * minute)
    await readShop(hurried()).catch(() => {})
    office.platform.endGrants()
    office.forward(6_000)
    expect(await finishRefreshes(office.needs)).toBe(1)
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected' })
    office.forward(6_000)
    expect(await finishRefreshes(office.needs)).toBe(0)
  })
})

describe('a wrong client secret', () => {
  beforeEach(() => {
    office.platform.tokenFault = new ConnectorError({ kind: 'auth', code: 'invalid_client', message: 'Test Store refuses (invalid_client).', status: 401 })
  })

  it('F056 is one alarm for the admin, degrades no account, and ends by itself when a call succeeds', async () => {
    const place = await office.addMerchant('M2')
    office.platform.shop = { ...office.platform.shop, id: 'shop-2' }
    const refusing = office.platform.tokenFault
    office.platform.tokenFault = null
    const second = await office.addAccount(place)
    await office.authorize(second)
    office.platform.tokenFault = refusing
    office.forward(61 * minute)
    for (const account of [id, second]) await expect(readShop(office.needs, account)).rejects.toMatchObject({ kind: 'unavailable', code: 'client_refused' })
    for (const account of [id, second]) await verifyConnection(office.needs, await office.account(account))
    // The second one was not even sent: the platform has just said it.
    expect(office.platform.calls.refresh).toBe(1)
    expect(await troubles()).toEqual([{ kind: 'client_refused', subject: 'teststore', open: true }])
    for (const account of [id, second]) {
      expect(await office.account(account)).toMatchObject({ connectionStatus: 'connected', degradedSince: null, trouble: null })
      expect((await office.warehouse.database.transact(everyMerchant, (tx) => getEcAccount(tx, account)))?.connection).toMatchObject({ status: 'connected', ownTrouble: 'client_refused' })
    }
    expect(await eventsOf('degraded')).toEqual([])
    expect(await office.warehouse.database.transact(everyMerchant, listSystemTroubles)).toMatchObject([{ kind: 'client_refused', platform: 'teststore', accounts: 2 }])
    expect(office.logged.filter((line) => line.startsWith('The platform refuses our client id'))).toHaveLength(1)

    await evaluateAlerts(office.needs, { force: true })
    expect(await rows(office.warehouse, sql`select kind, count, audience from alert where closed_at is null and kind in ('client_refused', 'degraded')`)).toEqual([{ kind: 'client_refused', count: 2, audience: ['admin'] }])

    office.forward(minute)
    await recheckSystemTroubles(office.needs)
    expect(await troubles()).toMatchObject([{ open: true }])
    office.platform.tokenFault = null
    office.forward(minute)
    expect(await Promise.all([recheckSystemTroubles(office.needs), recheckSystemTroubles(office.elsewhere('b'))])).toEqual(expect.arrayContaining([0, 1]))
    expect(await troubles()).toEqual([{ kind: 'client_refused', subject: 'teststore', open: false }])
    expect((await office.warehouse.database.transact(everyMerchant, (tx) => getEcAccount(tx, id)))?.connection).toMatchObject({ ownTrouble: null })
    await evaluateAlerts(office.needs, { force: true })
    expect(await rows(office.warehouse, sql`select from alert where kind = 'client_refused' and closed_at is null`)).toEqual([])
  })

  it('F056 is the same alarm when an authorization or a revocation meets it', async () => {
    expect(await office.authorize(id)).toMatchObject({ outcome: 'failed' })
    await revokeAuthorization(office.needs, { scope: everyMerchant, ecAccountId: id, actor })
    await office.send('revocation')
    expect(await troubles()).toEqual([{ kind: 'client_refused', subject: 'teststore', open: true }])
    office.platform.tokenFault = null
    await rows(office.warehouse, sql`update platform_write set next_attempt_at = now() where kind = 'revocation'`)
    await office.send('revocation')
    expect(office.platform.live()).toEqual([])
    expect(await troubles()).toMatchObject([{ open: false }])
  })
})

describe('trouble that passes', () => {
  it('F055 of six hours at the token endpoint asks nobody to log in, and is over by itself', async () => {
    office.platform.tokenFault = failure('unavailable', 'http_503', 503)
    for (let hours = 1; hours <= 6; hours++) {
      office.forward(hour)
      await verifyConnection(office.needs, await office.account(id))
      expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', disconnectReason: null, trouble: { code: 'http_503' } })
    }
    office.platform.tokenFault = null
    await verifyConnection(office.needs, await office.account(id))
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', degradedSince: null, trouble: null })
    expect((await timelineOf(office, id)).map((entry) => entry.type).slice(-2)).toEqual(['degraded', 'recovered'])
  })

  it('F055 shows as Degraded on every path, disconnects on none, and is cleared by what succeeds', async () => {
    office.needs.webhooks = true
    await updateAccount(office.needs, { scope: everyMerchant, ecAccountId: id, actor, update: { settings: { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: false, pushPercentage: 0 } } })
    await rows(office.warehouse, sql`insert into webhook_delivery (merchant_id, ec_account_id, webhook_id, kind, platform_order_id) values (${office.warehouse.merchantId}, ${id}, 'wh-1', 'order', 'o-1')`)
    const due = async () => void (await rows(office.warehouse, sql`update ec_account set care_at = now() - interval '1 minute' where id = ${id}`))
    const rehearsing = async () => {
      await rows(office.warehouse, sql`delete from rehearsal`)
      await rows(office.warehouse, sql`update ec_account set next_fetch_at = ${new Date(office.needs.now().getTime() + 10 * minute)} where id = ${id}`)
      await rehearseSlots(office.needs)
    }
    const subscribing = async () => {
      const write = newId()
      await rows(office.warehouse, sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, part, idempotency_key, request)
        values (${office.warehouse.merchantId}, ${write}, ${id}, 'webhook_subscription', ${id}, (select coalesce(max(part), 0) + 1 from platform_write where subject_id = ${id}), ${write}, '{"url": "https://x.test"}')`)
      await sendWrite(office.needs, { merchantId: office.warehouse.merchantId, id: write })
      await rows(office.warehouse, sql`delete from platform_write where id = ${write}`)
    }
    const paths: Record<string, () => Promise<unknown>> = {
      verify: async () => verifyConnection(office.needs, await office.account(id)),
      care: async () => { await due(); await keepConnections(office.needs) },
      rehearsal: rehearsing,
      async hint() {
        await rows(office.warehouse, sql`update webhook_delivery set handled_at = null, waits_until = null`)
        await readHint(office.needs, { merchantId: office.warehouse.merchantId, ecAccountId: id, id: 'wh-1' }).catch(() => {})
      },
      write: subscribing,
    }
    const shown: Record<string, string[]> = {}
    for (const [path, go] of Object.entries(paths)) {
      for (const fault of [failure('auth', 'invalid_token', 401), failure('auth', 'insufficient_scope', 403), failure('rate_limited'), failure('unavailable'), failure('rejected'), failure('malformed')]) {
        Object.assign(office.platform, { shopFault: fault, ordersFault: fault, webhooksFault: fault })
        await go()
        const account = await office.account(id)
        expect([path, fault.code, account.connectionStatus]).toEqual([path, fault.code, 'connected'])
        if (account.degradedSince !== null) (shown[path] ??= []).push(fault.code)
        Object.assign(office.platform, { shopFault: null, ordersFault: null, webhooksFault: null })
        await verifyConnection(office.needs, account)
        expect((await office.account(id)).degradedSince).toBeNull()
      }
    }
    const all = ['invalid_token', 'unavailable', 'rejected', 'malformed']
    // What the store says of one order, or of one write, says nothing of the connection.
    const one = ['invalid_token', 'unavailable', 'malformed']
    expect(shown).toEqual({ verify: all, care: all, rehearsal: all, hint: one, write: one })
    expect(await eventsOf('disconnected')).toEqual([])
  }, 60_000)
})

describe('a rehearsal', () => {
  const before = async (minutes: number) => {
    await updateAccount(office.needs, { scope: everyMerchant, ecAccountId: id, actor, update: { settings: { fetchEnabled: true, fetchSchedule: ['09:00'], pushEnabled: false, pushPercentage: 0 } } })
    const { nextFetchAt } = await office.account(id)
    office.forward(nextFetchAt!.getTime() - minutes * minute - office.needs.now().getTime())
    // Whatever the clock says, the access is a fresh one.
    office.platform.expireAccess()
    await readShop()
    office.platform.calls.refresh = 0
  }
  const detail = () => office.warehouse.database.transact(everyMerchant, (tx) => getEcAccount(tx, id))

  it('is made once for each slot, 20 minutes before, by any number of workers, and makes no noise when all is well', async () => {
    await before(21)
    expect(await rehearseSlots(office.needs)).toBe(0)
    expect((await detail())?.rehearsal).toBeNull()
    office.forward(1.5 * minute)
    const events = (await timelineOf(office, id)).length
    const workers = ['a', 'b', 'c'].map((name) => office.elsewhere(name))
    expect((await Promise.all(workers.map((needs) => rehearseSlots(needs)))).reduce((sum, each) => sum + each)).toBe(1)
    expect(await rehearseSlots(office.needs)).toBe(0)
    expect((await detail())?.rehearsal).toMatchObject({ slot: { time: '09:00' }, state: 'ok', failed: null, slotAt: (await office.account(id)).nextFetchAt!.toISOString() })
    expect((await timelineOf(office, id)).length).toBe(events)
    expect((await office.warehouse.database.transact(everyMerchant, (tx) => readChecklist(tx, id)))?.items.find((item) => item.check === 'rehearsal')).toMatchObject({ state: 'ok' })
  })

  it('renews an access that would end before the run does', async () => {
    await before(60)
    office.forward(42 * minute)
    await rehearseSlots(office.needs)
    expect(office.platform.calls.refresh).toBe(1)
    expect((await detail())?.rehearsal?.state).toBe('ok')
  })

  it('says before the slot what will fail, and whose move it is; looks again; and is well when it passes', async () => {
    await before(19)
    office.platform.shopFault = failure('unavailable', 'http_503', 503)
    await rehearseSlots(office.needs)
    expect((await detail())?.rehearsal).toMatchObject({ state: 'failed', failed: { check: 'store', owner: 'platform', code: 'http_503', againAt: expect.any(String) } })
    const told = async () => {
      await evaluateAlerts(office.needs, { force: true })
      return rows(office.warehouse, sql`select params from alert where kind = 'rehearsal_failed' and closed_at is null`)
    }
    expect(await told()).toEqual([])
    expect(await eventsOf('rehearsal_failed')).toHaveLength(1)
    expect((await office.warehouse.database.transact(everyMerchant, (tx) => readChecklist(tx, id)))?.items.find((item) => item.check === 'rehearsal')).toMatchObject({ state: 'problem', facts: { owner: 'platform' } })
    office.forward(4.5 * minute)
    await rehearseSlots(office.needs)
    expect(await eventsOf('rehearsal_failed')).toHaveLength(1)
    expect(await told()).toMatchObject([{ params: { slot: '09:00', state: 'passing' } }])
    office.platform.shopFault = null
    office.forward(4.5 * minute)
    await rehearseSlots(office.needs)
    expect(await told()).toEqual([])
    expect((await detail())?.rehearsal).toMatchObject({ state: 'ok', failed: null })
    expect(await office.account(id)).toMatchObject({ degradedSince: null })
  })

  it('F019 finds a permission that is gone, names it, and refreshes nothing for it; F057 finds a grant that is gone; finds another shop', async () => {
    await before(19)
    office.platform.ordersFault = failure('auth', 'insufficient_scope', 403)
    await rehearseSlots(office.needs)
    expect((await detail())?.rehearsal).toMatchObject({ failed: { check: 'scope', owner: 'merchant', againAt: null } })
    expect(office.platform.calls.refresh).toBe(0)
    office.platform.ordersFault = null
    await office.authorize(id)
    office.platform.shop = { ...office.platform.shop, id: 'shop-9', title: '別家' }
    await rehearseSlots(office.needs)
    expect((await detail())?.rehearsal).toMatchObject({ failed: { check: 'shop', owner: 'platform', code: 'other_shop' } })
    office.platform.shop = { ...office.platform.shop, id: 'shop-1' }
    await office.authorize(id)
    office.platform.endGrants()
    office.platform.expireAccess()
    await rehearseSlots(office.needs)
    expect((await detail())?.rehearsal).toMatchObject({ failed: { check: 'token', owner: 'merchant', code: 'invalid_grant' } })
    expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected', disconnectReason: 'revoked_on_platform' })
  })

  it('F019 takes a permission for there again once what needs it works, though nobody authorized anew', async () => {
    await before(19)
    office.platform.ordersFault = new ConnectorError({ kind: 'auth', code: 'insufficient_scope', message: 'no', status: 403, permission: 'orders' })
    await rehearseSlots(office.needs)
    expect((await detail())).toMatchObject({ connection: { missingScopes: ['orders'] }, rehearsal: { failed: { check: 'scope' } } })
    office.platform.ordersFault = null
    const store = openStore(office.needs, await office.account(id))
    await store.shop()
    expect((await office.account(id)).missingScopes).toEqual(['orders'])
    await Promise.all([store.orders!.list({ from: new Date(0), to: new Date() }, null), store.orders!.list({ from: new Date(0), to: new Date() }, null)])
    expect(await office.account(id)).toMatchObject({ missingScopes: [], grantedScopes: expect.arrayContaining(['orders']) })
    expect(await eventsOf('scopes_regained')).toHaveLength(1)
    expect(await rehearseSlots(office.needs)).toBe(1)
    expect((await detail())?.rehearsal).toMatchObject({ state: 'ok', failed: null })
  })

  it('is taken over from a worker that died with it', async () => {
    await before(19)
    const { slot } = { slot: (await office.account(id)).nextSlot! }
    await rows(office.warehouse, sql`insert into rehearsal (merchant_id, id, ec_account_id, slot_date, slot_time, slot_at, state, attempts, tried_at, due_at)
      values (${office.warehouse.merchantId}, ${newId()}, ${id}, ${slot.date}, ${slot.time}, ${(await office.account(id)).nextFetchAt!}, 'running', 1, ${office.needs.now()}, ${new Date(office.needs.now().getTime() + 2 * minute)})`)
    expect(await rehearseSlots(office.needs)).toBe(0)
    office.forward(2.1 * minute)
    expect(await rehearseSlots(office.needs)).toBe(1)
    expect((await detail())?.rehearsal).toMatchObject({ state: 'ok' })
  })
})

it('F068 names what a renewed pair does not reach any more', async () => {
  office.platform.scopes = ['shop', 'orders']
  office.platform.expireAccess()
  await readShop()
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected', grantedScopes: ['shop', 'orders'], missingScopes: ['stock'] })
  expect(await eventsOf('scopes_lost')).toMatchObject([{ data: { scopes: ['stock'] } }])
  office.platform.scopes = ['shop', 'orders', 'stock']
  office.platform.expireAccess()
  await readShop()
  expect(await office.account(id)).toMatchObject({ missingScopes: ['stock'] })
})

it('F091 asks again, within a day, for webhook subscriptions that the platform has dropped without a word, and tells it', async () => {
  office.needs.webhooks = true
  await office.authorize(id)
  await office.send('webhook_subscription')
  expect(office.platform.subscriptions).toHaveLength(2)
  expect(await keepConnections(office.needs)).toBe(0)
  office.forward(21 * hour)
  expect(await keepConnections(office.needs)).toBe(1)
  expect(await eventsOf('subscriptions_lost')).toEqual([])

  office.platform.subscriptions = office.platform.subscriptions.filter((each) => each.topic !== 'order.created')
  office.forward(21 * hour)
  expect((await Promise.all([keepConnections(office.needs), keepConnections(office.elsewhere('b'))])).sort()).toEqual([0, 1])
  expect(await eventsOf('subscriptions_lost')).toMatchObject([{ data: { topics: ['order.created'] } }])
  await office.send('webhook_subscription')
  expect(office.platform.subscriptions.map((each) => each.topic).sort()).toEqual(['authorization.revoked', 'order.created'])
  const kept = await rows(office.warehouse, sql<{ platform_webhook_id: string }>`select platform_webhook_id from webhook_subscription where ec_account_id = ${id}`)
  expect(kept.map((each) => each.platform_webhook_id).sort()).toEqual(office.platform.subscriptions.map((each) => each.id).sort())
  expect(await eventsOf('subscribed')).toHaveLength(2)
})

it('looks after every account, although some of them always fail', async () => {
  office.platform.shop = { ...office.platform.shop, id: 'shop-2' }
  const second = await office.addAccount()
  await office.authorize(second)
  await rows(office.warehouse, sql`update ec_credential set sealed = 'broken' where ec_account_id = ${id}`)
  office.forward(24 * hour)
  office.platform.calls.shop = 0
  for (let round = 0; round < 2; round++) await keepConnections(office.needs, 1)
  expect(office.platform.calls.shop).toBe(1)
  office.forward(31 * minute)
  expect(await keepConnections(office.needs, 5)).toBe(1)
})

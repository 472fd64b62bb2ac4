import { newId, nextSlot } from '@crossdock/domain'
import { createAccount, deleteAccount, updateAccount, type AccountUpdate } from '@crossdock/flows'
import { everyMerchant, merchantScope } from '@crossdock/flows/ports'
import { getEcAccount, listEcAccounts, listMappings, readChecklist } from '@crossdock/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addOrders } from '../orders/order-rows.ts'
import { rows } from '../support/warehouse.ts'
import { actor, openOffice, timelineOf, type Office } from './office.ts'

let office: Office
beforeEach(async () => {
  office = await openOffice()
})
afterEach(() => office.close())

const scope = everyMerchant
const update = (id: string, changes: AccountUpdate) => updateAccount(office.needs, { scope, ecAccountId: id, update: changes, actor })
const settings = { fetchEnabled: true, fetchSchedule: ['09:00', '15:30'], pushEnabled: false, pushPercentage: 0 }
const detail = async (id: string) => (await office.warehouse.database.transact(scope, (tx) => getEcAccount(tx, id)))!
const mappings = (...pairs: [string, string][]) => pairs.map(([platformCode, shippingTypeCode]) => ({ platformCode, shippingTypeCode }))
const addType = (code: string, enabled: boolean) =>
  rows(office.warehouse, sql`insert into shipping_type (code, name_en, name_zh, carrier, temperature, delivery, collects_cash, preset, enabled)
    values (${code}, ${code}, ${code}, 'X', 'ambient', 'home', true, true, ${enabled}) on conflict (code) do update set enabled = ${enabled}`)

describe('creating', () => {
  const create = (changes: Partial<Parameters<typeof createAccount>[1]> = {}) =>
    createAccount(office.needs, {
      scope, merchantId: office.warehouse.merchantId, platform: 'teststore', displayName: '官網', salesChannelId: office.warehouse.channelId, actor, ...changes,
    })

  it('keeps an account that is Not Verified', async () => {
    const id = await create()
    expect(await detail(id)).toMatchObject({ displayName: '官網', platform: 'teststore', connection: { status: 'not_verified', shop: null }, settings: { fetchEnabled: false }, lastRun: null, mappings: [] })
    expect(await timelineOf(office, id)).toMatchObject([{ type: 'created', actor_name: actor.name }])
  })

  it('refuses what does not fit together', async () => {
    const other = await office.addMerchant('M2')
    await rows(office.warehouse, sql`update merchant set active = false where merchant_id = ${other.merchantId}`)
    await create({ displayName: 'Website' })
    await expect(create({ merchantId: newId() })).rejects.toMatchObject({ code: 'not_found' })
    await expect(create({ scope: merchantScope(other.merchantId) })).rejects.toMatchObject({ code: 'not_found' })
    await expect(create({ merchantId: other.merchantId, salesChannelId: other.channelId })).rejects.toMatchObject({ code: 'merchant_inactive', params: { name: 'M2' } })
    await expect(create({ salesChannelId: other.channelId })).rejects.toMatchObject({ code: 'no_sales_channel' })
    await expect(create({ platform: 'unheard' })).rejects.toMatchObject({ code: 'unknown_platform', params: { platforms: 'Test Store' } })
    await expect(create({ displayName: 'WEBSITE' })).rejects.toMatchObject({ code: 'name_taken', params: { name: 'WEBSITE' } })
  })
})

describe('settings', () => {
  it('are locked until the account was authorized', async () => {
    const id = await office.addAccount()
    await expect(update(id, { settings })).rejects.toMatchObject({ code: 'not_authorized' })
    await expect(update(id, { shippingMappings: [] })).rejects.toMatchObject({ code: 'not_authorized' })
    await office.authorize(id)
    await update(id, { settings })
    expect(await detail(id)).toMatchObject({ settings: { fetchEnabled: true, fetchSchedule: ['09:00', '15:30'] }, version: 2 })
  })

  it('need a time when fetching is on, and a time zone that exists', async () => {
    const id = office.warehouse.accountId
    await expect(update(id, { settings: { ...settings, fetchSchedule: [] } })).rejects.toMatchObject({ code: 'slots_required' })
    await expect(update(id, { settings: { ...settings, timeZone: 'Mars/Base' } })).rejects.toMatchObject({ code: 'invalid_input', errors: [{ path: 'timeZone' }] })
    await update(id, { settings: { ...settings, fetchEnabled: false, fetchSchedule: [] } })
    expect(await office.account(id)).toMatchObject({ fetchEnabled: false, nextFetchAt: null, nextSlot: null })
  })

  it('F044 say when the next fetch is, also in another time zone, always as the rule of slots has it', async () => {
    const slot = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(slot, { minLength: 1, maxLength: 3 }), fc.constantFrom('Asia/Taipei', 'Europe/Berlin', 'America/St_Johns'), fc.integer({ min: 0, max: 86_400_000 }), async (fetchSchedule, timeZone, step) => {
        office.forward(step)
        await update(office.warehouse.accountId, { settings: { ...settings, fetchSchedule, timeZone } })
        const account = await office.account(office.warehouse.accountId)
        const next = nextSlot(fetchSchedule, timeZone, office.needs.now())!
        expect(account.fetchSchedule).toEqual([...fetchSchedule].sort())
        // The account may still wait for a slot that has come and that nobody has claimed.
        if (account.nextFetchAt! > office.needs.now()) expect(account).toMatchObject({ nextFetchAt: next.at, nextSlot: { date: next.date, time: next.time } })
        else expect(fetchSchedule).toContain(account.nextSlot!.time)
      }),
      { numRuns: 25 },
    )
  })

  it('do not lose a slot that has come and waits to be claimed', async () => {
    const id = office.warehouse.accountId
    await update(id, { settings })
    const due = (await office.account(id)).nextFetchAt!
    office.forward(due.getTime() - Date.now() + 1_000)
    await update(id, { settings: { ...settings, pushEnabled: true, pushPercentage: 10 } })
    expect((await office.account(id)).nextFetchAt).toEqual(due)
    await update(id, { settings: { ...settings, fetchSchedule: ['01:01'] } })
    expect((await office.account(id)).nextFetchAt!.getTime()).toBeGreaterThan(due.getTime())
  })

  it('warn when a merchant’s stores together sell all there is or more, and are saved all the same', async () => {
    const second = await office.addAccount(office.warehouse, '第二店')
    const theirs = await office.addMerchant('M2')
    await rows(office.warehouse, sql`update ec_account set first_connected_at = now()`)
    const push = (id: string, pushEnabled: boolean, pushPercentage: number) => update(id, { settings: { ...settings, pushEnabled, pushPercentage } })
    await push(office.warehouse.accountId, true, 60)
    await push(second, true, 39)
    await rows(office.warehouse, sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, push_enabled, push_percentage) values (${theirs.merchantId}, ${newId()}, 'teststore', 'x', ${theirs.channelId}, true, 100)`)
    expect((await detail(second)).oversell).toBeNull()
    await push(second, true, 40)
    expect((await detail(second)).oversell).toEqual({
      sum: 100, accounts: [{ id: office.warehouse.accountId, name: '官網帳號', percentage: 60 }, { id: second, name: '第二店', percentage: 40 }].sort((a, b) => a.name.localeCompare(b.name)),
    })
    await push(second, false, 40)
    expect((await detail(second)).oversell).toBeNull()
  })
})

describe('a page that is saved', () => {
  it('is saved at once or not at all', async () => {
    const id = office.warehouse.accountId
    const before = await detail(id)
    await expect(update(id, { displayName: '新名字', settings, shippingMappings: mappings(['a', 'tcat'], ['b', 'nothing_such']) })).rejects.toMatchObject({ code: 'shipping_type_not_enabled', params: { code: 'nothing_such' } })
    expect(await detail(id)).toEqual(before)
    expect(await timelineOf(office, id)).toEqual([])
  })

  it('F130 is refused when somebody saved in the meantime, so that one of many wins', async () => {
    const id = office.warehouse.accountId
    const { version } = await office.account(id)
    const saves = await Promise.allSettled(['甲', '乙', '丙', '丁'].map((displayName) => update(id, { displayName, version })))
    expect(saves.filter((save) => save.status === 'fulfilled')).toHaveLength(1)
    for (const save of saves) if (save.status === 'rejected') expect(save.reason).toMatchObject({ code: 'version_conflict' })
    expect((await office.account(id)).version).toBe(version + 1)
  })

  it('keeps its platform, and sells through its own merchant’s channels', async () => {
    const id = office.warehouse.accountId
    const other = await office.addMerchant('M2')
    await expect(update(id, { platform: 'otherstore' })).rejects.toMatchObject({ code: 'platform_fixed' })
    await expect(update(id, { salesChannelId: other.channelId })).rejects.toMatchObject({ code: 'no_sales_channel' })
    await update(id, { platform: 'teststore', displayName: '改名' })
    expect(await timelineOf(office, id)).toMatchObject([{ type: 'changed', data: { displayName: '改名' } }])
  })
})

describe('shipping type mappings', () => {
  const held = { holds: ['unmapped_shipping_code' as const], shippingType: null, lines: [] }

  it('free the orders that waited for their code, once, and say how many', async () => {
    const { accountId } = office.warehouse
    const ids = await addOrders(office.warehouse, [
      { ...held, shippingCode: 'coldchain' }, { ...held, shippingCode: 'coldchain' }, { ...held, shippingCode: 'coldchain', holds: ['unmapped_shipping_code', 'other'] }, { ...held, shippingCode: '7-11' },
    ])
    expect((await detail(accountId)).waiting.orders).toBe(4)
    await addType('frozen', true)
    expect(await update(accountId, { shippingMappings: mappings(['homedelivery', 'tcat'], ['  coldchain ', 'frozen']) })).toEqual({ released: 2 })
    expect(await rows(office.warehouse, sql`select holds, shipping_type_code from orders order by order_number`)).toEqual([
      { holds: [], shipping_type_code: 'frozen' }, { holds: [], shipping_type_code: 'frozen' }, { holds: ['other'], shipping_type_code: 'frozen' }, { holds: ['unmapped_shipping_code'], shipping_type_code: null },
    ])
    expect(await update(accountId, { shippingMappings: mappings(['homedelivery', 'tcat'], ['coldchain', 'frozen']) })).toEqual({ released: 0 })
    expect((await timelineOf(office, accountId)).filter((entry) => entry.type === 'mappings_saved')).toMatchObject([{ data: { set: { coldchain: 'frozen' }, removed: [], released: 2 } }])
    expect(ids).toHaveLength(4)
  })

  it('hold the orders again whose mapping is taken away', async () => {
    await addOrders(office.warehouse, [{ lines: [] }])
    await update(office.warehouse.accountId, { shippingMappings: [] })
    expect(await rows(office.warehouse, sql`select holds, shipping_type_code from orders`)).toEqual([{ holds: ['unmapped_shipping_code'], shipping_type_code: null }])
  })

  it('refuse a code twice, also when it only differs by blanks, and a type that is not enabled', async () => {
    await addType('asleep', false)
    const save = (...pairs: [string, string][]) => update(office.warehouse.accountId, { shippingMappings: mappings(...pairs) })
    await expect(save(['a', 'tcat'], [' a ', 'tcat'])).rejects.toMatchObject({ code: 'mapping_duplicate', params: { code: 'a' } })
    await expect(save(['a', 'asleep'])).rejects.toMatchObject({ code: 'shipping_type_not_enabled', params: { code: 'asleep' } })
    expect(await office.warehouse.database.transact(scope, (tx) => listMappings(tx, { merchantId: office.warehouse.merchantId, id: office.warehouse.accountId }))).toEqual([
      { platformCode: 'homedelivery', shippingTypeCode: 'tcat', valid: true, waiting: 0 },
    ])
  })

  it('end up as they were saved last, whatever was there', async () => {
    await addType('other', true)
    const codes = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', '7-11', '冷鏈'), fc.constantFrom('tcat', 'other')), { selector: ([code]) => code, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(codes, async (pairs) => {
        await update(office.warehouse.accountId, { shippingMappings: mappings(...pairs) })
        const kept = (await detail(office.warehouse.accountId)).mappings.map((each) => [each.platformCode, each.shippingTypeCode])
        expect(new Map(kept as [string, string][])).toEqual(new Map(pairs))
      }),
      { numRuns: 20 },
    )
  })
})

it('deletes an account only while it never had an order', async () => {
  const id = await office.addAccount()
  await deleteAccount(office.needs, { scope, ecAccountId: id })
  await expect(deleteAccount(office.needs, { scope, ecAccountId: id })).rejects.toMatchObject({ code: 'not_found' })
  await addOrders(office.warehouse, [{ status: 'canceled' }])
  await expect(deleteAccount(office.needs, { scope, ecAccountId: office.warehouse.accountId })).rejects.toMatchObject({ code: 'account_in_use' })
})

describe('the list', () => {
  const list = (filter: Omit<Parameters<typeof listEcAccounts>[1], 'limit'> & { limit?: number } = {}, merchant = 'all') =>
    office.warehouse.database.transact({ merchant }, (tx) => listEcAccounts(tx, { limit: 50, ...filter }))
  const names = async (filter: Parameters<typeof list>[0], merchant?: string) => (await list(filter, merchant)).items.map((item) => item.displayName)

  it('filters and pages by name, within the scope', async () => {
    const other = await office.addMerchant('M2')
    await rows(office.warehouse, sql`delete from ec_account`)
    const ids: string[] = []
    for (const name of ['beta', 'Alpha', 'delta', 'Gamma']) ids.push(await office.addAccount(office.warehouse, name))
    await office.addAccount(other, 'alpha')
    await rows(office.warehouse, sql`update ec_account set connection_status = 'connected', degraded_since = now() where id = ${ids[0]}`)
    await rows(office.warehouse, sql`update ec_account set connection_status = 'connected', fetch_enabled = true, shop_id = 's', shop_title = '小山茶行 100%' where id = ${ids[1]}`)
    await rows(office.warehouse, sql`update ec_account set connection_status = 'disconnected', push_enabled = true where id = ${ids[2]}`)
    expect(await names({ merchantId: office.warehouse.merchantId })).toEqual(['Alpha', 'beta', 'delta', 'Gamma'])
    expect(await names({}, other.merchantId)).toEqual(['alpha'])
    expect(await names({ status: 'degraded' })).toEqual(['beta'])
    expect(await names({ status: 'connected' })).toEqual(['Alpha'])
    expect(await names({ status: 'disconnected' })).toEqual(['delta'])
    expect(await names({ status: 'not_verified', merchantId: office.warehouse.merchantId })).toEqual(['Gamma'])
    expect(await names({ fetchEnabled: true })).toEqual(['Alpha'])
    expect(await names({ pushEnabled: true })).toEqual(['delta'])
    expect(await names({ salesChannelId: other.channelId })).toEqual(['alpha'])
    expect(await names({ platform: 'otherstore' })).toEqual([])
    expect(await names({ q: '100%' })).toEqual(['Alpha'])
    expect(await names({ q: 'GAM' })).toEqual(['Gamma'])
    for (const limit of [1, 2, 3, 5]) {
      const seen: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await list({ limit, ...(cursor ? { cursor } : {}) })
        seen.push(...page.items.map((item) => item.id))
        if (page.nextCursor === null) break
        cursor = page.nextCursor
      }
      expect(seen).toEqual((await list()).items.map((item) => item.id))
    }
    await expect(list({ cursor: 'made-up' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('counts what waits, of this account alone', async () => {
    const { accountId, merchantId } = office.warehouse
    const second = await office.addAccount()
    await addOrders(office.warehouse, [{ holds: ['other'] }, { holds: ['other'], accountId: second }, { holds: ['canceled_on_platform'], status: 'processing' }, {}])
    const push = newId()
    const write = (kind: string, state: string, subject = newId(), part = 1) =>
      rows(office.warehouse, sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, part, state, idempotency_key, request) values (${merchantId}, ${newId()}, ${accountId}, ${kind}, ${subject}, ${part}, ${state}, ${newId()}, '{}')`)
    await write('tracking', 'planned')
    await write('tracking', 'unknown')
    await write('tracking', 'accepted')
    await write('stock_increment', 'planned', push, 1)
    await write('stock_increment', 'unknown', push, 2)
    await write('webhook_subscription', 'planned')
    expect((await detail(accountId)).waiting).toEqual({ orders: 1, tracking: 2, stockPushes: 1 })
    expect((await detail(second)).waiting).toEqual({ orders: 1, tracking: 0, stockPushes: 0 })
  })
})

it('answers why orders do not come', async () => {
  const check = async () => Object.fromEntries((await office.warehouse.database.transact(scope, (tx) => readChecklist(tx, office.warehouse.accountId)))!.items.map((item) => [item.check, item.state]))
  expect(await check()).toEqual({ fetch_enabled: 'problem', schedule_set: 'problem', connected: 'ok', channel_enabled: 'ok', rehearsal: 'unknown', last_run: 'unknown', found_orders: 'unknown' })
  await update(office.warehouse.accountId, { settings })
  await rows(office.warehouse, sql`update sales_channel set enabled = false`)
  await rows(office.warehouse, sql`update ec_account set connection_status = 'disconnected'`)
  const run = (columns: { status: string; seen: number; skipped: number; fresh: number }) =>
    rows(office.warehouse, sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, seen, skipped, new, finished_at) values (${office.warehouse.merchantId}, ${newId()}, ${office.warehouse.accountId}, 'manual', ${columns.status}, ${columns.seen}, ${columns.skipped}, ${columns.fresh}, now())`)
  await run({ status: 'failed', seen: 0, skipped: 0, fresh: 0 })
  expect(await check()).toEqual({ fetch_enabled: 'ok', schedule_set: 'ok', connected: 'problem', channel_enabled: 'problem', rehearsal: 'unknown', last_run: 'problem', found_orders: 'unknown' })
  await run({ status: 'succeeded', seen: 3, skipped: 3, fresh: 0 })
  expect(await check()).toMatchObject({ last_run: 'ok', found_orders: 'problem' })
  await run({ status: 'succeeded', seen: 3, skipped: 1, fresh: 2 })
  expect(await check()).toMatchObject({ last_run: 'ok', found_orders: 'ok' })
})

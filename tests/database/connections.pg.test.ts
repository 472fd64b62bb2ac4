import { setTimeout as delay } from 'node:timers/promises'
import { claimDueSlots } from '@crossdock/flows'
import { connect } from '@crossdock/postgres'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createApiKey } from '../../apps/server/src/sign-in/api-keys.ts'
import { createDatabase, type TestDatabase } from '../support/database.ts'
import { openShopFloor, type ShopFloor } from '../support/shop-floor.ts'

/* A database that drops connections, takes no writes, makes others wait; and what callers are told meanwhile. */

let created: TestDatabase
let floor: ShopFloor
let admin: pg.Client
beforeAll(async () => {
  created = await createDatabase()
  floor = await openShopFloor(created.url)
  admin = new pg.Client({ connectionString: created.url })
  await admin.connect()
})
afterAll(async () => {
  await admin?.end()
  await floor?.close()
  await created?.drop()
})

const killAll = () => admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
const orders = async () => (await floor.ask('GET', '/orders?limit=200')).body.items as { orderNumber: string; tracking: string }[]

it('F073 lives on while every connection is killed every two seconds, tells callers to come again, and does all the work once', async () => {
  await floor.app.database.transact({ merchant: 'all' }, (tx) => sql`update stock set on_hand = 100 where merchant_id = ${floor.merchantId}`.execute(tx))
  floor.store.control.createOrders(floor.shopId, { count: 60, lines: [{ sku: floor.sku, quantity: 1 }], shipping_code: 'homedelivery' })
  const answers = new Map<number, number>()
  let over = false
  const killing = (async () => {
    for (let round = 0; round < 4; round++) {
      await killAll()
      await delay(2_000)
    }
    over = true
  })()
  const caller = async (path: string) => {
    while (!over) {
      const { status, headers } = await floor.ask('GET', path)
      answers.set(status, (answers.get(status) ?? 0) + 1)
      if (status === 503) expect(headers['retry-after']).toBeDefined()
    }
  }
  const callers = ['/orders', '/home', '/stock'].map(caller)
  const again = async (act: () => Promise<{ status: number; body: any }>) => {
    for (;;) {
      const answer = await act()
      if (answer.status !== 503) return answer
    }
  }
  await again(() => floor.ask('POST', `/ec-accounts/${floor.accountId}/fetch`))
  await vi.waitFor(async () => expect((await again(() => floor.ask('GET', '/orders?limit=200'))).body.items).toHaveLength(60), { timeout: 40_000, interval: 200 })
  const list = (await again(() => floor.ask('GET', '/orders?limit=200'))).body.items as { orderNumber: string }[]
  const csv = ['order_number,tracking_number,carrier', ...list.map(({ orderNumber }, index) => `${orderNumber},F073N${index},T-Cat`)].join('\n')
  await again(() => floor.ask('POST', '/orders/shipments', { csv }))
  await Promise.all([killing, ...callers])
  await vi.waitFor(async () => expect(new Set((await orders()).map((order) => order.tracking))).toEqual(new Set(['confirmed'])), { timeout: 60_000, interval: 200 })
  expect(floor.store.control.fulfillments(floor.shopId).map((each) => each.tracking_number).sort()).toEqual(list.map((_none, index) => `F073N${index}`).sort())
  expect([...answers.keys()].every((status) => status === 200 || status === 503), JSON.stringify([...answers])).toBe(true)
  expect(answers.get(200)).toBeGreaterThan(20)
}, 120_000)

it('F075 is not ready while the database takes no writes, refuses them with 503, and recovers by itself', async () => {
  const name = (await admin.query('select current_database() as name')).rows[0].name as string
  const write = (code: string) => floor.ask('POST', '/merchants', { code, name: code })
  await admin.query(`alter database ${name} set default_transaction_read_only = on`)
  await killAll()
  expect(await write('F075A')).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect((await floor.ask('GET', '/readyz')).status).toBe(503)
  await admin.query('set default_transaction_read_only = off')
  await admin.query(`alter database ${name} reset default_transaction_read_only`)
  const back = Date.now()
  await vi.waitFor(async () => expect((await write('F075A')).status).toBe(201), { timeout: 15_000, interval: 100 })
  await vi.waitFor(async () => expect((await floor.ask('GET', '/readyz')).status).toBe(200), { timeout: 15_000, interval: 100 })
  expect(Date.now() - back).toBeLessThan(15_000)
}, 60_000)

it('F076 repeats the whole of what another transaction stood in the way of, without anybody noticing', async () => {
  await admin.query(`
    create sequence f076;
    grant usage on sequence f076 to public;
    create function f076() returns trigger language plpgsql as $$ begin
      if nextval('f076') % 3 <> 0 then raise exception using errcode = case when currval('f076') % 3 = 1 then '40001' else '40P01' end; end if;
      return new; end $$;
    create trigger f076 before insert on merchant for each row execute function f076();`)
  const answers = []
  for (let serial = 1; serial <= 6; serial++) answers.push((await floor.ask('POST', '/merchants', { code: `F076N${serial}`, name: `F076N${serial}` })).status)
  await admin.query('drop trigger f076 on merchant')
  expect(answers).toEqual(answers.map(() => 201))
})

it('F077 refuses a request that waits too long for a lock, with Retry-After, and serves the others', async () => {
  const database = connect({ url: created.url, applicationName: 'test', lockMs: 200, statementMs: 400 })
  await admin.query('begin; lock table merchant in access exclusive mode')
  const begun = Date.now()
  const waiting = Array.from({ length: 10 }, () => floor.ask('POST', '/merchants', { code: 'F077', name: 'F077' }))
  await expect(database.transact({ merchant: 'all' }, (tx) => sql`select from merchant`.execute(tx))).rejects.toMatchObject({ code: '55P03' })
  await expect(database.transact({ merchant: 'all' }, (tx) => sql`select pg_sleep(3)`.execute(tx))).rejects.toMatchObject({ code: '57014' })
  expect((await floor.ask('GET', '/shipping-types')).status).toBe(200)
  const answers = await Promise.all(waiting)
  await admin.query('rollback')
  expect(Date.now() - begun).toBeLessThan(15_000)
  for (const answer of answers) expect(answer).toMatchObject({ status: 503, body: { code: 'busy' }, headers: { 'retry-after': expect.anything() } })
  expect((await floor.ask('POST', '/merchants', { code: 'F077', name: 'F077' })).status).toBe(201)
  await database.close()
}, 60_000)

it('F078 leaves connections to the others while one merchant’s requests all wait', async () => {
  const { key } = await createApiKey(floor.app.signIn, { name: 'slow', role: 'merchant', merchantId: floor.merchantId, createdBy: 'test' })
  await admin.query('begin')
  await admin.query('select from ec_account where id = $1 for update', [floor.accountId])
  const slow = Array.from({ length: 30 }, (_none, index) => floor.ask('PATCH', `/ec-accounts/${floor.accountId}`, { displayName: `slow ${index}` }, { authorization: `Bearer ${key}` }))
  await vi.waitFor(async () => {
    const { rows } = await admin.query(`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
    // Of the requests, four; beside them somebody's work in the background may wait for the same row.
    expect(rows[0].n).toBeGreaterThanOrEqual(4)
    expect(rows[0].n).toBeLessThan(8)
  }, 15_000).catch(async (err: unknown) => {
    // Whatever comes after is not to wait for this lock.
    await admin.query('rollback')
    throw err
  })
  const begun = Date.now()
  const others = await Promise.all(Array.from({ length: 20 }, () => floor.ask('GET', '/stock')))
  const took = Date.now() - begun
  await admin.query('rollback')
  expect(others.map((answer) => answer.status)).toEqual(others.map(() => 200))
  expect(took).toBeLessThan(5_000)
  const answers = await Promise.all(slow)
  expect(answers.every(({ status }) => [200, 409, 503].includes(status)), JSON.stringify(answers.map(({ status }) => status))).toBe(true)
}, 60_000)

it('F083 claims a slot once, however many schedulers come at the same moment', async () => {
  await floor.app.database.transact({ merchant: 'all' }, (tx) =>
    sql`update ec_account set fetch_enabled = true, fetch_schedule = '{00:00}', next_fetch_at = now() - interval '1 minute' where id = ${floor.accountId}`.execute(tx))
  const other = { ...floor.app.needs, worker: 'another machine' }
  await Promise.all(Array.from({ length: 6 }, (_none, index) => claimDueSlots(index % 2 ? other : floor.app.workNeeds)))
  const { rows } = await admin.query(`select slot_date, slot_time, count(*)::int as n from fetch_run where slot_time is not null group by 1, 2`)
  expect(rows.map((row) => row.n)).toEqual([1])
})

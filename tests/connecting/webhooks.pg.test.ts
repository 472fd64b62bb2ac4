import { readHint, receiveWebhook, recheckSystemTroubles, syncShippingMethods } from '@crossdock/flows'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { rows } from '../support/warehouse.ts'
import { openOffice, type Office } from './office.ts'

let office: Office
let id: string
beforeEach(async () => {
  office = await openOffice()
  office.needs.webhooks = true
  id = await office.addAccount()
  await office.authorize(id)
  await office.send('webhook_subscription')
})
afterEach(() => office.close())

const deliver = (hint: object, options: { secret?: string; account?: string; platform?: string } = {}) =>
  receiveWebhook(office.needs, {
    platform: options.platform ?? 'teststore', ecAccountId: options.account ?? id, raw: Buffer.from(JSON.stringify(hint)), headers: { 'x-signed-with': options.secret ?? office.platform.subscriptions[0]!.secret },
  })
const order = { id: 'wh-1', kind: 'order', shopId: 'shop-1', platformOrderId: 'ord-1' }
const deliveries = () => rows(office.warehouse, sql`select webhook_id, kind, platform_order_id, handled_at is not null as handled from webhook_delivery order by webhook_id`)
const jobs = async () => (await rows(office.warehouse, sql<{ data: unknown }>`select data from pgboss.job where name = 'read-hint'`)).map((job) => job.data)

it('asks for every topic at our own address after connecting, and keeps the secrets sealed', async () => {
  const url = `https://crossdock.test/api/webhooks/teststore/${id}`
  expect(office.platform.subscriptions.map(({ topic, url }) => ({ topic, url }))).toEqual([{ topic: 'order.created', url }, { topic: 'authorization.revoked', url }])
  const kept = await rows(office.warehouse, sql<{ sealed_secret: Buffer }>`select sealed_secret from webhook_subscription`)
  expect(kept).toHaveLength(2)
  for (const { sealed_secret: sealed } of kept) for (const { secret } of office.platform.subscriptions) expect(sealed.includes(secret)).toBe(false)
})

it('moves to a new address, and asks for none where platforms do not reach us', async () => {
  office.needs.publicUrl = 'https://moved.test'
  await office.authorize(id)
  await office.send('webhook_subscription')
  expect(new Set(office.platform.subscriptions.map(({ url }) => new URL(url).origin))).toEqual(new Set(['https://moved.test']))
  office.needs.webhooks = false
  await office.authorize(id)
  expect(await rows(office.warehouse, sql`select from platform_write where kind = 'webhook_subscription'`)).toHaveLength(2)
})

it('F086 keeps a hint once, with its job, however often it is delivered', async () => {
  expect(await Promise.all([deliver(order), deliver(order), deliver(order)])).toEqual(['kept', 'kept', 'kept'])
  expect(await deliveries()).toEqual([{ webhook_id: 'wh-1', kind: 'order', platform_order_id: 'ord-1', handled: false }])
  expect(await jobs()).toEqual([{ merchantId: office.warehouse.merchantId, ecAccountId: id, id: 'wh-1' }])
})

it('F090 keeps every hint of a burst, once, to be followed later', async () => {
  const burst = Array.from({ length: 120 }, (_, index) => ({ ...order, id: `burst-${index}`, platformOrderId: `ord-${index}` }))
  expect(new Set(await Promise.all(burst.map((hint) => deliver(hint))))).toEqual(new Set(['kept']))
  expect(await rows(office.warehouse, sql`select count(*)::int as kept, count(handled_at)::int as handled from webhook_delivery`)).toEqual([{ kept: 120, handled: 0 }])
  expect((await jobs()).length).toBe(120)
})

it.each([
  ['F089 for a signature that is not the subscription’s', () => deliver(order, { secret: 'guessed' }), 'not_verified'],
  ['F089 for another shop', () => deliver({ ...order, shopId: 'shop-2' }), 'not_verified'],
  ['F092 for an account that does not exist', () => deliver(order, { account: '00000000-0000-7000-8000-000000000000' }), 'unknown_account'],
  ['F092 for another platform', () => deliver(order, { platform: 'otherstore' }), 'unknown_account'],
  ['F092 for an account without subscriptions', () => deliver(order, { account: office.warehouse.accountId }), 'not_verified'],
])('%s keeps nothing of a delivery', async (_name, send, outcome) => {
  expect(await send()).toBe(outcome)
  expect(await deliveries()).toEqual([])
  expect(await jobs()).toEqual([])
})

it('tells the admin of a secret that does not open, keeps what another proves, and has the rest sent again', async () => {
  const open = () => rows(office.warehouse, sql`select kind, subject from system_trouble where ended_at is null`)
  const spoil = (topic: string) => rows(office.warehouse, sql`update webhook_subscription set key_id = 'gone' where topic = ${topic}`)
  await spoil('authorization.revoked')
  expect(await deliver(order)).toBe('kept')
  expect(await open()).toEqual([{ kind: 'secret_unreadable', subject: id }])
  await spoil('order.created')
  await expect(deliver({ ...order, id: 'wh-2' })).rejects.toMatchObject({ code: 'secret_unreadable' })
  office.forward(60_000)
  await recheckSystemTroubles(office.needs)
  expect(await open()).toHaveLength(1)
  await rows(office.warehouse, sql`update webhook_subscription set key_id = 'k1'`)
  office.forward(60_000)
  await recheckSystemTroubles(office.needs)
  expect(await open()).toEqual([])
  expect(await deliver({ ...order, id: 'wh-2' })).toBe('kept')
})

it('believes a revocation only when the store proves it', async () => {
  const revoked = { id: 'wh-2', kind: 'revoked', shopId: 'shop-1', platformOrderId: null }
  await deliver(revoked)
  await readHint(office.needs, { merchantId: office.warehouse.merchantId, ecAccountId: id, id: 'wh-2' })
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'connected' })
  office.platform.endGrants()
  await deliver({ ...revoked, id: 'wh-3' })
  await readHint(office.needs, { merchantId: office.warehouse.merchantId, ecAccountId: id, id: 'wh-3' })
  expect(await office.account(id)).toMatchObject({ connectionStatus: 'disconnected', disconnectReason: 'revoked_on_platform' })
})

it('reads the shop’s shipping methods anew', async () => {
  office.platform.methods = [{ code: 'drone', name: '無人機', enabled: true }]
  await syncShippingMethods(office.needs, await office.account(id))
  expect((await office.account(id)).shopMethods).toEqual(office.platform.methods)
})

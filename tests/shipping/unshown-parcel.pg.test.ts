import { ConnectorError } from '@crossdock/connector-kit'
import { evaluateAlerts, leaveWrite, sendWrite, sweepWrites } from '@crossdock/flows'
import { everyMerchant, type Alert, type Needs } from '@crossdock/flows/ports'
import { listOrders } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alertLink } from '../../flows/src/alerting/alert-link.ts'
import { alertText } from '../../flows/src/alerting/alert-text.ts'
import { shipOneOrder } from '../support/shipped-order.ts'
import { rows, type TestWarehouse } from '../support/warehouse.ts'
import type { WritingStore } from '../support/writing-store.ts'

const hour = 3_600_000
let warehouse: TestWarehouse
let store: WritingStore
let needs: Needs
let orderId: string
let time: number

beforeEach(async () => {
  time = Date.now();
  ({ warehouse, store, needs, orderId } = await shipOneOrder(() => new Date(time)))
  time = Date.now() + 1
  // It takes a number, says so, and forgets it.
  store.after = (purpose) => { if (purpose === 'push') store.shipments.length = 0 }
  await readBack()
})
afterEach(() => warehouse.close())

const readBack = async () => sendWrite(needs, { merchantId: warehouse.merchantId, id: (await rows(warehouse, sql<{ id: string }>`select id from platform_write`))[0]!.id })
const look = async () => (await evaluateAlerts(needs, { force: true }))!.news.map((each) => `${each.type} ${each.alert.kind}`)
const alert = async () => (await rows(warehouse, sql<Alert>`select kind, merchant_id as "merchantId", subject_id as "subjectId", count, owner, audience, since, params from alert where closed_at is null`))[0]!
const pass = async (ms: number) => { time += ms; await sweepWrites(needs) }

it('F103 tells its merchant and the warehouse of a parcel that a store took a day ago and does not show, until it does', async () => {
  const took = new Date(time)
  await pass(24 * hour - 1)
  await readBack()
  expect(await look()).toEqual([])
  await pass(1)
  expect(await look()).toEqual(['opened write_unsent'])
  const told = await alert()
  expect(told).toMatchObject({ owner: 'platform', audience: ['admin', 'operator', 'merchant'], since: took, count: 1 })
  expect(alertText(told, 'en', String)).toMatchObject({ sentence: '“官網帳號” of 小山茶行 took the tracking number TC1 and does not show it: its buyer may not know that the goods have left.', todo: expect.stringMatching(/^Look at the order in the store/), detail: null })
  expect(alertText(told, 'zh', String).sentence).toBe('小山茶行 的「官網帳號」已接受物流單號 TC1，商店卻未顯示，買家可能不知道商品已出貨。')
  expect(alertLink(told).path).toBe(`/orders/${orderId}`)

  store.after = () => {}
  store.shipments.push({ trackingNumber: 'TC1', carrier: 'T-Cat', shippedAt: took.toISOString() } as never)
  await pass(6 * hour)
  await readBack()
  await look()
  await pass(60_000)
  expect(await look()).toEqual(['closed write_unsent'])
})

it('says why a parcel cannot be read back, and to whoever can mend it; granting it reads it back at once', async () => {
  store.before = (purpose) => { if (purpose === 'list') throw new ConnectorError({ kind: 'rejected', code: 'not_found', message: 'The store knows no such order.', status: 404 }) }
  await pass(24 * hour)
  await readBack()
  await look()
  expect(await alert()).toMatchObject({ owner: 'platform', params: { error: 'The store knows no such order.' } })
  await rows(warehouse, sql`update ec_account set granted_scopes = '{fulfillments:read}'`)
  store.before = (purpose) => { if (purpose === 'list') throw new ConnectorError({ kind: 'auth', code: 'insufficient_scope', message: 'This takes the scope fulfillments:read.', status: 403, permission: 'fulfillments:read' }) }
  await pass(6 * hour)
  await readBack()
  expect((await look()).sort()).toEqual(['opened write_unsent'])
  await pass(60_000)
  expect(await look()).toEqual(['closed write_unsent'])
  const told = await alert()
  expect(alertText(told, 'en', String).sentence).toContain('took the tracking number TC1 and cannot be asked whether it shows it: its buyer may not know')
  expect([told.owner, alertText(told, 'en', String).todo, alertLink(told).path]).toEqual(['merchant', 'The store cannot be asked whether it shows it. Open the EC account, click “Authorize & Connect” and grant everything.', `/ec-integrations/${warehouse.accountId}`])
  expect(await rows(warehouse, sql`select missing_scopes from ec_account where 'fulfillments:read' = any(missing_scopes)`)).toHaveLength(1)
  await rows(warehouse, sql`update parcel set confirm_after = ${new Date(time + 6 * hour)}`)
  await warehouse.store.transact(everyMerchant, (tx) => tx.shipping.wakeReadings({ merchantId: warehouse.merchantId, id: warehouse.accountId }, new Date(time)))
  expect(await rows(warehouse, sql`select confirm_after from parcel`)).toEqual([{ confirm_after: new Date(time) }])
})

it('tells nobody of one that somebody left, and confirms it all the same when the store shows it', async () => {
  const [write] = await rows(warehouse, sql<{ id: string }>`select id from platform_write`)
  const leave = () => leaveWrite(needs, { scope: everyMerchant, actor: { kind: 'user', name: '陳倉管' }, writeId: write!.id, note: '已在商店後台補上' })
  await expect(leave()).rejects.toMatchObject({ code: 'write_not_leavable' })
  await pass(24 * hour)
  await readBack()
  expect(await look()).toEqual(['opened write_unsent'])
  await leave()
  await look()
  await pass(60_000)
  expect(await look()).toEqual(['closed write_unsent'])
  store.after = () => {}
  store.shipments.push({ trackingNumber: 'TC1', carrier: 'T-Cat', shippedAt: new Date(time).toISOString() } as never)
  await pass(6 * hour)
  await readBack()
  expect(await rows(warehouse, sql`select confirmed_at is not null as confirmed from parcel`)).toEqual([{ confirmed: true }])
})

it('tells nobody of a parcel whose number was corrected here while its hold does; the list of orders that the alert leads to has the same', async () => {
  const listed = async () => (await warehouse.database.transact({ merchant: 'all' }, (tx) => listOrders(tx, { tracking: 'unshown', limit: 10 }, 'Asia/Taipei'))).items.map(({ id }) => id)
  await pass(24 * hour)
  await rows(warehouse, sql`update platform_write set settled_at = settled_at - interval '1 day'`)
  await rows(warehouse, sql`update orders set holds = '{tracking_differs}'`)
  expect([await look(), await listed()]).toEqual([[], []])
  await rows(warehouse, sql`update orders set holds = '{}'`)
  expect([await look(), await listed()]).toEqual([['opened write_unsent'], [orderId]])
})

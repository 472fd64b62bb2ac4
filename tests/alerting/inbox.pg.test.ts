import type { Role } from '@crossdock/domain'
import { everyMerchant, merchantScope } from '@crossdock/flows/ports'
import { countAlerts, getAlert, listAlerts } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { minutes, openAlertOffice, type AlertOffice } from './office.ts'

let office: AlertOffice
beforeEach(async () => void (office = await openAlertOffice()))
afterEach(() => office.close())

const scopeOf = (role: Role) => (role === 'merchant' ? merchantScope(office.warehouse.merchantId) : everyMerchant)
const who = (role: Role) => ({ id: `${role}-1`, role })
const list = async (role: Role, filter: Omit<Parameters<typeof listAlerts>[2], 'limit'> = {}) =>
  (await office.warehouse.database.transact(scopeOf(role), (tx) => listAlerts(tx, who(role), { ...filter, limit: 50 }))).items.map(({ alert, seen }) => `${alert.kind}${seen ? '' : ' new'}`)
const counts = (role: Role) => office.warehouse.database.transact(scopeOf(role), (tx) => countAlerts(tx, who(role), {}))
const see = (role: Role, ids: string[] | null) => office.warehouse.store.transact(scopeOf(role), (tx) => tx.alerts.see(who(role), ids, office.at))
const idOf = async (kind: string) => ((await office.run(sql`select id from alert where kind = ${kind}`)) as { id: string }[])[0]!.id

it('shows everybody what concerns them, what is new to each, and what is the matter no more', async () => {
  await office.warehouse.store.transact(everyMerchant, (tx) => tx.systemTroubles.raise('client_refused', 'teststore', 'no', office.at))
  await office.run(sql`update ec_account set connection_status = 'connected', degraded_since = ${office.at}`)
  const other = await office.merchant()
  await office.account({ merchantId: other.merchantId, channelId: other.channelId })
  await office.look()
  office.pass(minutes(15))
  await office.run(sql`update ec_account set connection_status = 'disconnected', status_since = ${office.at}, disconnect_reason = 'revoked_on_platform' where merchant_id = ${other.merchantId}`)
  await office.look()
  expect(await list('admin')).toEqual(expect.arrayContaining(['degraded new', 'disconnected new', 'client_refused new']))
  expect((await list('operator')).sort()).toEqual(['degraded new', 'disconnected new'])
  expect(await list('merchant')).toEqual(['degraded new'])
  expect([await counts('admin'), await counts('merchant')]).toEqual([{ open: 3, unseen: 3, urgent: 2 }, { open: 1, unseen: 1, urgent: 0 }])
  expect([await list('admin', { urgency: 'high', owner: 'merchant' }), await list('admin', { kind: 'degraded' }), await list('admin', { merchantId: other.merchantId })]).toEqual([['disconnected new'], ['degraded new'], ['disconnected new']])

  // What one has seen is new to the others, and nobody sees what is not theirs.
  const degraded = await idOf('degraded')
  expect(await see('admin', [degraded])).toBe(1)
  expect([(await list('admin', { unseen: true })).sort(), await list('operator', { kind: 'degraded' })]).toEqual([['client_refused new', 'disconnected new'], ['degraded new']])
  expect(await see('operator', [await idOf('client_refused')])).toBe(0)
  expect(await office.warehouse.database.transact(everyMerchant, async (tx) => getAlert(tx, who('operator'), await idOf('client_refused')))).toBeNull()
  expect([await see('admin', null), (await counts('admin')).unseen]).toEqual([3, 0])

  // It closes by itself, and is new again when it comes back.
  await office.run(sql`update ec_account set degraded_since = null`)
  await office.look()
  office.pass(minutes(5))
  await office.look()
  expect([await list('merchant'), await list('merchant', { state: 'closed' }), await list('admin', { state: 'closed' })]).toEqual([[], ['degraded new'], ['degraded']])
  await office.run(sql`update ec_account set degraded_since = ${office.at} where merchant_id = ${office.warehouse.merchantId}`)
  office.pass(minutes(15))
  await office.look()
  expect([await list('admin', { kind: 'degraded' }), await idOf('degraded')]).toEqual([['degraded new'], degraded])
})

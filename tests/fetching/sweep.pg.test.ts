import { fetchNow, shipOrder, sweepFetching, sweepWrites } from '@crossdock/flows'
import { everyMerchant, system, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { createNeeds, createPlatform } from '../support/store-platform.ts'
import { addProduct, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

let warehouse: TestWarehouse
let needs: Needs
beforeEach(async () => {
  warehouse = await openWarehouse()
  needs = createNeeds(warehouse, createPlatform(), { now: () => new Date(Date.now() + 60_000) })
  await addProduct(warehouse, 'TEA-001', 9)
  const [orderId] = await importOrders(warehouse, {})
  await shipOrder(needs, { scope: everyMerchant, actor: system, orderId: orderId!, parcels: [{ trackingNumber: 'TC1', carrier: 'T-Cat' }], evenIfUnread: true })
  await fetchNow(needs, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, actor: system })
  await rows(warehouse, sql`insert into webhook_delivery (merchant_id, ec_account_id, webhook_id, kind, received_at) values (${warehouse.merchantId}, ${warehouse.accountId}, 'w1', 'revoked', now() - interval '1 minute')`)
})
afterEach(() => warehouse.close())

const sweep = async () => [await sweepFetching(needs), await sweepWrites(needs)]
const jobs = async () => (await rows(warehouse, sql<{ name: string }>`select name from pgboss.job where state = 'created' order by name`)).map((job) => job.name)
const each = ['read-hint', 'run-fetch', 'send-writes']

it('brings back what lost its job, and does not pile up jobs while the workers are behind', async () => {
  expect(await jobs()).toEqual(['run-fetch', 'send-writes'])
  for (let round = 0; round < 4; round++) expect(await sweep()).toEqual([2, 1])
  expect(await jobs()).toEqual(each)
  await rows(warehouse, sql`delete from pgboss.job`)
  await sweep()
  expect(await jobs()).toEqual(each)
})

it('does not take a job for later, or one that was taken, for one that stands ready', async () => {
  await rows(warehouse, sql`update pgboss.job set start_after = now() + interval '1 hour' where name = 'run-fetch'`)
  await rows(warehouse, sql`update pgboss.job set state = 'active' where name = 'send-writes'`)
  await sweep()
  expect(await jobs()).toEqual(['read-hint', 'run-fetch', 'run-fetch', 'send-writes'])
})

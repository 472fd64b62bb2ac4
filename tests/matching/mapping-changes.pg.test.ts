import { adjustStock, createProduct, processOrders, updateAccount } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { expectConsistent, interleave } from '../support/races.ts'
import { createNeeds, createPlatform } from '../support/store-platform.ts'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let needs: Needs
beforeAll(async () => {
  warehouse = await openWarehouse({ connections: 8 })
  needs = createNeeds(warehouse, createPlatform())
  const { id } = await createProduct(needs, { scope, actor, merchantId: warehouse.merchantId, sku: 'TEA-001', name: '高山烏龍' })
  await adjustStock(needs, { scope, actor, productId: id, delta: 1000, note: '盤點' })
  await rows(warehouse, sql`insert into shipping_type (code, name_en, name_zh, carrier, temperature, delivery, collects_cash, preset, enabled)
    values ('tcat_chilled', 'x', 'x', 'x', 'chilled', 'home', true, true, true) on conflict (code) do update set enabled = true`)
})
afterAll(() => warehouse.close())

type Work = (needs: Needs) => Promise<unknown>

/** @param type of `coldchain`; null takes its mapping away */
const map = (type: string | null): Work => (by) =>
  updateAccount(by, { scope, actor, ecAccountId: warehouse.accountId, update: { shippingMappings: type === null ? [] : [{ platformCode: 'coldchain', shippingTypeCode: type }] } })

/** Five orders that wait for their code, and nothing else. */
async function waiting(): Promise<string[]> {
  await map(null)(needs)
  await rows(warehouse, sql`with a as (delete from orders), b as (delete from order_line), c as (delete from platform_order), d as (delete from hold), e as (delete from timeline) update stock set reserved = 0`)
  return importOrders(warehouse, ...Array.from({ length: 5 }, () => ({ shippingCode: 'coldchain' })))
}

/** A pending order has the type of the mapping as it is now or waits for one; one that is being picked has the type that it began with. */
async function expectOneVersionEach(): Promise<void> {
  await expectConsistent(warehouse)
  const wrong = await rows(warehouse, sql<{ what: string }>`
    with mapping as (select (select shipping_type_code from shipping_type_mapping where platform_code = 'coldchain') as type)
    select 'pending with another type' as what from orders, mapping where status = 'pending' and shipping_type_code is distinct from mapping.type
    union all
    select 'went without a type' from orders where status <> 'pending' and (shipping_type_code is null or holds <> '{}')
    union all
    select 'released more often than it was held' from orders o where
      (select count(*) from timeline t where t.subject_id = o.id and t.type = 'released') <> (select count(*) from hold h where h.order_id = o.id and h.released_at is not null)`)
  expect(wrong).toEqual([])
}
const types = async () => new Set((await rows(warehouse, sql<{ type: string | null }>`select shipping_type_code as type from orders`)).map((row) => row.type))
const releases = () => rows(warehouse, sql<{ n: number }>`select count(*)::integer as n from timeline where type = 'released' group by subject_id`)

it.each(['first', 'second'])('F038 two people map one code at once: each order is released once, and all go by what was saved last (%s)', async (order) => {
  await waiting()
  const works: [Work, Work] = order === 'first' ? [map('tcat'), map('tcat_chilled')] : [map('tcat_chilled'), map('tcat')]
  await interleave(warehouse, needs, ...works)
  await expectOneVersionEach()
  expect(await releases()).toEqual(Array(5).fill({ n: 1 }))
  expect(await types()).toEqual(new Set([order === 'first' ? 'tcat_chilled' : 'tcat']))
})

it.each(['first', 'second'])('F038 a mapping changes while its orders start processing: all of them go by one version (%s)', async (order) => {
  const orderIds = await waiting()
  await map('tcat')(needs)
  const works: [Work, Work] = [map('tcat_chilled'), (by) => processOrders(by, { scope, actor, orderIds })]
  await interleave(warehouse, needs, ...((order === 'first' ? works : works.reverse()) as [Work, Work]))
  await expectOneVersionEach()
  expect((await types()).size).toBe(1)
})

it('F038 releases no order twice nor with a mixed version, whatever is saved and started at once', async () => {
  const doing = fc.array(fc.constantFrom('tcat', 'tcat_chilled', 'none', 'start'), { minLength: 2, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(doing, async (things) => {
      const orderIds = await waiting()
      await Promise.all(things.map((thing, index) => (thing === 'start' ? (by: Needs) => processOrders(by, { scope, actor, orderIds: orderIds.slice(index % 3) }) : map(thing === 'none' ? null : thing))(needs)))
      await expectOneVersionEach()
    }),
    { numRuns: 12 },
  )
})

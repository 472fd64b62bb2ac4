import { adjustStock, createProduct, settledAtOnce, settleMapped, sweepMapped, updateAccount } from '@crossdock/flows'
import { everyMerchant, type Actor, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importOrders } from '../support/imported-orders.ts'
import { expectConsistent } from '../support/races.ts'
import { createNeeds, createPlatform } from '../support/store-platform.ts'
import { openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

/* More orders wait for a mapping than are settled in one turn. */

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant
const orders = settledAtOnce * 2 + 7
let warehouse: TestWarehouse
let needs: Needs

beforeAll(async () => {
  warehouse = await openWarehouse({ connections: 4 })
  needs = createNeeds(warehouse, createPlatform())
  const { id } = await createProduct(needs, { scope, actor, merchantId: warehouse.merchantId, sku: 'TEA-001', name: '高山烏龍' })
  await adjustStock(needs, { scope, actor, productId: id, delta: 10_000, note: '盤點' })
})
afterAll(() => warehouse.close())
beforeEach(async () => {
  await rows(warehouse, sql`delete from pgboss.job`)
  await updateAccount(needs, { scope, actor, ecAccountId: warehouse.accountId, update: { shippingMappings: [] } })
  await rows(warehouse, sql`with a as (delete from orders), b as (delete from order_line), c as (delete from platform_order), d as (delete from hold), e as (delete from timeline) update stock set reserved = 0`)
  await importOrders(warehouse, ...Array.from({ length: orders }, () => ({ shippingCode: 'coldchain' })))
})

const map = (by: Needs) => updateAccount(by, { scope, actor, ecAccountId: warehouse.accountId, update: { shippingMappings: [{ platformCode: 'coldchain', shippingTypeCode: 'tcat' }] } })
const held = async () => (await rows(warehouse, sql<{ n: number }>`select count(*)::integer as n from orders where holds <> '{}'`))[0]!.n
const releases = async () => (await rows(warehouse, sql<{ n: number }>`select count(*)::integer as n from timeline where type = 'released'`))[0]!.n

/** A process that dies when it has begun so many transactions. */
function dyingAfter(transactions: number): Needs {
  let left = transactions
  return { ...needs, store: { transact: (of, work) => (left-- > 0 ? needs.store.transact(of, work) : Promise.reject(new Error('died'))) } }
}

describe('a mapping that very many orders wait for', () => {
  it('frees every one of them once, a batch at a time, and tells how many', async () => {
    let transactions = 0
    const counting: Needs = { ...needs, store: { transact: (of, work) => (transactions++, needs.store.transact(of, work)) } }
    expect(await map(counting)).toEqual({ released: orders })
    expect(transactions).toBe(3)
    expect([await held(), await releases()]).toEqual([0, orders])
    await expectConsistent(warehouse)
  })

  it('frees the rest by a job when the process dies between two batches, also when that job is lost', async () => {
    await expect(map(dyingAfter(1))).rejects.toThrow('died')
    expect(await held()).toBe(orders - settledAtOnce)
    const job = await rows(warehouse, sql<{ data: unknown }>`delete from pgboss.job where name = 'settle-mapped' returning data`)
    expect(job).toEqual([{ data: { merchantId: warehouse.merchantId, id: warehouse.accountId } }])
    expect(await sweepMapped(needs)).toBe(1)
    const [found] = await rows(warehouse, sql<{ data: { merchantId: string; id: string } }>`delete from pgboss.job where name = 'settle-mapped' returning data`)
    await expect(settleMapped(dyingAfter(1), found!.data)).rejects.toThrow('died')
    expect(await settleMapped(needs, found!.data)).toEqual({ released: 7 })
    expect([await held(), await releases()]).toEqual([0, orders])
    expect(await sweepMapped(needs)).toBe(0)
    await expectConsistent(warehouse)
  })

  it('lets go of none any more once its mapping was taken away in between', async () => {
    await expect(map(dyingAfter(1))).rejects.toThrow('died')
    await updateAccount(needs, { scope, actor, ecAccountId: warehouse.accountId, update: { shippingMappings: [] } })
    expect(await held()).toBe(orders)
    expect([await sweepMapped(needs), await settleMapped(needs, { merchantId: warehouse.merchantId, id: warehouse.accountId })]).toEqual([0, { released: 0 }])
    expect(await held()).toBe(orders)
  })
})

import type { IncomingOrder } from '@crossdock/domain'
import { adjustStock, cancelOrder, createProduct, deleteAccount, importPage, mapUnknownProduct, readHint, updateAccount } from '@crossdock/flows'
import { everyMerchant, merchantScope, type Actor, type EcAccount, type Needs } from '@crossdock/flows/ports'
import { updateSalesChannel } from '@crossdock/postgres'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importOrders, line } from '../support/imported-orders.ts'
import { expectConsistent, interleave } from '../support/races.ts'
import { createNeeds, createPlatform, type StorePlatform } from '../support/store-platform.ts'
import { incomingOrder, openWarehouse, rows, type TestWarehouse } from '../support/warehouse.ts'

const actor: Actor = { kind: 'user', name: '陳倉管' }
const scope = everyMerchant

let warehouse: TestWarehouse
let platform: StorePlatform
let needs: Needs
let account: EcAccount
beforeEach(async () => {
  warehouse = await openWarehouse()
  platform = createPlatform()
  needs = createNeeds(warehouse, platform)
  account = (await warehouse.store.transact(scope, (tx) => tx.accounts.find(warehouse.accountId)))!
})
afterEach(() => warehouse.close())

type Work = (needs: Needs) => Promise<unknown>

const arriving = (...changes: Partial<IncomingOrder>[]): Work => {
  const orders = changes.map((change) => incomingOrder(change)).map((order) => ({ raw: order, order, problem: null }))
  return ({ store }) => store.transact(merchantScope(warehouse.merchantId), (tx) => importPage(tx, { account, orders, fetchedAt: new Date(), fetchRunId: null }))
}
const addStock = async (sku: string, delta: number): Promise<string> => {
  const { id } = await createProduct(needs, { scope, actor, merchantId: warehouse.merchantId, sku, name: sku })
  if (delta > 0) await adjustStock(needs, { scope, actor, productId: id, delta, note: '盤點' })
  return id
}
const saveMappings = (...codes: string[]): Work => (by) =>
  updateAccount(by, { scope, actor, ecAccountId: warehouse.accountId, update: { shippingMappings: codes.map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' })) } })
/** A query of the screens, in a transaction of the use cases' store: held as they are. */
const setChannel = (enabled: boolean): Work => async ({ store }) => {
  const gate = Promise.withResolvers<void>()
  const changed = Promise.withResolvers<void>()
  const change = warehouse.database.transact(scope, async (tx) => {
    await updateSalesChannel(tx, warehouse.channelId, { enabled }, actor)
    changed.resolve()
    await gate.promise
  })
  await Promise.race([changed.promise, change])
  await store.transact(scope, async () => {}).finally(() => gate.resolve())
  await change
}
const orderHolds = async () => (await rows(warehouse, sql<{ holds: string[] }>`select holds from orders order by id`)).map((row) => row.holds)

/** Both may come first; neither may fail, and what they leave is right. */
function bothWays(name: string, begin: () => Promise<[Work, Work]>, check: () => Promise<void>): void {
  it.each(['first', 'second'])(`${name} (%s)`, async (order) => {
    const works = await begin()
    if (order === 'second') works.reverse()
    const ends = await interleave(warehouse, needs, ...works)
    expect(ends.map((end) => (end.status === 'rejected' ? end.reason : null))).toEqual([null, null])
    await expectConsistent(warehouse)
    await check()
  })
}

const unknownLine = { lines: [line('l1', 'NEW', 1)] }

describe('while a page is imported', () => {
  bothWays('an unknown product is mapped', async () => {
    const productId = await addStock('TEA-001', 5)
    await importOrders(warehouse, unknownLine)
    const [unknown] = await rows(warehouse, sql<{ id: string }>`select id from unknown_product`)
    return [arriving(unknownLine), (by) => mapUnknownProduct(by, { scope, actor, unknownProductId: unknown!.id, product: { productId } })]
  }, async () => {
    expect(await orderHolds()).toEqual([[], []])
    expect(await rows(warehouse, sql`select resolved_at is not null as resolved from unknown_product`)).toEqual([{ resolved: true }])
  })

  bothWays('its product is created', async () => [arriving(unknownLine), (by) => createProduct(by, { scope, actor, merchantId: warehouse.merchantId, sku: 'NEW', name: '新品' })], async () => {
    expect(await orderHolds()).toEqual([['insufficient_stock']])
  })

  bothWays('its shipping code is mapped', async () => {
    await addStock('TEA-001', 5)
    return [arriving({ shippingCode: 'coldchain' }), saveMappings('homedelivery', 'coldchain')]
  }, async () => {
    expect(await orderHolds()).toEqual([[]])
  })

  bothWays('the mapping of its shipping code is removed', async () => {
    await addStock('TEA-001', 5)
    return [arriving({}), saveMappings('coldchain')]
  }, async () => {
    expect(await orderHolds()).toEqual([['unmapped_shipping_code']])
  })

  bothWays('its sales channel is disabled', async () => {
    await addStock('TEA-001', 5)
    return [arriving({}), setChannel(false)]
  }, async () => {
    expect(await orderHolds()).toEqual([['sales_channel_disabled']])
  })

  bothWays('its sales channel is enabled', async () => {
    await addStock('TEA-001', 5)
    await setChannel(false)(needs)
    return [arriving({}), setChannel(true)]
  }, async () => {
    expect(await orderHolds()).toEqual([[]])
  })

  bothWays('stock comes for it', async () => {
    const productId = await addStock('TEA-001', 0)
    return [arriving({}), (by) => adjustStock(by, { scope, actor, productId, delta: 1, note: '盤點' })]
  }, async () => {
    expect(await orderHolds()).toEqual([[]])
  })

  it.each(['first', 'second'])('its account is deleted: one of the two is refused (%s)', async (order) => {
    const arrival = incomingOrder()
    platform.orders = [arrival]
    await rows(warehouse, sql`insert into webhook_delivery (merchant_id, ec_account_id, webhook_id, kind, platform_order_id) values (${warehouse.merchantId}, ${warehouse.accountId}, 'w1', 'order', ${arrival.platformOrderId})`)
    const hint: Work = (by) => readHint(by, { merchantId: warehouse.merchantId, ecAccountId: warehouse.accountId, id: 'w1' })
    const page = arriving({})
    const remove: Work = (by) => deleteAccount(by, { scope, ecAccountId: warehouse.accountId })
    await interleave(warehouse, needs, ...((order === 'first' ? [page, remove] : [remove, page]) as [Work, Work]))
    await hint(needs)
    await expectConsistent(warehouse)
  })
})

it('imports under the channel that the account is bound to now, whatever it was when the run began', async () => {
  await addStock('TEA-001', 5)
  const [other] = await rows(warehouse, sql<{ id: string }>`insert into sales_channel (merchant_id, id, name) values (${warehouse.merchantId}, new_id(), '門市') returning id`)
  await updateAccount(needs, { scope, actor, ecAccountId: warehouse.accountId, update: { salesChannelId: other!.id } })
  await arriving({})(needs)
  expect(await rows(warehouse, sql`select sales_channel_id from orders`)).toEqual([{ sales_channel_id: other!.id }])
})

describe('while stock comes for an order', () => {
  const waiting = async (): Promise<{ orderId: string; productId: string; order: IncomingOrder }> => {
    const productId = await addStock('TEA-001', 0)
    const order = incomingOrder({ lines: [line('l1', 'TEA-001', 3), line('l2', 'TEA-001', 2)] })
    const [orderId] = await importOrders(warehouse, order)
    return { orderId: orderId!, productId, order }
  }
  const stockComes = (productId: string): Work => (by) => adjustStock(by, { scope, actor, productId, delta: 5, note: '盤點' })

  bothWays('it is canceled', async () => {
    const { orderId, productId } = await waiting()
    return [(by) => cancelOrder(by, { scope, actor, orderId }), stockComes(productId)]
  }, async () => {
    expect(await rows(warehouse, sql`select reserved from stock`)).toEqual([{ reserved: 0 }])
  })

  bothWays('it is changed on the platform', async () => {
    const { productId, order } = await waiting()
    const changed = { ...order, updatedAt: new Date(Date.parse(order.updatedAt) + 1_000).toISOString(), lines: [line('l1', 'TEA-001', 1)] }
    return [arriving(changed), stockComes(productId)]
  }, async () => {
    expect(await rows(warehouse, sql`select reserved from stock`)).toEqual([{ reserved: 1 }])
  })
})

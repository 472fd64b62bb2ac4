import { newId, type IncomingOrder } from '@crossdock/domain'
import type { Store } from '@crossdock/flows/ports'
import { connect, openStore, startQueue, type Database, type Queue } from '@crossdock/postgres'
import { sql } from 'kysely'
import { createDatabase } from './database.ts'

export interface TestWarehouse {
  url: string
  database: Database
  queue: Queue
  store: Store
  merchantId: string
  channelId: string
  accountId: string
  close(): Promise<void>
}

/** A warehouse with one merchant, one channel and one connected EC account, and nothing else. */
export async function openWarehouse({ connections = 4 }: { connections?: number } = {}): Promise<TestWarehouse> {
  const created = await createDatabase()
  const database = connect({ url: created.url, applicationName: 'test', maxConnections: connections })
  const queue = await startQueue({ url: created.url, works: false, onError: () => {} })
  const merchantId = newId()
  const channelId = newId()
  const accountId = newId()
  await database.transact({ merchant: 'all' }, async (tx) => {
    await sql`insert into merchant (merchant_id, code, name) values (${merchantId}, 'M1', '小山茶行')`.execute(tx)
    await sql`insert into sales_channel (merchant_id, id, name) values (${merchantId}, ${channelId}, '官網')`.execute(tx)
    await sql`insert into shipping_type (code, name_en, name_zh, carrier, temperature, delivery, collects_cash, preset, enabled)
      values ('tcat', 'T-Cat', '黑貓', 'T-Cat', 'ambient', 'home', true, true, true) on conflict (code) do update set enabled = true`.execute(tx)
    await sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, shop_id, shop_title, connected_at, first_connected_at)
      values (${merchantId}, ${accountId}, 'teststore', '官網帳號', ${channelId}, 'connected', 'shop-1', '小山茶行', now(), now())`.execute(tx)
    await sql`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values (${merchantId}, ${accountId}, 'homedelivery', 'tcat')`.execute(tx)
  })
  return {
    url: created.url, database, queue, store: openStore(database, queue), merchantId, channelId, accountId,
    async close() {
      await queue.stop(1_000)
      await database.close()
      await created.drop()
    },
  }
}

/** @returns the product's id */
export async function addProduct(warehouse: TestWarehouse, sku: string, onHand: number): Promise<string> {
  const id = newId()
  await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
    await sql`insert into product (merchant_id, id, sku, name) values (${warehouse.merchantId}, ${id}, ${sku}, ${sku})`.execute(tx)
    await sql`insert into stock (merchant_id, product_id, on_hand) values (${warehouse.merchantId}, ${id}, ${onHand})`.execute(tx)
  })
  return id
}

let serial = 0

/** An order as a platform would send it today; new, ready to ship, one line of one unit of `TEA-001`. */
export function incomingOrder(changes: Partial<IncomingOrder> = {}): IncomingOrder {
  serial++
  const now = new Date(Date.now() - 60_000).toISOString()
  return {
    platformOrderId: `ord-${serial}`, orderNumber: `N${1000 + serial}`, orderStatus: 'new', shipmentStatus: 'ready_to_ship', paymentStatus: 'paid',
    placedAt: now, updatedAt: now, shippingCode: 'homedelivery', shippingName: '宅配',
    recipient: { name: '王小明', phone: '0912345678', email: null, country: 'TW', postalCode: '100', city: '台北市', district: '中正區', address: '重慶南路一段 1 號' },
    pickupStore: null,
    lines: [{ lineId: 'l1', sku: 'TEA-001', title: '高山烏龍', variantTitle: null, quantity: 1, price: 300, fulfilledQuantity: 0 }],
    currency: 'TWD', subtotal: 300, shippingFee: 80, discount: 0, total: 380, codAmount: 0, buyerNote: null,
    ...changes,
  }
}

export async function rows<Row>(warehouse: TestWarehouse, query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return warehouse.database.transact({ merchant: 'all' }, async (tx) => (await query.execute(tx)).rows)
}

import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { newId, type IncomingOrder } from '@crossdock/domain'
import { importPage } from '@crossdock/flows'
import { merchantScope, type Store } from '@crossdock/flows/ports'
import { connect, migrate, openStore, startQueue } from '@crossdock/postgres'
import { startEmbedded } from '@crossdock/postgres/embedded'
import pg from 'pg'

export interface Place {
  url: string
  store: Store
  /** As the owner of the database. */
  sql: pg.Client
  /** Adds a merchant with a connected account, whose store is known by the number, and orders that nothing stands in the way of. */
  addStore(number: number, orders: number): Promise<{ merchantId: string; id: string }>
  close(): Promise<void>
}

/** A PostgreSQL of the bench's own with the settings of the product, fsync on. */
export async function openPlace(): Promise<Place> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'crossdock-bench-'))
  const postgres = await startEmbedded({ dataDir, database: 'crossdock', log: () => {}, settings: { shared_preload_libraries: 'pg_stat_statements' } })
  const { url } = postgres
  await migrate({ url })
  const database = connect({ url, applicationName: 'bench', maxConnections: 6 })
  const queue = await startQueue({ url, works: false, onError: (err) => console.error(err) })
  const store = openStore(database, queue)
  const sql = new pg.Client({ connectionString: url })
  await sql.connect()
  await sql.query('create extension pg_stat_statements')
  await sql.query(`select set_config('app.merchant', 'all', false)`)
  await sql.query(`insert into shipping_type (code, name_en, name_zh, carrier, temperature, delivery, collects_cash, preset, enabled) values ('tcat', 'T-Cat', '黑貓', 'T-Cat', 'ambient', 'home', true, true, true)`)
  return {
    url, store, sql,
    async addStore(number, orders) {
      const [merchantId, channelId, id] = [newId(), newId(), newId()]
      await sql.query('insert into merchant (merchant_id, code, name) values ($1, $2, $2)', [merchantId, `M${number}`])
      await sql.query(`insert into sales_channel (merchant_id, id, name) values ($1, $2, '官網')`, [merchantId, channelId])
      await sql.query(`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, shop_id, shop_title, connected_at, first_connected_at)
        values ($1, $2, 'liteshop', $3, $4, 'connected', $5, $3, now(), now())`, [merchantId, id, `Store ${number}`, channelId, `shop-${number}`])
      await sql.query(`insert into ec_credential (merchant_id, ec_account_id, generation, grant_id, sealed, key_id, access_expires_at)
        values ($1, $2, 1, $3, $4, 'bench', now() + interval '1 day')`, [merchantId, id, newId(), Buffer.from(JSON.stringify({ accessToken: String(number), refreshToken: 'r' }))])
      await sql.query(`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values ($1, $2, 'homedelivery', 'tcat')`, [merchantId, id])
      await sql.query(`with made as (insert into product (merchant_id, id, sku, name) values ($1, new_id(), 'TEA-001', '高山烏龍') returning id) insert into stock (merchant_id, product_id, on_hand) select $1, id, 1000000 from made`, [merchantId])
      for (let from = 0; from < orders; from += 250) {
        const page = Array.from({ length: Math.min(250, orders - from) }, (_, index) => orderOf(number, from + index))
        await store.transact(merchantScope(merchantId), async (tx) => {
          const account = (await tx.accounts.get(merchantId, id))!
          await importPage(tx, { account, orders: page.map((order) => ({ raw: order, order, problem: null })), fetchedAt: new Date(), fetchRunId: null })
        })
      }
      return { merchantId, id }
    },
    async close() {
      await sql.end()
      await queue.stop(1_000)
      await database.close()
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function orderOf(store: number, serial: number): IncomingOrder {
  const at = new Date(Date.now() - 60_000).toISOString()
  return {
    platformOrderId: `ord_${store}_${serial}`, orderNumber: `N${store}-${serial}`, orderStatus: 'new', shipmentStatus: 'ready_to_ship', paymentStatus: 'paid', placedAt: at, updatedAt: at,
    shippingCode: 'homedelivery', shippingName: '宅配', pickupStore: null, currency: 'TWD', subtotal: 960, shippingFee: 80, discount: 0, total: 1_040, codAmount: 0, buyerNote: null,
    recipient: { name: '王小明', phone: '0912345678', email: null, country: 'TW', postalCode: '100', city: '台北市', district: '中正區', address: '重慶南路一段 1 號' },
    lines: [1, 2].map((line) => ({ lineId: `li_${store}_${serial}_${line}`, sku: 'TEA-001', title: '高山烏龍', variantTitle: null, quantity: 1, price: 480, fulfilledQuantity: 0 })),
  }
}

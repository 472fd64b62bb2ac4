import { newId, type HoldReason, type OrderStatus } from '@crossdock/domain'
import { sql } from 'kysely'
import type { TestWarehouse } from '../support/warehouse.ts'

export interface GivenOrder {
  id?: string
  merchantId?: string
  accountId?: string
  channelId?: string
  orderNumber?: string
  status?: OrderStatus
  holds?: HoldReason[]
  placedAt?: string
  shippingCode?: string
  shippingType?: string | null
  recipientName?: string
  fetchRunId?: string | null
  lines?: { sku: string; quantity?: number; productId?: string | null; reserved?: number; shipped?: number }[]
}

let serial = 0

/** Keeps orders as they would be after an import, with their holds. @returns their ids */
export async function addOrders(warehouse: TestWarehouse, orders: readonly GivenOrder[]): Promise<string[]> {
  return warehouse.database.transact({ merchant: 'all' }, async (tx) => {
    const ids: string[] = []
    for (const given of orders) {
      serial++
      const order = {
        id: newId(), merchantId: warehouse.merchantId, accountId: warehouse.accountId, channelId: warehouse.channelId, orderNumber: `N${serial}`, status: 'pending', holds: [],
        placedAt: '2026-11-20T04:00:00Z', shippingCode: 'homedelivery', shippingType: 'tcat', recipientName: '王小明', fetchRunId: null, lines: [{ sku: 'TEA-001' }], ...given,
      } satisfies GivenOrder
      ids.push(order.id)
      await sql`
        insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, status, holds, platform_order_status, platform_shipment_status,
                            payment_status, placed_at, platform_updated_at, fetch_run_id, shipping_code, shipping_type_code, recipient, recipient_name,
                            currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
        values (${order.merchantId}, ${order.id}, ${order.accountId}, ${order.channelId}, ${`p-${serial}`}, ${order.orderNumber}, ${order.status}, ${order.holds}, 'new', 'ready_to_ship',
                'paid', ${order.placedAt}, ${order.placedAt}, ${order.fetchRunId}, ${order.shippingCode}, ${order.shippingType},
                ${JSON.stringify({ name: order.recipientName, phone: '0912345678', email: null, country: 'TW', postalCode: '100', city: '台北市', district: '中正區', address: '重慶南路一段 1 號' })}::jsonb,
                ${order.recipientName}, 'TWD', 300, 80, 0, 380, 0, ${order.lines.length}, ${order.lines.reduce((sum, line) => sum + (line.quantity ?? 1), 0)})`.execute(tx)
      for (const [index, line] of order.lines.entries()) {
        await sql`
          insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key, product_id, reserved, shipped)
          values (${order.merchantId}, ${order.id}, ${`l${index + 1}`}, ${index}, ${line.sku}, ${`品名 ${line.sku}`}, ${line.quantity ?? 1}, 300, ${line.sku}, ${line.productId ?? null}, ${line.reserved ?? 0}, ${line.shipped ?? 0})`.execute(tx)
      }
      for (const reason of order.holds) {
        await sql`
          insert into hold (merchant_id, id, order_id, reason, placed_by_kind, placed_by_name)
          values (${order.merchantId}, ${newId()}, ${order.id}, ${reason}, 'system', 'Crossdock')`.execute(tx)
      }
    }
    return ids
  })
}

/** Another merchant with a channel and a connected account of its own. */
export async function addMerchant(warehouse: TestWarehouse, code: string): Promise<{ merchantId: string; channelId: string; accountId: string }> {
  const made = { merchantId: newId(), channelId: newId(), accountId: newId() }
  await warehouse.database.transact({ merchant: 'all' }, async (tx) => {
    await sql`insert into merchant (merchant_id, code, name) values (${made.merchantId}, ${code}, ${`貨主 ${code}`})`.execute(tx)
    await sql`insert into sales_channel (merchant_id, id, name) values (${made.merchantId}, ${made.channelId}, '官網')`.execute(tx)
    await sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status) values (${made.merchantId}, ${made.accountId}, 'teststore', '帳號', ${made.channelId}, 'connected')`.execute(tx)
  })
  return made
}

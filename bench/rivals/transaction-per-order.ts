import { newId } from '@crossdock/domain'
import type pg from 'pg'
import type { makeOrder } from '../orders.ts'
import type { BenchAccount } from '../warehouse.ts'

type SentOrder = ReturnType<typeof makeOrder>

/**
 * As a good engineer writes it in an afternoon: page after page, and for each order one transaction that looks whether it is there, finds its
 * products and shipping type, inserts it with its lines and takes the stock. Into the same tables with the same indexes, as their owner.
 */
export async function importOneByOne(sql: pg.Client, storeUrl: string, accounts: readonly BenchAccount[]): Promise<void> {
  for (const account of accounts) {
    for (let cursor: string | null = '0'; cursor !== null;) {
      const answer = await fetch(`${storeUrl}/api/v1/orders?cursor=${cursor}`, { headers: { authorization: `Bearer ${account.number}` } })
      const page = (await answer.json()) as { orders: SentOrder[]; next_cursor: string | null }
      for (const order of page.orders) await importOne(sql, account, order)
      cursor = page.next_cursor
    }
  }
}

async function importOne(sql: pg.Client, { merchantId, id: accountId, channelId }: BenchAccount, order: SentOrder): Promise<void> {
  await sql.query('begin')
  const seen = await sql.query({ name: 'seen', text: 'select 1 from orders where merchant_id = $1 and ec_account_id = $2 and platform_order_id = $3', values: [merchantId, accountId, order.id] })
  if (seen.rowCount === 0) {
    const { rows: [type] } = await sql.query({ name: 'type', text: 'select shipping_type_code as code from shipping_type_mapping where merchant_id = $1 and ec_account_id = $2 and platform_code = $3', values: [merchantId, accountId, order.shipping.code] })
    const { rows: products } = await sql.query({ name: 'products', text: 'select id, sku from product where merchant_id = $1 and sku = any($2)', values: [merchantId, order.lines.map((line) => line.sku)] })
    const id = newId()
    await sql.query({
      name: 'order',
      text: `insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, holds, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at, shipping_code, shipping_name,
                                 shipping_type_code, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, buyer_note, line_count, units)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, 2, 3)`,
      values: [merchantId, id, accountId, channelId, order.id, order.order_number, type ? [] : ['unmapped_shipping_code'], order.order_status, order.shipment_status, order.payment_status, order.created_at, order.updated_at, order.shipping.code,
        order.shipping.name, type?.code ?? null, JSON.stringify(order.recipient), order.recipient.name, order.currency, order.subtotal, order.shipping_fee, order.discount, order.total, order.cod_amount, order.buyer_note],
    })
    await sql.query({ name: 'raw', text: 'insert into platform_order (merchant_id, ec_account_id, platform_order_id, updated_at, payload, order_id, order_number) values ($1, $2, $3, $4, $5, $6, $7)', values: [merchantId, accountId, order.id, order.updated_at, JSON.stringify(order), id, order.order_number] })
    for (const [position, line] of order.lines.entries()) {
      const product = products.find((each) => each.sku === line.sku)?.id ?? null
      await sql.query({
        name: 'line', text: 'insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key, product_id, reserved) values ($1, $2, $3, $4, $5, $6, $7, $8, $5, $9, $7)',
        values: [merchantId, id, line.id, position, line.sku, line.title, line.quantity, line.price, product],
      })
      await sql.query({ name: 'stock', text: 'update stock set reserved = reserved + $3 where merchant_id = $1 and product_id = $2', values: [merchantId, product, line.quantity] })
    }
  }
  await sql.query('commit')
}

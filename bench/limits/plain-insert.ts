import { newId } from '@crossdock/domain'
import type pg from 'pg'
import type { makeOrder } from '../orders.ts'
import type { BenchAccount } from '../warehouse.ts'

type SentOrder = ReturnType<typeof makeOrder>
interface SentPage { orders: SentOrder[]; next_cursor: string | null }

/**
 * The least that must be done to have a store's orders: each page is fetched, parsed and inserted by one plain statement, the next one on its way
 * meanwhile. The same rows of orders, lines, raw orders and timeline, under the same indexes; nothing is checked, matched, reserved, held, locked
 * or resumed, and row-level security does not bind its role.
 */
export async function importPlainly(sql: pg.Client, storeUrl: string, accounts: readonly BenchAccount[]): Promise<void> {
  for (const account of accounts) {
    let next: Promise<SentPage> | null = readPage(storeUrl, account, '0')
    while (next) {
      const page: SentPage = await next
      next = page.next_cursor === null ? null : readPage(storeUrl, account, page.next_cursor)
      await insertPage(sql, account, page.orders)
    }
  }
}

async function readPage(storeUrl: string, { number }: BenchAccount, cursor: string): Promise<SentPage> {
  const answer = await fetch(`${storeUrl}/api/v1/orders?cursor=${cursor}`, { headers: { authorization: `Bearer ${number}` } })
  return (await answer.json()) as SentPage
}

async function insertPage(sql: pg.Client, account: BenchAccount, sent: readonly SentOrder[]): Promise<void> {
  const orders = sent.map((order) => ({ newId: newId(), order }))
  const lines = orders.flatMap(({ newId, order }) => order.lines.map((line, position) => ({ orderId: newId, position, line })))
  const of = (read: (order: SentOrder) => unknown) => orders.map(({ order }) => read(order))
  const ofLine = (read: (line: SentOrder['lines'][number]) => unknown) => lines.map(({ line }) => read(line))
  const values = [
    account.merchantId, account.id, account.channelId, orders.map((each) => each.newId), orders.map(() => newId()),
    of((order) => order.id), of((order) => order.order_number), of((order) => order.order_status), of((order) => order.shipment_status), of((order) => order.payment_status), of((order) => order.created_at), of((order) => order.updated_at),
    of((order) => order.shipping.code), of((order) => order.shipping.name), of((order) => JSON.stringify(order.recipient)), of((order) => order.recipient.name), of((order) => order.currency), of((order) => order.subtotal),
    of((order) => order.shipping_fee), of((order) => order.discount), of((order) => order.total), of((order) => order.cod_amount), of((order) => order.buyer_note), of((order) => order.lines.length),
    of((order) => order.lines.reduce((sum, line) => sum + line.quantity, 0)), of((order) => JSON.stringify(order)),
    lines.map((each) => each.orderId), lines.map((each) => each.position), ofLine((line) => line.id), ofLine((line) => line.sku), ofLine((line) => line.title), ofLine((line) => line.variant_title),
    ofLine((line) => line.quantity), ofLine((line) => line.price), ofLine((line) => account.products.get(line.sku)),
  ]
  await sql.query({ name: 'plain insert', text: statement, values })
}

const statement = `
  with inserted as (
    insert into orders (merchant_id, ec_account_id, sales_channel_id, shipping_type_code, id, platform_order_id, order_number, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at,
                        shipping_code, shipping_name, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, buyer_note, line_count, units)
    select $1, $2, $3, 'tcat', o.*
      from unnest($4::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::text[], $14::text[], $15::jsonb[], $16::text[], $17::text[], $18::integer[], $19::integer[],
                  $20::integer[], $21::integer[], $22::integer[], $23::text[], $24::integer[], $25::integer[]) as o
  ), kept as (
    insert into platform_order (merchant_id, ec_account_id, platform_order_id, updated_at, payload, order_id, order_number)
    select $1, $2, raw.* from unnest($6::text[], $12::timestamptz[], $26::json[], $4::uuid[], $7::text[]) as raw
  ), told as (
    insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name)
    select $1, t.*, 'imported', 'system', 'Crossdock' from unnest($4::uuid[], $5::uuid[]) as t
  )
  insert into order_line (merchant_id, order_id, position, line_id, sku, title, variant_title, quantity, price, product_key, product_id, reserved)
  select $1, l.order_id, l.position, l.line_id, l.sku, l.title, l.variant_title, l.quantity, l.price, l.sku, l.product_id, l.quantity
    from unnest($27::uuid[], $28::integer[], $29::text[], $30::text[], $31::text[], $32::text[], $33::integer[], $34::integer[], $35::uuid[])
      as l (order_id, position, line_id, sku, title, variant_title, quantity, price, product_id)`

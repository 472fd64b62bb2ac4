import { productKey, type IncomingOrder } from '@crossdock/domain'
import type { FetchRows, HeldOrder } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

type ImportRows = Pick<FetchRows, 'known' | 'saveSeen' | 'insertOrders' | 'heldOrders' | 'setPlatformStatus' | 'takeOver' | 'cancelOrder'>

export function importRows(tx: Tx): ImportRows {
  return {
    async known(merchantId, ecAccountId, platformOrderIds) {
      const rows = await tx
        .selectFrom('platform_order').select(['platform_order_id', 'order_id', 'skip_reason', sql<number | null>`(extract(epoch from updated_at) * 1000000)::float8`.as('updated_us')])
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId)
        .where('platform_order_id', '=', sql<string>`any(${[...platformOrderIds]}::text[])`)
        .execute()
      return new Map(
        rows.map((row) => [
          row.platform_order_id,
          { platformOrderId: row.platform_order_id, updatedAt: row.updated_us, orderId: row.order_id, skipReason: row.skip_reason as never },
        ]),
      )
    },

    async saveSeen(merchantId, ecAccountId, fetchRunId, seen) {
      if (seen.length === 0) return
      await sql`
        insert into platform_order (merchant_id, ec_account_id, platform_order_id, updated_at, payload, fetch_run_id, order_id, skip_reason, skip_detail, order_number)
        select ${merchantId}, ${ecAccountId}, s.id, s.updated_at, s.payload, ${fetchRunId}::uuid, s.order_id, s.skip_reason, s.skip_detail, s.order_number
          from unnest(${seen.map((each) => each.platformOrderId)}::text[], ${seen.map((each) => each.updatedAt)}::timestamptz[], ${seen.map((each) => toJson(each.payload))}::json[],
                      ${seen.map((each) => each.orderId)}::uuid[], ${seen.map((each) => each.skipReason)}::text[], ${seen.map((each) => each.skipDetail)}::text[], ${seen.map((each) => each.orderNumber)}::text[])
            as s (id, updated_at, payload, order_id, skip_reason, skip_detail, order_number)
        on conflict (merchant_id, ec_account_id, platform_order_id) do update set
          updated_at = excluded.updated_at, payload = excluded.payload, received_at = now(), fetch_run_id = excluded.fetch_run_id,
          order_id = coalesce(platform_order.order_id, excluded.order_id), skip_reason = excluded.skip_reason, skip_detail = excluded.skip_detail, order_number = excluded.order_number
        where platform_order.updated_at is null or platform_order.skip_reason = 'malformed' or platform_order.updated_at < excluded.updated_at`.execute(tx)
    },

    async insertOrders(account, fetchRunId, orders) {
      if (orders.length === 0) return { productIds: [], insertedIds: [] }
      const { rows } = await sql<{ inserted_ids: string[]; product_ids: string[] }>`
        with input as materialized (
          select o.* from jsonb_to_recordset(${toJson(orders.map(({ id, order }) => toOrderRow(id, order)))}::jsonb)
            as o (id uuid, platform_order_id text, order_number text, order_status text, shipment_status text, payment_status text, placed_at timestamptz, updated_at timestamptz,
                  shipping_code text, shipping_name text, recipient jsonb, pickup_store jsonb, currency text, subtotal integer, shipping_fee integer, discount integer,
                  total integer, cod_amount integer, buyer_note text, lines jsonb)
        ), inserted as (
          insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, platform_order_status, platform_shipment_status, payment_status,
                              placed_at, platform_updated_at, fetch_run_id, shipping_code, shipping_name, recipient, recipient_name, pickup_store, currency, subtotal, shipping_fee,
                              discount, total, cod_amount, buyer_note, line_count, units)
          select ${account.merchantId}, i.id, ${account.id}, ${account.salesChannelId}, i.platform_order_id, i.order_number, i.order_status, i.shipment_status, i.payment_status,
                 i.placed_at, i.updated_at, ${fetchRunId}::uuid, i.shipping_code, i.shipping_name, i.recipient, i.recipient ->> 'name', nullif(i.pickup_store, 'null'), i.currency, i.subtotal, i.shipping_fee,
                 i.discount, i.total, i.cod_amount, i.buyer_note, jsonb_array_length(i.lines), (select coalesce(sum((l ->> 'quantity')::integer), 0) from jsonb_array_elements(i.lines) l)
            from input i
          on conflict (merchant_id, ec_account_id, platform_order_id) do nothing
          returning id
        ), told as (
          insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data, fetch_run_id)
          select ${account.merchantId}, id, new_id(), 'imported', 'system', 'Crossdock', '{}', ${fetchRunId}::uuid from inserted
        ), line as materialized (
          select i.id as order_id, l.* from input i join inserted using (id),
            jsonb_to_recordset(i.lines) as l (line_id text, position integer, sku text, title text, variant_title text, quantity integer, price integer, product_key text)
        ), matched as materialized (
          select line.*, coalesce(a.product_id, p.id) as product_id from line
            left join product_alias a on a.merchant_id = ${account.merchantId} and a.product_key = line.product_key
            left join product p on p.merchant_id = ${account.merchantId} and p.sku = line.product_key
        ), lines as (
          insert into order_line (merchant_id, order_id, line_id, position, sku, title, variant_title, quantity, price, product_key, product_id)
          select ${account.merchantId}, order_id, line_id, position, sku, title, variant_title, quantity, price, product_key, product_id from matched
        ), unknown as (
          insert into unknown_product (merchant_id, id, product_key, sku, title)
          select distinct on (product_key) ${account.merchantId}::uuid, new_id(), product_key, sku, title from matched where product_id is null order by product_key
          on conflict (merchant_id, product_key) do update set resolved_at = null, product_id = null where unknown_product.resolved_at is not null
        )
        select coalesce((select array_agg(id) from inserted), '{}') as inserted_ids,
               coalesce((select array_agg(distinct product_id) from matched where product_id is not null), '{}') as product_ids`.execute(tx)
      return { insertedIds: rows[0]!.inserted_ids, productIds: rows[0]!.product_ids }
    },

    async heldOrders(merchantId, orderIds) {
      const { rows } = await sql<HeldOrder>`
        select o.id, o.platform_order_id as "platformOrderId", o.status, o.platform_order_status as "platformOrderStatus",
               jsonb_build_object('shippingCode', o.shipping_code, 'recipient', o.recipient, 'pickupStore', o.pickup_store, 'codAmount', o.cod_amount, 'total', o.total, 'buyerNote', o.buyer_note,
                 'lines', (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'sku', l.sku, 'title', l.title, 'quantity', l.quantity) order by l.position)
                             from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id)) as facts
          from orders o where o.merchant_id = ${merchantId} and o.id = any(${[...orderIds]}::uuid[]) order by o.id for update`.execute(tx)
      return rows
    },

    async setPlatformStatus(merchantId, orderId, order) {
      await tx
        .updateTable('orders')
        .set({
          platform_order_status: order.orderStatus, platform_shipment_status: order.shipmentStatus, payment_status: order.paymentStatus,
          platform_updated_at: new Date(order.updatedAt), read_at: sql<Date>`now()`,
        })
        .where('merchant_id', '=', merchantId).where('id', '=', orderId).execute()
    },

    async takeOver(account, orderId, order) {
      const row = toOrderRow(orderId, order)
      const { rows } = await sql<{ product_ids: string[] }>`
        with changed as (
          update orders set shipping_code = ${row.shipping_code}, shipping_name = ${row.shipping_name}, recipient = ${toJson(row.recipient)}::jsonb, recipient_name = ${row.recipient.name},
                 pickup_store = ${row.pickup_store === null ? null : toJson(row.pickup_store)}::jsonb, subtotal = ${row.subtotal}, shipping_fee = ${row.shipping_fee}, discount = ${row.discount},
                 total = ${row.total}, cod_amount = ${row.cod_amount}, buyer_note = ${row.buyer_note}, line_count = ${row.lines.length}, units = ${row.lines.reduce((sum, line) => sum + line.quantity, 0)}
           where merchant_id = ${account.merchantId} and id = ${orderId}
        ), line as materialized (
          select * from jsonb_to_recordset(${toJson(row.lines)}::jsonb)
            as l (line_id text, position integer, sku text, title text, variant_title text, quantity integer, price integer, product_key text)
        ), matched as materialized (
          select line.*, coalesce(a.product_id, p.id) as product_id from line
            left join product_alias a on a.merchant_id = ${account.merchantId} and a.product_key = line.product_key
            left join product p on p.merchant_id = ${account.merchantId} and p.sku = line.product_key
        ), gone as (
          delete from order_line where merchant_id = ${account.merchantId} and order_id = ${orderId} and line_id not in (select line_id from line)
        ), lines as (
          insert into order_line (merchant_id, order_id, line_id, position, sku, title, variant_title, quantity, price, product_key, product_id)
          select ${account.merchantId}, ${orderId}, line_id, position, sku, title, variant_title, quantity, price, product_key, product_id from matched
          on conflict (merchant_id, order_id, line_id) do update set
            position = excluded.position, sku = excluded.sku, title = excluded.title, variant_title = excluded.variant_title, quantity = excluded.quantity, price = excluded.price,
            product_key = excluded.product_key, product_id = excluded.product_id
        ), unknown as (
          insert into unknown_product (merchant_id, id, product_key, sku, title)
          select distinct on (product_key) ${account.merchantId}::uuid, new_id(), product_key, sku, title from matched where product_id is null order by product_key
          on conflict (merchant_id, product_key) do update set resolved_at = null, product_id = null where unknown_product.resolved_at is not null
        )
        select coalesce((select array_agg(distinct product_id) from matched where product_id is not null), '{}') as product_ids`.execute(tx)
      return rows[0]!.product_ids
    },

    async cancelOrder(merchantId, orderId, at) {
      await tx.updateTable('orders').set({ status: 'canceled', canceled_at: at }).where('merchant_id', '=', merchantId).where('id', '=', orderId).execute()
    },
  }
}

/** PostgreSQL keeps every character but NUL. */
function toJson(value: unknown): string {
  const text = JSON.stringify(value)
  return text.includes('\\u0000') ? JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? each.replaceAll('\u0000', '') : each)) : text
}

function toOrderRow(id: string, order: IncomingOrder) {
  return {
    id,
    platform_order_id: order.platformOrderId,
    order_number: order.orderNumber,
    order_status: order.orderStatus,
    shipment_status: order.shipmentStatus,
    payment_status: order.paymentStatus,
    placed_at: order.placedAt,
    updated_at: order.updatedAt,
    shipping_code: order.shippingCode.trim(),
    shipping_name: order.shippingName,
    recipient: order.recipient,
    pickup_store: order.pickupStore,
    currency: order.currency,
    subtotal: order.subtotal,
    shipping_fee: order.shippingFee,
    discount: order.discount,
    total: order.total,
    cod_amount: order.codAmount,
    buyer_note: order.buyerNote,
    lines: order.lines.map((line, position) => ({
      line_id: line.lineId,
      position,
      sku: line.sku,
      title: line.title,
      variant_title: line.variantTitle,
      quantity: line.quantity,
      price: line.price,
      product_key: productKey(line),
    })),
  }
}

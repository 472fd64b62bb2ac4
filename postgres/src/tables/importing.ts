import { productKey, type IncomingOrder } from '@crossdock/domain'
import type { FetchRows, HeldOrder } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { booleans, instants, jsonbs, jsons, texts, uuids } from '../arrays.ts'
import type { Tx } from '../database.ts'
import { send, sendPrepared } from '../send.ts'
import { insertOrders } from './insert-orders.ts'
import { storableJson, toJson } from './json-text.ts'

type ImportRows = Pick<FetchRows, 'known' | 'saveSeen' | 'admissionFacts' | 'insertOrders' | 'heldOrders' | 'setPlatformStatus' | 'takeOver' | 'cancelOrder'>

export function importRows(tx: Tx): ImportRows {
  return {
    async known(merchantId, ecAccountId, platformOrderIds) {
      const rows = await send(tx, sql<{ platform_order_id: string; order_id: string | null; skip_reason: string | null; updated_us: number | null }>`
        select platform_order_id, order_id, skip_reason, (extract(epoch from updated_at) * 1000000)::float8 as updated_us from platform_order
         where merchant_id = ${merchantId} and ec_account_id = ${ecAccountId} and platform_order_id = any(${texts(platformOrderIds)}::text[])`)
      return new Map(
        rows.map((row) => [
          row.platform_order_id,
          { platformOrderId: row.platform_order_id, updatedAt: row.updated_us, orderId: row.order_id, skipReason: row.skip_reason as never },
        ]),
      )
    },

    async saveSeen(merchantId, ecAccountId, fetchRunId, seen) {
      if (seen.length === 0) return
      await sendPrepared(tx, sql`
        insert into platform_order (merchant_id, ec_account_id, platform_order_id, updated_at, payload, fetch_run_id, order_id, skip_reason, skip_detail, order_number, placed_at, wants, canceled)
        select ${merchantId}, ${ecAccountId}, s.id, s.updated_at, s.payload, ${fetchRunId}::uuid, s.order_id, s.skip_reason, s.skip_detail, s.order_number, s.placed_at, s.wants, s.canceled
          from unnest(${texts(seen.map((each) => each.platformOrderId))}::text[], ${instants(seen.map((each) => each.updatedAt))}::timestamptz[], ${jsons(seen.map((each) => storableJson(each.payload)))}::json[],
                      ${uuids(seen.map((each) => each.orderId))}::uuid[], ${texts(seen.map((each) => each.skipReason))}::text[], ${texts(seen.map((each) => each.skipDetail))}::text[], ${texts(seen.map((each) => each.orderNumber))}::text[],
                      ${instants(seen.map((each) => each.takes?.placedAt ?? null))}::timestamptz[], ${jsonbs(seen.map((each) => (each.takes ? toJson(each.takes.lines) : null)))}::jsonb[], ${booleans(seen.map((each) => each.takes?.canceled ?? false))}::boolean[])
            as s (id, updated_at, payload, order_id, skip_reason, skip_detail, order_number, placed_at, wants, canceled)
        on conflict (merchant_id, ec_account_id, platform_order_id) do update set
          updated_at = coalesce(excluded.updated_at, platform_order.updated_at), payload = excluded.payload, received_at = now(), fetch_run_id = excluded.fetch_run_id,
          order_id = coalesce(platform_order.order_id, excluded.order_id), skip_reason = excluded.skip_reason, skip_detail = excluded.skip_detail, order_number = excluded.order_number,
          placed_at = excluded.placed_at, wants = excluded.wants, canceled = excluded.canceled
        where platform_order.updated_at is null or platform_order.updated_at < excluded.updated_at
           or (platform_order.skip_reason = 'malformed' and platform_order.updated_at = excluded.updated_at)
           or (excluded.skip_reason = 'malformed' and excluded.updated_at is null and platform_order.skip_reason is distinct from 'malformed')`)
    },

    async admissionFacts(account, productKeys, shippingCodes) {
      const rows = await send(tx, sql<{ products: [string, string, number][]; types: [string, string][]; channel: { name: string; enabled: boolean } }>`
        select coalesce((select json_agg(json_build_array(m.product_key, m.product_id, coalesce(k.on_hand - k.reserved, 0)))
                           from (select key as product_key, coalesce(a.product_id, p.id) as product_id
                                   from unnest(${texts(productKeys)}::text[]) as key
                                   left join product_alias a on a.merchant_id = ${account.merchantId} and a.product_key = key
                                   left join product p on p.merchant_id = ${account.merchantId} and p.sku = key) m
                           left join stock k on k.merchant_id = ${account.merchantId} and k.product_id = m.product_id
                          where m.product_id is not null), '[]') as products,
               coalesce((select json_agg(json_build_array(m.platform_code, m.shipping_type_code))
                           from shipping_type_mapping m join shipping_type t on t.code = m.shipping_type_code and t.enabled
                          where m.merchant_id = ${account.merchantId} and m.ec_account_id = ${account.id} and m.platform_code = any(${texts(shippingCodes)}::text[])), '[]') as types,
               (select json_build_object('name', name, 'enabled', enabled) from sales_channel where merchant_id = ${account.merchantId} and id = ${account.salesChannelId}) as channel`)
      const { products, types, channel } = rows[0]!
      return { products: new Map(products.map(([key, productId, free]) => [key, { productId, free }])), shippingTypes: new Map(types), salesChannel: channel }
    },

    insertOrders: (account, fetchRunId, orders, readAt) => insertOrders(tx, account, fetchRunId, orders, readAt),

    async heldOrders(merchantId, orderIds) {
      const { rows } = await sql<HeldOrder>`
        select o.id, o.platform_order_id as "platformOrderId", o.status, o.platform_order_status as "platformOrderStatus", o.platform_shipment_status as "platformShipmentStatus",
               jsonb_build_object('shippingCode', o.shipping_code, 'recipient', o.recipient, 'pickupStore', o.pickup_store, 'codAmount', o.cod_amount, 'total', o.total, 'buyerNote', o.buyer_note,
                 'lines', (select coalesce(jsonb_agg(jsonb_build_object('lineId', l.line_id, 'sku', l.sku, 'title', l.title, 'quantity', l.quantity) order by l.position), '[]')
                             from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id)) as facts
          from orders o where o.merchant_id = ${merchantId} and o.id = any(${[...orderIds]}::uuid[]) order by o.id for update`.execute(tx)
      return rows
    },

    async setPlatformStatus(merchantId, orderId, order, readAt) {
      await tx
        .updateTable('orders')
        .set({
          platform_order_status: order.orderStatus, platform_shipment_status: order.shipmentStatus, payment_status: order.paymentStatus,
          platform_updated_at: new Date(order.updatedAt), read_at: readAt,
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

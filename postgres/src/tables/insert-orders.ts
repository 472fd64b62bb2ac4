import { newId, productKey, type IncomingOrder } from '@crossdock/domain'
import type { AdmittedOrder, EcAccount } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import { instants, integers, jsonbs, jsons, texts, uuids } from '../arrays.ts'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'
import { storableJson, toJson } from './json-text.ts'

/**
 * New orders with everything that they bring, in one statement for the whole page, each row as it stays: nothing that is
 * inserted here is updated by the import. Columns go as binary arrays, which cost a fraction of text or JSON; ids are made
 * here, since one that a statement makes costs it as much as a row.
 */
export async function insertOrders(tx: Tx, account: EcAccount, fetchRunId: string | null, orders: readonly AdmittedOrder[], readAt: Date): Promise<void> {
  const lines = orders.flatMap(({ id, order, admission }) => order.lines.map((line, position) => ({ id, line, position, ...admission.lines[position]! })))
  const unseen = orders.filter((each): each is AdmittedOrder & { payload: string } => each.payload !== null)
  const holds = orders.flatMap(({ id, admission }) => admission.holds.map((hold) => ({ id, ...hold })))
  const unknown = new Map(lines.filter((each) => each.productId === null).map(({ line }) => [productKey(line), line]))
  const reserved = new Map<string, number>()
  for (const { productId, reserved: units } of lines) if (productId !== null && units > 0) reserved.set(productId, (reserved.get(productId) ?? 0) + units)

  const told = [...orders.map(({ id }) => ({ id, type: 'imported', data: '{}' })), ...heldOnly(orders).map(({ id, admission }) => ({ id, type: 'held', data: heldData(admission) }))]

  const ofOrder = <Column>(column: (values: Column[]) => Buffer, read: (order: IncomingOrder) => Column) => sql`${column(orders.map((each) => read(each.order)))}`
  const ofLine = <Column>(column: (values: Column[]) => Buffer, read: (line: (typeof lines)[number]) => Column) => sql`${column(lines.map(read))}`
  const { merchantId } = account
  await sendPrepared(tx, sql`
    with inserted as (
      insert into orders (merchant_id, ec_account_id, sales_channel_id, fetch_run_id, read_at, id, holds, shipping_type_code, platform_order_id, order_number, platform_order_status, platform_shipment_status,
                          payment_status, placed_at, platform_updated_at, shipping_code, shipping_name, recipient, recipient_name, pickup_store, currency, subtotal, shipping_fee, discount, total,
                          cod_amount, buyer_note, line_count, units)
      select ${merchantId}, ${account.id}, ${account.salesChannelId}, ${fetchRunId}::uuid, ${readAt}::timestamptz, o.id, case o.holds when '' then '{}' else string_to_array(o.holds, ' ') end, o.shipping_type_code, o.platform_order_id, o.order_number, o.order_status,
             o.shipment_status, o.payment_status, o.placed_at, o.updated_at, o.shipping_code, o.shipping_name, o.recipient, o.recipient_name, o.pickup_store, o.currency, o.subtotal, o.shipping_fee,
             o.discount, o.total, o.cod_amount, o.buyer_note, o.line_count, o.units
        from unnest(${uuids(orders.map((each) => each.id))}::uuid[], ${texts(orders.map(({ admission }) => admission.holds.map((hold) => hold.reason).join(' ')))}::text[], ${texts(orders.map(({ admission }) => admission.shippingTypeCode))}::text[],
                    ${ofOrder(texts, (order) => order.platformOrderId)}::text[], ${ofOrder(texts, (order) => order.orderNumber)}::text[], ${ofOrder(texts, (order) => order.orderStatus)}::text[],
                    ${ofOrder(texts, (order) => order.shipmentStatus)}::text[], ${ofOrder(texts, (order) => order.paymentStatus)}::text[], ${ofOrder(instants, (order) => order.placedAt)}::timestamptz[],
                    ${ofOrder(instants, (order) => order.updatedAt)}::timestamptz[], ${ofOrder(texts, (order) => order.shippingCode.trim())}::text[], ${ofOrder(texts, (order) => order.shippingName)}::text[],
                    ${ofOrder(jsonbs, (order) => toJson(order.recipient))}::jsonb[], ${ofOrder(texts, (order) => order.recipient.name)}::text[], ${ofOrder(jsonbs, (order) => (order.pickupStore === null ? null : toJson(order.pickupStore)))}::jsonb[],
                    ${ofOrder(texts, (order) => order.currency)}::text[], ${ofOrder(integers, (order) => order.subtotal)}::integer[], ${ofOrder(integers, (order) => order.shippingFee)}::integer[],
                    ${ofOrder(integers, (order) => order.discount)}::integer[], ${ofOrder(integers, (order) => order.total)}::integer[], ${ofOrder(integers, (order) => order.codAmount)}::integer[], ${ofOrder(texts, (order) => order.buyerNote)}::text[],
                    ${ofOrder(integers, (order) => order.lines.length)}::integer[], ${ofOrder(integers, (order) => order.lines.reduce((sum, line) => sum + line.quantity, 0))}::integer[])
          as o (id, holds, shipping_type_code, platform_order_id, order_number, order_status, shipment_status, payment_status, placed_at, updated_at, shipping_code, shipping_name, recipient, recipient_name,
                pickup_store, currency, subtotal, shipping_fee, discount, total, cod_amount, buyer_note, line_count, units)
    ), lines as (
      insert into order_line (merchant_id, order_id, line_id, position, sku, title, variant_title, quantity, price, product_key, product_id, reserved)
      select ${merchantId}, l.*
        from unnest(${ofLine(uuids, (each) => each.id)}::uuid[], ${ofLine(texts, ({ line }) => line.lineId)}::text[], ${ofLine(integers, (each) => each.position)}::integer[], ${ofLine(texts, ({ line }) => line.sku)}::text[],
                    ${ofLine(texts, ({ line }) => line.title)}::text[], ${ofLine(texts, ({ line }) => line.variantTitle)}::text[], ${ofLine(integers, ({ line }) => line.quantity)}::integer[], ${ofLine(integers, ({ line }) => line.price)}::integer[],
                    ${ofLine(texts, ({ line }) => productKey(line))}::text[], ${ofLine(uuids, (each) => each.productId)}::uuid[], ${ofLine(integers, (each) => each.reserved)}::integer[]) as l
    )${unseen.length > 0 ? keepRaw(account, fetchRunId, unseen) : sql``}${reserved.size > 0 ? takeStock(merchantId, reserved) : sql``}${holds.length > 0 ? placeHolds(merchantId, holds) : sql``}${unknown.size > 0 ? noteUnknown(merchantId, unknown) : sql``}, told as (
      insert into timeline (merchant_id, subject_id, id, type, data, actor_kind, actor_name, fetch_run_id)
      select ${merchantId}, t.*, 'system', 'Crossdock', ${fetchRunId}::uuid
        from unnest(${uuids(told.map(({ id }) => id))}::uuid[], ${uuids(told.map(() => newId()))}::uuid[], ${texts(told.map(({ type }) => type))}::text[], ${jsonbs(told.map(({ data }) => data))}::jsonb[]) as t
    )
    select`)
}

const heldOnly = (orders: readonly AdmittedOrder[]) => orders.filter(({ admission }) => admission.holds.length > 0)

function heldData({ holds }: AdmittedOrder['admission']): string {
  return toJson({ reasons: holds.map(({ reason }) => reason), details: Object.fromEntries(holds.map(({ reason, detail }) => [reason, detail])) })
}

/** The merchant's turn keeps others from having seen them first: there is no conflict to look out for. */
function keepRaw(account: EcAccount, fetchRunId: string | null, unseen: readonly (AdmittedOrder & { payload: string })[]): RawBuilder<unknown> {
  return sql`, kept as (
      insert into platform_order (merchant_id, ec_account_id, fetch_run_id, platform_order_id, updated_at, payload, order_id, order_number)
      select ${account.merchantId}, ${account.id}, ${fetchRunId}::uuid, r.*
        from unnest(${texts(unseen.map(({ order }) => order.platformOrderId))}::text[], ${instants(unseen.map(({ order }) => order.updatedAt))}::timestamptz[], ${jsons(unseen.map(({ payload }) => storableJson(payload)))}::json[],
                    ${uuids(unseen.map(({ id }) => id))}::uuid[], ${texts(unseen.map(({ order }) => order.orderNumber))}::text[]) as r
    )`
}

function takeStock(merchantId: string, reserved: ReadonlyMap<string, number>): RawBuilder<unknown> {
  return sql`, taken as (
      update stock k set reserved = k.reserved + r.units from unnest(${uuids([...reserved.keys()])}::uuid[], ${integers([...reserved.values()])}::integer[]) as r (product_id, units)
       where k.merchant_id = ${merchantId} and k.product_id = r.product_id
    )`
}

function placeHolds(merchantId: string, holds: readonly { id: string; reason: string; detail: Record<string, unknown> }[]): RawBuilder<unknown> {
  return sql`, placed as (
      insert into hold (merchant_id, id, order_id, reason, detail, placed_by_kind, placed_by_name)
      select ${merchantId}, h.*, 'system', 'Crossdock'
        from unnest(${holds.map(() => newId())}::uuid[], ${holds.map((hold) => hold.id)}::uuid[], ${holds.map((hold) => hold.reason)}::text[], ${holds.map((hold) => toJson(hold.detail))}::jsonb[]) as h
    )`
}

function noteUnknown(merchantId: string, unknown: ReadonlyMap<string, { sku: string; title: string }>): RawBuilder<unknown> {
  return sql`, unknown as (
      insert into unknown_product (merchant_id, id, product_key, sku, title)
      select ${merchantId}, new_id(), u.* from unnest(${[...unknown.keys()]}::text[], ${[...unknown.values()].map((each) => each.sku)}::text[], ${[...unknown.values()].map((each) => each.title)}::text[]) as u
      on conflict (merchant_id, product_key) do update set resolved_at = null, product_id = null where unknown_product.resolved_at is not null
    )`
}

import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import { rows, type TestWarehouse } from '../support/warehouse.ts'

/** The ids of one of everything that a merchant can have. */
export interface Goods {
  merchantId: string
  channelId: string
  productId: string
  unknownProductId: string
  accountId: string
  fetchRunId: string
  reconciliationId: string
  orderId: string
  holdId: string
  parcelId: string
  writeId: string
  inboundId: string
  stockPushId: string
  proposalId: string
  callId: string
  alertId: string
  endpointId: string
  noticeId: string
  /** Stands in every text of theirs, and nowhere else. */
  word: string
}

/** A merchant with one of everything. */
export async function addGoods(warehouse: TestWarehouse, word: string): Promise<Goods> {
  const goods: Goods = {
    merchantId: newId(), channelId: newId(), productId: newId(), unknownProductId: newId(), accountId: newId(), fetchRunId: newId(), reconciliationId: newId(), orderId: newId(), holdId: newId(),
    parcelId: newId(), writeId: newId(), inboundId: newId(), stockPushId: newId(), proposalId: newId(), callId: newId(), alertId: newId(), endpointId: newId(), noticeId: newId(), word,
  }
  const { merchantId, channelId, productId, unknownProductId, accountId, fetchRunId, reconciliationId, orderId, holdId, parcelId, writeId, inboundId, stockPushId, proposalId, callId, alertId, endpointId, noticeId } = goods
  const statements = [
    sql`insert into merchant (merchant_id, code, name) values (${merchantId}, ${word}, ${word})`,
    sql`insert into sales_channel (merchant_id, id, name) values (${merchantId}, ${channelId}, ${word})`,
    sql`insert into product (merchant_id, id, sku, name) values (${merchantId}, ${productId}, ${word}, ${word})`,
    sql`insert into stock (merchant_id, product_id, on_hand, reserved) values (${merchantId}, ${productId}, 9, 1)`,
    sql`insert into stock_movement (merchant_id, id, product_id, kind, delta, on_hand_after, cause_kind, cause_label, actor_kind, actor_name)
        values (${merchantId}, ${newId()}, ${productId}, 'adjustment', 9, 9, 'person', ${word}, 'user', ${word})`,
    sql`insert into unknown_product (merchant_id, id, product_key, sku, title) values (${merchantId}, ${unknownProductId}, ${`${word}-X`}, ${`${word}-X`}, ${word})`,
    sql`insert into ec_account (merchant_id, id, platform, display_name, sales_channel_id, connection_status, status_since, disconnect_reason, shop_id, shop_title, connected_at, first_connected_at)
        values (${merchantId}, ${accountId}, 'teststore', ${word}, ${channelId}, 'disconnected', now(), 'revoked_on_platform', ${word}, ${word}, now(), now())`,
    sql`insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code) values (${merchantId}, ${accountId}, ${word}, 'tcat')`,
    sql`insert into fetch_run (merchant_id, id, ec_account_id, trigger, status, actor_name, finished_at) values (${merchantId}, ${fetchRunId}, ${accountId}, 'manual', 'succeeded', ${word}, now())`,
    sql`insert into reconciliation (merchant_id, id, ec_account_id, trigger, status, actor_name, created_at, finished_at) values (${merchantId}, ${reconciliationId}, ${accountId}, 'manual', 'succeeded', ${word}, now(), now())`,
    sql`insert into reconciliation_difference (merchant_id, reconciliation_id, platform_order_id, kind, outcome, order_number) values (${merchantId}, ${reconciliationId}, ${word}, 'missing', 'imported', ${word})`,
    sql`insert into platform_order (merchant_id, ec_account_id, platform_order_id, payload, fetch_run_id, order_id) values (${merchantId}, ${accountId}, ${word}, ${JSON.stringify({ word })}, ${fetchRunId}, ${orderId})`,
    sql`insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, holds, platform_order_status, platform_shipment_status, payment_status, placed_at,
                            platform_updated_at, fetch_run_id, shipping_code, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units, tracking_numbers, tracking)
        values (${merchantId}, ${orderId}, ${accountId}, ${channelId}, ${word}, ${word}, '{other}', 'new', 'ready_to_ship', 'paid', now(), now(), ${fetchRunId}, ${word},
                ${JSON.stringify({ name: word, phone: '0912345678', email: null, country: 'TW', postalCode: null, city: null, district: null, address: null })}, ${word}, 'TWD', 1, 0, 0, 1, 0, 2, 2, ${[word]}, 'refused')`,
    sql`insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key, product_id, reserved) values (${merchantId}, ${orderId}, 'l1', 0, ${word}, ${word}, 1, 1, ${word}, ${productId}, 1)`,
    sql`insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key) values (${merchantId}, ${orderId}, 'l2', 1, ${`${word}-X`}, ${word}, 1, 1, ${`${word}-X`})`,
    sql`insert into hold (merchant_id, id, order_id, reason, note, placed_by_kind, placed_by_name) values (${merchantId}, ${holdId}, ${orderId}, 'other', ${word}, 'user', ${word})`,
    sql`insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name) values (${merchantId}, ${orderId}, ${newId()}, 'imported', 'system', ${word})`,
    sql`insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name) values (${merchantId}, ${accountId}, ${newId()}, 'connected', 'user', ${word})`,
    sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, state, idempotency_key, request, settled_at, error_kind, error_code, error)
        values (${merchantId}, ${writeId}, ${accountId}, 'tracking', ${parcelId}, 'rejected', ${newId()}, '{}', now(), 'rejected', 'refused', ${word})`,
    sql`insert into platform_write_event (merchant_id, write_id, id, at, event, error, actor_kind, actor_name, note) values (${merchantId}, ${writeId}, ${newId()}, now(), 'sent_again', ${word}, 'user', ${word}, ${word})`,
    sql`insert into parcel (merchant_id, id, order_id, ec_account_id, tracking_number, carrier, actor_kind, actor_name, write_id) values (${merchantId}, ${parcelId}, ${orderId}, ${accountId}, ${word}, ${word}, 'user', ${word}, ${writeId})`,
    sql`insert into inbound (merchant_id, id, number) values (${merchantId}, ${inboundId}, ${word})`,
    sql`insert into inbound_line (merchant_id, inbound_id, product_id, position, expected) values (${merchantId}, ${inboundId}, ${productId}, 0, 1)`,
    sql`insert into stock_push (merchant_id, id, ec_account_id, kind, actor_kind, actor_name) values (${merchantId}, ${stockPushId}, ${accountId}, 'overwrite', 'user', ${word})`,
    sql`insert into stock_push_line (merchant_id, stock_push_id, product_id, part, sku, quantity) values (${merchantId}, ${stockPushId}, ${productId}, 1, ${word}, 1)`,
    sql`insert into platform_write (merchant_id, id, ec_account_id, kind, subject_id, idempotency_key, request) values (${merchantId}, ${newId()}, ${accountId}, 'stock_overwrite', ${stockPushId}, ${newId()}, '{}')`,
    sql`insert into inbound_share (merchant_id, inbound_id, ec_account_id, percentage) values (${merchantId}, ${inboundId}, ${accountId}, 50)`,
    sql`insert into push_ledger (merchant_id, ec_account_id, product_id, earned_hundredths, pushed) values (${merchantId}, ${accountId}, ${productId}, 100, 2)`,
    sql`insert into push_proposal (merchant_id, id, ec_account_id, product_id, inbound_id, quantity, note, created_at, actor_kind, actor_name)
        values (${merchantId}, ${proposalId}, ${accountId}, ${productId}, ${inboundId}, -1, ${word}, now(), 'user', ${word})`,
    sql`insert into rehearsal (merchant_id, id, ec_account_id, slot_date, slot_time, slot_at, state, failed_check, trouble, attempts, tried_at)
        values (${merchantId}, ${newId()}, ${accountId}, current_date, '09:00', now(), 'failed', 'store', ${JSON.stringify({ kind: 'unavailable', code: 'timeout', message: word })}, 1, now())`,
    sql`insert into reconnection (merchant_id, id, ec_account_id, dark_from, dark_to, reason, actor_kind, actor_name, fetch_run_id, write_ids)
        values (${merchantId}, ${newId()}, ${accountId}, now(), now(), 'revoked_on_platform', 'user', ${word}, ${fetchRunId}, ${[writeId]})`,
    sql`insert into store_level (merchant_id, ec_account_id, product_id, told, told_at, told_by, shown, shown_at, shown_by)
        values (${merchantId}, ${accountId}, ${productId}, 5, now() - interval '2 days', 'reading', 8, now() - interval '1 day', 'reading')`,
    sql`update ec_account set covered_until = now() where merchant_id = ${merchantId}`,
    sql`insert into stock_watch (merchant_id, ec_account_id, next_reading_at) values (${merchantId}, ${accountId}, now() + interval '1 day')`,
    sql`insert into stock_reading (merchant_id, id, ec_account_id, trigger, status, actor_kind, actor_name, created_at) values (${merchantId}, ${newId()}, ${accountId}, 'manual', 'succeeded', 'user', ${word}, now())`,
    sql`insert into drift_decision (merchant_id, id, ec_account_id, product_id, at, action, expected, shown, note, actor_kind, actor_name)
        values (${merchantId}, ${newId()}, ${accountId}, ${productId}, now(), 'accepted', 1, 2, ${word}, 'user', ${word})`,
    sql`insert into platform_call (merchant_id, id, ec_account_id, at, purpose, method, url, request_headers, response_headers, duration_ms, attempt)
        values (${merchantId}, ${callId}, ${accountId}, now(), ${word}, 'GET', ${`https://store.test/${word}`}, '{}', '{}', 1, 1)`,
    sql`insert into alert (merchant_id, id, kind, group_key, owner, urgency, audience, subject_id, params, since, count, told_count, opened_at, updated_at)
        values (${merchantId}, ${alertId}, 'disconnected', ${accountId}, 'merchant', 'high', '{admin,operator,merchant}', ${accountId}, ${JSON.stringify({ account: word, merchant: word, platform: 'teststore', reason: 'revoked_on_platform', unsent: 0 })}, now(), 1, 1, now(), now())`,
    sql`insert into notice_endpoint (merchant_id, id, url, description, sealed_secret, key_id, created_at, created_by, enabled, disabled_reason, disabled_at)
        values (${merchantId}, ${endpointId}, ${`https://127.0.0.1/${word}`}, ${word}, '\\x00', 'none', now(), ${word}, false, 'person', now())`,
    sql`insert into notice (merchant_id, id, endpoint_id, message_id, type, payload, state, created_at, next_attempt_at, settled_at) values (${merchantId}, ${noticeId}, ${endpointId}, ${word}, 'alert.opened', ${word}, 'failed', now(), now(), now())`,
  ]
  for (const statement of statements) await rows(warehouse, statement)
  return goods
}

/** Everything that is kept of a merchant, table by table. */
export async function everythingOf(warehouse: TestWarehouse, merchantId: string): Promise<Record<string, unknown[]>> {
  const tables = await rows(warehouse, sql<{ name: string }>`
    select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'merchant_id' order by 1`)
  const kept: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    const found = await rows(warehouse, sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(name)} t where merchant_id = ${merchantId} order by to_jsonb(t)::text`)
    kept[name] = found.map((each) => each.row)
  }
  return kept
}

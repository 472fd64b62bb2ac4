// Generated from the migrations by scripts/generate-tables.ts; not edited by hand.
import type { Generated } from 'kysely'

export interface AlertTable {
  merchant_id: string
  id: string
  kind: string
  group_key: string
  owner: string
  urgency: string
  audience: string[]
  subject_id: string | null
  params: Generated<unknown>
  since: Date
  count: number
  told_count: number
  opened_at: Date
  updated_at: Date
  gone_since: Date | null
  closed_at: Date | null
  reopened: Generated<number>
  told_at: Generated<Date>
}

export interface AlertRoundTable {
  only_one: Generated<boolean>
  looked_at: Generated<Date>
}

export interface AlertSeenTable {
  merchant_id: string
  alert_id: string
  reader_id: string
  seen_at: Date
}

export interface AuthorizationAttemptTable {
  merchant_id: string
  id: string
  ec_account_id: string
  state_hash: Buffer
  sealed_verifier: Buffer
  key_id: string
  session_hash: Buffer
  user_id: string
  user_name: string
  created_at: Generated<Date>
  expires_at: Date
  used_at: Date | null
  outcome: string | null
}

export interface CallRateTable {
  account_id: string
  full_at: Generated<unknown>
  rest_until: Generated<unknown>
}

export interface DriftDecisionTable {
  merchant_id: string
  id: string
  ec_account_id: string
  product_id: string
  at: Date
  action: string
  expected: number
  shown: number
  note: string
  actor_kind: string
  actor_name: string
  stock_push_id: string | null
}

export interface EcAccountTable {
  merchant_id: string
  id: string
  platform: string
  display_name: string
  sales_channel_id: string
  connection_status: Generated<string>
  status_since: Date | null
  disconnect_reason: string | null
  degraded_since: Date | null
  trouble: unknown
  shop_id: string | null
  shop_title: string | null
  shop_currency: string | null
  shop_time_zone: string | null
  granted_scopes: Generated<string[]>
  missing_scopes: Generated<string[]>
  connected_at: Date | null
  first_connected_at: Date | null
  fetch_enabled: Generated<boolean>
  fetch_schedule: Generated<string[]>
  time_zone: Generated<string>
  next_fetch_at: Date | null
  next_slot: unknown
  covered_until: Date | null
  push_enabled: Generated<boolean>
  push_percentage: Generated<number>
  shop_methods: unknown
  shop_methods_read_at: Date | null
  version: Generated<number>
  created_at: Generated<Date>
  next_reconcile_at: Date | null
  when_unreachable: Generated<string>
  care_at: Generated<Date>
}

export interface EcCredentialTable {
  merchant_id: string
  ec_account_id: string
  generation: number
  grant_id: string
  sealed: Buffer | null
  key_id: string | null
  access_expires_at: Date | null
  refreshed_at: Generated<Date>
  lease_until: Date | null
  lease_holder: string | null
  asked_at: Date | null
}

export interface FetchRunTable {
  merchant_id: string
  id: string
  ec_account_id: string
  trigger: string
  slot_date: string | null
  slot_time: string | null
  status: Generated<string>
  window_from: Date | null
  window_to: Date | null
  expected: number | null
  cursor: string | null
  cursor_at: Date | null
  list_from: Date | null
  read_until: Date | null
  pages: Generated<number>
  seen: Generated<number>
  new: Generated<number>
  changed: Generated<number>
  unchanged: Generated<number>
  canceled: Generated<number>
  held: Generated<number>
  skipped: Generated<number>
  skipped_by: Generated<unknown>
  held_by: Generated<unknown>
  actor_kind: Generated<string>
  actor_name: Generated<string>
  created_at: Generated<Date>
  started_at: Date | null
  finished_at: Date | null
  waiting_until: Date | null
  attempts: Generated<number>
  resumed: Generated<number>
  lease_until: Date | null
  lease_holder: string | null
  error: unknown
  certain_to: Date | null
  covered_to: Date | null
  deaths: Generated<number>
  then_fetch: unknown
  clock_ahead_s: number | null
}

export interface HoldTable {
  merchant_id: string
  id: string
  order_id: string
  reason: string
  note: string | null
  detail: Generated<unknown>
  placed_by_kind: string
  placed_by_name: string
  created_at: Generated<Date>
  released_at: Date | null
  released_by_kind: string | null
  released_by_name: string | null
  release_note: string | null
}

export interface InboundTable {
  merchant_id: string
  id: string
  number: string
  status: Generated<string>
  expected_on: string | null
  supplier: string | null
  note: string | null
  created_at: Generated<Date>
  completed_at: Date | null
  not_pushed: Generated<unknown>
}

export interface InboundLineTable {
  merchant_id: string
  inbound_id: string
  product_id: string
  position: number
  expected: number
  received: Generated<number>
  put_away: Generated<number>
}

export interface InboundRoundTable {
  merchant_id: string
  id: string
  inbound_id: string
  at: Generated<Date>
  kind: string
  actor_kind: string
  actor_name: string
  lines: unknown
  note: string | null
}

export interface InboundShareTable {
  merchant_id: string
  inbound_id: string
  ec_account_id: string
  percentage: number
}

export interface MailTable {
  merchant_id: string
  id: string
  user_id: string
  to_address: string
  kind: string
  digest_day: string | null
  subject: string
  body_text: string
  body_html: string
  state: Generated<string>
  attempts: Generated<number>
  created_at: Date
  next_attempt_at: Date
  lease_until: Date | null
  lease_holder: string | null
  settled_at: Date | null
  answer: string | null
}

export interface MailChoiceTable {
  merchant_id: string
  user_id: string
  mode: string
  digest_hour: number
  language: string
}

export interface MailSettingTable {
  only_one: Generated<boolean>
  enabled: boolean
  host: string
  port: number
  security: string
  username: string | null
  sealed_password: Buffer | null
  key_id: string | null
  from_address: string
  language: string
  saved_at: Date
  version: Generated<number>
}

export interface MerchantTable {
  merchant_id: string
  code: string
  name: string
  active: Generated<boolean>
  created_at: Generated<Date>
  version: Generated<number>
}

export interface NoticeTable {
  merchant_id: string
  id: string
  endpoint_id: string
  message_id: string
  type: string
  payload: string
  state: Generated<string>
  attempts: Generated<number>
  tries: Generated<number>
  created_at: Date
  next_attempt_at: Date
  lease_until: Date | null
  lease_holder: string | null
  settled_at: Date | null
}

export interface NoticeAttemptTable {
  merchant_id: string
  notice_id: string
  number: number
  at: Date
  status: number | null
  duration_ms: number
  error: string | null
  answer: string | null
}

export interface NoticeEndpointTable {
  merchant_id: string
  id: string
  url: string
  description: string | null
  kinds: Generated<string[]>
  enabled: Generated<boolean>
  disabled_reason: string | null
  disabled_at: Date | null
  failing_since: Date | null
  sealed_secret: Buffer
  key_id: string
  old_sealed_secret: Buffer | null
  old_key_id: string | null
  old_until: Date | null
  created_at: Date
  created_by: string
  version: Generated<number>
}

export interface OrderLineTable {
  merchant_id: string
  order_id: string
  line_id: string
  position: number
  sku: string
  title: string
  variant_title: string | null
  quantity: number
  price: number
  product_key: string
  product_id: string | null
  reserved: Generated<number>
  shipped: Generated<number>
}

export interface OrderTallyTable {
  merchant_id: string
  ec_account_id: string
  sales_channel_id: string
  status: string
  holds: string[]
  orders: number
  shipping_type_code: Generated<string>
}

export interface OrdersTable {
  merchant_id: string
  id: string
  ec_account_id: string
  sales_channel_id: string
  platform_order_id: string
  order_number: string
  status: Generated<string>
  holds: Generated<string[]>
  platform_order_status: string
  platform_shipment_status: string
  payment_status: string
  placed_at: Date
  platform_updated_at: Date
  read_at: Generated<Date>
  imported_at: Generated<Date>
  fetch_run_id: string | null
  shipping_code: string
  shipping_name: string | null
  shipping_type_code: string | null
  recipient: unknown
  recipient_name: string
  pickup_store: unknown
  currency: string
  subtotal: number
  shipping_fee: number
  discount: number
  total: number
  cod_amount: number
  buyer_note: string | null
  line_count: number
  units: number
  tracking_numbers: Generated<string[]>
  tracking: Generated<string>
  processing_at: Date | null
  shipped_at: Date | null
  canceled_at: Date | null
}

export interface ParcelTable {
  merchant_id: string
  id: string
  order_id: string
  ec_account_id: string
  tracking_number: string
  carrier: string
  shipped_at: Generated<Date>
  actor_kind: string
  actor_name: string
  write_id: string
  confirmed_at: Date | null
  confirm_after: Date | null
  confirm_attempts: Generated<number>
  store_view: unknown
  told_number: string | null
  reading_trouble: unknown
}

export interface ParcelLineTable {
  merchant_id: string
  parcel_id: string
  line_id: string
  quantity: number
}

export interface PlatformCallTable {
  merchant_id: string
  id: string
  ec_account_id: string
  at: Date
  purpose: string
  method: string
  url: string
  request_headers: unknown
  request_body: string | null
  status: number | null
  response_headers: unknown
  response_body: string | null
  duration_ms: number
  attempt: number
  failure: unknown
  write_id: string | null
}

export interface PlatformOrderTable {
  merchant_id: string
  ec_account_id: string
  platform_order_id: string
  updated_at: Date | null
  payload: unknown
  received_at: Generated<Date>
  fetch_run_id: string | null
  order_id: string | null
  skip_reason: string | null
  skip_detail: string | null
  order_number: string | null
  placed_at: Date | null
  wants: unknown
  canceled: Generated<boolean>
  looked_up_at: Date | null
}

export interface PlatformWriteTable {
  merchant_id: string
  id: string
  ec_account_id: string
  kind: string
  subject_id: string
  part: Generated<number>
  state: Generated<string>
  idempotency_key: string
  request: unknown
  answer: unknown
  attempts: Generated<number>
  planned_at: Generated<Date>
  sent_at: Date | null
  uncertain_since: Date | null
  settled_at: Date | null
  next_attempt_at: Generated<Date>
  lease_until: Date | null
  lease_holder: string | null
  http_status: number | null
  error_kind: string | null
  error_code: string | null
  error: string | null
  asked_at: Date | null
  deaths: Generated<number>
  left_at: Date | null
}

export interface PlatformWriteEventTable {
  merchant_id: string
  write_id: string
  id: string
  at: Date
  event: string
  attempt: number | null
  begun_at: Date | null
  idempotency_key: string | null
  state: string | null
  http_status: number | null
  error_kind: string | null
  error_code: string | null
  error: string | null
  actor_kind: string | null
  actor_name: string | null
  note: string | null
  items: unknown
}

export interface ProcessHeartbeatTable {
  name: string
  role: string
  version: string
  started_at: Date
  seen_at: Date
  seals_with: string
}

export interface ProductTable {
  merchant_id: string
  id: string
  sku: string
  name: string
  barcode: string | null
  created_at: Generated<Date>
  version: Generated<number>
}

export interface ProductAliasTable {
  merchant_id: string
  product_key: string
  product_id: string
  created_at: Generated<Date>
}

export interface PushLedgerTable {
  merchant_id: string
  ec_account_id: string
  product_id: string
  earned_hundredths: Generated<number>
  pushed: Generated<number>
  dismissed: Generated<number>
}

export interface PushProposalTable {
  merchant_id: string
  id: string
  ec_account_id: string
  product_id: string
  inbound_id: string
  quantity: number
  state: Generated<string>
  note: string
  created_at: Date
  actor_kind: string
  actor_name: string
  decided_at: Date | null
  decided_by_kind: string | null
  decided_by_name: string | null
  decision_note: string | null
  stock_push_id: string | null
}

export interface ReconciliationTable {
  merchant_id: string
  id: string
  ec_account_id: string
  trigger: string
  status: Generated<string>
  window_from: Date | null
  window_to: Date | null
  covered_to: Date | null
  store_count: number | null
  here_count: number | null
  seen: Generated<number>
  alike: Generated<number>
  newer: Generated<number>
  skipped_by: Generated<unknown>
  actor_kind: Generated<string>
  actor_name: Generated<string>
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
  waiting_until: Date | null
  attempts: Generated<number>
  lease_until: Date | null
  lease_holder: string | null
  error: unknown
  days: Generated<number>
  deaths: Generated<number>
  left_over: Generated<number>
}

export interface ReconciliationDifferenceTable {
  merchant_id: string
  reconciliation_id: string
  platform_order_id: string
  kind: string
  outcome: string
  order_number: string | null
  order_id: string | null
  detail: string | null
}

export interface ReconnectionTable {
  merchant_id: string
  id: string
  ec_account_id: string
  dark_from: Date
  dark_to: Date
  reason: string
  actor_kind: string
  actor_name: string
  fetch_run_id: string | null
  write_ids: string[]
  ended_at: Date | null
  outcome: string | null
  figures: unknown
  follows_run_id: string | null
}

export interface RehearsalTable {
  merchant_id: string
  id: string
  ec_account_id: string
  slot_date: string
  slot_time: string
  slot_at: Date
  state: string
  failed_check: string | null
  trouble: unknown
  attempts: number
  tried_at: Date
  due_at: Date | null
}

export interface RequestWorkTable {
  principal_id: string
  key: string
  at: Generated<Date>
}

export interface SalesChannelTable {
  merchant_id: string
  id: string
  name: string
  enabled: Generated<boolean>
  created_at: Generated<Date>
  version: Generated<number>
}

export interface ShippingTypeTable {
  code: string
  name_en: string
  name_zh: string
  carrier: string
  temperature: string
  delivery: string
  collects_cash: boolean
  preset: boolean
  enabled: Generated<boolean>
  position: Generated<number>
  created_at: Generated<Date>
  version: Generated<number>
}

export interface ShippingTypeMappingTable {
  merchant_id: string
  ec_account_id: string
  platform_code: string
  shipping_type_code: string
  created_at: Generated<Date>
}

export interface ShopBindingTable {
  platform: string
  shop_id: string
  held_by_merchant: string
  held_by_account: string
  bound_at: Generated<Date>
}

export interface StockTable {
  merchant_id: string
  product_id: string
  on_hand: Generated<number>
  reserved: Generated<number>
}

export interface StockMovementTable {
  merchant_id: string
  id: string
  product_id: string
  at: Generated<Date>
  kind: string
  delta: number
  on_hand_after: number
  cause_kind: string
  cause_id: string | null
  cause_label: string
  actor_kind: string
  actor_name: string
  note: string | null
}

export interface StockPushTable {
  merchant_id: string
  id: string
  ec_account_id: string
  kind: string
  inbound_id: string | null
  percentage: number | null
  created_at: Generated<Date>
  actor_kind: string
  actor_name: string
  origin: Generated<string>
}

export interface StockPushLineTable {
  merchant_id: string
  stock_push_id: string
  product_id: string
  part: number
  sku: string
  quantity: number
  result: Generated<string>
  stock_after: number | null
  detail: string | null
}

export interface StockReadingTable {
  merchant_id: string
  id: string
  ec_account_id: string
  trigger: string
  status: Generated<string>
  position: string | null
  asked: Generated<number>
  shown: Generated<number>
  absent: Generated<number>
  drifted: Generated<number>
  explained: Generated<number>
  actor_kind: string
  actor_name: string
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
  waiting_until: Date | null
  attempts: Generated<number>
  resumed: Generated<number>
  lease_until: Date | null
  lease_holder: string | null
  error: unknown
  deaths: Generated<number>
}

export interface StockWatchTable {
  merchant_id: string
  ec_account_id: string
  next_reading_at: Date
  read_at: Date | null
  clock_ahead_ms: Generated<number>
}

export interface StoreLevelTable {
  merchant_id: string
  ec_account_id: string
  product_id: string
  told: number | null
  told_at: Date | null
  told_by: string | null
  shown: number | null
  shown_at: Date | null
  shown_by: string | null
  standing: Generated<string>
}

export interface SystemTroubleTable {
  id: string
  kind: string
  subject: string
  detail: string
  began_at: Date
  seen_at: Date
  ended_at: Date | null
}

export interface TimelineTable {
  merchant_id: string
  subject_id: string
  id: string
  at: Generated<Date>
  type: string
  actor_kind: string
  actor_name: string
  data: Generated<unknown>
  fetch_run_id: string | null
}

export interface UnknownProductTable {
  merchant_id: string
  id: string
  product_key: string
  sku: string
  title: string
  first_seen_at: Generated<Date>
  resolved_at: Date | null
  product_id: string | null
}

export interface WebhookDeliveryTable {
  merchant_id: string
  ec_account_id: string
  webhook_id: string
  kind: string
  platform_order_id: string | null
  received_at: Generated<Date>
  handled_at: Date | null
  deaths: Generated<number>
  tries: Generated<number>
  waits_until: Date | null
}

export interface WebhookSubscriptionTable {
  merchant_id: string
  ec_account_id: string
  topic: string
  url: string
  platform_webhook_id: string
  sealed_secret: Buffer
  key_id: string
  subscribed_at: Generated<Date>
}

export interface Tables {
  alert: AlertTable
  alert_round: AlertRoundTable
  alert_seen: AlertSeenTable
  authorization_attempt: AuthorizationAttemptTable
  call_rate: CallRateTable
  drift_decision: DriftDecisionTable
  ec_account: EcAccountTable
  ec_credential: EcCredentialTable
  fetch_run: FetchRunTable
  hold: HoldTable
  inbound: InboundTable
  inbound_line: InboundLineTable
  inbound_round: InboundRoundTable
  inbound_share: InboundShareTable
  mail: MailTable
  mail_choice: MailChoiceTable
  mail_setting: MailSettingTable
  merchant: MerchantTable
  notice: NoticeTable
  notice_attempt: NoticeAttemptTable
  notice_endpoint: NoticeEndpointTable
  order_line: OrderLineTable
  order_tally: OrderTallyTable
  orders: OrdersTable
  parcel: ParcelTable
  parcel_line: ParcelLineTable
  platform_call: PlatformCallTable
  platform_order: PlatformOrderTable
  platform_write: PlatformWriteTable
  platform_write_event: PlatformWriteEventTable
  process_heartbeat: ProcessHeartbeatTable
  product: ProductTable
  product_alias: ProductAliasTable
  push_ledger: PushLedgerTable
  push_proposal: PushProposalTable
  reconciliation: ReconciliationTable
  reconciliation_difference: ReconciliationDifferenceTable
  reconnection: ReconnectionTable
  rehearsal: RehearsalTable
  request_work: RequestWorkTable
  sales_channel: SalesChannelTable
  shipping_type: ShippingTypeTable
  shipping_type_mapping: ShippingTypeMappingTable
  shop_binding: ShopBindingTable
  stock: StockTable
  stock_movement: StockMovementTable
  stock_push: StockPushTable
  stock_push_line: StockPushLineTable
  stock_reading: StockReadingTable
  stock_watch: StockWatchTable
  store_level: StoreLevelTable
  system_trouble: SystemTroubleTable
  timeline: TimelineTable
  unknown_product: UnknownProductTable
  webhook_delivery: WebhookDeliveryTable
  webhook_subscription: WebhookSubscriptionTable
}

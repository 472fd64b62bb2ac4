-- The warehouse's memory. Every tenant-owned row carries merchant_id first in its primary key, in each unique index and
-- foreign key, so that these tables can be distributed by it as they are. Row-level security is forced on all of them.

do $$ begin
  create role crossdock_app nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant crossdock_app to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'crossdock_app', 'member') then raise; end if;
end $$;
grant usage on schema public to crossdock_app;
alter default privileges in schema public grant select, insert, update, delete on tables to crossdock_app;
alter default privileges in schema public grant usage, select on sequences to crossdock_app;
grant select, insert, update, delete on all tables in schema public to crossdock_app;

-- A time-ordered id (UUID version 7 with microseconds), for rows that statements make by themselves. PostgreSQL 15 has none.
create function new_id() returns uuid language sql volatile parallel safe as $$
  select encode(
    substring(int8send(micros / 1000) from 3)
      || substring(int4send((28672 + (micros % 1000) * 4096 / 1000)::integer) from 3)
      || substring(uuid_send(gen_random_uuid()) from 9),
    'hex')::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as micros) as clock
$$;

-- What the warehouse has of its own ------------------------------------------------------------------------------------

create table shipping_type (
  code text primary key,
  name_en text not null,
  name_zh text not null,
  carrier text not null,
  temperature text not null check (temperature in ('ambient', 'chilled', 'frozen')),
  delivery text not null check (delivery in ('home', 'convenience_store', 'self_pickup')),
  collects_cash boolean not null,
  preset boolean not null,
  enabled boolean not null default false,
  position integer not null default 0,
  created_at timestamptz not null default now()
);

-- Which account holds a shop, for all merchants together: a shop is connected once in the whole warehouse.
create table shop_binding (
  platform text not null,
  shop_id text not null,
  held_by_merchant uuid not null,
  held_by_account uuid not null,
  bound_at timestamptz not null default now(),
  primary key (platform, shop_id)
);

-- Merchants and their masters ------------------------------------------------------------------------------------------

create table merchant (
  merchant_id uuid primary key,
  code text not null unique,
  name text not null,
  active boolean not null default true,
  created_at timestamptz not null default now()
);
create unique index merchant_name on merchant (lower(name));

create table sales_channel (
  merchant_id uuid not null references merchant,
  id uuid not null,
  name text not null,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (merchant_id, id)
);
create unique index sales_channel_name on sales_channel (merchant_id, lower(name));
create index sales_channel_id on sales_channel (id);

create table product (
  merchant_id uuid not null references merchant,
  id uuid not null,
  sku text not null,
  name text not null,
  barcode text,
  created_at timestamptz not null default now(),
  primary key (merchant_id, id),
  unique (merchant_id, sku)
);
create index product_id on product (id);

create table stock (
  merchant_id uuid not null,
  product_id uuid not null,
  on_hand integer not null default 0 check (on_hand >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  primary key (merchant_id, product_id),
  foreign key (merchant_id, product_id) references product on delete cascade,
  check (reserved <= on_hand)
);

create table stock_movement (
  merchant_id uuid not null,
  id uuid not null,
  product_id uuid not null,
  at timestamptz not null default now(),
  kind text not null check (kind in ('inbound', 'shipment', 'adjustment')),
  delta integer not null,
  on_hand_after integer not null,
  cause_kind text not null check (cause_kind in ('inbound', 'order', 'person')),
  cause_id uuid,
  cause_label text not null,
  actor_kind text not null,
  actor_name text not null,
  note text,
  primary key (merchant_id, id)
);
create index stock_movement_product on stock_movement (merchant_id, product_id, id desc);

-- What a key (a SKU, or a title where there is none) was once mapped to; it holds for every later order.
create table product_alias (
  merchant_id uuid not null,
  product_key text not null,
  product_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (merchant_id, product_key),
  foreign key (merchant_id, product_id) references product on delete cascade
);

create table unknown_product (
  merchant_id uuid not null references merchant,
  id uuid not null,
  product_key text not null,
  sku text not null,
  title text not null,
  first_seen_at timestamptz not null default now(),
  resolved_at timestamptz,
  product_id uuid,
  primary key (merchant_id, id),
  unique (merchant_id, product_key)
);
create index unknown_product_id on unknown_product (id);

-- Connecting -----------------------------------------------------------------------------------------------------------

create table ec_account (
  merchant_id uuid not null references merchant,
  id uuid not null,
  platform text not null,
  display_name text not null,
  sales_channel_id uuid not null,
  connection_status text not null default 'not_verified' check (connection_status in ('not_verified', 'connected', 'disconnected')),
  status_since timestamptz,
  disconnect_reason text,
  degraded_since timestamptz,
  trouble jsonb,                       -- {kind, code, message} of the latest failure while degraded or disconnected
  shop_id text,
  shop_title text,
  shop_currency text,
  shop_time_zone text,
  granted_scopes text[] not null default '{}',
  missing_scopes text[] not null default '{}',
  connected_at timestamptz,            -- of the grant that holds now
  first_connected_at timestamptz,      -- settings unlock with it
  fetch_enabled boolean not null default false,
  fetch_schedule text[] not null default '{}' check (cardinality(fetch_schedule) <= 3),
  time_zone text not null default 'Asia/Taipei',
  next_fetch_at timestamptz,
  next_slot jsonb,                     -- {date, time} of next_fetch_at
  covered_until timestamptz,           -- platform time up to which every change has been read
  push_enabled boolean not null default false,
  push_percentage integer not null default 0 check (push_percentage between 0 and 100),
  shop_methods jsonb,                  -- [{code, name, enabled}] as last read from the shop
  shop_methods_read_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  primary key (merchant_id, id),
  foreign key (merchant_id, sales_channel_id) references sales_channel
);
create index ec_account_id on ec_account (id);
create index ec_account_due on ec_account (next_fetch_at) where fetch_enabled and connection_status = 'connected';
create unique index ec_account_name on ec_account (merchant_id, platform, lower(display_name));

create table ec_credential (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  generation integer not null,         -- rises with every pair that is stored or given up; a writer that read an older one may not write
  grant_id uuid not null,              -- the authorization that the pair descends from
  sealed bytea,                        -- {accessToken, refreshToken}, bound to this row; null when there is no grant
  key_id text,
  access_expires_at timestamptz,
  refreshed_at timestamptz not null default now(),
  lease_until timestamptz,             -- while somebody asks for a new pair
  lease_holder text,
  primary key (merchant_id, ec_account_id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade,
  check ((sealed is null) = (key_id is null) and (sealed is null) = (access_expires_at is null))
);

create table authorization_attempt (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  state_hash bytea not null,
  sealed_verifier bytea not null,
  key_id text not null,
  session_hash bytea not null,
  user_id text not null,
  user_name text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  outcome text,
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create index authorization_attempt_state on authorization_attempt (state_hash);

create table shipping_type_mapping (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  platform_code text not null,
  shipping_type_code text not null,
  created_at timestamptz not null default now(),
  primary key (merchant_id, ec_account_id, platform_code),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create index shipping_type_mapping_type on shipping_type_mapping (shipping_type_code);

create table webhook_subscription (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  topic text not null,
  url text not null,
  platform_webhook_id text not null,
  sealed_secret bytea not null,
  key_id text not null,
  subscribed_at timestamptz not null default now(),
  primary key (merchant_id, ec_account_id, topic),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);

create table webhook_delivery (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  webhook_id text not null,
  kind text not null,
  platform_order_id text,
  received_at timestamptz not null default now(),
  handled_at timestamptz,
  primary key (merchant_id, ec_account_id, webhook_id)
);
create index webhook_delivery_waiting on webhook_delivery (received_at) where handled_at is null;

-- Fetching -------------------------------------------------------------------------------------------------------------

create table fetch_run (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  trigger text not null check (trigger in ('slot', 'catch_up', 'manual', 'webhook', 'reauthorized')),
  slot_date date,
  slot_time text,
  status text not null default 'queued' check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'stopped')),
  window_from timestamptz,
  window_to timestamptz,
  expected integer,
  cursor text,                         -- the platform's, of the page to read next
  cursor_at timestamptz,
  list_from timestamptz,               -- where the listing that the cursor belongs to begins
  read_until timestamptz,              -- updated_at of the last order of the last page: where to begin again when the cursor is too old
  pages integer not null default 0,
  seen integer not null default 0,
  new integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  canceled integer not null default 0,
  held integer not null default 0,
  skipped integer not null default 0,
  skipped_by jsonb not null default '{}',
  held_by jsonb not null default '{}',
  actor_kind text not null default 'system',
  actor_name text not null default 'Crossdock',
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  waiting_until timestamptz,
  attempts integer not null default 0,
  resumed integer not null default 0,
  lease_until timestamptz,
  lease_holder text,
  error jsonb,
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create index fetch_run_id on fetch_run (id);
create index fetch_run_account on fetch_run (merchant_id, ec_account_id, id desc);
create unique index fetch_run_slot on fetch_run (merchant_id, ec_account_id, slot_date, slot_time) where slot_date is not null;
create unique index fetch_run_active on fetch_run (merchant_id, ec_account_id) where status in ('queued', 'running', 'waiting');
create index fetch_run_open on fetch_run (created_at) where status in ('queued', 'running', 'waiting');

-- Every order that was ever seen, as the platform sent it, imported or not.
create table platform_order (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  platform_order_id text not null,
  updated_at timestamptz,
  payload json not null,
  received_at timestamptz not null default now(),
  fetch_run_id uuid,
  order_id uuid,                       -- null while it is not imported
  skip_reason text,
  skip_detail text,
  order_number text,
  primary key (merchant_id, ec_account_id, platform_order_id)
);
create index platform_order_skipped on platform_order (merchant_id, fetch_run_id) where order_id is null;

create table orders (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  sales_channel_id uuid not null,
  platform_order_id text not null,
  order_number text not null,
  status text not null default 'pending' check (status in ('pending', 'processing', 'shipped', 'canceled')),
  holds text[] not null default '{}',  -- the reasons of the active holds, kept in step by the statements that change holds
  platform_order_status text not null,
  platform_shipment_status text not null,
  payment_status text not null,
  placed_at timestamptz not null,
  platform_updated_at timestamptz not null,
  read_at timestamptz not null default now(),
  imported_at timestamptz not null default now(),
  fetch_run_id uuid,
  shipping_code text not null,
  shipping_name text,
  shipping_type_code text,
  recipient jsonb not null,
  recipient_name text not null,
  pickup_store jsonb,
  currency text not null,
  subtotal integer not null,
  shipping_fee integer not null,
  discount integer not null,
  total integer not null,
  cod_amount integer not null,
  buyer_note text,
  line_count integer not null,
  units integer not null,
  tracking_numbers text[] not null default '{}',
  tracking text not null default 'none' check (tracking in ('none', 'waiting', 'sent', 'confirmed', 'refused')),
  processing_at timestamptz,
  shipped_at timestamptz,
  canceled_at timestamptz,
  primary key (merchant_id, id),
  unique (merchant_id, ec_account_id, platform_order_id)
);
create index orders_id on orders (id);
create index orders_placed on orders (placed_at desc, id desc);
create index orders_merchant_placed on orders (merchant_id, placed_at desc, id desc) include (recipient_name);
create index orders_account_placed on orders (merchant_id, ec_account_id, placed_at desc, id desc);
create index orders_status_placed on orders (status, placed_at desc, id desc) where status in ('pending', 'processing');
create index orders_on_hold on orders (merchant_id, placed_at desc, id desc) where holds <> '{}';
create index orders_waiting_code on orders (merchant_id, ec_account_id, shipping_code) where status = 'pending' and shipping_type_code is null;
create index orders_number on orders (order_number text_pattern_ops);
create index orders_recipient on orders (recipient_name text_pattern_ops);
create index orders_counted on orders (merchant_id, status, ec_account_id) include (holds);

create table order_line (
  merchant_id uuid not null,
  order_id uuid not null,
  line_id text not null,
  position integer not null,
  sku text not null,
  title text not null,
  variant_title text,
  quantity integer not null check (quantity > 0),
  price integer not null,
  product_key text not null,
  product_id uuid,
  reserved integer not null default 0 check (reserved >= 0),
  shipped integer not null default 0 check (shipped >= 0),
  primary key (merchant_id, order_id, line_id),
  check (reserved + shipped <= quantity)
);
create index order_line_sku on order_line (sku, order_id);
create index order_line_unknown on order_line (merchant_id, product_key) where product_id is null;
create index order_line_short on order_line (merchant_id, product_id) where product_id is not null and reserved + shipped < quantity;
create index order_line_reserved on order_line (merchant_id, product_id) where reserved > 0;

create table hold (
  merchant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  reason text not null,
  note text,
  detail jsonb not null default '{}',
  placed_by_kind text not null,
  placed_by_name text not null,
  created_at timestamptz not null default now(),
  released_at timestamptz,
  released_by_kind text,
  released_by_name text,
  release_note text,
  primary key (merchant_id, id)
);
create index hold_id on hold (id);
create unique index hold_active on hold (merchant_id, order_id, reason) where released_at is null;
create index hold_order on hold (merchant_id, order_id);
create index hold_waiting on hold (created_at desc, id desc) where released_at is null;

-- Everything that happened, by whom. The subject is an order or an EC account; a new row is written and never changed.
create table timeline (
  merchant_id uuid not null,
  subject_id uuid not null,
  id uuid not null,
  at timestamptz not null default now(),
  type text not null,
  actor_kind text not null,
  actor_name text not null,
  data jsonb not null default '{}',
  fetch_run_id uuid,
  primary key (merchant_id, subject_id, id)
);

-- Shipping -------------------------------------------------------------------------------------------------------------

create table parcel (
  merchant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  ec_account_id uuid not null,
  tracking_number text not null,
  carrier text not null,
  shipped_at timestamptz not null default now(),
  actor_kind text not null,
  actor_name text not null,
  write_id uuid not null,
  confirmed_at timestamptz,            -- read back from the store
  confirm_after timestamptz,           -- accepted but not read back yet: when to read next; null otherwise
  confirm_attempts integer not null default 0,
  store_view jsonb,                    -- {trackingNumber, carrier, shippedAt} as read back
  primary key (merchant_id, id),
  unique (merchant_id, order_id, tracking_number)
);
create index parcel_tracking_number on parcel (tracking_number);
create index parcel_unconfirmed on parcel (confirm_after) where confirm_after is not null;

create table parcel_line (
  merchant_id uuid not null,
  parcel_id uuid not null,
  line_id text not null,
  quantity integer not null check (quantity > 0),
  primary key (merchant_id, parcel_id, line_id),
  foreign key (merchant_id, parcel_id) references parcel
);

-- Every write to a platform: planned → sending → unknown → accepted / rejected, with the key it had before its first attempt.
create table platform_write (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  kind text not null check (kind in ('tracking', 'stock_increment', 'stock_overwrite', 'webhook_subscription', 'revocation')),
  subject_id uuid not null,            -- a parcel, a stock push, an EC account
  part integer not null default 1,
  state text not null default 'planned' check (state in ('planned', 'sending', 'unknown', 'accepted', 'rejected')),
  idempotency_key text not null,
  request jsonb not null,
  answer jsonb,
  attempts integer not null default 0,
  planned_at timestamptz not null default now(),
  sent_at timestamptz,
  uncertain_since timestamptz,         -- of the first attempt that may have been carried out without our knowing
  settled_at timestamptz,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  lease_holder text,
  http_status integer,
  error_kind text,
  error_code text,
  error text,
  primary key (merchant_id, id),
  unique (merchant_id, subject_id, kind, part),
  unique (merchant_id, ec_account_id, idempotency_key)
);
create index platform_write_id on platform_write (id);
create index platform_write_open on platform_write (next_attempt_at) where state in ('planned', 'sending', 'unknown');
create index platform_write_account on platform_write (merchant_id, ec_account_id) where state in ('planned', 'sending', 'unknown');
create index platform_write_rejected on platform_write (settled_at desc) where state = 'rejected';

-- Stocking -------------------------------------------------------------------------------------------------------------

create table inbound (
  merchant_id uuid not null references merchant,
  id uuid not null,
  number text not null,
  status text not null default 'pending' check (status in ('pending', 'receiving', 'received', 'completed', 'canceled')),
  expected_on date,
  supplier text,
  note text,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  not_pushed jsonb not null default '[]', -- [{ecAccountId, displayName, reason}] of the accounts that got nothing when it completed
  primary key (merchant_id, id),
  unique (merchant_id, number)
);
create index inbound_id on inbound (id);

create table inbound_line (
  merchant_id uuid not null,
  inbound_id uuid not null,
  product_id uuid not null,
  position integer not null,
  expected integer not null check (expected >= 0),
  received integer not null default 0 check (received >= 0),
  put_away integer not null default 0 check (put_away >= 0 and put_away <= received),
  primary key (merchant_id, inbound_id, product_id),
  foreign key (merchant_id, inbound_id) references inbound on delete cascade,
  foreign key (merchant_id, product_id) references product
);

create table inbound_round (
  merchant_id uuid not null,
  id uuid not null,
  inbound_id uuid not null,
  at timestamptz not null default now(),
  kind text not null check (kind in ('receive', 'put_away')),
  actor_kind text not null,
  actor_name text not null,
  lines jsonb not null,                -- [{sku, quantity}]
  primary key (merchant_id, id),
  foreign key (merchant_id, inbound_id) references inbound on delete cascade
);
create index inbound_round_inbound on inbound_round (merchant_id, inbound_id, id);

create table push_ledger (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  product_id uuid not null,
  earned_hundredths bigint not null default 0,
  pushed bigint not null default 0,
  primary key (merchant_id, ec_account_id, product_id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);

create table stock_push (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  kind text not null check (kind in ('increment', 'overwrite')),
  inbound_id uuid,
  percentage integer,
  created_at timestamptz not null default now(),
  actor_kind text not null,
  actor_name text not null,
  primary key (merchant_id, id)
);
create index stock_push_id on stock_push (id);
create unique index stock_push_inbound on stock_push (merchant_id, inbound_id, ec_account_id) where inbound_id is not null;
create index stock_push_account on stock_push (merchant_id, ec_account_id, id desc);

create table stock_push_line (
  merchant_id uuid not null,
  stock_push_id uuid not null,
  product_id uuid not null,
  part integer not null,
  sku text not null,
  quantity integer not null,           -- the increment, or the absolute figure of an overwrite
  result text not null default 'waiting' check (result in ('waiting', 'applied', 'unknown_sku', 'not_tracked', 'invalid_quantity', 'refused')),
  stock_after integer,
  detail text,
  primary key (merchant_id, stock_push_id, product_id),
  foreign key (merchant_id, stock_push_id) references stock_push on delete cascade
);
create index stock_push_line_product on stock_push_line (merchant_id, product_id);

-- Watching -------------------------------------------------------------------------------------------------------------

create table platform_call (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  at timestamptz not null,
  purpose text not null,
  method text not null,
  url text not null,
  request_headers jsonb not null,
  request_body text,
  status integer,
  response_headers jsonb not null,
  response_body text,
  duration_ms integer not null,
  attempt integer not null,
  failure jsonb,
  primary key (merchant_id, id)
);
create index platform_call_id on platform_call (id desc);
create index platform_call_account on platform_call (merchant_id, ec_account_id, id desc);

-- The first door is the query, the second is here. Without app.merchant set there are no rows at all.
-- Written as a case, which the planner takes for one row in two: an `or` or `in` it takes for one in a hundred, and then
-- sorts a merchant's every order for a page of fifty.
do $$
declare tenant_table text;
begin
  for tenant_table in
    select table_name from information_schema.columns where table_schema = 'public' and column_name = 'merchant_id'
  loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format($policy$
      create policy own_merchant on %I
        using (case (select current_setting('app.merchant', true)) when 'all' then true
                    else merchant_id::text = (select current_setting('app.merchant', true)) end)
    $policy$, tenant_table);
  end loop;
end $$;

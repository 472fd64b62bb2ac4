/** Instants are integers in milliseconds since 1970. Tokens, codes and sessions are kept as SHA-256 only. */
export const schema = `
create table if not exists meta (name text primary key, value text not null) strict;

create table if not exists users (
  id text primary key, email text not null unique, password text not null, name text not null,
  merchant_id text not null, merchant_name text not null) strict;

create table if not exists shops (
  id text primary key, merchant_id text not null, title text not null, domain text not null, order_prefix text not null,
  order_count integer not null default 0, change_count integer not null default 0,
  late_seconds integer not null default 0, late_every integer not null default 1, position integer not null) strict;

create table if not exists shipping_methods (
  shop_id text not null, code text not null, name text not null, enabled integer not null, fee integer not null, position integer not null,
  primary key (shop_id, code)) strict;

create table if not exists products (
  shop_id text not null, sku text not null, title text not null, variant_title text, price integer not null, stock integer not null,
  tracked integer not null, warehouse integer not null, cold integer not null, updated_at integer not null,
  primary key (shop_id, sku)) strict, without rowid;

create table if not exists stock_changes (
  shop_id text not null, sku text not null, at integer not null, stock_before integer not null) strict;
create index if not exists stock_changes_by_sku on stock_changes (shop_id, sku, at);

create table if not exists orders (
  shop_id text not null, id text not null, order_number text not null, created_at integer not null, updated_at integer not null,
  order_status text not null, shipment_status text not null, visible_from integer not null, stock_taken integer not null default 0, json text not null,
  primary key (shop_id, id), unique (shop_id, order_number)) strict;
create index if not exists orders_by_change on orders (shop_id, updated_at, id);
create index if not exists orders_by_creation on orders (shop_id, created_at, id);

create table if not exists earlier_versions (
  shop_id text not null, id text not null, created_at integer not null, updated_at integer not null,
  order_status text not null, shipment_status text not null, visible_from integer not null, visible_until integer not null, json text not null) strict;
create index if not exists earlier_versions_by_change on earlier_versions (shop_id, updated_at, id);

create table if not exists fulfillments (
  shop_id text not null, id text not null, order_id text not null, created_at integer not null, json text not null,
  primary key (shop_id, id)) strict;
create index if not exists fulfillments_by_order on fulfillments (shop_id, order_id, id);

create table if not exists sessions (hash text primary key, user_id text not null, expires_at integer not null) strict;

create table if not exists grants (
  id text primary key, client_id text not null, shop_id text not null, user_id text not null, scope text not null,
  created_at integer not null, ended_at integer) strict;
create index if not exists grants_by_shop on grants (shop_id, client_id);

create table if not exists codes (
  hash text primary key, client_id text not null, shop_id text not null, user_id text not null, scope text not null,
  redirect_uri text not null, challenge text not null, expires_at integer not null, grant_id text) strict;

create table if not exists tokens (
  hash text primary key, grant_id text not null, kind text not null, scope text not null, expires_at integer not null, first_used_at integer) strict;
create index if not exists tokens_by_grant on tokens (grant_id, kind);

create table if not exists subscriptions (
  id text primary key, client_id text not null, shop_id text not null, topic text not null, url text not null, secret text not null,
  created_at integer not null, unique (client_id, shop_id, topic, url)) strict;

create table if not exists deliveries (
  id integer primary key, message_id text not null, subscription_id text not null, shop_id text not null, topic text not null, url text not null,
  secret text not null, body text not null, state text not null, attempts integer not null default 0, created_at integer not null,
  next_at integer, last_status text, last_at integer) strict;
create index if not exists deliveries_due on deliveries (next_at) where next_at is not null;
create index if not exists deliveries_by_shop on deliveries (shop_id, id);
create index if not exists deliveries_by_subscription on deliveries (subscription_id);

create table if not exists idempotency (
  shop_id text not null, method text not null, path text not null, key text not null, body text not null,
  status integer not null, answer text not null, expires_at integer not null,
  primary key (shop_id, method, path, key)) strict, without rowid;

create table if not exists journal (
  id integer primary key, at integer not null, kind text not null, method text not null, path text not null, status integer not null,
  idempotency_key text, replayed integer not null, shop_id text, body text, faults text, work_status integer) strict;
`

/** Columns that a file of an earlier version lacks, with their types. */
export const laterColumns = [['journal', 'faults', 'text'], ['journal', 'work_status', 'integer']] as const

/** Emptied by a reset, children first. */
export const tables = [
  'journal', 'idempotency', 'deliveries', 'subscriptions', 'tokens', 'codes', 'grants', 'sessions', 'fulfillments', 'earlier_versions',
  'orders', 'stock_changes', 'products', 'shipping_methods', 'shops', 'users', 'meta'
] as const

-- What somebody who imports orders with n8n makes for them, in a schema beside Crossdock's tables. Primary keys, and no other index.
create schema n8n;

create table n8n.orders (
  store text not null,
  id text not null,
  order_number text not null,
  order_status text not null,
  shipment_status text not null,
  payment_status text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  shipping_code text not null,
  shipping_name text,
  shipping_type text,
  recipient jsonb not null,
  recipient_name text not null,
  currency text not null,
  subtotal integer not null,
  shipping_fee integer not null,
  discount integer not null,
  total integer not null,
  cod_amount integer not null,
  buyer_note text,
  primary key (store, id)
);

create table n8n.order_line (
  store text not null,
  order_id text not null,
  id text not null,
  sku text not null,
  title text not null,
  variant_title text,
  quantity integer not null,
  price integer not null,
  primary key (store, order_id, id)
);

create table n8n.shipping_type (
  platform_code text primary key,
  shipping_type text not null
);
insert into n8n.shipping_type values ('homedelivery', 'tcat');

create table n8n.stock (
  sku text primary key,
  on_hand integer not null,
  reserved integer not null default 0 check (reserved <= on_hand)
);
insert into n8n.stock (sku, on_hand) select 'SKU-' || lpad(number::text, 4, '0'), 1000000000 from generate_series(0, 199) as number;

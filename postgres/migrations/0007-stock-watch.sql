-- Stock that cannot drift unseen: corrections of completed inbounds, what each store was last told and shows, and the readings that compare the two.

-- Rows of every merchant are copied below; also where this role is bound by their policies.
select set_config('app.merchant', 'all', true);

-- Correcting an inbound that was completed --------------------------------------------------------------------------------

alter table inbound_round drop constraint inbound_round_kind_check;
alter table inbound_round add constraint inbound_round_kind_check check (kind in ('receive', 'put_away', 'correct'));
alter table inbound_round add column note text;

-- The percentage at which an inbound earned for an account when it completed: a correction moves what was earned by the same.
create table inbound_share (
  merchant_id uuid not null,
  inbound_id uuid not null,
  ec_account_id uuid not null,
  percentage integer not null check (percentage between 0 and 100),
  primary key (merchant_id, inbound_id, ec_account_id),
  foreign key (merchant_id, inbound_id) references inbound on delete cascade,
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
insert into inbound_share (merchant_id, inbound_id, ec_account_id, percentage)
select s.merchant_id, s.inbound_id, s.ec_account_id, s.percentage
  from stock_push s join ec_account a on a.merchant_id = s.merchant_id and a.id = s.ec_account_id
 where s.inbound_id is not null and s.percentage is not null
on conflict do nothing;

-- What somebody dismissed counts as pushed, so that no later inbound makes up for it; signed.
alter table push_ledger add column dismissed bigint not null default 0;

alter table stock_push add column origin text not null default 'inbound' check (origin in ('inbound', 'hand', 'correction', 'drift'));
update stock_push set origin = 'hand' where kind = 'overwrite';
drop index stock_push_inbound;
create unique index stock_push_inbound on stock_push (merchant_id, inbound_id, ec_account_id) where inbound_id is not null and origin = 'inbound';
create index stock_push_of_inbound on stock_push (merchant_id, inbound_id) where inbound_id is not null;

-- What a correction would tell a store, until a person decides: one open row an account and product.
create table push_proposal (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  product_id uuid not null,
  inbound_id uuid not null,
  quantity bigint not null,            -- the floor of what is earned, less what is pushed; kept in step while it is open
  state text not null default 'open' check (state in ('open', 'confirmed', 'dismissed', 'evened')),
  note text not null,
  created_at timestamptz not null,
  actor_kind text not null,
  actor_name text not null,
  decided_at timestamptz,
  decided_by_kind text,
  decided_by_name text,
  decision_note text,
  stock_push_id uuid,
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade,
  foreign key (merchant_id, product_id) references product on delete cascade,
  foreign key (merchant_id, inbound_id) references inbound on delete cascade
);
create index push_proposal_id on push_proposal (id);
create unique index push_proposal_open on push_proposal (merchant_id, ec_account_id, product_id) where state = 'open';
create index push_proposal_inbound on push_proposal (merchant_id, inbound_id);
create index push_proposal_listed on push_proposal (created_at desc, id desc);

-- What each store was told and shows -----------------------------------------------------------------------------------------

-- `told` is what a store should have had at `told_at`; `shown` is what it said at `shown_at`. Both instants are the platform's.
create table store_level (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  product_id uuid not null,
  told bigint,
  told_at timestamptz,
  told_by text check (told_by in ('increment', 'overwrite', 'reading', 'accepted')),
  shown bigint,
  shown_at timestamptz,
  shown_by text check (shown_by in ('increment', 'overwrite', 'reading')),
  standing text not null default 'tracked' check (standing in ('tracked', 'not_tracked', 'unknown_sku', 'absent')),
  primary key (merchant_id, ec_account_id, product_id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade,
  foreign key (merchant_id, product_id) references product on delete cascade,
  check ((told is null) = (told_at is null) and (told is null) = (told_by is null)),
  check ((shown is null) = (shown_at is null) and (shown is null) = (shown_by is null))
);
create index store_level_product on store_level (merchant_id, product_id);

-- When an account's stock is read next, and how far the platform's clock is ahead of ours.
create table stock_watch (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  next_reading_at timestamptz not null,
  read_at timestamptz,                 -- of the latest reading that went through
  clock_ahead_ms integer not null default 0,
  primary key (merchant_id, ec_account_id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create index stock_watch_due on stock_watch (next_reading_at);

create table stock_reading (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  trigger text not null check (trigger in ('first', 'nightly', 'manual')),
  status text not null default 'queued' check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'stopped')),
  position text,                       -- the last SKU that was asked for and kept
  asked integer not null default 0,
  shown integer not null default 0,
  absent integer not null default 0,
  drifted integer not null default 0,  -- as judged when it ended; a difference can be explained by an order that comes later
  explained integer not null default 0,
  actor_kind text not null,
  actor_name text not null,
  created_at timestamptz not null,
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
create index stock_reading_id on stock_reading (id);
create index stock_reading_account on stock_reading (merchant_id, ec_account_id, id desc);
create unique index stock_reading_active on stock_reading (merchant_id, ec_account_id) where status in ('queued', 'running', 'waiting');
create index stock_reading_open on stock_reading (created_at) where status in ('queued', 'running', 'waiting');

-- What people decided about differences, by whom and why.
create table drift_decision (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  product_id uuid not null,
  at timestamptz not null,
  action text not null check (action in ('accepted', 'corrected')),
  expected bigint not null,
  shown bigint not null,
  note text not null,
  actor_kind text not null,
  actor_name text not null,
  stock_push_id uuid,
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade,
  foreign key (merchant_id, product_id) references product on delete cascade
);
create index drift_decision_listed on drift_decision (at desc, id desc);
create index drift_decision_product on drift_decision (merchant_id, product_id, id desc);

-- What an order that was seen and not imported takes from the store's stock, as far as it could be understood.
alter table platform_order add column placed_at timestamptz;
alter table platform_order add column wants jsonb; -- [{sku, quantity}]
alter table platform_order add column canceled boolean not null default false;
create index platform_order_wanting on platform_order (merchant_id, ec_account_id, placed_at) where order_id is null and wants is not null;
create index orders_canceled_there on orders (merchant_id, ec_account_id, platform_updated_at) where platform_order_status = 'cancelled';

select force_tenancy('inbound_share');
select force_tenancy('push_proposal');
select force_tenancy('store_level');
select force_tenancy('stock_watch');
select force_tenancy('stock_reading');
select force_tenancy('drift_decision');

select set_config('app.merchant', '', true);

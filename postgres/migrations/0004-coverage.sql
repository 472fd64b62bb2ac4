-- What was read of a platform's time, and whether the store's orders and ours are the same.

alter table fetch_run drop constraint fetch_run_trigger_check;
alter table fetch_run add constraint fetch_run_trigger_check check (trigger in ('slot', 'catch_up', 'manual', 'webhook', 'reauthorized', 'gap', 'backfill'));
-- Up to where its window was sure to hold every change when it was cut: what was younger could still become visible.
alter table fetch_run add column certain_to timestamptz;
-- Rows of every merchant are changed; also where this role is bound by their policies.
select set_config('app.merchant', 'all', true);
update fetch_run set certain_to = greatest(window_from, window_to - interval '2 minutes') where window_to is not null;
-- What a run has read, by whatever became of it.
alter table fetch_run add column covered_to timestamptz generated always as (case when status = 'succeeded' then certain_to when read_until is not null then least(read_until, certain_to) end) stored;
create index fetch_run_covered on fetch_run (merchant_id, ec_account_id, covered_to) where covered_to > window_from;

create index platform_order_updated on platform_order (merchant_id, ec_account_id, updated_at);

alter table ec_account add column next_reconcile_at timestamptz;
create index ec_account_reconcile on ec_account (next_reconcile_at) where fetch_enabled and connection_status = 'connected';

-- One comparison of a store's orders of the last days with ours.
create table reconciliation (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  trigger text not null check (trigger in ('nightly', 'manual')),
  status text not null default 'queued' check (status in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'stopped')),
  window_from timestamptz,
  window_to timestamptz,
  covered_to timestamptz,              -- up to where our fetches had read when it began: what changed later is not missing yet
  store_count integer,                 -- as the platform counts them
  here_count integer,                  -- as we had them when it began
  seen integer not null default 0,     -- listed by the store
  alike integer not null default 0,    -- imported, and the same
  newer integer not null default 0,    -- changed after the last fetch, brought in with it
  skipped_by jsonb not null default '{}', -- of those seen: kept but not imported, by reason
  actor_kind text not null default 'system',
  actor_name text not null default 'Crossdock',
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  waiting_until timestamptz,
  attempts integer not null default 0,
  lease_until timestamptz,
  lease_holder text,
  error jsonb,
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create index reconciliation_id on reconciliation (id);
create index reconciliation_account on reconciliation (merchant_id, ec_account_id, id desc);
create unique index reconciliation_active on reconciliation (merchant_id, ec_account_id) where status in ('queued', 'running', 'waiting');
create index reconciliation_open on reconciliation (created_at) where status in ('queued', 'running', 'waiting');

-- Where the two differed, and what became of it.
create table reconciliation_difference (
  merchant_id uuid not null,
  reconciliation_id uuid not null,
  platform_order_id text not null,
  kind text not null check (kind in ('missing', 'change_missed', 'shipped_on_store_only', 'shipped_here_only', 'canceled_on_store_only', 'gone_from_store')),
  outcome text not null,
  order_number text,
  order_id uuid,
  detail text,
  primary key (merchant_id, reconciliation_id, kind, platform_order_id),
  foreign key (merchant_id, reconciliation_id) references reconciliation on delete cascade
);

select force_tenancy('reconciliation');
select force_tenancy('reconciliation_difference');

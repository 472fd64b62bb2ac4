-- What a write went through, and what people decided about it: a row for each attempt and each decision, written once. A row
-- is cheaper than a growing document in the write's own row, which every attempt would write anew.
create table platform_write_event (
  merchant_id uuid not null,
  write_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  event text not null check (event in ('attempt', 'interrupted', 'asked', 'arrived', 'not_arrived', 'overwritten', 'sent_again', 'corrected', 'account_deleted')),
  attempt integer,
  begun_at timestamptz,
  idempotency_key text,
  state text,
  http_status integer,
  error_kind text,
  error_code text,
  error text,
  actor_kind text,
  actor_name text,
  note text,
  primary key (merchant_id, write_id, id),
  foreign key (merchant_id, write_id) references platform_write on delete cascade
);
select force_tenancy('platform_write_event');

-- While a person is asked what became of a write, it is still unknown, and nobody sends it.
alter table platform_write add asked_at timestamptz check (asked_at is null or state = 'unknown');
create index platform_write_asked on platform_write (asked_at) where asked_at is not null;
-- In the order of the outbox.
create index platform_write_planned on platform_write (planned_at desc, id desc);

-- Which write a call was made for.
alter table platform_call add write_id uuid;
create index platform_call_write on platform_call (merchant_id, write_id, id desc) where write_id is not null;

-- An increment whose outcome nobody knew, and which a figure that a person approved made beside the point.
alter table stock_push_line drop constraint stock_push_line_result_check;
alter table stock_push_line add constraint stock_push_line_result_check
  check (result in ('waiting', 'applied', 'unknown_sku', 'not_tracked', 'invalid_quantity', 'refused', 'superseded'));

-- The number that a store was told, while a parcel has another one since.
alter table parcel add told_number text;
alter table orders drop constraint orders_tracking_check;
alter table orders add constraint orders_tracking_check check (tracking in ('none', 'waiting', 'sent', 'confirmed', 'refused', 'differs'));

-- What happens to an order whose store cannot be asked before it leaves.
alter table ec_account add when_unreachable text not null default 'stop' check (when_unreachable in ('stop', 'go'));

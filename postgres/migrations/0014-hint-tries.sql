-- A hint waits by its own tries, not by its age: one that nobody could follow through a night without power is followed as
-- soon as its account is connected again, and one that never succeeds comes back ever more rarely.
alter table webhook_delivery
  add column tries integer not null default 0,
  add column waits_until timestamptz;
drop index webhook_delivery_waiting;
create index webhook_delivery_due on webhook_delivery (coalesce(waits_until, received_at)) where handled_at is null;
create index webhook_delivery_open on webhook_delivery (merchant_id, ec_account_id) where handled_at is null;

-- Which requests that bore an Idempotency-Key have kept anything: noted in the very transaction that kept it, so that a
-- repetition after a lost answer neither does it again nor says that nothing was done. Of no merchant: it names none.
create table request_work (
  principal_id uuid not null,
  key text not null,
  at timestamptz not null default now(),
  primary key (principal_id, key)
);
create index request_work_at on request_work (at);
grant select, delete on request_work to crossdock_sign_in;

-- How often in a row the process that worked on it was gone before the work was over, counted when it is begun: what ends
-- every process that touches it is put aside after the third, and the others go on.
alter table fetch_run add column deaths integer not null default 0;
alter table platform_write add column deaths integer not null default 0;
alter table webhook_delivery add column deaths integer not null default 0;

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

-- How many days a comparison looks back, how often in a row its process ended in the middle of it, and how many orders that the
-- store did not list it left to the next one.
alter table reconciliation
  add days integer not null default 7 check (days between 1 and 30),
  add deaths integer not null default 0,
  add left_over integer not null default 0;
-- When an order that the store did not list was last asked for: the one that waits longest comes first.
alter table platform_order add looked_up_at timestamptz;

-- How many orders stand where: kept in step by every statement that changes orders, so that counting them costs the same
-- however many there are. A merchant's orders change one transaction at a time anyway: these rows are no new place to wait at.
create table order_tally (
  merchant_id uuid not null,
  ec_account_id uuid not null,
  sales_channel_id uuid not null,
  status text not null,
  holds text[] not null,
  orders bigint not null,
  primary key (merchant_id, ec_account_id, sales_channel_id, status, holds)
) with (fillfactor = 50);
select force_tenancy('order_tally');

-- An older version may be at work: what it changes between the count and the triggers would be missing for good. All that follows
-- needs the table for itself in the end, and who has to raise a lock meets others doing the same.
lock table orders in access exclusive mode;

-- Rows of every merchant are read below; also where this role is bound by their policies.
select set_config('app.merchant', 'all', true);
insert into order_tally select merchant_id, ec_account_id, sales_channel_id, status, holds, count(*) from orders group by 1, 2, 3, 4, 5;

create function tally_orders() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into order_tally
    select merchant_id, ec_account_id, sales_channel_id, status, holds, count(*) from after group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (merchant_id, ec_account_id, sales_channel_id, status, holds) do update set orders = order_tally.orders + excluded.orders;
  elsif tg_op = 'DELETE' then
    insert into order_tally
    select merchant_id, ec_account_id, sales_channel_id, status, holds, -count(*) from before group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (merchant_id, ec_account_id, sales_channel_id, status, holds) do update set orders = order_tally.orders + excluded.orders;
  else
    insert into order_tally
    select merchant_id, ec_account_id, sales_channel_id, status, holds, sum(moved)
      from (select merchant_id, ec_account_id, sales_channel_id, status, holds, -1 as moved from before
            union all select merchant_id, ec_account_id, sales_channel_id, status, holds, 1 from after) as moves
     group by 1, 2, 3, 4, 5 having sum(moved) <> 0 order by 1, 2, 3, 4, 5
    on conflict (merchant_id, ec_account_id, sales_channel_id, status, holds) do update set orders = order_tally.orders + excluded.orders;
  end if;
  return null;
end $$;
create trigger tally_new after insert on orders referencing new table as after for each statement execute function tally_orders();
create trigger tally_gone after delete on orders referencing old table as before for each statement execute function tally_orders();
create trigger tally_moved after update on orders referencing old table as before new table as after for each statement execute function tally_orders();

-- What counting needed. Those that are pending are still looked for by merchant and account.
drop index orders_counted;
create index orders_pending on orders (merchant_id, ec_account_id) where status = 'pending';

-- Those on hold, of all merchants: how few they are is not known to the planner below row-level security, and it would look for them among all.
create index orders_held on orders (placed_at desc, id desc) where holds <> '{}';

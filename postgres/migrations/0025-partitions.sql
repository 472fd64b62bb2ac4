-- What only ever grows lies in partitions by month, so that what is too old is dropped as a whole instead of being deleted row by
-- row. The ids are time-ordered: they are what is partitioned by, and the keys stay as they are, the merchant first.

-- The lowest id that can have been given at an instant.
create function lowest_id(at timestamptz) returns uuid language sql stable parallel safe as $$
  select encode(substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) || '\x70008000000000000000'::bytea, 'hex')::uuid
$$;

-- Nobody but the owner comes here: rows are read and written through the table that they are parts of.
create schema parts;

-- Rows of every merchant may be moved below; also where this role is bound by their policies.
select set_config('app.merchant', 'all', true);

-- What there is becomes the first partition, as it is, up to the end of this month.
alter table platform_call rename to platform_call_before;
alter table platform_call_before set schema parts;
alter index parts.platform_call_pkey rename to platform_call_before_pkey;
alter index parts.platform_call_id rename to platform_call_before_id;
alter index parts.platform_call_account rename to platform_call_before_account;
alter index parts.platform_call_write rename to platform_call_before_write;
create table platform_call (like parts.platform_call_before including defaults including constraints, primary key (merchant_id, id)) partition by range (id);
create index platform_call_id on platform_call (id desc);
create index platform_call_account on platform_call (merchant_id, ec_account_id, id desc);
create index platform_call_write on platform_call (merchant_id, write_id, id desc) where write_id is not null;

alter table timeline rename to timeline_before;
alter table timeline_before set schema parts;
alter index parts.timeline_pkey rename to timeline_before_pkey;
create table timeline (like parts.timeline_before including defaults including constraints, primary key (merchant_id, subject_id, id)) partition by range (id);

-- What no month was made for, because a clock is wrong or nobody made one in time: kept all the same, and moved when there is one.
create table parts.platform_call_rest partition of platform_call default;
create table parts.timeline_rest partition of timeline default;

do $$
declare
  each text;
  bound uuid := lowest_id((date_trunc('month', now() at time zone 'UTC') + interval '1 month') at time zone 'UTC');
begin
  foreach each in array array['platform_call', 'timeline'] loop
    execute format('grant select, insert, update, delete on %I to crossdock_app', each);
    perform force_tenancy(each::regclass);
    perform force_tenancy(format('parts.%I', each || '_rest')::regclass);
    execute format('with moved as (delete from parts.%I where id >= %L returning *) insert into parts.%I select * from moved', each || '_before', bound, each || '_rest');
    execute format('alter table %I attach partition parts.%I for values from (minvalue) to (%L)', each, each || '_before', bound);
  end loop;
end $$;

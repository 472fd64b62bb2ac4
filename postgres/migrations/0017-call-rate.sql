-- How often each account's platform may still be called: one row that all processes agree by, each time for a few calls. Not a
-- tenant's: it names an account and tells nothing of it. Unlogged, since what it says is past within seconds: after a crash of
-- the server everybody begins with a full budget, which the platform's has become meanwhile, too.
create unlogged table call_rate (
  account_id text primary key,
  full_at double precision not null default 0,    -- ms since 1970: when all that was promised will be filled again
  rest_until double precision not null default 0  -- ms since 1970: until when the platform asked not to be called
) with (fillfactor = 50);
grant select, delete on call_rate to crossdock_sign_in;

-- promiseCalls of domain/src/call-rate.ts, in one round trip. Its clock is read once the row is ours.
create function promise_calls(account text, lane_capacity double precision, whole_capacity double precision, step_ms double precision, ahead_ms double precision, horizon_ms double precision, wanted integer,
  at_ms double precision default null, out given integer, out first_in_ms double precision, out more_in_ms double precision, out rest_ms double precision, out calls_left double precision)
language plpgsql as $$
declare
  kept call_rate;
  now_ms double precision;
  from_ms double precision;
begin
  loop
    select * into kept from call_rate where account_id = account for update;
    exit when found;
    insert into call_rate (account_id) values (account) on conflict do nothing;
  end loop;
  now_ms := coalesce(at_ms, extract(epoch from clock_timestamp())::double precision * 1000);
  rest_ms := kept.rest_until - now_ms;
  if rest_ms > 0 then
    given := 0; first_in_ms := rest_ms; more_in_ms := rest_ms; calls_left := 0;
    return;
  end if;
  rest_ms := 0;
  from_ms := greatest(now_ms, least(kept.full_at, now_ms + horizon_ms));
  first_in_ms := from_ms - now_ms - (lane_capacity - 1) * step_ms;
  given := greatest(0, least(wanted, floor((ahead_ms - first_in_ms) / step_ms) + 1));
  more_in_ms := greatest(0, first_in_ms + given * step_ms - ahead_ms);
  calls_left := whole_capacity - (from_ms + given * step_ms - now_ms) / step_ms;
  if given > 0 then
    update call_rate set full_at = from_ms + given * step_ms where account_id = account;
  end if;
end $$;

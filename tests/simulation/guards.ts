/**
 * Rules that no row may break at any time, not even between two looks of the checker: triggers of the simulation's database
 * refuse the statement and name the invariant. A process that breaks one hears an error, and the seed has failed.
 */
export const guardCode = 'SIM01'

export const guards = `
create function sim_refuse(message text) returns void language plpgsql as $$ begin raise exception '%', message using errcode = '${guardCode}'; end $$;

create function sim_guard_orders() returns trigger language plpgsql as $$ begin
  if new.platform_updated_at < old.platform_updated_at then perform sim_refuse('I03 order ' || old.platform_order_id || ' went back from ' || old.platform_updated_at || ' to ' || new.platform_updated_at); end if;
  if new.status <> old.status then
    if not ((old.status = 'pending' and new.status in ('processing', 'shipped', 'canceled')) or (old.status = 'processing' and new.status in ('shipped', 'canceled')))
      then perform sim_refuse('I14 order ' || old.platform_order_id || ' went from ' || old.status || ' to ' || new.status); end if;
    if new.status in ('processing', 'shipped') and old.holds <> '{}' then perform sim_refuse('I10 order ' || old.platform_order_id || ' is held (' || array_to_string(old.holds, ', ') || ') and went on to ' || new.status); end if;
  end if;
  return new;
end $$;
create trigger sim_guard before update on orders for each row execute function sim_guard_orders();

create function sim_guard_platform_order() returns trigger language plpgsql as $$ begin
  if new.updated_at < old.updated_at then perform sim_refuse('I03 the kept version of ' || old.platform_order_id || ' went back from ' || old.updated_at || ' to ' || new.updated_at); end if;
  if old.order_id is not null and new.order_id is distinct from old.order_id then perform sim_refuse('I02 ' || old.platform_order_id || ' became another order'); end if;
  return new;
end $$;
create trigger sim_guard before update on platform_order for each row execute function sim_guard_platform_order();

create function sim_guard_parcel() returns trigger language plpgsql as $$
declare held text[];
begin
  select holds into held from orders where merchant_id = new.merchant_id and id = new.order_id;
  if held <> '{}' then perform sim_refuse('I11 parcel ' || new.tracking_number || ' left although its order is held: ' || array_to_string(held, ', ')); end if;
  return new;
end $$;
create trigger sim_guard before insert on parcel for each row execute function sim_guard_parcel();

create function sim_guard_write() returns trigger language plpgsql as $$ begin
  if old.state = 'accepted' and new.state <> 'accepted' then perform sim_refuse('I04 write ' || old.kind || ' was accepted and became ' || new.state); end if;
  if old.state = 'rejected' and new.state not in ('rejected', 'planned') then perform sim_refuse('I04 write ' || old.kind || ' was rejected and became ' || new.state); end if;
  if new.state in ('accepted', 'rejected', 'unknown') and old.state = 'planned' then perform sim_refuse('I04 write ' || old.kind || ' became ' || new.state || ' without being sent'); end if;
  if new.request is distinct from old.request and new.kind <> 'revocation' and exists (select from platform_write_event e where e.merchant_id = new.merchant_id and e.write_id = new.id and e.idempotency_key = new.idempotency_key) then perform sim_refuse('I04 write ' || old.kind || ' says something else than was sent under its key'); end if;
  if new.state = 'rejected' and (new.error is null or new.error_code is null) then perform sim_refuse('I16 write ' || old.kind || ' was refused without a reason'); end if;
  return new;
end $$;
create trigger sim_guard before update on platform_write for each row execute function sim_guard_write();

create function sim_guard_credential() returns trigger language plpgsql as $$ begin
  if new.generation < old.generation or (new.sealed is distinct from old.sealed and new.generation = old.generation)
    then perform sim_refuse('I12 a pair of tokens was replaced at generation ' || old.generation || ' by ' || new.generation); end if;
  return new;
end $$;
create trigger sim_guard before update on ec_credential for each row execute function sim_guard_credential();

create function sim_guard_timeline() returns trigger language plpgsql as $$ begin perform sim_refuse('I13 a row of the timeline was changed'); return null; end $$;
create trigger sim_guard before update or delete on timeline for each row execute function sim_guard_timeline();

create function sim_guard_run() returns trigger language plpgsql as $$ begin
  if old.status in ('succeeded', 'failed', 'stopped') and new.status is distinct from old.status then perform sim_refuse('I17 a run that had ended as ' || old.status || ' became ' || new.status); end if;
  return new;
end $$;
create trigger sim_guard before update on fetch_run for each row execute function sim_guard_run();

create function sim_guard_hold() returns trigger language plpgsql as $$ begin
  if old.released_at is not null and new.released_at is distinct from old.released_at then perform sim_refuse('I10 a hold was released twice'); end if;
  return new;
end $$;
create trigger sim_guard before update on hold for each row execute function sim_guard_hold();

create function sim_guard_inbound() returns trigger language plpgsql as $$ begin
  if old.status in ('completed', 'canceled') and new.status <> old.status then perform sim_refuse('I14 an inbound that was ' || old.status || ' became ' || new.status); end if;
  return new;
end $$;
create trigger sim_guard before update on inbound for each row execute function sim_guard_inbound();
`

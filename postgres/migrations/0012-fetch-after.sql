-- Who asked for a fetch while this run, whose window was cut already, was under way: the next one begins when it ends.
alter table fetch_run add column then_fetch jsonb; -- {kind, name} of the actor

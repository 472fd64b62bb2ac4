-- A run that was under way when the store came back, whose window ends before: what it reads is no part of the receipt, which
-- waits for the run that follows it.
alter table reconnection add follows_run_id uuid;

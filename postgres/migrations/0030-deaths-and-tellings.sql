-- How often in a row the process that read a store's stock ended in the middle of it, since the last chunk that was kept: what
-- ends every process that works on it is put aside after the third, as runs, writes and comparisons are.
alter table stock_reading add column deaths integer not null default 0;

-- When an alert's count was told last: an hour later the count that it is measured against falls with it, so that what shrank
-- and grows again is news, and what comes and goes all the time is none.
alter table alert add column told_at timestamptz not null default now();
-- Rows of every merchant are changed; also where this role is bound by their policies.
select set_config('app.merchant', 'all', true);
update alert set told_at = opened_at;

-- How far the platform's clock was ahead of ours (behind: below zero) when the window was cut: what a run covered is told by the platform's clock, when it was due by ours.
alter table fetch_run add column clock_ahead_s integer;

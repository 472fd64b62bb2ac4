-- A refused write that a person has decided to leave as it is, since it cannot be mended: nobody is told of it any more. Who
-- decided it, when and why, is an event of the write.
alter table platform_write add left_at timestamptz check (left_at is null or state in ('rejected', 'accepted'));
alter table platform_write_event drop constraint platform_write_event_event_check;
alter table platform_write_event add constraint platform_write_event_event_check
  check (event in ('attempt', 'interrupted', 'asked', 'arrived', 'not_arrived', 'overwritten', 'sent_again', 'corrected', 'left', 'account_deleted'));

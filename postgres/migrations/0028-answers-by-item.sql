-- What became of a write with several items is said item by item, and kept so: [{"sku", "quantity", "answer"}].
alter table platform_write_event add items jsonb;
alter table platform_write_event drop constraint platform_write_event_event_check;
alter table platform_write_event add constraint platform_write_event_event_check
  check (event in ('attempt', 'interrupted', 'asked', 'arrived', 'not_arrived', 'overwritten', 'by_item', 'sent_again', 'corrected', 'left', 'account_deleted'));

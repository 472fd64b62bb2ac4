-- An account's open writes in the order in which they fall due, and its parcels in the order in which they are read back:
-- whoever sends for an account takes them row by row.
create index platform_write_due on platform_write (merchant_id, ec_account_id, next_attempt_at, planned_at, id) where state in ('planned', 'sending', 'unknown');
drop index platform_write_account;
create index parcel_unconfirmed_of on parcel (merchant_id, ec_account_id, confirm_after) where confirm_after is not null;

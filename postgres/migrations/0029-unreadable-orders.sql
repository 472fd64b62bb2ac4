-- Orders that came and could not be read: few, and asked for all the time.
create index platform_order_unreadable on platform_order (merchant_id, ec_account_id, received_at) where skip_reason = 'malformed' and order_id is null;

-- Whether an order was seen before is looked up by the primary key. Of an account that is new to the planner's statistics it
-- believed that this index was as good, and read all that the account had, page after page. As it is now it can only serve
-- questions about when something changed.
drop index platform_order_updated;
create index platform_order_updated on platform_order (merchant_id, ec_account_id, updated_at) where updated_at is not null;

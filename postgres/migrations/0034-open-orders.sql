-- What is pending or in hand of one merchant, in the order of the lists: a page far down found it among the open orders of all
-- merchants. What looks for a merchant's pending orders by account has it as well.
create index orders_open_placed on orders (merchant_id, status, placed_at desc, id desc) where status in ('pending', 'processing');
drop index orders_pending;

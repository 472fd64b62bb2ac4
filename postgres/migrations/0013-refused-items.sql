-- Items that stores refused of writes that they took: looked for every 20 seconds, among very many that they did not refuse.
create index stock_push_line_refused on stock_push_line (merchant_id, stock_push_id) where result in ('refused', 'invalid_quantity');

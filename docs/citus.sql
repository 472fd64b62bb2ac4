-- Written by tests/tenancy/distributable.pg.test.ts from the catalogue; docs/scale.md says when and what for.

-- 0. Before: Citus on every server, and all of them known to the first one, itself among them, or the references from auth to what is copied are refused. By their addresses:
--   create extension citus; select citus_set_coordinator_host('first.internal', 5432); select citus_add_node('second.internal', 5432);

-- 1. The policies without their subqueries, which Citus does not take in a policy; also those of the months to come.
create or replace function force_tenancy(tenant_table regclass) returns void language plpgsql as $function$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format('drop policy if exists own_merchant on %s', tenant_table);
  execute format($policy$create policy own_merchant on %s using (current_setting('app.merchant', true) = 'all' or merchant_id::text = current_setting('app.merchant', true))$policy$, tenant_table);
end
$function$;
select force_tenancy('alert');
select force_tenancy('alert_seen');
select force_tenancy('authorization_attempt');
select force_tenancy('drift_decision');
select force_tenancy('ec_account');
select force_tenancy('ec_credential');
select force_tenancy('fetch_run');
select force_tenancy('hold');
select force_tenancy('inbound');
select force_tenancy('inbound_line');
select force_tenancy('inbound_round');
select force_tenancy('inbound_share');
select force_tenancy('mail');
select force_tenancy('mail_choice');
select force_tenancy('merchant');
select force_tenancy('notice');
select force_tenancy('notice_attempt');
select force_tenancy('notice_endpoint');
select force_tenancy('order_line');
select force_tenancy('order_tally');
select force_tenancy('orders');
select force_tenancy('parcel');
select force_tenancy('parcel_line');
select force_tenancy('platform_call');
select force_tenancy('platform_order');
select force_tenancy('platform_write');
select force_tenancy('platform_write_event');
select force_tenancy('product');
select force_tenancy('product_alias');
select force_tenancy('push_ledger');
select force_tenancy('push_proposal');
select force_tenancy('reconciliation');
select force_tenancy('reconciliation_difference');
select force_tenancy('reconnection');
select force_tenancy('rehearsal');
select force_tenancy('sales_channel');
select force_tenancy('shipping_type_mapping');
select force_tenancy('stock');
select force_tenancy('stock_movement');
select force_tenancy('stock_push');
select force_tenancy('stock_push_line');
select force_tenancy('stock_reading');
select force_tenancy('stock_watch');
select force_tenancy('store_level');
select force_tenancy('timeline');
select force_tenancy('unknown_product');
select force_tenancy('webhook_delivery');
select force_tenancy('webhook_subscription');
select force_tenancy(oid::regclass) from pg_class where relnamespace = 'parts'::regnamespace and relkind = 'r';

-- 2. References, off.
alter table alert_seen drop constraint alert_seen_merchant_id_alert_id_fkey;
alter table auth.api_key drop constraint api_key_merchant_id_fkey;
alter table auth.users drop constraint users_merchant_id_fkey;
alter table authorization_attempt drop constraint authorization_attempt_merchant_id_ec_account_id_fkey;
alter table drift_decision drop constraint drift_decision_merchant_id_ec_account_id_fkey;
alter table drift_decision drop constraint drift_decision_merchant_id_product_id_fkey;
alter table ec_account drop constraint ec_account_merchant_id_fkey;
alter table ec_account drop constraint ec_account_merchant_id_sales_channel_id_fkey;
alter table ec_credential drop constraint ec_credential_merchant_id_ec_account_id_fkey;
alter table fetch_run drop constraint fetch_run_merchant_id_ec_account_id_fkey;
alter table inbound drop constraint inbound_merchant_id_fkey;
alter table inbound_line drop constraint inbound_line_merchant_id_inbound_id_fkey;
alter table inbound_line drop constraint inbound_line_merchant_id_product_id_fkey;
alter table inbound_round drop constraint inbound_round_merchant_id_inbound_id_fkey;
alter table inbound_share drop constraint inbound_share_merchant_id_ec_account_id_fkey;
alter table inbound_share drop constraint inbound_share_merchant_id_inbound_id_fkey;
alter table notice drop constraint notice_merchant_id_endpoint_id_fkey;
alter table notice_attempt drop constraint notice_attempt_merchant_id_notice_id_fkey;
alter table parcel_line drop constraint parcel_line_merchant_id_parcel_id_fkey;
alter table platform_write_event drop constraint platform_write_event_merchant_id_write_id_fkey;
alter table product drop constraint product_merchant_id_fkey;
alter table product_alias drop constraint product_alias_merchant_id_product_id_fkey;
alter table push_ledger drop constraint push_ledger_merchant_id_ec_account_id_fkey;
alter table push_proposal drop constraint push_proposal_merchant_id_ec_account_id_fkey;
alter table push_proposal drop constraint push_proposal_merchant_id_inbound_id_fkey;
alter table push_proposal drop constraint push_proposal_merchant_id_product_id_fkey;
alter table reconciliation drop constraint reconciliation_merchant_id_ec_account_id_fkey;
alter table reconciliation_difference drop constraint reconciliation_difference_merchant_id_reconciliation_id_fkey;
alter table reconnection drop constraint reconnection_merchant_id_ec_account_id_fkey;
alter table rehearsal drop constraint rehearsal_merchant_id_ec_account_id_fkey;
alter table sales_channel drop constraint sales_channel_merchant_id_fkey;
alter table shipping_type_mapping drop constraint shipping_type_mapping_merchant_id_ec_account_id_fkey;
alter table stock drop constraint stock_merchant_id_product_id_fkey;
alter table stock_push_line drop constraint stock_push_line_merchant_id_stock_push_id_fkey;
alter table stock_reading drop constraint stock_reading_merchant_id_ec_account_id_fkey;
alter table stock_watch drop constraint stock_watch_merchant_id_ec_account_id_fkey;
alter table store_level drop constraint store_level_merchant_id_ec_account_id_fkey;
alter table store_level drop constraint store_level_merchant_id_product_id_fkey;
alter table unknown_product drop constraint unknown_product_merchant_id_fkey;
alter table webhook_subscription drop constraint webhook_subscription_merchant_id_ec_account_id_fkey;

-- 3. A copy on every server.
select create_reference_table('merchant'); -- its code and name are unique among all merchants; it is small and seldom changed
select create_reference_table('shipping_type'); -- the warehouse’s own list, the same for all merchants; tenant rows name its code

-- 4. By merchant, all side by side.
-- These triggers touch rows of the same merchant only: orders (tally_gone, tally_moved, tally_new).
set citus.enable_unsafe_triggers = on;
select create_distributed_table('alert', 'merchant_id', colocate_with => 'none');
select create_distributed_table('alert_seen', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('hold', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('inbound', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('inbound_round', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('mail', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('mail_choice', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('notice_endpoint', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('notice', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('notice_attempt', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('order_line', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('order_tally', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('orders', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('parcel', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('parcel_line', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('platform_call', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('platform_order', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('platform_write', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('platform_write_event', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('product', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('inbound_line', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('product_alias', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('sales_channel', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('ec_account', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('authorization_attempt', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('drift_decision', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('ec_credential', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('fetch_run', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('inbound_share', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('push_ledger', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('push_proposal', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('reconciliation', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('reconciliation_difference', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('reconnection', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('rehearsal', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('shipping_type_mapping', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('stock', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('stock_movement', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('stock_push', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('stock_push_line', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('stock_reading', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('stock_watch', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('store_level', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('timeline', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('unknown_product', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('webhook_delivery', 'merchant_id', colocate_with => 'alert');
select create_distributed_table('webhook_subscription', 'merchant_id', colocate_with => 'alert');

-- 5. References, on again.
alter table alert_seen add constraint alert_seen_merchant_id_alert_id_fkey FOREIGN KEY (merchant_id, alert_id) REFERENCES alert(merchant_id, id) ON DELETE CASCADE;
alter table auth.api_key add constraint api_key_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table auth.users add constraint users_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table authorization_attempt add constraint authorization_attempt_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table drift_decision add constraint drift_decision_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table drift_decision add constraint drift_decision_merchant_id_product_id_fkey FOREIGN KEY (merchant_id, product_id) REFERENCES product(merchant_id, id) ON DELETE CASCADE;
alter table ec_account add constraint ec_account_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table ec_account add constraint ec_account_merchant_id_sales_channel_id_fkey FOREIGN KEY (merchant_id, sales_channel_id) REFERENCES sales_channel(merchant_id, id);
alter table ec_credential add constraint ec_credential_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table fetch_run add constraint fetch_run_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table inbound add constraint inbound_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table inbound_line add constraint inbound_line_merchant_id_inbound_id_fkey FOREIGN KEY (merchant_id, inbound_id) REFERENCES inbound(merchant_id, id) ON DELETE CASCADE;
alter table inbound_line add constraint inbound_line_merchant_id_product_id_fkey FOREIGN KEY (merchant_id, product_id) REFERENCES product(merchant_id, id);
alter table inbound_round add constraint inbound_round_merchant_id_inbound_id_fkey FOREIGN KEY (merchant_id, inbound_id) REFERENCES inbound(merchant_id, id) ON DELETE CASCADE;
alter table inbound_share add constraint inbound_share_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table inbound_share add constraint inbound_share_merchant_id_inbound_id_fkey FOREIGN KEY (merchant_id, inbound_id) REFERENCES inbound(merchant_id, id) ON DELETE CASCADE;
alter table notice add constraint notice_merchant_id_endpoint_id_fkey FOREIGN KEY (merchant_id, endpoint_id) REFERENCES notice_endpoint(merchant_id, id) ON DELETE CASCADE;
alter table notice_attempt add constraint notice_attempt_merchant_id_notice_id_fkey FOREIGN KEY (merchant_id, notice_id) REFERENCES notice(merchant_id, id) ON DELETE CASCADE;
alter table parcel_line add constraint parcel_line_merchant_id_parcel_id_fkey FOREIGN KEY (merchant_id, parcel_id) REFERENCES parcel(merchant_id, id);
alter table platform_write_event add constraint platform_write_event_merchant_id_write_id_fkey FOREIGN KEY (merchant_id, write_id) REFERENCES platform_write(merchant_id, id) ON DELETE CASCADE;
alter table product add constraint product_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table product_alias add constraint product_alias_merchant_id_product_id_fkey FOREIGN KEY (merchant_id, product_id) REFERENCES product(merchant_id, id) ON DELETE CASCADE;
alter table push_ledger add constraint push_ledger_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table push_proposal add constraint push_proposal_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table push_proposal add constraint push_proposal_merchant_id_inbound_id_fkey FOREIGN KEY (merchant_id, inbound_id) REFERENCES inbound(merchant_id, id) ON DELETE CASCADE;
alter table push_proposal add constraint push_proposal_merchant_id_product_id_fkey FOREIGN KEY (merchant_id, product_id) REFERENCES product(merchant_id, id) ON DELETE CASCADE;
alter table reconciliation add constraint reconciliation_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table reconciliation_difference add constraint reconciliation_difference_merchant_id_reconciliation_id_fkey FOREIGN KEY (merchant_id, reconciliation_id) REFERENCES reconciliation(merchant_id, id) ON DELETE CASCADE;
alter table reconnection add constraint reconnection_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table rehearsal add constraint rehearsal_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table sales_channel add constraint sales_channel_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table shipping_type_mapping add constraint shipping_type_mapping_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table stock add constraint stock_merchant_id_product_id_fkey FOREIGN KEY (merchant_id, product_id) REFERENCES product(merchant_id, id) ON DELETE CASCADE;
alter table stock_push_line add constraint stock_push_line_merchant_id_stock_push_id_fkey FOREIGN KEY (merchant_id, stock_push_id) REFERENCES stock_push(merchant_id, id) ON DELETE CASCADE;
alter table stock_reading add constraint stock_reading_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table stock_watch add constraint stock_watch_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table store_level add constraint store_level_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;
alter table store_level add constraint store_level_merchant_id_product_id_fkey FOREIGN KEY (merchant_id, product_id) REFERENCES product(merchant_id, id) ON DELETE CASCADE;
alter table unknown_product add constraint unknown_product_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES merchant(merchant_id);
alter table webhook_subscription add constraint webhook_subscription_merchant_id_ec_account_id_fkey FOREIGN KEY (merchant_id, ec_account_id) REFERENCES ec_account(merchant_id, id) ON DELETE CASCADE;

-- These stay where they are:
--   alert_round: one row: when conditions were last looked for
--   call_rate: unlogged, worthless after seconds; names an account and tells nothing of it
--   mail_setting: one row: the warehouse’s mail server
--   process_heartbeat: which processes live
--   request_work: requests by their key, for a day; names no merchant’s goods
--   schema_migration: which migrations ran
--   shop_binding: one shop belongs to one account, whoever it is of: this must be unique among all merchants
--   system_trouble: trouble of our own: a client secret, a key
--   the schemas auth and pgboss: sign-in and the queue

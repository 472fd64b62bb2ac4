-- Forces row-level security on a tenant's table, as migration 1 does for its own: each later migration calls it for each table that it makes.
create function force_tenancy(tenant_table regclass) returns void language plpgsql as $function$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format($policy$
    create policy own_merchant on %s
      using (case (select current_setting('app.merchant', true)) when 'all' then true
                  else merchant_id::text = (select current_setting('app.merchant', true)) end)
  $policy$, tenant_table);
end
$function$;

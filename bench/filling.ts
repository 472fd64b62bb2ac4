import { newId } from '@crossdock/domain'
import type pg from 'pg'
import { skuCount, skuOf } from './orders.ts'
import type { BenchAccount } from './warehouse.ts'

/** How many rows one statement lays in: enough to be quick, and little enough to keep memory low. */
const atOnce = 50_000

/**
 * Lays in orders as if they had been imported over the last hundred days, by set-based statements: rows of orders, two lines each, raw orders,
 * timeline and holds, spread over the accounts. Most are shipped, a tenth is pending, a part of these is held: as a warehouse stands.
 */
export async function fill(sql: pg.Client, accounts: readonly BenchAccount[], orders: number): Promise<void> {
  await sql.query(`select set_config('app.merchant', 'all', false)`)
  await sql.query(`create temp table if not exists filled_account (place integer, merchant_id uuid, channel_id uuid, id uuid)`)
  await sql.query('truncate filled_account')
  await sql.query('insert into filled_account select row_number() over () - 1, * from unnest($1::uuid[], $2::uuid[], $3::uuid[])', [accounts.map((each) => each.merchantId), accounts.map((each) => each.channelId), accounts.map((each) => each.id)])
  const batch = newId()
  for (let from = 0; from < orders; from += atOnce) await sql.query(statement, [from, Math.min(orders, from + atOnce) - 1, accounts.length, orders, batch, Array.from({ length: skuCount }, (_, index) => skuOf(index))])
  await sql.query('vacuum analyze')
  await sql.query('checkpoint')
}

const statement = `
  with made as materialized (
    select n, a.merchant_id, a.channel_id, a.id as account_id, (hashint8(n) & 2147483647) % 1000 as lot, now() - interval '100 days' * (1 - n::float8 / $4::float8) as placed,
           encode(substring(int8send((extract(epoch from now() - interval '100 days' * (1 - n::float8 / $4::float8)) * 1000)::bigint) from 3) || '\\x7000'::bytea || substring(uuid_send(gen_random_uuid()) from 9), 'hex')::uuid as id
      from generate_series($1::bigint, $2::bigint) as n join filled_account a on a.place = (n * 7919) % $3::bigint
  ), stood as materialized (
    select made.*, case when lot < 50 then 'pending' when lot < 100 then 'pending' when lot < 120 then 'processing' when lot < 140 then 'canceled' else 'shipped' end as status,
           case when lot < 20 then '{unmapped_shipping_code}' when lot < 35 then '{insufficient_stock}' when lot < 40 then '{unknown_product}' else '{}' end::text[] as holds
      from made
  ), inserted as (
    insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, status, holds, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at,
                        read_at, imported_at, shipping_code, shipping_name, shipping_type_code, recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units,
                        tracking_numbers, tracking, shipped_at)
    select merchant_id, id, account_id, channel_id, 'old_' || $5 || '_' || n, 'L' || lpad(n::text, 9, '0'), status, holds, 'new', case status when 'shipped' then 'shipped' else 'ready_to_ship' end, 'paid', placed, placed,
           placed, placed, case when lot < 20 then 'dronedelivery' else 'homedelivery' end, '宅配', case when lot < 20 then null when lot % 100 = 27 then 'self_pickup' else 'tcat' end,
           jsonb_build_object('name', '王小明', 'phone', '0912345678', 'email', 'buyer' || n || '@example.test', 'country', 'TW', 'postalCode', '100', 'city', '台北市', 'district', '中正區', 'address', '重慶南路一段 ' || n % 400 || ' 號 3 樓'),
           (array['王小明', '陳美麗', '林志豪', '張雅婷', '李家豪', '吳淑芬', '劉俊傑', '蔡佩珊'])[1 + n % 8] || n % 5000, 'TWD', 1800, 80, 0, 1880, case when n % 3 = 0 then 1880 else 0 end, 2, 3,
           case status when 'shipped' then array['TC' || n] else '{}' end, case status when 'shipped' then 'confirmed' else 'none' end, case status when 'shipped' then placed + interval '1 day' end
      from stood
  ), lines as (
    insert into order_line (merchant_id, order_id, line_id, position, sku, title, variant_title, quantity, price, product_key, product_id, reserved, shipped)
    select merchant_id, stood.id, 'li_' || place, place, ($6::text[])[1 + (n * (7 + 6 * place)) % cardinality($6::text[])], '高山烏龍茶 150g 禮盒', '清香', 1 + place, 480, ($6::text[])[1 + (n * (7 + 6 * place)) % cardinality($6::text[])],
           p.id, case when status in ('pending', 'processing') and lot >= 40 then 1 + place else 0 end, case status when 'shipped' then 1 + place else 0 end
      from stood cross join generate_series(0, 1) as place
      join product p using (merchant_id) where p.sku = ($6::text[])[1 + (n * (7 + 6 * place)) % cardinality($6::text[])]
  ), raw as (
    insert into platform_order (merchant_id, ec_account_id, platform_order_id, updated_at, payload, received_at, order_id, order_number)
    select merchant_id, account_id, 'old_' || $5 || '_' || n, placed, json_build_object('id', 'old_' || n, 'order_number', 'L' || n, 'filling', repeat('高山烏龍茶 150g 禮盒 ', 20) || md5(n::text) || md5(n || 'x')), placed, id, 'L' || n from stood
  ), told as (
    insert into timeline (merchant_id, subject_id, id, at, type, actor_kind, actor_name) select merchant_id, id, id, placed, 'imported', 'system', 'Crossdock' from stood
  )
  insert into hold (merchant_id, id, order_id, reason, placed_by_kind, placed_by_name, created_at)
  select merchant_id, id, id, holds[1], 'system', 'Crossdock', placed from stood where holds <> '{}'`

/** Lays in pending orders that wait for nothing but the mapping of a shipping code, with their two lines, reservations and holds. */
export async function fillWaiting(sql: pg.Client, account: BenchAccount, code: string, orders: number): Promise<void> {
  await sql.query(`select set_config('app.merchant', 'all', false)`)
  await sql.query(`
    with made as materialized (select n, new_id() as id from generate_series(1, $5::integer) as n), inserted as (
      insert into orders (merchant_id, id, ec_account_id, sales_channel_id, platform_order_id, order_number, holds, platform_order_status, platform_shipment_status, payment_status, placed_at, platform_updated_at, shipping_code,
                          recipient, recipient_name, currency, subtotal, shipping_fee, discount, total, cod_amount, line_count, units)
      select $1, id, $2, $3, 'waiting_' || $4 || '_' || n, 'W' || n, '{unmapped_shipping_code}', 'new', 'ready_to_ship', 'paid', now() - n * interval '1 second', now(), $4, '{"name": "王小明", "city": "台北市"}', '王小明', 'TWD', 1800, 80, 0, 1880, 0, 2, 3
        from made
    ), lines as (
      insert into order_line (merchant_id, order_id, line_id, position, sku, title, quantity, price, product_key, product_id, reserved)
      select $1, made.id, 'li_' || place, place, p.sku, '高山烏龍茶', 1 + place, 480, p.sku, p.id, 1 + place
        from made cross join generate_series(0, 1) as place join unnest($6::text[], $7::uuid[]) with ordinality as p (sku, id, number) on p.number = 1 + (made.n * (7 + 6 * place)) % cardinality($6::text[])
    )
    insert into hold (merchant_id, id, order_id, reason, detail, placed_by_kind, placed_by_name)
    select $1, new_id(), id, 'unmapped_shipping_code', jsonb_build_object('code', $4::text, 'name', null), 'system', 'Crossdock' from made`,
  [account.merchantId, account.id, account.channelId, code, orders, [...account.products.keys()], [...account.products.values()]])
  await sql.query('vacuum analyze')
  await sql.query('checkpoint')
}

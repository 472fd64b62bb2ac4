import { productKey } from '@crossdock/domain'
import { sql } from 'kysely'
import type { World } from '../world.ts'
import type { Says } from './saying.ts'

interface HeldRow { id: string; status: string; holds: string[]; active: string[]; code: string; mapped: boolean; channelEnabled: boolean; lines: { product: string | null; key: string; sku: string; title: string; missing: number }[] }

/** I10: what holds an order is what stands in its way, and nothing else. */
export async function checkHolds(world: World, says: Says): Promise<void> {
  const caused = ['unmapped_shipping_code', 'unknown_product', 'insufficient_stock', 'sales_channel_disabled']
  const rows = await world.look<HeldRow>(sql`
    select o.platform_order_id as id, o.status, o.holds, o.shipping_code as code, c.enabled as "channelEnabled",
           exists (select from shipping_type_mapping m join shipping_type t on t.code = m.shipping_type_code and t.enabled where m.merchant_id = o.merchant_id and m.ec_account_id = o.ec_account_id and m.platform_code = o.shipping_code) as mapped,
           coalesce((select array_agg(h.reason order by h.reason) from hold h where h.merchant_id = o.merchant_id and h.order_id = o.id and h.released_at is null), '{}') as active,
           (select jsonb_agg(jsonb_build_object('product', l.product_id, 'key', l.product_key, 'sku', l.sku, 'title', l.title, 'missing', l.quantity - l.reserved - l.shipped)) from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id) as lines
      from orders o join sales_channel c on c.merchant_id = o.merchant_id and c.id = o.sales_channel_id`)
  for (const row of rows) {
    const kept = [...row.holds].sort()
    if (kept.join() !== [...row.active].sort().join()) says(`I10 ${row.id} says that it is held by [${kept.join(', ')}], and its holds are [${row.active.join(', ')}]`)
    if (row.status !== 'pending') continue
    const causes = new Set<string>()
    if (!row.mapped) causes.add('unmapped_shipping_code')
    if (!row.channelEnabled) causes.add('sales_channel_disabled')
    for (const line of row.lines ?? []) {
      if (line.product === null) causes.add('unknown_product')
      else if (line.missing > 0) causes.add('insufficient_stock')
      if (line.key !== productKey({ sku: line.sku, title: line.title, variantTitle: null })) says(`I10 a line of ${row.id} is looked for as ${line.key}`)
    }
    const is = kept.filter((reason) => caused.includes(reason))
    if (is.join() !== [...causes].sort().join()) says(`I10 ${row.id} is pending and held by [${is.join(', ')}], and what stands in its way is [${[...causes].sort().join(', ')}]`)
  }
}

/** I05, I10, I19: the warehouse's own stock adds up, and nobody waits for what is there. */
export async function checkWarehouse(world: World, says: Says): Promise<void> {
  const rows = await world.look<{ sku: string; onHand: number; reserved: number; moved: number; promised: number; waiting: number; first: number }>(sql`
    select p.sku, s.on_hand as "onHand", s.reserved,
           coalesce((select sum(m.delta) from stock_movement m where m.merchant_id = s.merchant_id and m.product_id = s.product_id), 0)::integer as moved,
           coalesce((select (m.on_hand_after - m.delta) from stock_movement m where m.merchant_id = s.merchant_id and m.product_id = s.product_id order by m.at, m.id limit 1), s.on_hand)::integer as first,
           coalesce((select sum(l.reserved) from order_line l where l.merchant_id = s.merchant_id and l.product_id = s.product_id), 0)::integer as promised,
           coalesce((select min(l.quantity - l.reserved - l.shipped) from order_line l join orders o on o.merchant_id = l.merchant_id and o.id = l.order_id
                      where l.merchant_id = s.merchant_id and l.product_id = s.product_id and o.status in ('pending', 'processing') and l.quantity > l.reserved + l.shipped), 0)::integer as waiting
      from stock s join product p on p.merchant_id = s.merchant_id and p.id = s.product_id`)
  for (const row of rows) {
    if (row.onHand !== row.first + row.moved) says(`I05 ${row.sku}: ${row.onHand} are on hand, and ${row.first + row.moved} by its movements`)
    if (row.reserved !== row.promised) says(`I05 ${row.sku}: ${row.reserved} are reserved, and orders have ${row.promised}`)
    if (row.waiting > 0 && row.waiting <= row.onHand - row.reserved) says(`I10 an order waits for ${row.waiting} of ${row.sku}, of which ${row.onHand - row.reserved} are free`)
  }
  const shipped = await world.look<{ id: string; line: string; shipped: number; packed: number; quantity: number; status: string }>(sql`
    select o.platform_order_id as id, l.line_id as line, l.shipped, l.quantity, o.status,
           coalesce((select sum(pl.quantity) from parcel p join parcel_line pl on pl.merchant_id = p.merchant_id and pl.parcel_id = p.id where p.merchant_id = o.merchant_id and p.order_id = o.id and pl.line_id = l.line_id), 0)::integer as packed
      from orders o join order_line l on l.merchant_id = o.merchant_id and l.order_id = o.id`)
  for (const row of shipped) {
    if (row.shipped !== row.packed) says(`I04 ${row.id} ${row.line}: ${row.shipped} count as shipped, and ${row.packed} are in parcels`)
    if (row.status === 'shipped' && row.shipped !== row.quantity) says(`I04 ${row.id} is shipped with ${row.shipped} of ${row.quantity} of ${row.line}`)
  }
}

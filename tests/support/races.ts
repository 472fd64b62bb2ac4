import type { Needs, Store } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { expect, vi } from 'vitest'
import { rows, type TestWarehouse } from './warehouse.ts'

/**
 * Two things at once, in the interleaving that hurts: the first has done everything and not committed when the second
 * begins; the second goes on until it is done or waits for a lock; only then does the first commit.
 */
export async function interleave<First, Second>(
  warehouse: TestWarehouse,
  needs: Needs,
  first: (needs: Needs) => Promise<First>,
  second: (needs: Needs) => Promise<Second>,
): Promise<[PromiseSettledResult<First>, PromiseSettledResult<Second>]> {
  const [reached, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const held: Store = {
    transact: (scope, work) =>
      needs.store.transact(scope, async (tx) => {
        const result = await work(tx)
        reached.resolve()
        await commit.promise
        return result
      }),
  }
  const one = first({ ...needs, store: held })
  await Promise.race([reached.promise, one])
  let over = false
  const other = second(needs).finally(() => { over = true })
  other.catch(() => {})
  await vi.waitUntil(async () => over || (await isWaiting(warehouse)), { timeout: 10_000, interval: 5 })
  commit.resolve()
  return Promise.allSettled([one, other])
}

async function isWaiting(warehouse: TestWarehouse): Promise<boolean> {
  const { rows: waiting } = await warehouse.database.pool.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return waiting.length > 0
}

/** What must hold whatever happened, in whatever order. */
export async function expectConsistent(warehouse: TestWarehouse): Promise<void> {
  const wrong = await rows(warehouse, sql<{ what: string; id: string }>`
    select 'stock reserved is not what lines reserve' as what, k.product_id::text as id from stock k
     where k.reserved <> (select coalesce(sum(l.reserved), 0) from order_line l where l.product_id = k.product_id)
    union all
    select 'stock on hand is not what moved', k.product_id::text from stock k
     where k.on_hand <> (select coalesce(sum(m.delta), 0) from stock_movement m where m.product_id = k.product_id)
    union all
    select 'an order that does not go reserves stock', o.id::text from orders o
     where o.status in ('shipped', 'canceled') and exists (select 1 from order_line l where l.order_id = o.id and l.reserved > 0)
    union all
    select 'the list of holds is not the holds', o.id::text from orders o
     where array(select unnest(o.holds) order by 1) <> array(select h.reason from hold h where h.order_id = o.id and h.released_at is null order by 1)
    union all
    select 'a line lacks its product', l.order_id::text from order_line l join orders o on o.id = l.order_id
     where o.status = 'pending' and l.product_id is null
       and (exists (select 1 from product p where p.merchant_id = l.merchant_id and p.sku = l.product_key)
         or exists (select 1 from product_alias a where a.merchant_id = l.merchant_id and a.product_key = l.product_key))
    union all
    select 'unknown product: ' || ('unknown_product' = any(o.holds)), o.id::text from orders o
     where o.status = 'pending' and ('unknown_product' = any(o.holds)) <> exists (select 1 from order_line l where l.order_id = o.id and l.product_id is null)
    union all
    select 'insufficient stock: ' || ('insufficient_stock' = any(o.holds)), o.id::text from orders o
     where o.status = 'pending' and ('insufficient_stock' = any(o.holds)) <> exists (
       select 1 from order_line l where l.order_id = o.id and l.product_id is not null and l.reserved + l.shipped < l.quantity)
    union all
    select 'unmapped code: ' || ('unmapped_shipping_code' = any(o.holds)), o.id::text from orders o
     where o.status = 'pending' and ('unmapped_shipping_code' = any(o.holds)) = exists (
       select 1 from shipping_type_mapping m where m.ec_account_id = o.ec_account_id and m.platform_code = o.shipping_code)
    union all
    select 'channel disabled: ' || ('sales_channel_disabled' = any(o.holds)), o.id::text from orders o join sales_channel c on c.id = o.sales_channel_id
     where o.status = 'pending' and ('sales_channel_disabled' = any(o.holds)) = c.enabled
    union all
    select 'an order has no account', o.id::text from orders o where not exists (select 1 from ec_account a where a.id = o.ec_account_id)
    union all
    select 'stock is free while a line that it would serve waits', l.order_id::text
      from order_line l join orders o on o.id = l.order_id join stock k on k.product_id = l.product_id
     where o.status = 'pending' and l.reserved + l.shipped < l.quantity and k.on_hand - k.reserved >= l.quantity - l.reserved - l.shipped`)
  expect(wrong).toEqual([])
}

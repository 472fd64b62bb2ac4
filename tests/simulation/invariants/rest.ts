import { sql } from 'kysely'
import type { World } from '../world.ts'
import type { Says } from './saying.ts'

/** I15, I16 */
export async function checkRest(world: World, says: Says): Promise<void> {
  for (const each of await restless(world)) says(`I15 ${each}`)
  const failed = await world.look<{ id: string }>(sql`select trigger || ' ' || status as id from fetch_run where status in ('failed', 'stopped') and error is null`)
  for (const { id } of failed) says(`I16 a run (${id}) ended without a reason`)
  const unsaid = await world.look<{ what: string }>(sql`
    select 'a comparison' as what from reconciliation where status in ('failed', 'stopped') and error is null
    union all select 'a reading of stock' from stock_reading where status in ('failed', 'stopped') and error is null
    union all select 'a line of a stock push' from stock_push_line l join stock_push p on p.merchant_id = l.merchant_id and p.id = l.stock_push_id where l.result = 'waiting'
       and not exists (select from platform_write w where w.merchant_id = p.merchant_id and w.subject_id = p.id and w.state <> 'accepted')`)
  for (const { what } of unsaid) says(`I16 ${what} ended without a word`)
}

/** What is still under way. */
export async function restless(world: World): Promise<string[]> {
  const rows = await world.look<{ what: string }>(sql`
    select 'the run ' || trigger || ' is ' || status || ' until ' || coalesce(waiting_until::text, lease_until::text, 'now') as what from fetch_run where status in ('queued', 'running', 'waiting')
    union all
    select 'the write ' || w.kind || ' ' || w.idempotency_key || ' is ' || w.state || ' until ' || w.next_attempt_at || coalesce(' after ' || w.error, '') from platform_write w where w.state in ('planned', 'sending', 'unknown')
    union all
    select 'the parcel ' || tracking_number || ' is not read back' from parcel where confirm_after is not null
    union all
    select 'the reading ' || trigger || ' of stock is ' || status || ' until ' || coalesce(waiting_until::text, lease_until::text, 'now') from stock_reading where status in ('queued', 'running', 'waiting')
    union all
    select 'the comparison ' || trigger || ' is ' || status || ' until ' || coalesce(waiting_until::text, lease_until::text, 'now') from reconciliation where status in ('queued', 'running', 'waiting')
    union all
    select 'the mail ' || id || ' is ' || state from mail where state = 'sending' or (state = 'waiting' and next_attempt_at <= now())
    union all
    select 'the notice ' || n.id || ' is ' || n.state from notice n join notice_endpoint e on e.merchant_id = n.merchant_id and e.id = n.endpoint_id
     where n.state = 'sending' or (n.state = 'waiting' and e.enabled and n.next_attempt_at <= now())
    union all
    select 'the hint ' || webhook_id || ' is not followed' from webhook_delivery where handled_at is null`)
  return rows.map((row) => row.what)
}

import { sql } from 'kysely'
import type { SimAccount, World } from '../world.ts'
import { differ, shopOf, type Says } from './saying.ts'

interface PushLine { push: string; origin: string; reference: string; sku: string; quantity: number; result: string; state: string }

/** I05, I06, I19 */
export async function checkStock(world: World, account: SimAccount, says: Says): Promise<void> {
  const lines = await world.look<PushLine>(sql`
    select p.id as push, p.origin, coalesce(i.number, 'drift') as reference, l.sku, l.quantity, l.result, coalesce(w.state, '') as state
      from stock_push p join stock_push_line l on l.merchant_id = p.merchant_id and l.stock_push_id = p.id
      left join inbound i on i.merchant_id = p.merchant_id and i.id = p.inbound_id
      left join platform_write w on w.merchant_id = p.merchant_id and w.subject_id = p.id and w.part = l.part and w.kind = 'stock_increment'
     where p.ec_account_id = ${account.id} and p.kind = 'increment'`)
  await checkIncrements(world, account, lines, says)
  await checkLedgers(world, account, lines, says)
}

/** What the store was told, by the keys under which it was told, against what was planned: each line once, and nothing else. */
async function checkIncrements(world: World, account: SimAccount, lines: readonly PushLine[], says: Says): Promise<void> {
  const pushes = new Map((await world.look<{ key: string; push: string }>(sql`
    select idempotency_key as key, subject_id as push from platform_write where ec_account_id = ${account.id} and kind = 'stock_increment'
    union select e.idempotency_key, w.subject_id from platform_write_event e join platform_write w on w.merchant_id = e.merchant_id and w.id = e.write_id
     where w.ec_account_id = ${account.id} and w.kind = 'stock_increment' and e.idempotency_key is not null`)).map((row) => [row.key, row.push]))
  const told = new Map<string, number[]>()
  for (const { facts } of world.platform.journal.of(account.shopId, 'stock.increased')) {
    const [sent, sku] = [String(facts['key']), String(facts['sku'])]
    if (!Number.isInteger(facts['delta'])) says(`I19 ${sku} was raised by ${String(facts['delta'])}`)
    const push = pushes.get(sent) ?? pushes.get(sent.replace(/\.\d+$/, ''))
    // A key that nobody knows belongs to no push; so it is told of as one of its own.
    const key = `${push ?? `(${sent})`} ${sku}`
    told.set(key, [...(told.get(key) ?? []), facts['delta'] as number])
  }
  for (const [key, deltas] of told) if (deltas.length > 1) says(`I06 ${account.shopId} was raised ${deltas.length} times for ${key}: ${deltas.join(', ')}`)
  for (const line of lines) {
    const delta = told.get(`${line.push} ${line.sku}`)?.[0]
    const name = `${line.origin} ${line.reference} ${line.sku}`
    if (line.result === 'applied' && delta !== line.quantity) says(`I06 ${name} counts as raised by ${line.quantity}, and ${account.shopId} was raised by ${delta ?? 'nothing'}`)
    if (line.result !== 'applied' && delta !== undefined && line.state === 'accepted') says(`I06 ${name} counts as ${line.result}, and ${account.shopId} was raised by ${delta}`)
    if (delta !== undefined && delta !== line.quantity) says(`I06 ${name} was planned as ${line.quantity}, and ${account.shopId} was raised by ${delta}`)
  }
  for (const key of differ(told.keys(), lines.map((line) => `${line.push} ${line.sku}`))) says(`I06 ${account.shopId} was raised for ${key}, which nobody planned`)
}

/** What each store has earned is the sum of its shares of what was put away, as it is known now; what it was told, or is proposed, is the whole of it. */
async function checkLedgers(world: World, account: SimAccount, lines: readonly PushLine[], says: Says): Promise<void> {
  const ledgers = await world.look<{ sku: string; earned: number; pushed: number; dismissed: number; shares: number; open: number }>(sql`
    select r.sku, l.earned_hundredths as earned, l.pushed, l.dismissed,
           coalesce((select sum(n.put_away * s.percentage) from inbound_share s join inbound_line n on n.merchant_id = s.merchant_id and n.inbound_id = s.inbound_id
                      where s.merchant_id = l.merchant_id and s.ec_account_id = l.ec_account_id and n.product_id = l.product_id), 0)::integer as shares,
           coalesce((select sum(quantity) from push_proposal p where p.merchant_id = l.merchant_id and p.ec_account_id = l.ec_account_id and p.product_id = l.product_id and p.state = 'open'), 0)::integer as open
      from push_ledger l join product r on r.merchant_id = l.merchant_id and r.id = l.product_id where l.ec_account_id = ${account.id}`)
  for (const { sku, earned, pushed, dismissed, shares, open } of ledgers) {
    const planned = lines.filter((line) => line.sku === sku && line.origin !== 'drift').reduce((sum, line) => sum + line.quantity, 0)
    if (earned !== shares) says(`I05 ${account.shopId} counts ${earned / 100} of ${sku} as earned, and its shares of what was put away come to ${shares / 100}`)
    if (Math.floor(earned / 100) - pushed !== open) says(`I05 ${account.shopId} has earned ${earned / 100} of ${sku} and counts ${pushed} as pushed, and ${open} are proposed`)
    if (planned + dismissed !== pushed) says(`I05 ${account.shopId}: ${planned} of ${sku} were planned, ${dismissed} dismissed, and ${pushed} are counted as pushed`)
  }
}

/** I05: where the shares come to no more than a whole, all stores together were told of no more than was received. */
export async function checkConservation(world: World, says: Says): Promise<void> {
  const rows = await world.look<{ sku: string; told: number; received: number }>(sql`
    select r.sku, t.told::integer as told, n.received::integer as received
      from (select l.merchant_id, l.product_id, sum(l.quantity) filter (where l.result = 'applied' and p.origin <> 'drift') as told, bool_or(l.result <> 'applied' and l.quantity < 0) as refused
              from stock_push p join stock_push_line l on l.merchant_id = p.merchant_id and l.stock_push_id = p.id where p.kind = 'increment' group by 1, 2) t
      join (select n.merchant_id, n.product_id, sum(n.put_away) as received, max((select coalesce(sum(s.percentage), 0) from inbound_share s where s.merchant_id = n.merchant_id and s.inbound_id = n.inbound_id)) as percent
              from inbound_line n group by 1, 2) n on n.merchant_id = t.merchant_id and n.product_id = t.product_id
      join product r on r.merchant_id = t.merchant_id and r.id = t.product_id
     where n.percent <= 100 and not t.refused and t.told > n.received
       and not exists (select from push_ledger g where g.merchant_id = t.merchant_id and g.product_id = t.product_id and g.dismissed <> 0)
       and not exists (select from push_proposal g where g.merchant_id = t.merchant_id and g.product_id = t.product_id and g.state = 'open')`)
  for (const { sku, told, received } of rows) says(`I05 stores were told of ${told} of ${sku}, and ${received} were received`)
}

/** What a store showed at the end is what it has: nothing that was read earlier stands over it. */
export async function checkShown(world: World, account: SimAccount, says: Says): Promise<void> {
  const [read] = await world.look<{ ok: boolean }>(sql`select status = 'succeeded' as ok from stock_reading where ec_account_id = ${account.id} order by created_at desc, id desc limit 1`)
  if (!read?.ok) return
  const levels = await world.look<{ sku: string; shown: number | null; standing: string }>(sql`
    select p.sku, v.shown, v.standing from store_level v join product p on p.merchant_id = v.merchant_id and p.id = v.product_id where v.ec_account_id = ${account.id}`)
  for (const { sku, shown, standing } of levels) {
    const item = shopOf(world, account).stock.get(sku)
    if (standing === 'tracked' && item?.tracked && shown !== item.stock) says(`I06 ${account.shopId} shows ${item.stock} of ${sku}, and is said to show ${shown ?? 'nothing'}`)
  }
}

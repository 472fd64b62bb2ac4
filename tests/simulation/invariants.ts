import { nextSlot, productKey } from '@crossdock/domain'
import { sql } from 'kysely'
import type { SimAccount, World } from './world.ts'

/** Looks at the end of a seed, when everything has come to rest; what it finds is a sentence that begins with the invariant. */
export async function checkInvariants(world: World): Promise<string[]> {
  const found: string[] = []
  const says = (sentence: string) => void found.push(sentence)
  for (const account of world.accounts) {
    await checkOrders(world, account, says)
    await checkShipments(world, account, says)
    await checkStock(world, account, says)
    await checkCalls(world, account, says)
    await checkSlots(world, account, says)
  }
  await checkHolds(world, says)
  await checkWarehouse(world, says)
  await checkTimelines(world, says)
  await checkAcknowledged(world, says)
  await checkRest(world, says)
  await checkSecrets(world, says)
  checkRefreshes(world, says)
  return found
}

type Says = (sentence: string) => void
const shopOf = (world: World, account: SimAccount) => world.platform.shops.get(account.shopId)!
const differ = (one: Iterable<string>, other: Iterable<string>) => { const known = new Set(other); return [...one].filter((each) => !known.has(each)) }

/** I01, I02, I03, I07 */
async function checkOrders(world: World, account: SimAccount, says: Says): Promise<void> {
  const shop = shopOf(world, account)
  const rows = await world.look<{ id: string; merchantId: string; at: number; number: string; status: string; platformStatus: string }>(sql`
    select o.platform_order_id as id, o.merchant_id as "merchantId", (extract(epoch from o.platform_updated_at) * 1000)::float8 as at, o.order_number as number, o.status, o.platform_order_status as "platformStatus"
      from orders o where o.ec_account_id = ${account.id}`)
  const ids = rows.map((row) => row.id)
  const wanted = shop.orders().filter((order) => order.orderStatus === 'new' && order.shipmentStatus === 'ready_to_ship')
  for (const id of differ(wanted.map((order) => order.platformOrderId), ids)) says(`I01 ${id} is ready to ship at ${account.shopId} and was never imported`)
  for (const id of differ(ids, shop.orders().map((order) => order.platformOrderId))) says(`I01 ${id} was imported and is not an order of ${account.shopId}`)
  if (new Set(ids).size !== ids.length) says(`I02 an order of ${account.shopId} was imported twice`)
  for (const row of rows) {
    const order = shop.order(row.id)
    if (!order) continue
    if (row.merchantId !== account.merchantId) says(`I07 ${row.id} belongs to another merchant`)
    if (Math.round(row.at) !== Date.parse(order.updatedAt)) says(`I03 ${row.id} is known as of ${new Date(row.at).toISOString()} and is of ${order.updatedAt}`)
    if (row.platformStatus !== order.orderStatus) says(`I03 ${row.id} is ${order.orderStatus} at the store and ${row.platformStatus} here`)
  }
}

/** I04, I11, I16 */
async function checkShipments(world: World, account: SimAccount, says: Says): Promise<void> {
  const shop = shopOf(world, account)
  const parcels = await world.look<{ order: string; trackingNumber: string; carrier: string; state: string; error: string | null; confirmed: boolean; lines: { lineId: string; quantity: number }[] }>(sql`
    select o.platform_order_id as order, p.tracking_number as "trackingNumber", p.carrier, w.state, w.error, p.confirmed_at is not null as confirmed,
           (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity) order by l.line_id) from parcel_line l where l.merchant_id = p.merchant_id and l.parcel_id = p.id) as lines
      from parcel p join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id
      left join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
     where p.ec_account_id = ${account.id}`)
  const name = (order: string, number: string) => `${order} ${number}`
  const shown = shop.shipments.filter((each) => each.ours)
  const times = Map.groupBy(shown, (each) => name(each.platformOrderId, each.trackingNumber))
  for (const [key, several] of times) if (several.length > 1) says(`I04 the store was told ${several.length} times of parcel ${key}`)
  for (const parcel of parcels) {
    const key = name(parcel.order, parcel.trackingNumber)
    const seen = times.get(key)?.[0]
    if (parcel.state === 'accepted' && !seen) says(`I04 parcel ${key} counts as accepted and is not at the store`)
    if (parcel.state === 'rejected' && seen) says(`I04 parcel ${key} counts as refused and is at the store`)
    if (parcel.state === 'rejected' && !parcel.error) says(`I16 parcel ${key} was refused without a word`)
    if (parcel.confirmed && !seen) says(`I04 parcel ${key} counts as confirmed and is not at the store`)
    if (parcel.state === 'accepted' && !parcel.confirmed) says(`I15 parcel ${key} was accepted and never read back`)
    if (!seen) continue
    const packed = (lines: readonly { lineId: string; quantity: number }[]) => JSON.stringify([...lines].map(({ lineId, quantity }) => [lineId, quantity]).sort())
    if (packed(seen.lines) !== packed(parcel.lines ?? [])) says(`I04 parcel ${key} holds ${packed(parcel.lines ?? [])} and the store was told ${packed(seen.lines)}`)
    if (seen.carrier !== parcel.carrier) says(`I04 parcel ${key} goes by ${parcel.carrier} and the store was told ${seen.carrier}`)
  }
  for (const key of differ(times.keys(), parcels.map((each) => name(each.order, each.trackingNumber)))) says(`I04 the store was told of parcel ${key}, which nobody made`)
}

/** I05, I06, I19 */
async function checkStock(world: World, account: SimAccount, says: Says): Promise<void> {
  const journal = world.platform.journal.of(account.shopId, 'stock.increased')
  const lines = await world.look<{ reference: string; sku: string; quantity: number; result: string; state: string }>(sql`
    select i.number as reference, l.sku, l.quantity, l.result, coalesce(w.state, '') as state
      from stock_push p join stock_push_line l on l.merchant_id = p.merchant_id and l.stock_push_id = p.id
      join inbound i on i.merchant_id = p.merchant_id and i.id = p.inbound_id
      left join platform_write w on w.merchant_id = p.merchant_id and w.subject_id = p.id and w.part = l.part and w.kind = 'stock_increment'
     where p.ec_account_id = ${account.id} and p.kind = 'increment'`)
  const told = new Map<string, number[]>()
  for (const { facts } of journal) {
    const key = `${String(facts['reference'])} ${String(facts['sku'])}`
    if (!Number.isInteger(facts['delta'])) says(`I19 ${key} was raised by ${String(facts['delta'])}`)
    told.set(key, [...(told.get(key) ?? []), facts['delta'] as number])
  }
  for (const [key, deltas] of told) if (deltas.length > 1) says(`I06 ${account.shopId} was raised ${deltas.length} times for ${key}: ${deltas.join(', ')}`)
  for (const line of lines) {
    const key = `${line.reference} ${line.sku}`
    const delta = told.get(key)?.[0]
    if (line.result === 'applied' && delta !== line.quantity) says(`I06 ${key} counts as raised by ${line.quantity}, and ${account.shopId} was raised by ${delta ?? 'nothing'}`)
    if (line.result !== 'applied' && delta !== undefined && line.state === 'accepted') says(`I06 ${key} counts as ${line.result}, and ${account.shopId} was raised by ${delta}`)
  }
  for (const key of differ(told.keys(), lines.map((line) => `${line.reference} ${line.sku}`))) says(`I06 ${account.shopId} was raised for ${key}, which nobody planned`)
  const ledgers = await world.look<{ sku: string; earned: number; pushed: number; planned: number }>(sql`
    select r.sku, l.earned_hundredths as earned, l.pushed, coalesce((
             select sum(s.quantity) from stock_push_line s join stock_push p on p.merchant_id = s.merchant_id and p.id = s.stock_push_id
              where p.merchant_id = l.merchant_id and p.ec_account_id = l.ec_account_id and p.kind = 'increment' and s.product_id = l.product_id), 0)::integer as planned
      from push_ledger l join product r on r.merchant_id = l.merchant_id and r.id = l.product_id where l.ec_account_id = ${account.id}`)
  for (const { sku, earned, pushed, planned } of ledgers) {
    if (pushed !== Math.floor(earned / 100)) says(`I05 ${account.shopId} has earned ${earned / 100} of ${sku} and counts ${pushed} as pushed`)
    if (planned !== pushed) says(`I05 ${account.shopId}: ${planned} of ${sku} were planned and ${pushed} are counted as pushed`)
  }
}

/** I09, with I08's other half: a call with a token of a grant that had been given up. */
async function checkCalls(world: World, account: SimAccount, says: Says): Promise<void> {
  const turns = await world.look<{ type: string; at: Date }>(sql`
    select type, at from timeline where subject_id = ${account.id} and type in ('connected', 'revoked', 'disconnected') order by at, id`)
  const issued = new Map(world.platform.journal.of(account.shopId, 'grant.issued').map((entry) => [entry.facts['grant'], entry.at]))
  const calls = world.platform.journal.entries.filter((entry) => entry.what === 'call' && entry.facts['account'] === account.id)
  for (const call of calls) {
    const askedAt = call.facts['askedAt'] as number
    const before = turns.findLast((turn) => turn.at.getTime() < askedAt)
    if (!before || before.type === 'connected') continue
    // Whoever comes back from authorizing looks at the shop with the new grant before it is kept.
    if ((issued.get(call.facts['grant']) ?? 0) > before.at.getTime()) continue
    says(`I09 ${String(call.facts['purpose'])} of ${account.shopId} at ${new Date(askedAt).toISOString()}, after it was ${before.type} at ${before.at.toISOString()}`)
  }
}

/** I17: a slot that came while the account was connected and its settings stayed has its run, or its row that says why not. */
async function checkSlots(world: World, account: SimAccount, says: Says): Promise<void> {
  const graceMs = 10 * 60_000
  const [kept] = await world.look<{ schedule: string[]; zone: string }>(sql`select fetch_schedule as schedule, time_zone as zone from ec_account where id = ${account.id}`)
  const turns = await world.look<{ type: string; at: Date }>(sql`
    select type, at from timeline where subject_id = ${account.id} and type in ('connected', 'revoked', 'disconnected', 'settings_saved') order by at, id`)
  const rows = await world.look<{ date: string; time: string; runs: number }>(sql`
    select slot_date as date, slot_time as time, count(*)::integer as runs from fetch_run where ec_account_id = ${account.id} and slot_date is not null group by slot_date, slot_time`)
  const runs = new Map(rows.map((row) => [`${row.date} ${row.time}`, row.runs]))
  for (const [slot, count] of runs) if (count > 1) says(`I17 the slot ${slot} of ${account.shopId} has ${count} runs`)
  const settled = turns.findLast((turn) => turn.type === 'settings_saved')?.at.getTime()
  if (settled === undefined || !kept) return
  const changes = turns.map((turn) => turn.at.getTime()).filter((at) => at > settled)
  for (let slot = nextSlot(kept.schedule, kept.zone, new Date(settled)); slot && slot.at.getTime() + graceMs < world.agenda.now(); slot = nextSlot(kept.schedule, kept.zone, slot.at)) {
    const at = slot.at.getTime()
    const until = at + graceMs
    const following = nextSlot(kept.schedule, kept.zone, slot.at)!.at.getTime()
    const connected = turns.findLast((turn) => turn.at.getTime() <= at && turn.type !== 'settings_saved')?.type === 'connected'
    const undisturbed = !changes.some((each) => each >= at && each <= until) && !world.blackouts.some((off) => off.from <= until && off.until >= at)
    if (connected && undisturbed && following > until && !runs.has(`${slot.date} ${slot.time}`)) says(`I17 the slot ${slot.date} ${slot.time} of ${account.shopId} has no run`)
  }
}

interface HeldRow { id: string; status: string; holds: string[]; active: string[]; code: string; mapped: boolean; channelEnabled: boolean; lines: { product: string | null; key: string; sku: string; title: string; missing: number }[] }

/** I10: what holds an order is what stands in its way, and nothing else. */
async function checkHolds(world: World, says: Says): Promise<void> {
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
async function checkWarehouse(world: World, says: Says): Promise<void> {
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

/** I13: what happened to an order is told once. */
async function checkTimelines(world: World, says: Says): Promise<void> {
  const rows = await world.look<{ id: string; status: string; told: Record<string, number> | null; parcels: number; inParcels: number; accepted: number; confirmed: number }>(sql`
    select o.platform_order_id as id, o.status,
           (select jsonb_object_agg(type, n) from (select type, count(*)::integer as n from timeline t where t.merchant_id = o.merchant_id and t.subject_id = o.id group by type) each) as told,
           (select count(*)::integer from parcel p where p.merchant_id = o.merchant_id and p.order_id = o.id) as parcels,
           (select coalesce(sum(jsonb_array_length(t.data -> 'parcels')), 0)::integer from timeline t where t.merchant_id = o.merchant_id and t.subject_id = o.id and t.type = 'shipped') as "inParcels",
           (select count(*)::integer from parcel p join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id where p.merchant_id = o.merchant_id and p.order_id = o.id and w.state = 'accepted') as accepted,
           (select count(*)::integer from parcel p where p.merchant_id = o.merchant_id and p.order_id = o.id and p.confirmed_at is not null) as confirmed
      from orders o`)
  for (const { id, status, told: kept, parcels, inParcels, accepted, confirmed } of rows) {
    const told = (type: string) => kept?.[type] ?? 0
    if (told('imported') !== 1) says(`I13 ${id} was imported, and that is told ${told('imported')} times`)
    if (told('processing_started') > 1 || ((status === 'processing' || status === 'shipped') && told('processing_started') !== 1)) says(`I13 ${id} is ${status}, and its start is told ${told('processing_started')} times`)
    if (parcels !== inParcels) says(`I13 ${id} has ${parcels} parcels, and ${inParcels} are told of`)
    if (told('tracking_accepted') !== accepted) says(`I13 ${id}: ${accepted} parcels were accepted, and ${told('tracking_accepted')} are told of`)
    if (told('tracking_confirmed') !== confirmed) says(`I13 ${id}: ${confirmed} parcels were confirmed, and ${told('tracking_confirmed')} are told of`)
    if (status === 'canceled' && told('canceled') + told('canceled_on_platform') === 0) says(`I13 ${id} is canceled, and nobody says so`)
  }
}

/** I14 */
async function checkAcknowledged(world: World, says: Says): Promise<void> {
  const parcels = new Set((await world.look<{ key: string }>(sql`select order_id || ' ' || tracking_number as key from parcel`)).map((row) => row.key))
  const inbounds = new Map((await world.look<{ id: string; status: string }>(sql`select id, status from inbound`)).map((row) => [row.id, row.status]))
  const notes = new Set((await world.look<{ note: string }>(sql`select note from stock_movement where note is not null`)).map((row) => row.note))
  const pushes = new Set((await world.look<{ id: string }>(sql`select id from stock_push`)).map((row) => row.id))
  for (const done of world.acknowledged) {
    if (done.what === 'parcel' && !parcels.has(`${done.orderId} ${done.trackingNumber}`)) says(`I14 somebody was told that parcel ${done.trackingNumber} left, and it is not there`)
    if (done.what === 'inbound' && inbounds.get(done.inboundId) !== done.status) says(`I14 somebody was told that an inbound is ${done.status}, and it is ${inbounds.get(done.inboundId) ?? 'not there'}`)
    if (done.what === 'stock' && !notes.has(done.note)) says(`I14 somebody was told that stock was corrected (${done.note}), and it was not`)
    if (done.what === 'overwrite' && !pushes.has(done.pushId)) says('I14 somebody was told that stock is overwritten, and it is not planned')
  }
  const hooks = new Set((await world.look<{ id: string }>(sql`select webhook_id as id from webhook_delivery`)).map((row) => row.id))
  for (const { facts } of world.platform.journal.of('hooks', 'taken')) {
    const { id } = JSON.parse(String(facts['body'])) as { id: string }
    if (!hooks.has(id)) says(`I14 the platform was told that ${id} is kept, and it is not`)
  }
}

/** I15, I16 */
async function checkRest(world: World, says: Says): Promise<void> {
  for (const each of await restless(world)) says(`I15 ${each}`)
  const failed = await world.look<{ id: string }>(sql`select trigger || ' ' || status as id from fetch_run where status in ('failed', 'stopped') and error is null`)
  for (const { id } of failed) says(`I16 a run (${id}) ended without a reason`)
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
    select 'the hint ' || webhook_id || ' is not followed' from webhook_delivery where handled_at is null`)
  return rows.map((row) => row.what)
}

/** I08 */
async function checkSecrets(world: World, says: Says): Promise<void> {
  const tables = await world.look<{ name: string }>(sql`select distinct table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'merchant_id'`)
  const looks = tables.map(({ name }) => sql`select ${name}::text as name from ${sql.table(name)} t where t::text like '%-secret-%'`)
  const leaks = looks.length > 0 ? await world.look<{ name: string }>(sql`${sql.join(looks, sql` union all `)}`) : []
  for (const name of new Set(leaks.map((row) => row.name))) says(`I08 a secret stands in plain text in ${name}`)
  if (world.trace.some((line) => line.includes('-secret-'))) says('I08 a secret was written into a log')
}

/** I12: two at a time only where one of them stood still or died, so that its turn had ended. */
function checkRefreshes(world: World, says: Says): void {
  for (const entry of world.platform.journal.entries) {
    if (entry.what === 'refresh.overlaps') says(`I12 ${String(entry.facts['process'])} asks for a new pair while ${String(entry.facts['other'])} does, at ${new Date(entry.at).toISOString()}`)
  }
}

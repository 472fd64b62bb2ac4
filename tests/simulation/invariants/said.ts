import { sql } from 'kysely'
import type { World } from '../world.ts'
import type { Says } from './saying.ts'

/** I13: what happened to an order is told once. */
export async function checkTimelines(world: World, says: Says): Promise<void> {
  const rows = await world.look<{ id: string; status: string; told: Record<string, number> | null; parcels: number; inParcels: number; accepted: number; answered: number; confirmed: number }>(sql`
    select o.platform_order_id as id, o.status,
           (select jsonb_object_agg(type, n) from (select type, count(*)::integer as n from timeline t where t.merchant_id = o.merchant_id and t.subject_id = o.id group by type) each) as told,
           (select count(*)::integer from parcel p where p.merchant_id = o.merchant_id and p.order_id = o.id) as parcels,
           (select coalesce(sum(jsonb_array_length(t.data -> 'parcels')), 0)::integer from timeline t where t.merchant_id = o.merchant_id and t.subject_id = o.id and t.type = 'shipped') as "inParcels",
           (select count(*)::integer from parcel p join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id where p.merchant_id = o.merchant_id and p.order_id = o.id and w.state = 'accepted') as accepted,
           (select count(*)::integer from timeline t where t.merchant_id = o.merchant_id and t.subject_id = o.id and t.type = 'write_answered' and t.data ->> 'answer' = 'arrived') as answered,
           (select count(*)::integer from parcel p where p.merchant_id = o.merchant_id and p.order_id = o.id and p.confirmed_at is not null) as confirmed
      from orders o`)
  for (const { id, status, told: kept, parcels, inParcels, accepted, answered, confirmed } of rows) {
    const told = (type: string) => kept?.[type] ?? 0
    if (told('imported') !== 1) says(`I13 ${id} was imported, and that is told ${told('imported')} times`)
    if (told('processing_started') > 1 || ((status === 'processing' || status === 'shipped') && told('processing_started') !== 1)) says(`I13 ${id} is ${status}, and its start is told ${told('processing_started')} times`)
    if (parcels !== inParcels) says(`I13 ${id} has ${parcels} parcels, and ${inParcels} are told of`)
    // By the store, or by a person who looked there.
    if (told('tracking_accepted') + answered !== accepted) says(`I13 ${id}: ${accepted} parcels were accepted, and ${told('tracking_accepted')} + ${answered} are told of`)
    // A parcel whose number was corrected is confirmed once more.
    if (told('tracking_confirmed') < confirmed || told('tracking_confirmed') > confirmed + told('parcel_corrected')) says(`I13 ${id}: ${confirmed} parcels were confirmed, and ${told('tracking_confirmed')} are told of`)
    if (status === 'canceled' && told('canceled') + told('canceled_on_platform') === 0) says(`I13 ${id} is canceled, and nobody says so`)
  }
}

/** I14 */
export async function checkAcknowledged(world: World, says: Says): Promise<void> {
  const parcels = new Set((await world.look<{ key: string }>(sql`
    select order_id || ' ' || tracking_number as key from parcel
    union select subject_id || ' ' || (data ->> 'before') from timeline where type = 'parcel_corrected'`)).map((row) => row.key))
  const inbounds = new Map((await world.look<{ id: string; status: string }>(sql`select id, status from inbound`)).map((row) => [row.id, row.status]))
  const notes = new Set((await world.look<{ note: string }>(sql`select note from stock_movement where note is not null`)).map((row) => row.note))
  const left = new Map((await world.look<{ note: string; told: boolean }>(sql`
    select e.note, exists (select from timeline t where t.merchant_id = e.merchant_id and t.type = 'write_left' and t.data ->> 'note' = e.note) as told from platform_write_event e where e.event = 'left'`)).map((row) => [row.note, row.told]))
  const pushes = new Set((await world.look<{ id: string }>(sql`select id from stock_push`)).map((row) => row.id))
  for (const done of world.acknowledged) {
    if (done.what === 'parcel' && !parcels.has(`${done.orderId} ${done.trackingNumber}`)) says(`I14 somebody was told that parcel ${done.trackingNumber} left, and it is not there`)
    if (done.what === 'inbound' && inbounds.get(done.inboundId) !== done.status) says(`I14 somebody was told that an inbound is ${done.status}, and it is ${inbounds.get(done.inboundId) ?? 'not there'}`)
    if (done.what === 'stock' && !notes.has(done.note)) says(`I14 somebody was told that stock was corrected (${done.note}), and it was not`)
    if (done.what === 'left' && !left.get(done.note)) says(`I14 somebody was told that a refused write is left as it is (${done.note}), and ${left.has(done.note) ? 'nothing tells of it' : 'it is not'}`)
    if (done.what === 'overwrite' && !pushes.has(done.pushId)) says('I14 somebody was told that stock is overwritten, and it is not planned')
  }
  const proposals = new Map((await world.look<{ id: string; state: string }>(sql`select id, state from push_proposal`)).map((row) => [row.id, row.state]))
  const drifts = new Map((await world.look<{ note: string; n: number }>(sql`select note, count(*)::integer as n from drift_decision group by note`)).map((row) => [row.note, row.n]))
  for (const done of world.acknowledged) {
    if (done.what === 'proposal' && ![done.state, 'evened'].includes(proposals.get(done.id) ?? '')) says(`I14 somebody was told that a proposal is ${done.state}, and it is ${proposals.get(done.id) ?? 'not there'}`)
    if (done.what === 'drift' && (drifts.get(done.note) ?? 0) < done.decisions) says(`I14 somebody was told of ${done.decisions} decisions about drift (${done.note}), and ${drifts.get(done.note) ?? 0} are kept`)
  }
  const hooks = new Set((await world.look<{ id: string }>(sql`select webhook_id as id from webhook_delivery`)).map((row) => row.id))
  for (const { facts } of world.platform.journal.of('hooks', 'taken')) {
    const { id } = JSON.parse(String(facts['body'])) as { id: string }
    if (!hooks.has(id)) says(`I14 the platform was told that ${id} is kept, and it is not`)
  }
}

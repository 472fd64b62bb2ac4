import { ownerOfTrouble, type ActorKind, type TroubleOwner } from '@crossdock/domain'
import type { Actor, Trouble } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'
import { isUnshown } from '../unshown.ts'
import { toWriteView, waitingFor, writeColumns, type WaitingFor, type WriteRow, type WriteView } from './platform-write.ts'

/** A parcel, what is in it, and how far the store knows of it. */
export interface ParcelDetail {
  id: string
  trackingNumber: string
  carrier: string
  shippedAt: string
  actor: Actor
  lines: { lineId: string; sku: string; title: string; quantity: number }[]
  push: { state: 'waiting' | 'sent' | 'confirmed' | 'refused' | 'differs'; confirmedAt: string | null; waitingFor: WaitingFor; since: string; write: WriteView; reading: Reading | null }
  toldNumber: string | null
  /** What the store says of it, once it was read back. */
  store: { trackingNumber: string; carrier: string; shippedAt: string } | null
}

/** How reading a parcel back has gone, since the store took it. */
interface Reading {
  tries: number
  nextAt: string | null
  /** The store has had long enough to show it. */
  overdue: boolean
  owner: TroubleOwner
  failed: { code: string; detail: string } | null
}

interface ParcelRow extends WriteRow {
  parcel_id: string
  tracking_number: string
  carrier: string
  shipped_at: Date
  actor_kind: ActorKind
  actor_name: string
  confirmed_at: Date | null
  confirm_after: Date | null
  confirm_attempts: number
  reading_trouble: Trouble | null
  overdue: boolean
  told_number: string | null
  store_view: ParcelDetail['store']
  connected: boolean
  lines: ParcelDetail['lines']
}

/** Whose an order is, and its id: with these begin the keys of what belongs to it. */
export const placeOf = (orderId: string) => sql`(select o.merchant_id, o.id from orders o where o.id = ${orderId})`

/** The parcels of an order, oldest first. */
export async function readParcels(tx: Tx, orderId: string, now: Date): Promise<ParcelDetail[]> {
  const rows = await sendPrepared(tx, sql<ParcelRow>`
    select ${writeColumns}, p.id as parcel_id, p.tracking_number, p.carrier, p.shipped_at, p.actor_kind, p.actor_name, p.confirmed_at, p.confirm_after, p.confirm_attempts, p.reading_trouble, p.told_number, p.store_view,
           coalesce(${isUnshown(now)}, false) as overdue,
           a.connection_status = 'connected' as connected,
           coalesce((select jsonb_agg(jsonb_build_object('lineId', i.line_id, 'sku', l.sku, 'title', l.title, 'quantity', i.quantity) order by l.position, i.line_id)
                       from parcel_line i join order_line l on l.merchant_id = i.merchant_id and l.order_id = p.order_id and l.line_id = i.line_id
                      where i.merchant_id = p.merchant_id and i.parcel_id = p.id), '[]') as lines
      from parcel p
      join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
      join ec_account a on a.merchant_id = p.merchant_id and a.id = p.ec_account_id
     where (p.merchant_id, p.order_id) = ${placeOf(orderId)}
     order by p.shipped_at, p.id`)
  return rows.map((row) => ({
    id: row.parcel_id,
    trackingNumber: row.tracking_number,
    carrier: row.carrier,
    shippedAt: row.shipped_at.toISOString(),
    actor: { kind: row.actor_kind, name: row.actor_name },
    lines: row.lines,
    push: pushOf(row),
    toldNumber: row.told_number,
    store: row.store_view,
  }))
}

/** Sent is what the store has accepted, and it knows of it only once it was read back; a call without an answer is not sent yet. */
function pushOf(row: ParcelRow): ParcelDetail['push'] {
  const write = toWriteView(row, row.connected)
  const facts = (state: ParcelDetail['push']['state'], waits: WaitingFor, since: Date) => ({
    state, confirmedAt: row.confirmed_at?.toISOString() ?? null, waitingFor: waits, since: since.toISOString(), write, reading: state === 'sent' ? readingOf(row) : null,
  })
  if (row.told_number !== null) return facts('differs', 'person', row.settled_at ?? row.planned_at)
  if (row.confirmed_at) return facts('confirmed', null, row.confirmed_at)
  if (row.state === 'rejected') return facts('refused', null, row.settled_at ?? row.planned_at)
  if (row.state !== 'accepted') return facts('waiting', row.state === 'planned' || row.asked_at !== null ? waitingFor(row, row.connected) : row.connected ? 'platform' : 'connection', row.planned_at)
  return facts('sent', row.connected ? 'platform' : 'connection', row.settled_at ?? row.planned_at)
}

function readingOf({ confirm_attempts, confirm_after, reading_trouble, overdue, connected }: ParcelRow): Reading {
  return {
    tries: confirm_attempts, nextAt: connected ? confirm_after?.toISOString() ?? null : null, overdue,
    owner: !connected ? 'merchant' : reading_trouble ? ownerOfTrouble(reading_trouble) : 'platform', failed: reading_trouble && { code: reading_trouble.code, detail: reading_trouble.message },
  }
}

import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'

/** The condition that rows belong to the merchant that was chosen. */
export type Of = (alias: string) => RawBuilder<unknown>

/** Orders by where they stand, and by hour. */
export interface OrderFigures {
  orders: { pending: number; ready: number; processing: number; shippedToday: number; waitingTracking: number }
  ordersByHour: { hour: string; imported: number; shipped: number }[]
}

const hoursShown = 24
const hourMs = 3_600_000

export async function readOrderFigures(tx: Tx, of: Of, asked: { now: Date; timeZone: string }): Promise<OrderFigures> {
  const open = await sql<{ pending: number; ready: number; processing: number }>`
    select coalesce(sum(o.orders) filter (where o.status = 'pending'), 0)::bigint as pending,
           coalesce(sum(o.orders) filter (where o.status = 'pending' and o.holds = '{}'), 0)::bigint as ready,
           coalesce(sum(o.orders) filter (where o.status = 'processing'), 0)::bigint as processing
      from order_tally o where ${of('o')} and o.status in ('pending', 'processing')`.execute(tx)
  const shipped = await sql<{ count: number }>`
    select count(*) as count from orders o
     where ${of('o')} and o.shipped_at >= date_trunc('day', ${asked.now}::timestamptz at time zone ${asked.timeZone}) at time zone ${asked.timeZone}`.execute(tx)
  const waiting = await sql<{ count: number }>`
    select (select count(*) from platform_write w where ${of('w')} and w.kind = 'tracking' and w.state in ('planned', 'sending', 'unknown'))
         + (select count(*) from parcel p where ${of('p')} and p.confirm_after is not null) as count`.execute(tx)
  const { pending = 0, ready = 0, processing = 0 } = open.rows[0] ?? {}
  return {
    orders: { pending, ready, processing, shippedToday: shipped.rows[0]?.count ?? 0, waitingTracking: waiting.rows[0]?.count ?? 0 },
    ordersByHour: await readHours(tx, of, asked.now),
  }
}

async function readHours(tx: Tx, of: Of, now: Date): Promise<OrderFigures['ordersByHour']> {
  const current = Math.floor(now.getTime() / hourMs) * hourMs
  const first = new Date(current - (hoursShown - 1) * hourMs)
  const { rows } = await sql<{ hour: Date; imported: number; shipped: number }>`
    select hour, count(*) filter (where imported) as imported, count(*) filter (where not imported) as shipped
      from (
        select date_trunc('hour', o.imported_at, 'UTC') as hour, true as imported from orders o where ${of('o')} and o.id >= ${firstIdOf(first)}::uuid and o.imported_at >= ${first}
        union all
        select date_trunc('hour', o.shipped_at, 'UTC'), false from orders o where ${of('o')} and o.shipped_at >= ${first}
      ) happened
     group by hour`.execute(tx)
  const byHour = new Map(rows.map((row) => [row.hour.getTime(), row]))
  return Array.from({ length: hoursShown }, (_, index) => {
    const hour = first.getTime() + index * hourMs
    return { hour: new Date(hour).toISOString(), imported: byHour.get(hour)?.imported ?? 0, shipped: byHour.get(hour)?.shipped ?? 0 }
  })
}

/** The lowest id that can have been given at an instant: ids are time-ordered and indexed, the instant of import is not. */
function firstIdOf(instant: Date): string {
  const hex = Math.max(0, instant.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

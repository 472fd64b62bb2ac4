import { system, type AcceptedParcel, type LockedOrder, type ParcelContents, type ShippableLine, type ShipRows, type StoreState } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { send, sendPrepared } from '../send.ts'
import { lockMerchants } from './lock-merchants.ts'
import { takeOutOfStock } from './ship-stock.ts'

/** Of `parcel p` and its order `o`. */
const parcelColumns = sql`p.id, p.order_id as "orderId", p.ec_account_id as "ecAccountId", o.platform_order_id as "platformOrderId", p.tracking_number as "trackingNumber", p.carrier,
  p.write_id as "writeId", p.told_number as "toldNumber", p.confirmed_at as "confirmedAt", p.confirm_attempts as "confirmAttempts"`

export function shipRows(tx: Tx): ShipRows {
  return {
    async lock(orderIds) {
      if (orderIds.length === 0) return []
      const ids = [...new Set(orderIds)]
      await lockMerchants(tx, sql`select merchant_id from orders where id = any(${ids}::uuid[])`)
      const heads = await sql<Omit<LockedOrder, 'lines' | 'parcels'>>`
        select merchant_id as "merchantId", id, ec_account_id as "ecAccountId", platform_order_id as "platformOrderId",
               order_number as "orderNumber", status, holds
          from orders where id = any(${ids}::uuid[]) order by id for update`.execute(tx)
      if (heads.rows.length === 0) return []
      // Read after the lock: what another transaction shipped meanwhile is seen.
      const merchants = [...new Set(heads.rows.map((row) => row.merchantId))]
      const lines = await sql<ShippableLine & { orderId: string }>`
        select order_id as "orderId", line_id as "lineId", sku, product_id as "productId", quantity, reserved, shipped
          from order_line where merchant_id = any(${merchants}::uuid[]) and order_id = any(${ids}::uuid[]) order by order_id, position`.execute(tx)
      const parcels = await sql<ParcelContents & { orderId: string }>`
        select p.order_id as "orderId", p.tracking_number as "trackingNumber", p.carrier,
               (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'quantity', l.quantity)) from parcel_line l
                 where l.merchant_id = p.merchant_id and l.parcel_id = p.id) as lines
          from parcel p where p.merchant_id = any(${merchants}::uuid[]) and p.order_id = any(${ids}::uuid[]) order by p.id`.execute(tx)
      const linesOf = Map.groupBy(lines.rows, (row) => row.orderId)
      const parcelsOf = Map.groupBy(parcels.rows, (row) => row.orderId)
      return heads.rows.map((head) => ({
        ...head,
        lines: (linesOf.get(head.id) ?? []).map(({ orderId: _, ...line }) => line),
        parcels: (parcelsOf.get(head.id) ?? []).map(({ orderId: _, ...parcel }) => parcel),
      }))
    },

    async withNumbers(orderNumbers, { merchantId, ecAccountId }) {
      if (orderNumbers.length === 0) return []
      const rows = await sql<{ id: string; orderNumber: string; merchantId: string }>`
        select id, order_number as "orderNumber", merchant_id as "merchantId" from orders
         where order_number = any(${[...new Set(orderNumbers)]}::text[])
           and (${merchantId ?? null}::uuid is null or merchant_id = ${merchantId ?? null}::uuid)
           and (${ecAccountId ?? null}::uuid is null or ec_account_id = ${ecAccountId ?? null}::uuid)`.execute(tx)
      return rows.rows
    },

    async storeStates(orderIds) {
      if (orderIds.length === 0) return []
      const { rows } = await sql<StoreState>`
        select merchant_id as "merchantId", id, ec_account_id as "ecAccountId", platform_order_id as "platformOrderId", status, holds,
               platform_order_status as "platformOrderStatus", platform_updated_at as "platformUpdatedAt", read_at as "readAt"
          from orders where id = any(${[...new Set(orderIds)]}::uuid[])`.execute(tx)
      return rows
    },

    async markRead(merchantId, orderIds, at) {
      await sql`update orders set read_at = ${at} where merchant_id = ${merchantId} and id = any(${[...orderIds]}::uuid[])`.execute(tx)
    },

    async startProcessing(merchantId, orderIds, at) {
      if (orderIds.length === 0) return
      await tx.updateTable('orders').set({ status: 'processing', processing_at: at })
        .where('merchant_id', '=', merchantId).where('id', 'in', [...orderIds]).where('status', '=', 'pending').execute()
    },

    async cancel(merchantId, orderId, at) {
      await tx.updateTable('orders').set({ status: 'canceled', canceled_at: at }).where('merchant_id', '=', merchantId).where('id', '=', orderId).execute()
    },

    async addParcels(merchantId, packed, actor, at) {
      await tx.insertInto('parcel').values(packed.map(({ order, parcel }) => ({
        merchant_id: merchantId, id: parcel.id, order_id: order.id, ec_account_id: order.ecAccountId, tracking_number: parcel.trackingNumber,
        carrier: parcel.carrier, shipped_at: at, actor_kind: actor.kind, actor_name: actor.name, write_id: parcel.writeId,
      }))).execute()
      const lines = packed.flatMap(({ order, parcel }) => parcel.lines.map((line) => ({ orderId: order.id, parcelId: parcel.id, ...line })))
      await tx.insertInto('parcel_line')
        .values(lines.map((line) => ({ merchant_id: merchantId, parcel_id: line.parcelId, line_id: line.lineId, quantity: line.quantity }))).execute()
      await takeOutOfStock(tx, merchantId, packed, actor, at)
      const whole = await sql<{ id: string }>`
        update orders o set status = 'shipped', shipped_at = ${at}
         where o.merchant_id = ${merchantId} and o.id = any(${packed.map(({ order }) => order.id)}::uuid[])
           and not exists (select 1 from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id and l.shipped < l.quantity)
        returning o.id`.execute(tx)
      return whole.rows.map((row) => row.id)
    },

    async refreshTracking(merchantId, orderIds, { locked } = { locked: false }) {
      if (orderIds.length === 0) return
      const ids = [...new Set(orderIds)]
      // Locked first, so that two parcels of an order that settle together both count.
      if (!locked) await send(tx, sql`select 1 from orders where merchant_id = ${merchantId} and id = any(${ids}::uuid[]) order by id for update`)
      const [refresh, these] = ids.length === 1 ? [sendPrepared, sql`${ids[0]}`] as const : [send, sql`any(${ids}::uuid[])`] as const
      await refresh(tx, sql`
        update orders o set tracking_numbers = p.numbers, tracking = p.tracking
          from (
            select p.order_id, array_agg(p.tracking_number order by p.id) as numbers,
                   case when bool_or(w.state = 'rejected') then 'refused'
                        when bool_or(p.told_number is not null) then 'differs'
                        when bool_or(w.state <> 'accepted') then 'waiting'
                        when bool_or(p.confirmed_at is null) then 'sent'
                        else 'confirmed' end as tracking
              from parcel p join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
             where p.merchant_id = ${merchantId} and p.order_id = ${these}
             group by p.order_id) p
         where o.merchant_id = ${merchantId} and o.id = p.order_id`)
    },

    async parcel(merchantId, parcelId) {
      const found = await sql<AcceptedParcel>`
        select ${parcelColumns} from parcel p join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id
         where p.merchant_id = ${merchantId} and p.id = ${parcelId}`.execute(tx)
      return found.rows[0] ?? null
    },

    async accept(merchantId, parcelId, from) {
      const rows = await sendPrepared(tx, sql<AcceptedParcel>`
        with o as materialized (
          select id, platform_order_id from orders where merchant_id = ${merchantId} and id = (select order_id from parcel where merchant_id = ${merchantId} and id = ${parcelId}) for update
        )
        update parcel p set confirm_after = case when p.confirmed_at is null then ${from}::timestamptz else p.confirm_after end
          from o where p.merchant_id = ${merchantId} and p.id = ${parcelId} and o.id = p.order_id
        returning ${parcelColumns}`)
      return rows[0] ?? null
    },

    async findParcel(parcelId) {
      const row = await tx.selectFrom('parcel').select(['order_id', 'write_id']).where('id', '=', parcelId).executeTakeFirst()
      return row ? { orderId: row.order_id, writeId: row.write_id } : null
    },

    async unitsKnown(merchantId, parcelId) {
      const { rows } = await sql<{ own: number; accepted: number }>`
        select coalesce(sum(l.quantity) filter (where p.id = ${parcelId}), 0)::integer as own,
               coalesce(sum(l.quantity) filter (where p.id <> ${parcelId} and w.state = 'accepted'), 0)::integer as accepted
          from parcel p
          join parcel_line l on l.merchant_id = p.merchant_id and l.parcel_id = p.id
          join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
         where p.merchant_id = ${merchantId} and p.order_id = (select order_id from parcel where merchant_id = ${merchantId} and id = ${parcelId})`.execute(tx)
      return rows[0]!
    },

    async awaitConfirmation(merchantId, parcelId, from) {
      await tx.updateTable('parcel').set({ confirm_after: from }).where('merchant_id', '=', merchantId).where('id', '=', parcelId).where('confirmed_at', 'is', null).execute()
    },

    async confirm(merchantId, { id: parcelId, trackingNumber }, view, at) {
      const rows = await sendPrepared(tx, sql`
        with o as materialized (
          select id from orders where merchant_id = ${merchantId} and id = (select order_id from parcel where merchant_id = ${merchantId} and id = ${parcelId}) for update
        )
        update parcel p set confirmed_at = ${at}, confirm_after = null, reading_trouble = null, told_number = null, store_view = ${JSON.stringify({ trackingNumber: view.trackingNumber, carrier: view.carrier, shippedAt: view.shippedAt })}::jsonb
          from o where p.merchant_id = ${merchantId} and p.id = ${parcelId} and o.id = p.order_id and p.confirmed_at is null
           and p.tracking_number = ${trackingNumber}
        returning p.id`)
      return rows.length > 0
    },

    async relabel(merchantId, parcel, { trackingNumber, carrier }, told) {
      const taken = await tx.selectFrom('parcel').select('id').where('merchant_id', '=', merchantId).where('order_id', '=', parcel.orderId)
        .where('tracking_number', '=', trackingNumber).where('id', '<>', parcel.id).executeTakeFirst()
      if (taken) return false
      await tx.updateTable('parcel')
        .set({ tracking_number: trackingNumber, carrier, told_number: told.number, ...(told.number === null ? {} : { confirmed_at: null, confirm_after: told.at, confirm_attempts: 0, reading_trouble: null }) })
        .where('merchant_id', '=', merchantId).where('id', '=', parcel.id).execute()
      return true
    },

    async liftTrackingDiffers(merchantId, orderId, at) {
      await send(tx, sql`
        with lifted as (
          update hold set released_at = ${at}, released_by_kind = ${system.kind}, released_by_name = ${system.name}
           where merchant_id = ${merchantId} and order_id = ${orderId} and reason = 'tracking_differs' and released_at is null
             and not exists (select 1 from parcel p where p.merchant_id = ${merchantId} and p.order_id = ${orderId} and p.told_number is not null)
          returning order_id
        ), marked as (
          update orders o set holds = array_remove(o.holds, 'tracking_differs') from lifted where o.merchant_id = ${merchantId} and o.id = lifted.order_id
        )
        insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data)
        select ${merchantId}, order_id, new_id(), 'released', ${system.kind}, ${system.name}, '{"reasons":["tracking_differs"]}' from lifted`)
    },

    async confirmLater(merchantId, parcelId, at, trouble) {
      await tx.updateTable('parcel').set((eb) => ({ confirm_after: at, reading_trouble: trouble ? JSON.stringify(trouble) : null, confirm_attempts: eb('confirm_attempts', '+', 1) }))
        .where('merchant_id', '=', merchantId).where('id', '=', parcelId).where('confirmed_at', 'is', null).execute()
    },

    async wakeReadings({ merchantId, id }, now) {
      await sql`update parcel set confirm_after = ${now} where merchant_id = ${merchantId} and ec_account_id = ${id} and confirm_after > ${now} and reading_trouble ->> 'kind' = 'auth'`.execute(tx)
    },

    async takeUnconfirmed(account, { now, until, most }) {
      const { rows } = await sql<{ writeId: string }>`
        update parcel set confirm_after = ${until}
         where merchant_id = ${account.merchantId} and id = any(array(
           select id from parcel where merchant_id = ${account.merchantId} and ec_account_id = ${account.id} and confirm_after <= ${now}
            order by confirm_after limit ${most} for update skip locked))
        returning write_id as "writeId"`.execute(tx)
      return rows.map((row) => row.writeId)
    },

    async unconfirmed(now, limit) {
      const { rows } = await sql<{ merchantId: string; id: string }>`
        select p.merchant_id as "merchantId", p.ec_account_id as id
          from parcel p join ec_account a on a.merchant_id = p.merchant_id and a.id = p.ec_account_id
         where p.confirm_after <= ${now} and a.connection_status = 'connected'
         group by 1, 2 order by min(p.confirm_after) limit ${limit}`.execute(tx)
      return rows
    },
  }
}

import { newId } from '@crossdock/domain'
import type { Actor, LockedOrder, NewParcel } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

interface Leaving {
  orderId: string
  orderNumber: string
  productId: string
  units: number
}

/** What is in the parcels leaves: lines, stock on hand and reserved go down together, with one movement an order and product. */
export async function takeOutOfStock(tx: Tx, merchantId: string, packed: readonly { order: LockedOrder; parcel: NewParcel }[], actor: Actor, at: Date): Promise<void> {
  const lines = packed.flatMap(({ order, parcel }) => parcel.lines.map((line) => ({ orderId: order.id, ...line })))
  await sql`
    with gone as (
      select order_id, line_id, sum(units)::integer as units
        from unnest(${lines.map((line) => line.orderId)}::uuid[], ${lines.map((line) => line.lineId)}::text[], ${lines.map((line) => line.quantity)}::integer[])
          as g (order_id, line_id, units) group by 1, 2
    )
    update order_line l set reserved = l.reserved - g.units, shipped = l.shipped + g.units from gone g
     where l.merchant_id = ${merchantId} and l.order_id = g.order_id and l.line_id = g.line_id`.execute(tx)

  const leaving = sumByOrderAndProduct(packed)
  const productIds = leaving.map((each) => each.productId)
  // The same order of locks as in reserving, so that shipping and matching never wait for each other.
  await sql`select 1 from stock where merchant_id = ${merchantId} and product_id = any(${productIds}::uuid[]) order by product_id for update`.execute(tx)
  const left = await sql<{ product_id: string; on_hand: number }>`
    update stock k set on_hand = k.on_hand - g.units, reserved = k.reserved - g.units
      from (select product_id, sum(units)::integer as units from unnest(${productIds}::uuid[], ${leaving.map((each) => each.units)}::integer[]) as u (product_id, units) group by 1) g
     where k.merchant_id = ${merchantId} and k.product_id = g.product_id
    returning k.product_id, k.on_hand`.execute(tx)

  const onHand = new Map(left.rows.map((row) => [row.product_id, row.on_hand]))
  // Sorted, since ids of one millisecond are in no order: the figures of a product read downwards.
  const ids = leaving.map(() => newId()).sort()
  const movements = leaving.map((each, index) => ({ ...each, id: ids[index]!, onHandAfter: 0 }))
  for (const movement of movements.toReversed()) {
    movement.onHandAfter = onHand.get(movement.productId) ?? 0
    onHand.set(movement.productId, movement.onHandAfter + movement.units)
  }
  await tx.insertInto('stock_movement').values(movements.map((each) => ({
    merchant_id: merchantId, id: each.id, product_id: each.productId, at, kind: 'shipment', delta: -each.units, on_hand_after: each.onHandAfter,
    cause_kind: 'order', cause_id: each.orderId, cause_label: each.orderNumber, actor_kind: actor.kind, actor_name: actor.name,
  }))).execute()
}

function sumByOrderAndProduct(packed: readonly { order: LockedOrder; parcel: NewParcel }[]): Leaving[] {
  const sums = new Map<string, Leaving>()
  for (const { order, parcel } of packed) {
    for (const { lineId, quantity } of parcel.lines) {
      const productId = order.lines.find((line) => line.lineId === lineId)?.productId
      if (!productId) throw new Error(`order ${order.id}: line ${lineId} was shipped without a product`)
      const key = `${order.id} ${productId}`
      const before = sums.get(key)
      sums.set(key, { orderId: order.id, orderNumber: order.orderNumber, productId, units: (before?.units ?? 0) + quantity })
    }
  }
  return [...sums.values()]
}

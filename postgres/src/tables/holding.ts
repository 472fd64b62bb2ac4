import type { HoldRows, LockedHold } from '@crossdock/flows/ports'
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../database.ts'
import { lockMerchants } from './lock-merchants.ts'

export function holdRows(tx: Tx): HoldRows {
  return {
    lockHolds: (holdIds) => lockHolds(tx, sql`h.id = any(${[...holdIds]}::uuid[])`),
    lockHoldsOf: (orderIds) => lockHolds(tx, sql`h.order_id = any(${[...orderIds]}::uuid[]) and h.released_at is null`),

    async release(holds, actor, note) {
      if (holds.length === 0) return
      await sql`
        with lifted as (
          update hold h set released_at = now(), released_by_kind = ${actor.kind}, released_by_name = ${actor.name}, release_note = ${note}
            from unnest(${holds.map((hold) => hold.merchantId)}::uuid[], ${holds.map((hold) => hold.id)}::uuid[]) as asked (merchant_id, id)
           where h.merchant_id = asked.merchant_id and h.id = asked.id and h.released_at is null
          returning h.merchant_id, h.order_id, h.reason
        ), freed as (
          select merchant_id, order_id, array_agg(reason order by reason) as reasons from lifted group by merchant_id, order_id
        ), marked as (
          update orders o set holds = array(select reason from unnest(o.holds) with ordinality as held (reason, place) where reason <> all(freed.reasons) order by place)
            from freed where o.merchant_id = freed.merchant_id and o.id = freed.order_id
        )
        insert into timeline (merchant_id, subject_id, id, type, actor_kind, actor_name, data)
        select merchant_id, order_id, new_id(), 'released', ${actor.kind}, ${actor.name}, jsonb_build_object('reasons', to_jsonb(reasons), 'note', ${note}::text) from freed`.execute(tx)
    },

    async lockUnknownProduct(id) {
      await lockMerchants(tx, sql`select merchant_id from unknown_product where id = ${id}`)
      const row = await tx.selectFrom('unknown_product').select(['merchant_id', 'product_key', 'resolved_at']).where('id', '=', id).forUpdate().executeTakeFirst()
      return row ? { merchantId: row.merchant_id, id, productKey: row.product_key, resolved: row.resolved_at !== null } : null
    },

    async keepAlias(merchantId, productKey, productId) {
      await tx
        .insertInto('product_alias')
        .values({ merchant_id: merchantId, product_key: productKey, product_id: productId })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'product_key']).doUpdateSet({ product_id: productId }))
        .execute()
    },
  }
}

/** The orders are locked before the holds are read, in the order in which everybody locks them. */
async function lockHolds(tx: Tx, which: RawBuilder<unknown>): Promise<LockedHold[]> {
  await lockMerchants(tx, sql`select h.merchant_id from hold h where ${which}`)
  await sql`
    select from orders o where (o.merchant_id, o.id) in (select h.merchant_id, h.order_id from hold h where ${which}) order by o.id for update`.execute(tx)
  const { rows } = await sql<LockedHold>`
    select h.merchant_id as "merchantId", h.id, h.order_id as "orderId", o.order_number as "orderNumber", h.reason, h.released_at is not null as released
      from hold h join orders o on o.merchant_id = h.merchant_id and o.id = h.order_id
     where ${which} order by h.order_id, h.created_at, h.id`.execute(tx)
  return rows
}

import type { KeptProduct, StockRows } from '@crossdock/flows/ports'
import { newId } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { inboundRows } from './inbounds.ts'
import { proposalRows } from './push-proposals.ts'
import { pushRows } from './stock-pushes.ts'

const productColumns = sql`p.merchant_id as "merchantId", p.id, p.sku, p.name`

export function stockRows(tx: Tx): StockRows {
  return {
    ...inboundRows(tx),
    ...pushRows(tx),
    ...proposalRows(tx),

    async createProduct({ merchantId, id, sku, name, barcode }) {
      const row = await tx.insertInto('product').values({ merchant_id: merchantId, id, sku, name, barcode })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'sku']).doNothing()).returning('id').executeTakeFirst()
      if (!row) return null
      await tx.insertInto('stock').values({ merchant_id: merchantId, product_id: id }).execute()
      return true
    },

    async updateProduct(merchantId, productId, { name, barcode }) {
      const change = { ...(name === undefined ? {} : { name }), ...(barcode === undefined ? {} : { barcode }) }
      if (Object.keys(change).length === 0) return
      await tx.updateTable('product').set((eb) => ({ ...change, version: eb('version', '+', 1) })).where('merchant_id', '=', merchantId).where('id', '=', productId).execute()
    },

    async lockProduct(merchantId, productId) {
      return tx.selectFrom('product').select('version').where('merchant_id', '=', merchantId).where('id', '=', productId).forUpdate().executeTakeFirstOrThrow()
    },

    async findProduct(productId) {
      const found = await sql<KeptProduct>`select ${productColumns} from product p where p.id = ${productId}`.execute(tx)
      return found.rows[0] ?? null
    },

    async productsBySku(merchantId, skus) {
      const found = await sql<KeptProduct>`
        select ${productColumns} from product p where p.merchant_id = ${merchantId} and p.sku = any(${[...new Set(skus)]}::text[])`.execute(tx)
      return new Map(found.rows.map((product) => [product.sku, product]))
    },

    async availableOf(merchantId) {
      const found = await sql<KeptProduct & { available: number }>`
        select ${productColumns}, coalesce(k.on_hand - k.reserved, 0) as available
          from product p left join stock k on k.merchant_id = p.merchant_id and k.product_id = p.id
         where p.merchant_id = ${merchantId} order by p.sku`.execute(tx)
      return found.rows
    },

    async resolveUnknown(merchantId, productKey, productId, at) {
      await tx.updateTable('unknown_product').set({ resolved_at: at, product_id: productId })
        .where('merchant_id', '=', merchantId).where('product_key', '=', productKey).where('resolved_at', 'is', null).execute()
    },

    async lockStock(merchantId, productId) {
      await tx.insertInto('stock').values({ merchant_id: merchantId, product_id: productId }).onConflict((conflict) => conflict.doNothing()).execute()
      const row = await tx.selectFrom('stock').select(['on_hand', 'reserved']).where('merchant_id', '=', merchantId).where('product_id', '=', productId).forUpdate().executeTakeFirstOrThrow()
      return { onHand: row.on_hand, reserved: row.reserved, available: row.on_hand - row.reserved }
    },

    async changeStock(merchantId, changes, { kind, cause, actor, note, at }) {
      // In one order by everybody, so that two of these never wait for each other.
      const ordered = changes.toSorted((a, b) => a.productId.localeCompare(b.productId))
      const ids = ordered.map((each) => each.productId)
      await sql`insert into stock (merchant_id, product_id) select ${merchantId}, unnest(${ids}::uuid[]) on conflict do nothing`.execute(tx)
      await sql`select 1 from stock where merchant_id = ${merchantId} and product_id = any(${ids}::uuid[]) order by product_id for update`.execute(tx)
      const after = await sql<{ product_id: string; on_hand: number }>`
        update stock k set on_hand = k.on_hand + c.delta
          from unnest(${ids}::uuid[], ${ordered.map((each) => each.delta)}::integer[]) as c (product_id, delta)
         where k.merchant_id = ${merchantId} and k.product_id = c.product_id
        returning k.product_id, k.on_hand`.execute(tx)
      const onHand = new Map(after.rows.map((row) => [row.product_id, row.on_hand]))
      await tx.insertInto('stock_movement').values(ordered.map(({ productId, delta }) => ({
        merchant_id: merchantId, id: newId(), product_id: productId, at, kind, delta, on_hand_after: onHand.get(productId) ?? 0,
        cause_kind: cause.kind, cause_id: cause.id, cause_label: cause.label, actor_kind: actor.kind, actor_name: actor.name, note,
      }))).execute()
    },
  }
}

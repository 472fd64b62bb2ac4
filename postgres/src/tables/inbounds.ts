import { newId } from '@crossdock/domain'
import type { InboundLine, LockedInbound, StockRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

type InboundRows = Pick<StockRows, 'nextInboundNumber' | 'createInbound' | 'lockInbound' | 'addToInbound' | 'addRound' | 'setInboundStatus'>

export function inboundRows(tx: Tx): InboundRows {
  return {
    async nextInboundNumber(merchantId, day) {
      // Whoever takes a number for this merchant waits here for whoever took the one before; foreign keys to it do not.
      await sql`select 1 from merchant where merchant_id = ${merchantId} for no key update`.execute(tx)
      const prefix = `IN-${day.replaceAll('-', '')}-`
      const found = await sql<{ last: number }>`
        select coalesce(max(substr(number, ${prefix.length + 1})::integer), 0) as last from inbound
         where merchant_id = ${merchantId} and number ~ ${`^${prefix}[0-9]{3,6}$`}`.execute(tx)
      return prefix + String((found.rows[0]?.last ?? 0) + 1).padStart(3, '0')
    },

    async createInbound({ merchantId, id, number, expectedOn, supplier, note, lines }) {
      const row = await tx.insertInto('inbound').values({ merchant_id: merchantId, id, number, expected_on: expectedOn, supplier, note })
        .onConflict((conflict) => conflict.columns(['merchant_id', 'number']).doNothing()).returning('id').executeTakeFirst()
      if (!row) return null
      await tx.insertInto('inbound_line').values(lines.map(({ productId, expected }, position) => ({ merchant_id: merchantId, inbound_id: id, product_id: productId, position, expected }))).execute()
      return true
    },

    async lockInbound(inboundId) {
      const head = await sql<Omit<LockedInbound, 'lines'>>`
        select merchant_id as "merchantId", id, number, status from inbound where id = ${inboundId} for update`.execute(tx)
      const inbound = head.rows[0]
      if (!inbound) return null
      const lines = await sql<InboundLine>`
        select l.product_id as "productId", p.sku, l.expected, l.received, l.put_away as "putAway"
          from inbound_line l join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
         where l.merchant_id = ${inbound.merchantId} and l.inbound_id = ${inbound.id} order by l.position`.execute(tx)
      return { ...inbound, lines: lines.rows }
    },

    async addToInbound(merchantId, inboundId, lines) {
      const ids = lines.map((line) => line.productId)
      await sql`
        insert into inbound_line (merchant_id, inbound_id, product_id, position, expected)
        select ${merchantId}, ${inboundId}, a.product_id,
               (select coalesce(max(position), 0) from inbound_line where merchant_id = ${merchantId} and inbound_id = ${inboundId}) + a.nth, 0
          from unnest(${ids}::uuid[]) with ordinality as a (product_id, nth)
        on conflict (merchant_id, inbound_id, product_id) do nothing`.execute(tx)
      await sql`
        update inbound_line l set received = l.received + a.received, put_away = l.put_away + a.put_away
          from unnest(${ids}::uuid[], ${lines.map((line) => line.received)}::integer[], ${lines.map((line) => line.putAway)}::integer[]) as a (product_id, received, put_away)
         where l.merchant_id = ${merchantId} and l.inbound_id = ${inboundId} and l.product_id = a.product_id`.execute(tx)
    },

    async addRound(merchantId, inboundId, { kind, actor, note, lines, at }) {
      await tx.insertInto('inbound_round').values({
        merchant_id: merchantId, id: newId(), inbound_id: inboundId, at, kind, actor_kind: actor.kind, actor_name: actor.name, note: note ?? null, lines: JSON.stringify(lines),
      }).execute()
    },

    async setInboundStatus(merchantId, inboundId, status, completed) {
      await tx.updateTable('inbound')
        .set({ status, ...(completed ? { completed_at: completed.at, not_pushed: JSON.stringify(completed.notPushed) } : {}) })
        .where('merchant_id', '=', merchantId).where('id', '=', inboundId).execute()
    },
  }
}

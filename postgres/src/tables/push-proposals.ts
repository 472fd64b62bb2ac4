import { newId } from '@crossdock/domain'
import type { LockedProposal, StockRows } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

type ProposalRows = Pick<StockRows, 'addShare' | 'sharesOf' | 'propose' | 'lockProposals' | 'decideProposal' | 'noteDismissed'>

export function proposalRows(tx: Tx): ProposalRows {
  return {
    async addShare(merchantId, inboundId, ecAccountId, percentage) {
      await tx.insertInto('inbound_share').values({ merchant_id: merchantId, inbound_id: inboundId, ec_account_id: ecAccountId, percentage }).execute()
    },

    async sharesOf(merchantId, inboundId) {
      const rows = await tx.selectFrom('inbound_share').select(['ec_account_id', 'percentage'])
        .where('merchant_id', '=', merchantId).where('inbound_id', '=', inboundId).orderBy('ec_account_id').execute()
      return rows.map((row) => ({ ecAccountId: row.ec_account_id, percentage: row.percentage }))
    },

    async propose(merchantId, ecAccountId, due, cause, at) {
      const given = sql`unnest(${due.map((each) => each.productId)}::uuid[], ${due.map((each) => each.quantity)}::bigint[])`
      await sql`
        update push_proposal p
           set quantity = d.quantity, state = case when d.quantity = 0 then 'evened' else 'open' end, decided_at = case when d.quantity = 0 then ${at}::timestamptz end,
               decided_by_kind = case when d.quantity = 0 then 'system' end, decided_by_name = case when d.quantity = 0 then 'Crossdock' end
               ${cause === null ? sql`` : sql`, inbound_id = ${cause.inboundId}, note = ${cause.note}, actor_kind = ${cause.actor.kind}, actor_name = ${cause.actor.name}, created_at = ${at}`}
          from ${given} as d (product_id, quantity)
         where p.merchant_id = ${merchantId} and p.ec_account_id = ${ecAccountId} and p.product_id = d.product_id and p.state = 'open' and p.quantity <> d.quantity`.execute(tx)
      const missing = cause === null ? [] : due.filter((each) => each.quantity !== 0)
      if (cause === null || missing.length === 0) return
      await tx.insertInto('push_proposal').values(missing.map(({ productId, quantity }) => ({
        merchant_id: merchantId, id: newId(), ec_account_id: ecAccountId, product_id: productId, inbound_id: cause.inboundId, quantity, note: cause.note,
        created_at: at, actor_kind: cause.actor.kind, actor_name: cause.actor.name,
      }))).onConflict((conflict) => conflict.columns(['merchant_id', 'ec_account_id', 'product_id']).where('state', '=', sql.lit('open')).doNothing()).execute()
    },

    async lockProposals(ids) {
      const asked = sql`${[...new Set(ids)]}::uuid[]`
      // The ledger's rows first and in one order, as whoever completes or corrects an inbound takes them.
      await sql`
        select 1 from push_ledger l join push_proposal p on p.merchant_id = l.merchant_id and p.ec_account_id = l.ec_account_id and p.product_id = l.product_id
         where p.id = any(${asked}) order by l.ec_account_id, l.product_id for update of l`.execute(tx)
      const found = await sql<LockedProposal>`
        select p.merchant_id as "merchantId", p.id, p.ec_account_id as "ecAccountId", p.product_id as "productId", k.sku, p.inbound_id as "inboundId", i.number as "inboundNumber", p.state
          from push_proposal p
          join product k on k.merchant_id = p.merchant_id and k.id = p.product_id
          join inbound i on i.merchant_id = p.merchant_id and i.id = p.inbound_id
         where p.id = any(${asked}) order by p.ec_account_id, p.product_id, p.id for update of p`.execute(tx)
      return found.rows
    },

    async decideProposal(merchantId, id, { state, quantity, stockPushId, note, actor, at }) {
      await tx.updateTable('push_proposal')
        .set({ state, quantity, stock_push_id: stockPushId, decision_note: note, decided_at: at, decided_by_kind: actor.kind, decided_by_name: actor.name })
        .where('merchant_id', '=', merchantId).where('id', '=', id).execute()
    },

    async noteDismissed(merchantId, ecAccountId, productId, quantity) {
      await tx.updateTable('push_ledger').set((eb) => ({ dismissed: eb('dismissed', '+', quantity) }))
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('product_id', '=', productId).execute()
    },
  }
}

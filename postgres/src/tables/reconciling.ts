import { newId, type OrderStatus, type SkipReason } from '@crossdock/domain'
import { reconcileJob } from '@crossdock/flows/jobs'
import type { JobQueue, KeptOrder, Reconciliation, ReconcileRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { ReconciliationTable } from '../tables.ts'
import { toEcAccount } from './accounts.ts'

const open = ['queued', 'running', 'waiting']

export function reconcileRows(tx: Tx, jobs: JobQueue): ReconcileRows {
  const ours = (of: Reconciliation, holder: string) =>
    tx.updateTable('reconciliation').where('merchant_id', '=', of.merchantId).where('id', '=', of.id).where('lease_holder', '=', holder).where('status', 'in', open)
  const underWay = (merchantId: string, accountId: string) =>
    tx.selectFrom('reconciliation').select('id').where('merchant_id', '=', merchantId).where('ec_account_id', '=', accountId).where('status', 'in', open).executeTakeFirst()

  return {
    async queue({ merchantId, id: accountId }, { trigger, actor, at, days }) {
      const id = newId()
      const made = await tx
        .insertInto('reconciliation')
        .values({ merchant_id: merchantId, id, ec_account_id: accountId, trigger, days, actor_kind: actor.kind, actor_name: actor.name, created_at: at })
        .onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
      if (!made) return { id: (await underWay(merchantId, accountId))?.id ?? id, fresh: false }
      await jobs.enqueue(reconcileJob, { merchantId, id })
      return { id, fresh: true }
    },

    async dueAccounts(now, limit) {
      const rows = await tx
        .selectFrom('ec_account').selectAll()
        .where('fetch_enabled', '=', true).where('connection_status', '=', 'connected').where('covered_until', 'is not', null)
        .where((eb) => eb.or([eb('next_reconcile_at', 'is', null), eb('next_reconcile_at', '<=', now)]))
        .orderBy('next_reconcile_at').limit(limit).forUpdate().skipLocked().execute()
      return rows.map((row) => ({ account: toEcAccount(row), dueAt: row.next_reconcile_at }))
    },

    async setNext({ merchantId, id }, at) {
      await tx.updateTable('ec_account').set({ next_reconcile_at: at }).where('merchant_id', '=', merchantId).where('id', '=', id).execute()
    },

    async take(merchantId, id, lease, now) {
      const row = await tx
        .updateTable('reconciliation')
        .set((eb) => ({
          status: 'running', lease_holder: lease.holder, lease_until: lease.until, waiting_until: null, attempts: eb('attempts', '+', 1), deaths: eb('deaths', '+', eb.case().when('status', '=', 'running').then(1).else(0).end()), started_at: eb.fn.coalesce('started_at', eb.val(now)),
        }))
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('status', 'in', open)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
        .where((eb) => eb.or([eb('waiting_until', 'is', null), eb('waiting_until', '<=', now), eb('status', '=', 'running')]))
        .returningAll().executeTakeFirst()
      return row ? toReconciliation(row) : null
    },

    async begin(of, holder, { window, coveredTo, storeCount }) {
      const here = sql<number>`(select count(*)::int from platform_order p where p.merchant_id = ${of.merchantId} and p.ec_account_id = ${of.ecAccountId} and p.updated_at >= ${window.from} and p.updated_at < ${window.to})`
      const row = await ours(of, holder)
        .set((eb) => ({
          window_from: window.from, window_to: window.to, covered_to: eb.fn.coalesce('covered_to', eb.val(coveredTo)), store_count: storeCount, here_count: eb.fn.coalesce('here_count', here),
          seen: 0, alike: 0, newer: 0, left_over: 0, skipped_by: '{}', error: null,
        }))
        .returning('id').executeTakeFirst()
      return row !== undefined
    },

    async save(of, holder, found, figures, leaseUntil) {
      const { rows } = await sql`
        update reconciliation set
          seen = seen + ${figures.seen}, alike = alike + ${figures.alike}, newer = newer + ${figures.newer},
          skipped_by = (select coalesce(jsonb_object_agg(key, n), '{}') from (
            select key, sum(value::integer) as n from (select * from jsonb_each_text(skipped_by) union all select * from jsonb_each_text(${JSON.stringify(figures.skippedBy)}::jsonb)) e group by key) s),
          lease_until = ${leaseUntil}, waiting_until = null
        where merchant_id = ${of.merchantId} and id = ${of.id} and lease_holder = ${holder} and status = 'running' returning id`.execute(tx)
      if (rows.length === 0) return false
      if (found.length > 0) {
        // What was found before an interruption stays as it was told then.
        await tx
          .insertInto('reconciliation_difference')
          .values(found.map((each) => ({
            merchant_id: of.merchantId, reconciliation_id: of.id, platform_order_id: each.platformOrderId, kind: each.kind, outcome: each.outcome,
            order_number: each.orderNumber, order_id: each.orderId, detail: each.detail,
          })))
          .onConflict((conflict) => conflict.doNothing()).execute()
      }
      return true
    },

    async finish(of, holder, { status, at, error }) {
      const row = await ours(of, holder)
        .set({ status, finished_at: at, waiting_until: null, lease_until: null, lease_holder: null, error: error ? JSON.stringify(error) : null })
        .returning('id').executeTakeFirst()
      return row !== undefined
    },

    async park(of, holder, { until, error }) {
      const row = await ours(of, holder)
        // Only a failure is a try: who made room for a fetch, or for another process, has not tried.
        .set((eb) => ({ status: 'waiting', waiting_until: until, lease_until: null, lease_holder: null, deaths: 0, error: error ? JSON.stringify(error) : null, attempts: eb('attempts', '-', error ? 0 : 1) }))
        .returning('id').executeTakeFirst()
      if (row) await jobs.enqueue(reconcileJob, { merchantId: of.merchantId, id: of.id }, until)
    },

    async open(now, limit) {
      const rows = await tx
        .selectFrom('reconciliation').select(['merchant_id', 'id'])
        .where('status', 'in', open).where('created_at', '<=', now)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
        .where((eb) => eb.or([eb('waiting_until', 'is', null), eb('waiting_until', '<=', now), eb('status', '=', 'running')]))
        .orderBy('created_at').limit(limit).execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
    },

    async fetchUnderWay({ merchantId, id }) {
      const row = await tx.selectFrom('fetch_run').select('id').where('merchant_id', '=', merchantId).where('ec_account_id', '=', id).where('status', 'in', open).executeTakeFirst()
      return row !== undefined
    },

    async kept({ merchantId, id }, platformOrderIds) {
      const { rows } = await sql<KeptRow>`
        select p.platform_order_id, (extract(epoch from p.updated_at) * 1000000)::float8 as version, p.skip_reason, p.order_id, coalesce(o.order_number, p.order_number) as order_number, o.status,
               coalesce(o.tracking in ('waiting', 'sent', 'refused'), false) as tracking_open
          from platform_order p left join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id
         where p.merchant_id = ${merchantId} and p.ec_account_id = ${id} and p.platform_order_id = any(${[...platformOrderIds]}::text[])`.execute(tx)
      return new Map(rows.map((row) => [row.platform_order_id, toKept(row)]))
    },

    async idsWithin({ merchantId, id }, { from, to }) {
      const rows = await tx
        .selectFrom('platform_order').select('platform_order_id')
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', id).where('order_id', 'is not', null).where('updated_at', '>=', from).where('updated_at', '<', to)
        .orderBy('looked_up_at', (order) => order.asc().nullsFirst()).orderBy('platform_order_id')
        .execute()
      return rows.map((row) => row.platform_order_id)
    },

    async noteLookedUp({ merchantId, id }, platformOrderId, at) {
      await tx.updateTable('platform_order').set({ looked_up_at: at }).where('merchant_id', '=', merchantId).where('ec_account_id', '=', id).where('platform_order_id', '=', platformOrderId).execute()
    },

    async leaveOver(of, holder, orders) {
      return (await ours(of, holder).set({ left_over: orders }).returning('id').executeTakeFirst()) !== undefined
    },
  }
}

interface KeptRow {
  platform_order_id: string
  version: number | null
  skip_reason: string | null
  order_id: string | null
  order_number: string | null
  status: string | null
  tracking_open: boolean
}

function toKept(row: KeptRow): KeptOrder {
  return {
    version: row.version, skipReason: row.order_id === null ? (row.skip_reason as SkipReason | null) : null, status: row.status as OrderStatus | null,
    trackingOpen: row.tracking_open, orderId: row.order_id, orderNumber: row.order_number,
  }
}

function toReconciliation(row: Selectable<ReconciliationTable>): Reconciliation {
  return { merchantId: row.merchant_id, id: row.id, ecAccountId: row.ec_account_id, trigger: row.trigger as Reconciliation['trigger'], days: row.days, attempts: row.attempts, deaths: row.deaths }
}

import { newId } from '@crossdock/domain'
import { runFetchJob } from '@crossdock/flows/jobs'
import type { Actor, FetchRows, FetchRun, JobQueue } from '@crossdock/flows/ports'
import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'
import type { FetchRunTable } from '../tables.ts'
import { importRows } from './importing.ts'
import { open, slotRows } from './slots.ts'

/** What a hint tells after a week, the runs have read long since. */
const hintLifeMs = 7 * 86_400_000

export function fetchRows(tx: Tx, jobs: JobQueue): FetchRows {
  /** A run that is still ours: whatever a worker that lost its lease wants to write finds no row. */
  const ours = (run: FetchRun, holder: string) =>
    tx.updateTable('fetch_run').where('merchant_id', '=', run.merchantId).where('id', '=', run.id).where('lease_holder', '=', holder).where('status', 'in', open)
  const findUnderWay = async (merchantId: string, ecAccountId: string) => {
    const row = await tx
      .selectFrom('fetch_run').select(['id', 'window_to'])
      .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('status', 'in', open)
      .executeTakeFirst()
    return row ? { id: row.id, fresh: false, readsNow: row.window_to === null } : null
  }

  /** Where a store is not, authorizing it again fetches. */
  const isConnected = async ({ merchantId, ecAccountId }: FetchRun) =>
    (await tx.selectFrom('ec_account').select('id').where('merchant_id', '=', merchantId).where('id', '=', ecAccountId).where('connection_status', '=', 'connected').executeTakeFirst()) !== undefined

  return {
    ...importRows(tx),
    ...slotRows(tx, jobs),

    async queueRun(merchantId, ecAccountId, { trigger, slot, actor, window }) {
      const underWay = await findUnderWay(merchantId, ecAccountId)
      if (underWay) return underWay
      const id = newId()
      const made = await tx
        .insertInto('fetch_run')
        .values({
          merchant_id: merchantId, id, ec_account_id: ecAccountId, trigger, slot_date: slot?.date ?? null, slot_time: slot?.time ?? null,
          actor_kind: actor.kind, actor_name: actor.name, window_from: window?.from ?? null, window_to: window?.to ?? null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst()
      if (made) {
        await jobs.enqueue(runFetchJob, { merchantId, id })
        return { id, fresh: true, readsNow: window === undefined }
      }
      return findUnderWay(merchantId, ecAccountId)
    },

    async fetchAfter(merchantId, id, actor) {
      await tx
        .updateTable('fetch_run').set({ then_fetch: JSON.stringify({ kind: actor.kind, name: actor.name }) })
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('status', 'in', open).where('then_fetch', 'is', null).execute()
    },

    async takeRun(merchantId, id, lease, now) {
      const row = await tx
        .updateTable('fetch_run')
        .set((eb) => ({
          status: 'running', lease_holder: lease.holder, lease_until: lease.until, waiting_until: null, attempts: eb('attempts', '+', 1),
          started_at: eb.fn.coalesce('started_at', sql<Date>`now()`),
          resumed: eb('resumed', '+', eb.case().when('status', '=', 'running').then(1).else(0).end()),
          deaths: eb('deaths', '+', eb.case().when('status', '=', 'running').then(1).else(0).end()),
        }))
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('status', 'in', open)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
        .where((eb) => eb.or([eb('waiting_until', 'is', null), eb('waiting_until', '<=', now), eb('status', '=', 'running')]))
        .returningAll()
        .executeTakeFirst()
      return row ? toFetchRun(row) : null
    },

    async renewLease(merchantId, id, lease) {
      const row = await tx
        .updateTable('fetch_run').set({ lease_until: lease.until })
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('lease_holder', '=', lease.holder).where('status', 'in', open)
        .returning('id').executeTakeFirst()
      return row !== undefined
    },

    async startWindow(run, holder, { from, to, certainTo, expected, clockAheadMs }) {
      const row = await ours(run, holder).set({ window_from: from, window_to: to, certain_to: certainTo, expected, clock_ahead_s: Math.round(clockAheadMs / 1000) }).returning('id').executeTakeFirst()
      return row !== undefined
    },

    async savePage(run, holder, counts, position, leaseUntil) {
      const [saved] = await sendPrepared(tx, sql<{ connected: boolean | null }>`
        update fetch_run r set
          pages = pages + 1, seen = seen + ${counts.seen}, new = new + ${counts.new}, changed = changed + ${counts.changed},
          unchanged = unchanged + ${counts.unchanged}, canceled = canceled + ${counts.canceled}, held = held + ${counts.held}, skipped = skipped + ${counts.skipped},
          skipped_by = ${addedTo('r.skipped_by', counts.skippedBy)}, held_by = ${addedTo('r.held_by', counts.heldBy)},
          cursor = ${position.cursor}, cursor_at = ${position.cursorAt}, list_from = ${position.listFrom}, read_until = coalesce(${position.readUntil}::timestamptz, read_until),
          lease_until = ${leaseUntil}, waiting_until = null, status = 'running', error = null, attempts = 1, deaths = 0
        where merchant_id = ${run.merchantId} and id = ${run.id} and lease_holder = ${holder} and status in ('running', 'waiting')
        returning (select a.connection_status = 'connected' from ec_account a where a.merchant_id = r.merchant_id and a.id = r.ec_account_id) as connected`)
      return saved ? { connected: saved.connected ?? false } : null
    },

    async finishRun(run, holder, { status, at, error }) {
      const row = await ours(run, holder)
        .set({ status, finished_at: at, waiting_until: null, lease_until: null, lease_holder: null, cursor: null, error: error ? JSON.stringify(error) : null })
        .returning('then_fetch').executeTakeFirst()
      if (row?.then_fetch && (await isConnected(run))) {
        const next = await this.queueRun(run.merchantId, run.ecAccountId, { trigger: 'manual', slot: null, actor: row.then_fetch as Actor })
        // A store that came back meanwhile counts what this one reads, and not what was read before.
        if (next) await tx.updateTable('reconnection').set({ fetch_run_id: next.id, follows_run_id: null }).where('merchant_id', '=', run.merchantId).where('follows_run_id', '=', run.id).where('ended_at', 'is', null).execute()
      }
      return row !== undefined
    },

    async parkRun(run, holder, { until, error }) {
      const row = await ours(run, holder)
        .set({ status: 'waiting', deaths: 0, waiting_until: until, lease_until: null, lease_holder: null, error: error ? JSON.stringify(error) : null })
        .returning('id').executeTakeFirst()
      if (row) await jobs.enqueue(runFetchJob, { merchantId: run.merchantId, id: run.id }, until)
    },

    async handBack(run, holder, jobAt) {
      const row = await ours(run, holder)
        .set((eb) => ({ status: 'queued', deaths: 0, waiting_until: null, lease_until: null, lease_holder: null, attempts: eb('attempts', '-', 1) }))
        .returning('id').executeTakeFirst()
      if (row) await jobs.enqueue(runFetchJob, { merchantId: run.merchantId, id: run.id }, jobAt)
    },

    async showWait(run, holder, until) {
      await ours(run, holder).set({ waiting_until: until }).execute()
    },

    async openRuns(now, limit) {
      const rows = await tx
        .selectFrom('fetch_run').select(['merchant_id', 'id'])
        .where('status', 'in', open).where('created_at', '<=', now)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
        .where((eb) => eb.or([eb('waiting_until', 'is', null), eb('waiting_until', '<=', now), eb('status', '=', 'running')]))
        .orderBy('created_at').limit(limit).execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
    },

    async newestListed(merchantId, ecAccountId) {
      const row = await tx
        .selectFrom('fetch_run').select((eb) => eb.fn.max('read_until').as('newest'))
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('status', '=', 'succeeded').where('trigger', 'not in', ['gap', 'backfill'])
        .executeTakeFirst()
      return row?.newest ?? null
    },

    async setCoveredUntil(merchantId, ecAccountId, until) {
      await tx
        .updateTable('ec_account').set({ covered_until: until })
        .where('merchant_id', '=', merchantId).where('id', '=', ecAccountId).execute()
    },

    async extendCoveredUntil(merchantId, ecAccountId, { from, to }) {
      await tx
        .updateTable('ec_account').set({ covered_until: to })
        .where('merchant_id', '=', merchantId).where('id', '=', ecAccountId)
        .where('covered_until', '>=', from).where('covered_until', '<', to).execute()
    },

    async openHint(merchantId, ecAccountId, webhookId, { now, until }) {
      const row = await tx
        .updateTable('webhook_delivery').set((eb) => ({ deaths: eb('deaths', '+', 1), waits_until: until }))
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('webhook_id', '=', webhookId).where('handled_at', 'is', null)
        .where((eb) => eb.or([eb('waits_until', 'is', null), eb('waits_until', '<=', now)]))
        .returning(['platform_order_id', 'tries', 'deaths']).executeTakeFirst()
      return row ? { platformOrderId: row.platform_order_id, tries: row.tries, deaths: row.deaths - 1 } : null
    },

    async leaveHint(merchantId, ecAccountId, webhookId, until) {
      await tx
        .updateTable('webhook_delivery').set((eb) => ({ deaths: 0, waits_until: until, ...(until ? { tries: eb('tries', '+', 1) } : {}) }))
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('webhook_id', '=', webhookId).execute()
    },

    async wakeHints(merchantId, ecAccountId) {
      await tx
        .updateTable('webhook_delivery').set({ tries: 0, waits_until: null })
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('handled_at', 'is', null).where('tries', '>', 0).execute()
    },

    async closeHint(merchantId, ecAccountId, webhookId, at) {
      await tx
        .updateTable('webhook_delivery').set({ handled_at: at })
        .where('merchant_id', '=', merchantId).where('ec_account_id', '=', ecAccountId).where('webhook_id', '=', webhookId).execute()
    },

    async openHints(now, limit) {
      const due = sql<Date>`coalesce(d.waits_until, d.received_at)`
      const rows = await tx
        .selectFrom('webhook_delivery as d')
        .innerJoin('ec_account as a', (join) => join.onRef('a.merchant_id', '=', 'd.merchant_id').onRef('a.id', '=', 'd.ec_account_id'))
        .select(['d.merchant_id', 'd.ec_account_id', 'd.webhook_id'])
        .where('d.handled_at', 'is', null).where('a.connection_status', '=', 'connected')
        .where(due, '<=', now).where('d.received_at', '>', new Date(now.getTime() - hintLifeMs))
        .orderBy(due).limit(limit).execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, ecAccountId: row.ec_account_id, webhookId: row.webhook_id }))
    },
  }
}

/** Numbers by name, with these added. */
function addedTo(column: string, counts: Readonly<Record<string, number>>): RawBuilder<unknown> {
  const before = sql.ref(column)
  const sums = Object.entries(counts).map(([name, count]) => sql`${name}::text, coalesce((${before} ->> ${name})::integer, 0) + ${count}::integer`)
  return sums.length === 0 ? before : sql`${before} || jsonb_build_object(${sql.join(sums)})`
}

function toFetchRun(row: Selectable<FetchRunTable>): FetchRun {
  return {
    merchantId: row.merchant_id, id: row.id, ecAccountId: row.ec_account_id, trigger: row.trigger as FetchRun['trigger'], status: row.status as FetchRun['status'],
    windowFrom: row.window_from, windowTo: row.window_to, certainTo: row.certain_to, cursor: row.cursor, cursorAt: row.cursor_at, listFrom: row.list_from, readUntil: row.read_until, attempts: row.attempts, deaths: row.deaths,
  }
}

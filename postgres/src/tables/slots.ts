import { newId } from '@crossdock/domain'
import { runFetchJob } from '@crossdock/flows/jobs'
import { system, type FetchRows, type JobQueue } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { toEcAccount } from './accounts.ts'

/** Where a fetch run is under way. */
export const open = ['queued', 'running', 'waiting']

type SlotRows = Pick<FetchRows, 'dueSlots' | 'queueSlotRuns' | 'noteServedSlot' | 'setNextSlots'>

/** Slots that fall due, many at a time: at nine o'clock it is everybody's. */
export function slotRows(tx: Tx, jobs: JobQueue): SlotRows {
  return {
    async dueSlots(now, limit) {
      const rows = await tx
        .selectFrom('ec_account').selectAll()
        .where('fetch_enabled', '=', true).where('connection_status', '=', 'connected').where('next_fetch_at', '<=', now)
        .where((eb) => eb.not(eb.exists(
          eb.selectFrom('fetch_run as r').select('r.id').whereRef('r.merchant_id', '=', 'ec_account.merchant_id').whereRef('r.ec_account_id', '=', 'ec_account.id')
            .where('r.status', 'in', open).where('r.window_to', 'is not', null),
        )))
        .orderBy('next_fetch_at').limit(limit).forUpdate().skipLocked().execute()
      return rows.map((row) => ({ account: toEcAccount(row), dueAt: row.next_fetch_at! }))
    },

    async queueSlotRuns(runs) {
      if (runs.length === 0) return new Set()
      const { rows } = await sql<{ merchant_id: string; ec_account_id: string; id: string }>`
        insert into fetch_run (merchant_id, ec_account_id, id, trigger, slot_date, slot_time, actor_kind, actor_name)
        select r.*, ${system.kind}, ${system.name}
          from unnest(${runs.map((run) => run.merchantId)}::uuid[], ${runs.map((run) => run.ecAccountId)}::uuid[], ${runs.map(() => newId())}::uuid[], ${runs.map((run) => run.trigger)}::text[],
                      ${runs.map((run) => run.slot.date)}::date[], ${runs.map((run) => run.slot.time)}::text[]) as r
        on conflict do nothing returning merchant_id, ec_account_id, id`.execute(tx)
      await jobs.enqueueAll(runFetchJob, rows.map((row) => ({ merchantId: row.merchant_id, id: row.id })))
      return new Set(rows.map((row) => row.ec_account_id))
    },

    async noteServedSlot(merchantId, ecAccountId, slot) {
      await tx
        .insertInto('fetch_run')
        .values({
          merchant_id: merchantId, id: newId(), ec_account_id: ecAccountId, trigger: 'slot', slot_date: slot.date, slot_time: slot.time, status: 'stopped',
          finished_at: sql<Date>`now()`,
          error: JSON.stringify({ kind: 'skipped', code: 'run_under_way', message: 'Another fetch run was under way at this time and read the same orders.' }),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async setNextSlots(all) {
      if (all.length === 0) return
      await sql`
        update ec_account a set next_fetch_at = n.at, next_slot = n.slot
          from unnest(${all.map((each) => each.merchantId)}::uuid[], ${all.map((each) => each.ecAccountId)}::uuid[], ${all.map(({ next }) => next?.at ?? null)}::timestamptz[],
                      ${all.map(({ next }) => (next ? JSON.stringify({ date: next.date, time: next.time }) : null))}::jsonb[]) as n (merchant_id, id, at, slot)
         where a.merchant_id = n.merchant_id and a.id = n.id`.execute(tx)
    },
  }
}

import { sendWriteJob } from '@crossdock/flows/jobs'
import type { JobQueue, PlatformWrite, WriteRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { PlatformWriteTable } from '../tables.ts'

const open = ['planned', 'sending', 'unknown']

export function writeRows(tx: Tx, jobs: JobQueue): WriteRows {
  return {
    async plan(merchantId, writes) {
      if (writes.length === 0) return
      await tx
        .insertInto('platform_write')
        .values(
          writes.map((write) => ({
            merchant_id: merchantId, id: write.id, ec_account_id: write.ecAccountId, kind: write.kind, subject_id: write.subjectId,
            part: write.part ?? 1, idempotency_key: write.idempotencyKey, request: JSON.stringify(write.request),
          })),
        )
        .execute()
      for (const write of writes) await jobs.enqueue(sendWriteJob, { merchantId, id: write.id })
    },

    async take(merchantId, id, { holder, until, now }) {
      const taken = await sql<Selectable<PlatformWriteTable>>`
        select * from platform_write w
         where merchant_id = ${merchantId} and id = ${id} and state in ('planned', 'sending', 'unknown') and next_attempt_at <= ${now}
           and (lease_until is null or lease_until < ${now})
           and not (kind in ('stock_increment', 'stock_overwrite') and exists (
             select 1 from platform_write e
              where e.merchant_id = w.merchant_id and e.ec_account_id = w.ec_account_id and e.state in ('planned', 'sending', 'unknown')
                and e.kind in ('stock_increment', 'stock_overwrite') and 'stock_overwrite' in (e.kind, w.kind)
                and e.subject_id <> w.subject_id and (e.planned_at, e.id) < (w.planned_at, w.id)))
         for update`.execute(tx)
      const row = taken.rows[0]
      if (!row) return null
      await tx
        .updateTable('platform_write')
        .set({ state: 'sending', attempts: row.attempts + 1, lease_until: until, lease_holder: holder, sent_at: now, uncertain_since: row.uncertain_since ?? now })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .execute()
      return toPlatformWrite({ ...row, state: 'sending', attempts: row.attempts + 1 })
    },

    async settle({ merchantId, id, attempts }, outcome) {
      const final = outcome.state === 'accepted' || outcome.state === 'rejected'
      const row = await tx
        .updateTable('platform_write')
        .set({
          state: outcome.state,
          lease_until: null,
          lease_holder: null,
          http_status: outcome.httpStatus,
          settled_at: final ? outcome.at : null,
          ...(final ? { answer: JSON.stringify(outcome.answer ?? null) } : { next_attempt_at: outcome.nextAttemptAt, uncertain_since: outcome.uncertainSince }),
          error_kind: outcome.state === 'accepted' ? null : outcome.errorKind,
          error_code: outcome.state === 'accepted' ? null : outcome.errorCode,
          error: outcome.state === 'accepted' ? null : outcome.error,
        })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .where('attempts', '=', attempts)
        .returning('id')
        .executeTakeFirst()
      if (row && !final) await jobs.enqueue(sendWriteJob, { merchantId, id }, outcome.nextAttemptAt)
      return row !== undefined
    },

    async get(merchantId, id) {
      const row = await tx.selectFrom('platform_write').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id).executeTakeFirst()
      return row ? toPlatformWrite(row) : null
    },

    async find(id) {
      const row = await tx.selectFrom('platform_write').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row ? toPlatformWrite(row) : null
    },

    async reopen(merchantId, id, freshKey) {
      const row = await tx
        .updateTable('platform_write')
        .set({ state: 'planned', settled_at: null, uncertain_since: null, answer: null, next_attempt_at: sql`now()`, ...(freshKey ? { idempotency_key: freshKey } : {}) })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where('state', '=', 'rejected')
        .returning('id')
        .executeTakeFirst()
      if (row) await jobs.enqueue(sendWriteJob, { merchantId, id })
      return row !== undefined
    },

    async due(now, limit) {
      const rows = await tx
        .selectFrom('platform_write as w')
        .leftJoin('ec_account as a', (join) => join.onRef('a.merchant_id', '=', 'w.merchant_id').onRef('a.id', '=', 'w.ec_account_id'))
        .select(['w.merchant_id', 'w.id'])
        .where('w.state', 'in', open)
        .where('w.next_attempt_at', '<=', now)
        .where((eb) => eb.or([eb('w.lease_until', 'is', null), eb('w.lease_until', '<', now)]))
        .where((eb) => eb.or([eb('a.connection_status', '=', 'connected'), eb('w.kind', '=', 'revocation')]))
        .orderBy('w.next_attempt_at')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
    },

    async wake(merchantId, ecAccountId) {
      const rows = await tx
        .updateTable('platform_write')
        .set({ next_attempt_at: sql`now()` })
        .where('merchant_id', '=', merchantId)
        .where('ec_account_id', '=', ecAccountId)
        .where('state', 'in', open)
        .returning('id')
        .execute()
      for (const row of rows) await jobs.enqueue(sendWriteJob, { merchantId, id: row.id })
      return rows.length
    },
  }
}

function toPlatformWrite(row: Selectable<PlatformWriteTable>): PlatformWrite {
  return {
    merchantId: row.merchant_id, id: row.id, ecAccountId: row.ec_account_id, kind: row.kind as PlatformWrite['kind'], subjectId: row.subject_id, part: row.part,
    state: row.state as PlatformWrite['state'], idempotencyKey: row.idempotency_key, request: row.request, attempts: row.attempts, plannedAt: row.planned_at,
    uncertainSince: row.uncertain_since,
  }
}

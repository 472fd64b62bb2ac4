import { newId } from '@crossdock/domain'
import { sendWriteJob } from '@crossdock/flows/jobs'
import type { JobQueue, PlatformWrite, WriteRows } from '@crossdock/flows/ports'
import { sql, type Insertable, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { PlatformWriteEventTable, PlatformWriteTable } from '../tables.ts'

const open = ['planned', 'sending', 'unknown']

export function writeRows(tx: Tx, jobs: JobQueue): WriteRows {
  const note = async (merchantId: string, writeId: string, event: Omit<Insertable<PlatformWriteEventTable>, 'merchant_id' | 'write_id' | 'id'>) => {
    await tx.insertInto('platform_write_event').values({ merchant_id: merchantId, write_id: writeId, id: newId(), ...event }).execute()
  }
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
           and (lease_until is null or lease_until < ${now}) and asked_at is null
           and not (kind in ('stock_increment', 'stock_overwrite') and exists (
             select 1 from platform_write e
              where e.merchant_id = w.merchant_id and e.ec_account_id = w.ec_account_id and e.state in ('planned', 'sending', 'unknown') and e.asked_at is null
                and e.kind in ('stock_increment', 'stock_overwrite') and 'stock_overwrite' in (e.kind, w.kind)
                and e.subject_id <> w.subject_id and (e.planned_at, e.id) < (w.planned_at, w.id)))
         for update`.execute(tx)
      const row = taken.rows[0]
      if (!row) return null
      // Its attempt was never settled: the process that made it is gone.
      if (row.state === 'sending') await note(merchantId, id, { event: 'interrupted', at: now, attempt: row.attempts, begun_at: row.sent_at, idempotency_key: row.idempotency_key })
      await tx
        .updateTable('platform_write')
        .set({ state: 'sending', attempts: row.attempts + 1, deaths: row.deaths + (row.state === 'sending' ? 1 : 0), lease_until: until, lease_holder: holder, sent_at: now, uncertain_since: row.uncertain_since ?? now })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .execute()
      return toPlatformWrite({ ...row, state: 'sending', attempts: row.attempts + 1, deaths: row.deaths + (row.state === 'sending' ? 1 : 0) })
    },

    async settle({ merchantId, id, attempts }, outcome) {
      const final = outcome.state === 'accepted' || outcome.state === 'rejected'
      const asks = !final && outcome.asks === true
      const failure = outcome.state === 'accepted' ? { error_kind: null, error_code: null, error: null } : { error_kind: outcome.errorKind, error_code: outcome.errorCode, error: outcome.error }
      const row = await tx
        .updateTable('platform_write')
        .set({
          state: outcome.state,
          lease_until: null,
          lease_holder: null,
          deaths: 0,
          http_status: outcome.httpStatus,
          settled_at: final ? outcome.at : null,
          ...(final ? { answer: JSON.stringify(outcome.answer ?? null) } : { uncertain_since: outcome.uncertainSince }),
          ...(final || outcome.asks ? {} : { next_attempt_at: outcome.nextAttemptAt }),
          asked_at: asks ? outcome.at : null,
          ...failure,
        })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where('state', '=', 'sending')
        .where('attempts', '=', attempts)
        .returning(['sent_at', 'idempotency_key'])
        .executeTakeFirst()
      if (!row) return false
      const event = asks ? 'asked' : 'attempt'
      await note(merchantId, id, { event, at: outcome.at, attempt: attempts, begun_at: row.sent_at, idempotency_key: row.idempotency_key, state: outcome.state, http_status: outcome.httpStatus, ...failure })
      if (!final && !outcome.asks) await jobs.enqueue(sendWriteJob, { merchantId, id }, outcome.nextAttemptAt)
      return true
    },

    async get(merchantId, id) {
      const row = await tx.selectFrom('platform_write').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id).executeTakeFirst()
      return row ? toPlatformWrite(row) : null
    },

    async find(id) {
      const row = await tx.selectFrom('platform_write').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
      return row ? toPlatformWrite(row) : null
    },

    async reopen(merchantId, id, { event, freshKey, request, actor, at, note: words }) {
      const row = await tx
        .updateTable('platform_write')
        .set({
          state: 'planned', settled_at: null, uncertain_since: null, asked_at: null, answer: null, next_attempt_at: at,
          ...(freshKey ? { idempotency_key: freshKey } : {}), ...(request === undefined ? {} : { request: JSON.stringify(request) }),
        })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where((eb) => (event === 'not_arrived' ? eb('asked_at', 'is not', null) : eb('state', 'in', event === 'corrected' ? ['rejected', 'planned'] : ['rejected'])))
        .returning('id')
        .executeTakeFirst()
      if (!row) return false
      await note(merchantId, id, { event, at, actor_kind: actor.kind, actor_name: actor.name, note: words ?? null })
      await jobs.enqueue(sendWriteJob, { merchantId, id })
      return true
    },

    async conclude(merchantId, id, { answer, actor, at, note: words }) {
      const row = await tx
        .updateTable('platform_write')
        .set({ state: 'accepted', settled_at: at, asked_at: null, error_kind: null, error_code: null, error: null, answer: JSON.stringify({ decided: answer }) })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where('asked_at', 'is not', null)
        .returning('id')
        .executeTakeFirst()
      if (!row) return false
      await note(merchantId, id, { event: answer, at, actor_kind: actor.kind, actor_name: actor.name, note: words ?? null })
      await jobs.enqueue(sendWriteJob, { merchantId, id })
      return true
    },

    async endAllOf(ref, at) {
      await sql`
        with ended as (
          update platform_write set state = 'rejected', settled_at = ${at}, asked_at = null, lease_until = null, error_kind = 'rejected', error_code = 'account_deleted'
           where merchant_id = ${ref.merchantId} and ec_account_id = ${ref.id} and state in ('planned', 'sending', 'unknown') and kind <> 'revocation'
          returning id
        )
        insert into platform_write_event (merchant_id, write_id, id, at, event) select ${ref.merchantId}, id, new_id(), ${at}, 'account_deleted' from ended`.execute(tx)
    },

    async due(now, limit) {
      const rows = await tx
        .selectFrom('platform_write as w')
        .leftJoin('ec_account as a', (join) => join.onRef('a.merchant_id', '=', 'w.merchant_id').onRef('a.id', '=', 'w.ec_account_id'))
        .select(['w.merchant_id', 'w.id'])
        .where('w.state', 'in', open)
        .where('w.asked_at', 'is', null)
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
        .where('asked_at', 'is', null)
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
    state: row.state as PlatformWrite['state'], idempotencyKey: row.idempotency_key, request: row.request, attempts: row.attempts, deaths: row.deaths, plannedAt: row.planned_at,
    uncertainSince: row.uncertain_since, askedAt: row.asked_at,
  }
}

import { sendNoticeJob } from '@crossdock/flows/jobs'
import type { JobQueue, NoticeRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { NoticeTable } from '../tables.ts'
import { endpointRows } from './notice-endpoints.ts'

export function noticeRows(tx: Tx, jobs: JobQueue): NoticeRows {
  return {
    ...endpointRows(tx, jobs),
    async add(notices, { quietly = false } = {}) {
      if (notices.length === 0) return
      await tx
        .insertInto('notice')
        .values(notices.map((each) => ({ merchant_id: each.merchantId, id: each.id, endpoint_id: each.endpointId, message_id: each.messageId, type: each.type, payload: each.payload, created_at: each.at, next_attempt_at: each.at })))
        .execute()
      if (!quietly) for (const each of notices) await jobs.enqueue(sendNoticeJob, { merchantId: each.merchantId, id: each.id })
    },
    async take(merchantId, id, { holder, until, now }, { evenDisabled = false } = {}) {
      const { rows } = await sql<Selectable<NoticeTable>>`
        update notice n set state = 'sending', attempts = n.attempts + 1, tries = n.tries + 1, lease_until = ${until}, lease_holder = ${holder}
          from notice_endpoint e
         where n.merchant_id = ${merchantId} and n.id = ${id} and e.merchant_id = n.merchant_id and e.id = n.endpoint_id and (e.enabled or ${evenDisabled})
           and (n.state = 'waiting' and n.next_attempt_at <= ${now} or n.state = 'sending' and n.lease_until < ${now})
         returning n.*`.execute(tx)
      const [row] = rows
      if (!row) return null
      return { merchantId, id, endpointId: row.endpoint_id, messageId: row.message_id, type: row.type, payload: row.payload, at: row.created_at, attempts: row.attempts, tries: row.tries }
    },
    async settle({ merchantId, id, attempts }, attempt, outcome) {
      const row = await tx
        .updateTable('notice')
        .set({ state: outcome.state, lease_until: null, lease_holder: null, ...(outcome.state === 'waiting' ? { next_attempt_at: outcome.nextAttemptAt } : { settled_at: attempt.at }) })
        .where('merchant_id', '=', merchantId).where('id', '=', id).where('attempts', '=', attempts).where('state', '=', 'sending')
        .returning('id')
        .executeTakeFirst()
      if (!row) return false
      await tx
        .insertInto('notice_attempt')
        .values({ merchant_id: merchantId, notice_id: id, number: attempts, at: attempt.at, status: attempt.status, duration_ms: attempt.durationMs, error: attempt.error, answer: attempt.answer })
        .execute()
      if (outcome.state === 'waiting') await jobs.enqueue(sendNoticeJob, { merchantId, id }, outcome.nextAttemptAt)
      return true
    },
    async due(now, limit) {
      const { rows } = await sql<{ merchant_id: string; id: string }>`
        select n.merchant_id, n.id from notice n join notice_endpoint e on e.merchant_id = n.merchant_id and e.id = n.endpoint_id
         where e.enabled and n.state in ('waiting', 'sending') and n.next_attempt_at <= ${now} and (n.lease_until is null or n.lease_until < ${now})
         order by n.next_attempt_at limit ${limit}`.execute(tx)
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }))
    },
    async replay(endpoint, which, at) {
      const chosen = 'noticeId' in which ? sql`id = ${which.noticeId} and state in ('delivered', 'failed', 'expired')` : sql`state in ('failed', 'expired') and created_at >= ${which.failedSince}`
      const { rows } = await sql<{ id: string }>`
        update notice set state = 'waiting', tries = 0, next_attempt_at = ${at}, settled_at = null
         where merchant_id = ${endpoint.merchantId} and endpoint_id = ${endpoint.id} and ${chosen} returning id`.execute(tx)
      await jobs.enqueueMissing(sendNoticeJob, rows.map(({ id }) => ({ merchantId: endpoint.merchantId, id })))
      return rows.length
    },
    async leaveLost(testType, now) {
      await sql`
        update notice n set state = case when n.type = ${testType} then 'failed' else 'waiting' end, settled_at = case when n.type = ${testType} then ${now}::timestamptz end, lease_until = null, lease_holder = null
          from notice_endpoint e
         where e.merchant_id = n.merchant_id and e.id = n.endpoint_id and not e.enabled and n.state = 'sending' and n.lease_until < ${now}`.execute(tx)
    },
    async expire(before, at) {
      await sql`update notice set state = 'expired', settled_at = ${at} where state = 'waiting' and created_at < ${before.waiting}`.execute(tx)
      await sql`delete from notice where settled_at < ${before.settled} and state in ('delivered', 'failed', 'expired')`.execute(tx)
    },
  }
}

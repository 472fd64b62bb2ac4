import { newId } from '@crossdock/domain'
import { sendWritesJob } from '@crossdock/flows/jobs'
import type { JobQueue, PlatformWrite, WriteRows } from '@crossdock/flows/ports'
import { sql, type Insertable, type RawBuilder, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import { sendPrepared } from '../send.ts'
import type { PlatformWriteEventTable, PlatformWriteTable } from '../tables.ts'
import { isUnshown } from '../unshown.ts'

const open = ['planned', 'sending', 'unknown']

/** Of `platform_write w`. */
const isDue = (now: Date) => sql<boolean>`(w.state in ('planned', 'sending', 'unknown') and w.asked_at is null and w.next_attempt_at <= ${now} and (w.lease_until is null or w.lease_until < ${now}))`
/** Of `platform_write w`: a figure that overwrites a store's stock stays in line with the other writes of its stock. */
const isItsTurn = sql<boolean>`not (w.kind in ('stock_increment', 'stock_overwrite') and exists (
  select 1 from platform_write e
   where e.merchant_id = w.merchant_id and e.ec_account_id = w.ec_account_id and e.state in ('planned', 'sending', 'unknown') and e.asked_at is null
     and e.kind in ('stock_increment', 'stock_overwrite') and 'stock_overwrite' in (e.kind, w.kind)
     and e.subject_id <> w.subject_id and (e.planned_at, e.id) < (w.planned_at, w.id)))`

export function writeRows(tx: Tx, jobs: JobQueue): WriteRows {
  const note = async (merchantId: string, writeId: string, event: Omit<Insertable<PlatformWriteEventTable>, 'merchant_id' | 'write_id' | 'id'>) => {
    await tx.insertInto('platform_write_event').values({ merchant_id: merchantId, write_id: writeId, id: newId(), ...event }).execute()
  }
  /** Takes the writes that a query finds and locks. */
  const take = async (found: RawBuilder<unknown>, { holder, until, now }: { holder: string; until: Date; now: Date }): Promise<PlatformWrite[]> => {
    const { rows } = await sql<Selectable<PlatformWriteTable> & { was_state: string; was_sent_at: Date | null; was_uncertain_since: Date | null }>`
      with found as (${found}),
      taken as (
        update platform_write w
           set state = 'sending', attempts = w.attempts + 1, deaths = w.deaths + (w.state = 'sending')::integer, lease_until = ${until}, lease_holder = ${holder}, sent_at = ${now}, uncertain_since = coalesce(w.uncertain_since, ${now})
          from found f where w.merchant_id = f.merchant_id and w.id = f.id
        returning w.*, f.state as was_state, f.sent_at as was_sent_at, f.uncertain_since as was_uncertain_since
      )
      select * from taken order by next_attempt_at, planned_at, id`.execute(tx)
    for (const row of rows) {
      // Its attempt was never settled: the process that made it is gone.
      if (row.was_state === 'sending') await note(row.merchant_id, row.id, { event: 'interrupted', at: now, attempt: row.attempts - 1, begun_at: row.was_sent_at, idempotency_key: row.idempotency_key })
    }
    return rows.map((row) => toPlatformWrite({ ...row, uncertain_since: row.was_uncertain_since }))
  }
  return {
    async plan(merchantId, writes, again) {
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
      if (again) for (const { id } of writes) await note(merchantId, id, { event: 'sent_again', at: again.at, actor_kind: again.actor.kind, actor_name: again.actor.name, note: again.note ?? null })
      for (const id of new Set(writes.map((write) => write.ecAccountId))) await jobs.enqueue(sendWritesJob, { merchantId, id })
    },

    async planRefused(merchantId, write, { errorKind, errorCode, error, at }) {
      await tx
        .insertInto('platform_write')
        .values({
          merchant_id: merchantId, id: write.id, ec_account_id: write.ecAccountId, kind: write.kind, subject_id: write.subjectId, part: write.part ?? 1, idempotency_key: write.idempotencyKey,
          request: JSON.stringify(write.request), state: 'rejected', planned_at: at, settled_at: at, error_kind: errorKind, error_code: errorCode, error,
        })
        .execute()
    },

    async take(merchantId, id, lease) {
      const [write] = await take(sql`select w.* from platform_write w where w.merchant_id = ${merchantId} and w.id = ${id} and ${isDue(lease.now)} and ${isItsTurn} for update`, lease)
      return write ?? null
    },

    async takeDue(account, lease, { connected, most }) {
      return take(sql`
        select w.* from platform_write w
         where w.merchant_id = ${account.merchantId} and w.ec_account_id = ${account.id} and ${isDue(lease.now)} and ${isItsTurn} and (${connected} or w.kind = 'revocation')
         order by w.next_attempt_at, w.planned_at, w.id limit ${most} for update skip locked`, lease)
    },

    async settle({ merchantId, id, ecAccountId, attempts }, outcome) {
      const final = outcome.state === 'accepted' || outcome.state === 'rejected'
      const asks = !final && outcome.asks === true
      const failure = outcome.state === 'accepted' ? { error_kind: null, error_code: null, error: null } : { error_kind: outcome.errorKind, error_code: outcome.errorCode, error: outcome.error }
      const event = asks ? 'asked' : 'attempt'
      const [settled] = await sendPrepared(tx, sql`
        with settled as (
          update platform_write
             set state = ${outcome.state}, lease_until = null, lease_holder = null, deaths = 0, http_status = ${outcome.httpStatus}, settled_at = ${final ? outcome.at : null},
                 answer = case when ${final} then ${final ? JSON.stringify(outcome.answer ?? null) : null}::jsonb else answer end,
                 uncertain_since = case when ${final} then uncertain_since else ${final ? null : outcome.uncertainSince}::timestamptz end,
                 next_attempt_at = coalesce(${final || outcome.asks ? null : outcome.nextAttemptAt}::timestamptz, next_attempt_at), asked_at = ${asks ? outcome.at : null},
                 error_kind = ${failure.error_kind}, error_code = ${failure.error_code}, error = ${failure.error}
           where merchant_id = ${merchantId} and id = ${id} and state = 'sending' and attempts = ${attempts}
          returning sent_at, idempotency_key)
        insert into platform_write_event (merchant_id, write_id, id, event, at, attempt, begun_at, idempotency_key, state, http_status, error_kind, error_code, error)
        select ${merchantId}::uuid, ${id}::uuid, ${newId()}::uuid, ${event}, ${outcome.at}::timestamptz, ${attempts}::integer, sent_at, idempotency_key, ${outcome.state}, ${outcome.httpStatus}::integer,
               ${failure.error_kind}, ${failure.error_code}, ${failure.error}
          from settled
        returning event`)
      if (!settled) return false
      if (!final && !outcome.asks) await jobs.enqueue(sendWritesJob, { merchantId, id: ecAccountId }, outcome.nextAttemptAt)
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

    async reopen(merchantId, id, { event, freshKey, request, items, actor, at, note: words }) {
      const row = await tx
        .updateTable('platform_write')
        .set({
          state: 'planned', settled_at: null, uncertain_since: null, asked_at: null, left_at: null, answer: null, next_attempt_at: at,
          ...(freshKey ? { idempotency_key: freshKey } : {}), ...(request === undefined ? {} : { request: JSON.stringify(request) }),
        })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where((eb) => (event === 'not_arrived' || event === 'by_item' ? eb('asked_at', 'is not', null) : eb('state', 'in', event === 'corrected' ? ['rejected', 'planned'] : ['rejected'])))
        .returning('ec_account_id')
        .executeTakeFirst()
      if (!row) return false
      await note(merchantId, id, { event, at, actor_kind: actor.kind, actor_name: actor.name, note: words ?? null, items: items ? JSON.stringify(items) : null })
      await jobs.enqueue(sendWritesJob, { merchantId, id: row.ec_account_id })
      return true
    },

    async conclude(merchantId, id, { answer, items, actor, at, note: words }) {
      const row = await tx
        .updateTable('platform_write')
        .set({ state: 'accepted', settled_at: at, asked_at: null, error_kind: null, error_code: null, error: null, answer: JSON.stringify({ decided: answer }) })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where('asked_at', 'is not', null)
        .returning('ec_account_id')
        .executeTakeFirst()
      if (!row) return false
      await note(merchantId, id, { event: answer, at, actor_kind: actor.kind, actor_name: actor.name, note: words ?? null, items: items ? JSON.stringify(items) : null })
      await jobs.enqueue(sendWritesJob, { merchantId, id: row.ec_account_id })
      return true
    },

    async leave(merchantId, id, { actor, at, note: words }) {
      const { rows } = await sql<{ id: string }>`
        update platform_write w set left_at = ${at}
         where w.merchant_id = ${merchantId} and w.id = ${id} and w.left_at is null
           and (w.state = 'rejected' or w.state = 'accepted' and (
             exists (select from stock_push_line l where l.merchant_id = w.merchant_id and l.stock_push_id = w.subject_id and l.part = w.part and l.result in ('refused', 'invalid_quantity'))
             or exists (select from parcel p where p.merchant_id = w.merchant_id and p.write_id = w.id and ${isUnshown(at)})))
        returning w.id`.execute(tx)
      if (rows.length === 0) return false
      await note(merchantId, id, { event: 'left', at, actor_kind: actor.kind, actor_name: actor.name, note: words ?? null })
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
      // From account to account by the index, however much each of them has open.
      const { rows } = await sql<{ merchantId: string; id: string }>`
        with recursive account as (
          (select merchant_id, ec_account_id from platform_write where state in ('planned', 'sending', 'unknown') and asked_at is null order by merchant_id, ec_account_id limit 1)
          union all
          select next.* from account p cross join lateral (
            select merchant_id, ec_account_id from platform_write
             where state in ('planned', 'sending', 'unknown') and asked_at is null and (merchant_id, ec_account_id) > (p.merchant_id, p.ec_account_id)
             order by merchant_id, ec_account_id limit 1) next
        )
        select p.merchant_id as "merchantId", p.ec_account_id as id
          from account p left join ec_account a on a.merchant_id = p.merchant_id and a.id = p.ec_account_id
          cross join lateral (
            select next_attempt_at from platform_write w
             where w.merchant_id = p.merchant_id and w.ec_account_id = p.ec_account_id and ${isDue(now)} and (a.connection_status = 'connected' or w.kind = 'revocation')
             order by next_attempt_at limit 1) oldest
         order by oldest.next_attempt_at limit ${limit}`.execute(tx)
      return rows
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
      if (rows.length > 0) await jobs.enqueue(sendWritesJob, { merchantId, id: ecAccountId })
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

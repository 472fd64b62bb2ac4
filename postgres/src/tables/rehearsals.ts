import type { RehearsalRows } from '@crossdock/flows/ports'
import { sql, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { EcAccountTable } from '../tables.ts'
import { toEcAccount } from './accounts.ts'

export function rehearsalRows(tx: Tx): RehearsalRows {
  return {
    async take({ now, until, leaseUntil, limit }) {
      const { rows } = await sql<Selectable<EcAccountTable> & { rehearsal_id: string; rehearsal_attempts: number }>`
        with due as (
          select a.merchant_id, a.id, (a.next_slot ->> 'date')::date as slot_date, a.next_slot ->> 'time' as slot_time, a.next_fetch_at
            from ec_account a
           where a.fetch_enabled and a.connection_status = 'connected' and a.next_fetch_at > ${now} and a.next_fetch_at <= ${until} and a.next_slot is not null
             and not exists (
               select from rehearsal r
                where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.slot_date = (a.next_slot ->> 'date')::date and r.slot_time = a.next_slot ->> 'time'
                  and (r.due_at is null or r.due_at > ${now}))
           order by a.next_fetch_at limit ${limit}
        ), taken as (
          insert into rehearsal (merchant_id, id, ec_account_id, slot_date, slot_time, slot_at, state, attempts, tried_at, due_at)
          select merchant_id, new_id(), id, slot_date, slot_time, next_fetch_at, 'running', 1, ${now}, ${leaseUntil} from due
          on conflict (merchant_id, ec_account_id, slot_date, slot_time) do update
             set attempts = rehearsal.attempts + 1, tried_at = excluded.tried_at, due_at = excluded.due_at, slot_at = excluded.slot_at
           where rehearsal.due_at <= ${now}
          returning merchant_id, id, ec_account_id, attempts
        )
        select a.*, t.id as rehearsal_id, t.attempts as rehearsal_attempts
          from taken t join ec_account a on a.merchant_id = t.merchant_id and a.id = t.ec_account_id`.execute(tx)
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.rehearsal_id, account: toEcAccount(row), slotAt: row.next_fetch_at!, attempts: row.rehearsal_attempts }))
    },
    async conclude({ merchantId, id, attempts }, end) {
      const row = await tx
        .updateTable('rehearsal')
        .set(end.state === 'ok'
          ? { state: 'ok', failed_check: null, trouble: null, due_at: null }
          : { state: 'failed', failed_check: end.check, trouble: JSON.stringify(end.trouble), due_at: end.again })
        .where('merchant_id', '=', merchantId)
        .where('id', '=', id)
        .where('attempts', '=', attempts)
        .returning('id')
        .executeTakeFirst()
      return row !== undefined
    },
    async wake(ref, at) {
      await tx
        .updateTable('rehearsal')
        .set({ due_at: at })
        .where('merchant_id', '=', ref.merchantId)
        .where('ec_account_id', '=', ref.id)
        .where('slot_at', '>', at)
        .where('state', '=', 'failed')
        .execute()
    },
    async prune(ref, before) {
      await tx.deleteFrom('rehearsal').where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id).where('slot_at', '<', before).execute()
    },
  }
}

import { ownerOfRehearsal, type RehearsalCheck } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** The rehearsal of a slot that still lies ahead found what will stop the fetch, and not what passes by itself. */
export const rehearsalFailed: Condition = async (tx, now) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; account: string; merchant: string; slot: string; check: RehearsalCheck; trouble: { kind: string; code: string; message: string } }>`
    select a.merchant_id, a.id, r.tried_at as since, a.display_name as account, m.name as merchant, r.slot_time as slot, r.failed_check as check, r.trouble
      from rehearsal r
      join ec_account a on a.merchant_id = r.merchant_id and a.id = r.ec_account_id
      join merchant m on m.merchant_id = a.merchant_id
     where r.state = 'failed' and r.failed_check in ('scope', 'shop') and r.slot_at > ${now} and a.connection_status = 'connected' and m.active`.execute(tx)
  return rows.map(({ merchant_id, id, since, account, merchant, slot, check, trouble }) => ({
    merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, owner: ownerOfRehearsal(check, trouble), params: { account, merchant, slot, error: trouble.message },
  }))
}

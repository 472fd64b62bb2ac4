import type { WriteKind, WriteState } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { refusedItems } from '../refused-items.ts'

/** A write in a line, for whoever looks at many at once. */
export interface WriteLine {
  id: string
  state: WriteState
  kind: WriteKind
  ecAccountId: string
  /** Its display name; empty when the account is gone. */
  ecAccount: string
  connected: boolean
  attempts: number
  plannedAt: Date
  ageSeconds: number
  nextAttemptAt: Date
  error: string | null
  /** Of a stock write that was taken: the items that were not. */
  refusedItems: number
}

export interface WriteLineFilter {
  /** What is not settled or was refused, unless told; without what a person left as it is. What was taken but for an item or more is refused, too. */
  states?: readonly WriteState[]
  kind?: WriteKind | undefined
  /** An id or a display name. */
  account?: string | undefined
}

/** Over all merchants within the scope, the oldest first. */
export async function listWriteLines(tx: Tx, { states = ['planned', 'sending', 'unknown', 'rejected'], kind, account }: WriteLineFilter, limit: number): Promise<WriteLine[]> {
  const { rows } = await sql<WriteLine>`
    select w.id, w.state, w.kind, w.ec_account_id as "ecAccountId", coalesce(a.display_name, '') as "ecAccount", coalesce(a.connection_status = 'connected', false) as connected, w.attempts,
           w.planned_at as "plannedAt", extract(epoch from now() - w.planned_at)::float as "ageSeconds", w.next_attempt_at as "nextAttemptAt",
           coalesce(w.error, r.error) as error, coalesce(r.items, 0) as "refusedItems"
      from (select * from platform_write where state = any(${states}::text[])
            union
            select * from platform_write where 'rejected' = any(${states}::text[]) and (merchant_id, id) in (select merchant_id, write_id from ${refusedItems} i)) w
      left join ${refusedItems} r on r.merchant_id = w.merchant_id and r.write_id = w.id
      left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id
     where w.left_at is null and (${kind ?? null}::text is null or w.kind = ${kind ?? null})
       and (${account ?? null}::text is null or w.ec_account_id::text = ${account ?? null} or a.display_name = ${account ?? null})
     order by w.planned_at, w.id limit ${limit}`.execute(tx)
  return rows
}

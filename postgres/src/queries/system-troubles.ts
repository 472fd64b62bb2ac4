import type { SystemTroubleKind } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Trouble of our own that goes on, one for each cause. `platform` is its key. */
export interface SystemTroubleView {
  kind: SystemTroubleKind
  platform: string
  since: string
  detail: string
  /** Accounts that it concerns. */
  accounts: number
}

/** For the warehouse's admin: no merchant's rows are in it. */
export async function listSystemTroubles(tx: Tx): Promise<SystemTroubleView[]> {
  const { rows } = await sql<{ kind: SystemTroubleKind; platform: string; since: Date; detail: string; accounts: number }>`
    select t.kind, a.platform, min(t.began_at) as since, (array_agg(t.detail order by t.began_at))[1] as detail, count(distinct a.id)::int as accounts
      from system_trouble t
      join ec_account a on (t.kind = 'client_refused' and a.platform = t.subject and a.connection_status = 'connected') or (t.kind = 'secret_unreadable' and a.id::text = t.subject)
     where t.ended_at is null
     group by t.kind, a.platform
    union all
    select t.kind, t.subject, t.began_at, t.detail, 0 from system_trouble t
     where t.ended_at is null and t.kind = 'client_refused'
       and not exists (select from ec_account a where a.platform = t.subject and a.connection_status = 'connected')
     order by 3`.execute(tx)
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }))
}

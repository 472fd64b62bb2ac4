import { ownerOfRehearsal, type RehearsalCheck, type TroubleOwner } from '@crossdock/domain'
import type { Trouble } from '@crossdock/flows/ports'
import type { Tx } from '../database.ts'

export interface RehearsalView {
  slot: { date: string; time: string }
  slotAt: string
  /** When it was looked at last. */
  at: string
  state: 'running' | 'ok' | 'failed'
  failed: { check: RehearsalCheck; owner: TroubleOwner; code: string; detail: string; againAt: string | null } | null
}

/** The latest rehearsal of an account; null before the first. */
export async function readRehearsal(tx: Tx, account: { merchantId: string; id: string }): Promise<RehearsalView | null> {
  const row = await tx
    .selectFrom('rehearsal')
    .selectAll()
    .where('merchant_id', '=', account.merchantId)
    .where('ec_account_id', '=', account.id)
    .orderBy('slot_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const trouble = row.trouble as Trouble | null
  const check = row.failed_check as RehearsalCheck | null
  return {
    slot: { date: row.slot_date, time: row.slot_time },
    slotAt: row.slot_at.toISOString(),
    at: row.tried_at.toISOString(),
    state: row.state as RehearsalView['state'],
    failed: row.state === 'failed' && check && trouble
      ? { check, owner: ownerOfRehearsal(check, trouble), code: trouble.code, detail: trouble.message, againAt: row.due_at?.toISOString() ?? null }
      : null,
  }
}

import { systemMerchantId } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/** One alert for the warehouse instead of one for each store. */
export const platformDown: Condition = async (tx) => {
  const { rows } = await sql<{ platform: string; since: Date; accounts: number }>`${platformsDown}`.execute(tx)
  return rows.map(({ platform, since, accounts }) => ({ merchantId: systemMerchantId, groupKey: platform, subjectId: null, since, count: accounts, params: { platform } }))
}

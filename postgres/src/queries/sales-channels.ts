import { newId } from '@crossdock/domain'
import { Refusal, refuseStale, type Actor } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { refusingDuplicates } from '../duplicate.ts'
import { lockMerchants } from '../tables/lock-merchants.ts'
import { matchRows } from '../tables/matching.ts'
import { containing } from './like.ts'
import { findMerchant } from './merchants.ts'

export interface SalesChannelItem {
  id: string
  merchant: { id: string; name: string }
  name: string
  enabled: boolean
  createdAt: string
  version: number
  ecAccounts: number
}

interface SalesChannelRow {
  id: string
  merchant_id: string
  merchant_name: string
  name: string
  enabled: boolean
  created_at: Date
  version: number
  ec_accounts: number
}

const selection = sql`
  select c.id, c.merchant_id, m.name as merchant_name, c.name, c.enabled, c.created_at, c.version,
         (select count(*)::int from ec_account a where a.merchant_id = c.merchant_id and a.sales_channel_id = c.id) as ec_accounts
    from sales_channel c join merchant m on m.merchant_id = c.merchant_id`

/** By merchant, then by name. */
export async function listSalesChannels(tx: Tx, filter: { merchantId?: string | undefined; q?: string | undefined }): Promise<SalesChannelItem[]> {
  const conditions = [sql`true`]
  if (filter.merchantId) conditions.push(sql`c.merchant_id = ${filter.merchantId}`)
  if (filter.q) conditions.push(sql`c.name ilike ${containing(filter.q)}`)
  const { rows } = await sql<SalesChannelRow>`${selection} where ${sql.join(conditions, sql` and `)} order by lower(m.name), lower(c.name), c.id`.execute(tx)
  return rows.map(toSalesChannel)
}

/** @throws Refusal `not_found` (of the merchant), `merchant_inactive`, `name_taken` */
export async function createSalesChannel(tx: Tx, channel: { merchantId: string; name: string; enabled: boolean }): Promise<SalesChannelItem> {
  const merchant = await findMerchant(tx, channel.merchantId)
  if (!merchant) throw new Refusal('not_found')
  if (!merchant.active) throw new Refusal('merchant_inactive', { name: merchant.name })
  const id = newId()
  await refusingDuplicates(takenBy(channel.name), () =>
    tx.insertInto('sales_channel').values({ merchant_id: channel.merchantId, id, name: channel.name, enabled: channel.enabled }).execute(),
  )
  return getSalesChannel(tx, id)
}

/**
 * Renames, enables or disables. Enabling frees the pending orders that waited for it; disabling holds them.
 * @throws Refusal `not_found`, `name_taken`, `version_conflict`
 */
export async function updateSalesChannel(
  tx: Tx, id: string, change: { name?: string | undefined; enabled?: boolean | undefined; version?: number | undefined }, actor: Actor,
): Promise<SalesChannelItem & { released: number }> {
  if (change.enabled !== undefined) await lockMerchants(tx, sql`select merchant_id from sales_channel where id = ${id}`)
  const before = await tx.selectFrom('sales_channel').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) throw new Refusal('not_found')
  refuseStale(change.version, before.version)
  const after = { name: change.name ?? before.name, enabled: change.enabled ?? before.enabled }
  await refusingDuplicates(takenBy(after.name), () =>
    tx.updateTable('sales_channel').set({ ...after, version: before.version + 1 }).where('merchant_id', '=', before.merchant_id).where('id', '=', id).execute(),
  )
  let released = 0
  if (after.enabled !== before.enabled) {
    const matching = matchRows(tx)
    const settled = await matching.settle(before.merchant_id, await matching.pendingOfChannel(before.merchant_id, id), actor)
    released = settled.released
  }
  return { ...(await getSalesChannel(tx, id)), released }
}

async function getSalesChannel(tx: Tx, id: string): Promise<SalesChannelItem> {
  const { rows } = await sql<SalesChannelRow>`${selection} where c.id = ${id}`.execute(tx)
  if (!rows[0]) throw new Refusal('not_found')
  return toSalesChannel(rows[0])
}

const takenBy = (name: string) => ({ sales_channel_name: () => new Refusal('name_taken', { name }) })

function toSalesChannel(row: SalesChannelRow): SalesChannelItem {
  return {
    id: row.id, merchant: { id: row.merchant_id, name: row.merchant_name }, name: row.name, enabled: row.enabled,
    createdAt: row.created_at.toISOString(), version: row.version, ecAccounts: row.ec_accounts,
  }
}

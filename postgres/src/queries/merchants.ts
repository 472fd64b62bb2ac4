import { newId } from '@crossdock/domain'
import { Refusal, refuseStale } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { refusingDuplicates } from '../duplicate.ts'
import { containing } from './like.ts'

export interface MerchantItem {
  id: string
  code: string
  name: string
  active: boolean
  createdAt: string
  version: number
  ecAccounts: number
  /** Pending and processing. */
  openOrders: number
}

interface MerchantRow {
  merchant_id: string
  code: string
  name: string
  active: boolean
  created_at: Date
  version: number
  ec_accounts: number
  open_orders: number
}

const columns = sql`m.merchant_id, m.code, m.name, m.active, m.created_at, m.version,
  (select count(*)::int from ec_account a where a.merchant_id = m.merchant_id) as ec_accounts,
  (select coalesce(sum(t.orders), 0)::int from order_tally t where t.merchant_id = m.merchant_id and t.status in ('pending', 'processing')) as open_orders`

/** The merchants within the scope, by name. */
export async function listMerchants(tx: Tx, filter: { q?: string | undefined; active?: boolean | undefined } = {}): Promise<MerchantItem[]> {
  const conditions = [sql`true`]
  if (filter.q) conditions.push(sql`(m.name ilike ${containing(filter.q)} or m.code ilike ${containing(filter.q)})`)
  if (filter.active !== undefined) conditions.push(sql`m.active = ${filter.active}`)
  const { rows } = await sql<MerchantRow>`select ${columns} from merchant m where ${sql.join(conditions, sql` and `)} order by lower(m.name), m.merchant_id`.execute(tx)
  return rows.map(toMerchant)
}

export async function getMerchant(tx: Tx, id: string): Promise<MerchantItem | null> {
  const { rows } = await sql<MerchantRow>`select ${columns} from merchant m where m.merchant_id = ${id}`.execute(tx)
  return rows[0] ? toMerchant(rows[0]) : null
}

/** By id, or by code in any case. */
export async function findMerchant(tx: Tx, idOrCode: string): Promise<{ id: string; code: string; name: string; active: boolean } | null> {
  const row = await tx
    .selectFrom('merchant')
    .select(['merchant_id as id', 'code', 'name', 'active'])
    .where((eb) => eb.or([eb(sql`merchant_id::text`, '=', idOrCode.toLowerCase()), eb('code', '=', idOrCode.toUpperCase())]))
    .executeTakeFirst()
  return row ?? null
}

/** @throws Refusal `name_taken` when the code or the name exists already */
export async function createMerchant(tx: Tx, merchant: { code: string; name: string }): Promise<MerchantItem> {
  const id = newId()
  await refusingDuplicates(takenBy(merchant), () => tx.insertInto('merchant').values({ merchant_id: id, ...merchant }).execute())
  return found(await getMerchant(tx, id))
}

/** @throws Refusal `not_found`, `name_taken`, `version_conflict` */
export async function updateMerchant(tx: Tx, id: string, { version, ...change }: { name?: string | undefined; active?: boolean | undefined; version?: number | undefined }): Promise<MerchantItem> {
  const before = await tx.selectFrom('merchant').select('version').where('merchant_id', '=', id).forUpdate().executeTakeFirst()
  if (!before) throw new Refusal('not_found')
  refuseStale(version, before.version)
  const set = { ...(change.name === undefined ? {} : { name: change.name }), ...(change.active === undefined ? {} : { active: change.active }) }
  if (Object.keys(set).length > 0) {
    await refusingDuplicates(takenBy({ name: change.name ?? '', code: '' }), () => tx.updateTable('merchant').set({ ...set, version: before.version + 1 }).where('merchant_id', '=', id).execute())
  }
  return found(await getMerchant(tx, id))
}

const takenBy = ({ name, code }: { name: string; code: string }) => ({
  merchant_name: () => new Refusal('name_taken', { name }),
  merchant_code_key: () => new Refusal('name_taken', { name: code }),
})

function found<Item>(item: Item | null): Item {
  if (item === null) throw new Refusal('not_found')
  return item
}

function toMerchant(row: MerchantRow): MerchantItem {
  return {
    id: row.merchant_id, code: row.code, name: row.name, active: row.active, createdAt: row.created_at.toISOString(), version: row.version,
    ecAccounts: row.ec_accounts, openOrders: row.open_orders,
  }
}

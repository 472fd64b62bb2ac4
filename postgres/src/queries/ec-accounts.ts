import { oversellingWarning, type ConnectionStatus, type DisconnectReason, type ShownConnectionStatus, type UnreachableRule } from '@crossdock/domain'
import type { SystemTroubleKind, Trouble } from '@crossdock/flows/ports'
import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { EcAccountTable } from '../tables.ts'
import { decodeCursor, isIdKey, isTextKey, pageOf, type Page } from './cursor.ts'
import { listMappings, type MappingView } from './ec-account-mappings.ts'
import { listFetchRuns, type FetchRunView } from './fetch-runs.ts'
import { containing } from './like.ts'
import type { Named } from './orders.ts'
import { listReceipts, type ReceiptView } from './receipts.ts'
import { readRehearsal, type RehearsalView } from './rehearsals.ts'
import { readStockWatch, type StockWatchView } from './stock-readings.ts'

export interface EcAccountFilter {
  merchantId?: string | undefined
  platform?: string | undefined
  status?: ShownConnectionStatus | undefined
  salesChannelId?: string | undefined
  fetchEnabled?: boolean | undefined
  pushEnabled?: boolean | undefined
  /** In display name, shop title, merchant or channel. */
  q?: string | undefined
}

export interface ConnectionView {
  status: ShownConnectionStatus
  since: string | null
  reason: DisconnectReason | null
  detail: string | null
  shop: { id: string; title: string; currency: string; timeZone: string } | null
  connectedAt: string | null
  missingScopes: string[]
  /** Trouble that is Crossdock's own, and no account's. */
  ownTrouble: SystemTroubleKind | null
}

export interface SettingsView {
  fetchEnabled: boolean
  fetchSchedule: string[]
  timeZone: string
  pushEnabled: boolean
  pushPercentage: number
  whenUnreachable: UnreachableRule
  nextFetchAt: string | null
}

/** An EC account as lists show it; `platform` is its key. Instants are ISO 8601. */
export interface EcAccountHead {
  id: string
  merchant: Named
  platform: string
  displayName: string
  salesChannel: Named & { enabled: boolean }
  connection: ConnectionView
  settings: SettingsView
  waiting: { orders: number; tracking: number; stockPushes: number }
  version: number
  createdAt: string
}

export type OversellView = { sum: number; accounts: (Named & { percentage: number })[] } | null

export interface EcAccountDetail extends EcAccountHead {
  oversell: OversellView
  rehearsal: RehearsalView | null
  receipt: ReceiptView | null
  lastRun: FetchRunView | null
  stockWatch: StockWatchView
  mappings: MappingView[]
}

type EcAccountRow = Selectable<EcAccountTable> & {
  merchant_name: string
  channel_name: string
  channel_enabled: boolean
  name_key: string
  held_orders: number
  waiting_tracking: number
  waiting_pushes: number
  own_trouble: SystemTroubleKind | null
}

/** A page of EC accounts, by name. */
export async function listEcAccounts(tx: Tx, filter: EcAccountFilter & { cursor?: string | undefined; limit: number }): Promise<Page<EcAccountHead>> {
  const is = conditions(filter)
  if (filter.cursor !== undefined) {
    const [name, id] = decodeCursor(filter.cursor, [isTextKey, isIdKey])
    is.push(sql`(lower(a.display_name), a.id) > (${name}, ${id}::uuid)`)
  }
  const rows = await readHeads(tx, is, filter.limit + 1)
  return pageOf(rows, filter.limit, (row) => [row.name_key, row.id], toHead)
}

/** One EC account with everything that its page shows; null when there is none within the scope. */
export async function getEcAccount(tx: Tx, id: string): Promise<EcAccountDetail | null> {
  const [row] = await readHeads(tx, [sql`a.id = ${id}`], 1)
  if (!row) return null
  const account = { merchantId: row.merchant_id, id }
  const runs = await listFetchRuns(tx, { merchantId: row.merchant_id, ecAccountId: id, limit: 1 })
  return {
    ...toHead(row),
    oversell: await readOversell(tx, row.merchant_id),
    rehearsal: await readRehearsal(tx, account),
    receipt: (await listReceipts(tx, account, { limit: 1 })).items[0] ?? null,
    lastRun: runs.items[0] ?? null,
    stockWatch: await readStockWatch(tx, account),
    mappings: await listMappings(tx, account),
  }
}

/** Whether a merchant's push-enabled accounts together may sell more than there is. */
export async function readOversell(tx: Tx, merchantId: string): Promise<OversellView> {
  const rows = await tx
    .selectFrom('ec_account')
    .select(['id', 'display_name as name', 'push_enabled as pushEnabled', 'push_percentage as pushPercentage'])
    .where('merchant_id', '=', merchantId)
    .where('push_enabled', '=', true)
    .orderBy(sql`lower(display_name)`)
    .execute()
  const warning = oversellingWarning(rows)
  return warning && { sum: warning.sum, accounts: warning.accounts.map(({ id, name, pushPercentage }) => ({ id, name, percentage: pushPercentage })) }
}

function conditions(filter: EcAccountFilter): RawBuilder<unknown>[] {
  const is: RawBuilder<unknown>[] = [sql`true`]
  if (filter.merchantId) is.push(sql`a.merchant_id = ${filter.merchantId}`)
  if (filter.platform) is.push(sql`a.platform = ${filter.platform}`)
  if (filter.salesChannelId) is.push(sql`a.sales_channel_id = ${filter.salesChannelId}`)
  if (filter.fetchEnabled !== undefined) is.push(sql`a.fetch_enabled = ${filter.fetchEnabled}`)
  if (filter.pushEnabled !== undefined) is.push(sql`a.push_enabled = ${filter.pushEnabled}`)
  if (filter.status) is.push(sql`case when a.connection_status = 'connected' and a.degraded_since is not null then 'degraded' else a.connection_status end = ${filter.status}`)
  if (filter.q) {
    const like = containing(filter.q)
    is.push(sql`(a.display_name ilike ${like} or a.shop_title ilike ${like} or m.name ilike ${like} or c.name ilike ${like})`)
  }
  return is
}

/** Counts only what belongs to the accounts of the page, each by an index of what is open. */
async function readHeads(tx: Tx, is: readonly RawBuilder<unknown>[], limit: number): Promise<EcAccountRow[]> {
  const { rows } = await sql<EcAccountRow>`
    with page as (
      select a.*, m.name as merchant_name, c.name as channel_name, c.enabled as channel_enabled, lower(a.display_name) as name_key
        from ec_account a
        join merchant m on m.merchant_id = a.merchant_id
        join sales_channel c on c.merchant_id = a.merchant_id and c.id = a.sales_channel_id
       where ${sql.join(is, sql` and `)}
       order by lower(a.display_name), a.id limit ${limit}
    ), held as (
      select merchant_id, ec_account_id, count(*)::int as orders from orders
       where holds <> '{}' and status = 'pending' and (merchant_id, ec_account_id) in (select merchant_id, id from page) group by 1, 2
    ), open as (
      select merchant_id, ec_account_id, count(*) filter (where kind = 'tracking')::int as tracking,
             count(distinct subject_id) filter (where kind in ('stock_increment', 'stock_overwrite'))::int as pushes
        from platform_write
       where state in ('planned', 'sending', 'unknown') and (merchant_id, ec_account_id) in (select merchant_id, id from page) group by 1, 2
    ), unread as (
      select merchant_id, ec_account_id, count(*)::int as parcels from parcel
       where confirm_after is not null and (merchant_id, ec_account_id) in (select merchant_id, id from page) group by 1, 2
    )
    select page.*, coalesce(held.orders, 0) as held_orders, coalesce(open.tracking, 0) + coalesce(unread.parcels, 0) as waiting_tracking,
           coalesce(open.pushes, 0) as waiting_pushes,
           (select t.kind from system_trouble t
             where t.ended_at is null and page.connection_status = 'connected' and ((t.kind = 'client_refused' and t.subject = page.platform) or (t.kind = 'secret_unreadable' and t.subject = page.id::text))
             order by t.kind limit 1) as own_trouble
      from page
      left join held on held.merchant_id = page.merchant_id and held.ec_account_id = page.id
      left join open on open.merchant_id = page.merchant_id and open.ec_account_id = page.id
      left join unread on unread.merchant_id = page.merchant_id and unread.ec_account_id = page.id
     order by page.name_key, page.id`.execute(tx)
  return rows
}

function toHead(row: EcAccountRow): EcAccountHead {
  return {
    id: row.id,
    merchant: { id: row.merchant_id, name: row.merchant_name },
    platform: row.platform,
    displayName: row.display_name,
    salesChannel: { id: row.sales_channel_id, name: row.channel_name, enabled: row.channel_enabled },
    connection: toConnection(row),
    settings: {
      fetchEnabled: row.fetch_enabled, fetchSchedule: row.fetch_schedule, timeZone: row.time_zone, pushEnabled: row.push_enabled,
      pushPercentage: row.push_percentage, whenUnreachable: row.when_unreachable as UnreachableRule, nextFetchAt: row.next_fetch_at?.toISOString() ?? null,
    },
    waiting: { orders: row.held_orders, tracking: row.waiting_tracking, stockPushes: row.waiting_pushes },
    version: row.version,
    createdAt: row.created_at.toISOString(),
  }
}

function toConnection(row: EcAccountRow): ConnectionView {
  const status = row.connection_status as ConnectionStatus
  const degraded = status === 'connected' && row.degraded_since !== null
  return {
    status: degraded ? 'degraded' : status,
    since: (degraded ? row.degraded_since : row.status_since)?.toISOString() ?? null,
    reason: row.disconnect_reason as DisconnectReason | null,
    detail: degraded || status === 'disconnected' ? ((row.trouble as Trouble | null)?.message ?? null) : null,
    shop: row.shop_id === null ? null : { id: row.shop_id, title: row.shop_title ?? '', currency: row.shop_currency ?? '', timeZone: row.shop_time_zone ?? '' },
    connectedAt: row.connected_at?.toISOString() ?? null,
    missingScopes: row.missing_scopes,
    ownTrouble: row.own_trouble,
  }
}

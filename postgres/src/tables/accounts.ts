import type { AccountRows, EcAccount } from '@crossdock/flows/ports'
import type { Selectable } from 'kysely'
import type { Tx } from '../database.ts'
import type { EcAccountTable } from '../tables.ts'

export function accountRows(tx: Tx): AccountRows {
  return {
    async get(merchantId, id) {
      const row = await tx.selectFrom('ec_account').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id).executeTakeFirst()
      return row ? toEcAccount(row) : null
    },
    async find(id) {
      const row = await tx.selectFrom('ec_account').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? toEcAccount(row) : null
    },
  }
}

export function toEcAccount(row: Selectable<EcAccountTable>): EcAccount {
  return {
    merchantId: row.merchant_id,
    id: row.id,
    platform: row.platform,
    displayName: row.display_name,
    salesChannelId: row.sales_channel_id,
    connectionStatus: row.connection_status as EcAccount['connectionStatus'],
    statusSince: row.status_since,
    disconnectReason: row.disconnect_reason as EcAccount['disconnectReason'],
    degradedSince: row.degraded_since,
    trouble: row.trouble as EcAccount['trouble'],
    shop: row.shop_id === null ? null : { id: row.shop_id, title: row.shop_title ?? '', currency: row.shop_currency ?? '', timeZone: row.shop_time_zone ?? '' },
    connectedAt: row.connected_at,
    firstConnectedAt: row.first_connected_at,
    fetchEnabled: row.fetch_enabled,
    fetchSchedule: row.fetch_schedule,
    timeZone: row.time_zone,
    nextFetchAt: row.next_fetch_at,
    coveredUntil: row.covered_until,
    pushEnabled: row.push_enabled,
    pushPercentage: row.push_percentage,
    version: row.version,
  }
}

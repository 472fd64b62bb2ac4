import { Refusal, type AccountRef, type AccountRows, type EcAccount, type EcAccountChanges } from '@crossdock/flows/ports'
import { sql, type Selectable, type Updateable } from 'kysely'
import type { Tx } from '../database.ts'
import { refusingDuplicates } from '../duplicate.ts'
import { send } from '../send.ts'
import type { EcAccountTable } from '../tables.ts'

export function accountRows(tx: Tx): AccountRows {
  const one = (merchantId: string, id: string) => tx.selectFrom('ec_account').selectAll().where('merchant_id', '=', merchantId).where('id', '=', id)
  const orNull = (row: Selectable<EcAccountTable> | undefined) => (row ? toEcAccount(row) : null)
  return {
    async get(merchantId, id) {
      const [row] = await send(tx, sql<Selectable<EcAccountTable>>`select * from ec_account where merchant_id = ${merchantId} and id = ${id}`)
      return orNull(row)
    },
    find: async (id) => orNull(await tx.selectFrom('ec_account').selectAll().where('id', '=', id).executeTakeFirst()),
    lock: async (merchantId, id) => orNull(await one(merchantId, id).forUpdate().executeTakeFirst()),
    async insert(account) {
      await refusingDuplicates(takenBy(account.displayName), () =>
        tx
          .insertInto('ec_account')
          .values({ merchant_id: account.merchantId, id: account.id, platform: account.platform, display_name: account.displayName, sales_channel_id: account.salesChannelId })
          .execute(),
      )
    },
    async change(ref, changes) {
      const columns = toColumns(changes)
      if (Object.keys(columns).length === 0) return
      await refusingDuplicates(takenBy(changes.displayName ?? ''), () =>
        tx.updateTable('ec_account').set(columns).where('merchant_id', '=', ref.merchantId).where('id', '=', ref.id).execute(),
      )
    },
    async remove(ref) {
      await tx.deleteFrom('shop_binding').where('held_by_merchant', '=', ref.merchantId).where('held_by_account', '=', ref.id).execute()
      await tx.deleteFrom('ec_account').where('merchant_id', '=', ref.merchantId).where('id', '=', ref.id).execute()
    },
    async hasOrders(ref) {
      const row = await tx.selectFrom('orders').select('id').where('merchant_id', '=', ref.merchantId).where('ec_account_id', '=', ref.id).limit(1).executeTakeFirst()
      return row !== undefined
    },
    async merchant(merchantId) {
      return (await tx.selectFrom('merchant').select(['name', 'active']).where('merchant_id', '=', merchantId).executeTakeFirst()) ?? null
    },
    async hasSalesChannel(merchantId, salesChannelId) {
      const row = await tx.selectFrom('sales_channel').select('id').where('merchant_id', '=', merchantId).where('id', '=', salesChannelId).executeTakeFirst()
      return row !== undefined
    },
    async mappings(ref) {
      const rows = await tx
        .selectFrom('shipping_type_mapping')
        .select(['platform_code', 'shipping_type_code'])
        .where('merchant_id', '=', ref.merchantId)
        .where('ec_account_id', '=', ref.id)
        .orderBy('platform_code')
        .execute()
      return rows.map((row) => ({ platformCode: row.platform_code, shippingTypeCode: row.shipping_type_code }))
    },
    async replaceMappings(ref, mappings) {
      const codes = mappings.map((each) => each.platformCode)
      await sql`
        delete from shipping_type_mapping
        where merchant_id = ${ref.merchantId} and ec_account_id = ${ref.id} and platform_code <> all (${codes}::text[])`.execute(tx)
      await sql`
        insert into shipping_type_mapping (merchant_id, ec_account_id, platform_code, shipping_type_code)
        select ${ref.merchantId}, ${ref.id}, code, type
        from unnest(${codes}::text[], ${mappings.map((each) => each.shippingTypeCode)}::text[]) as given (code, type)
        on conflict (merchant_id, ec_account_id, platform_code) do update set shipping_type_code = excluded.shipping_type_code`.execute(tx)
    },
    async enabledShippingTypes(codes) {
      if (codes.length === 0) return new Set()
      // Shared with those who disable a type: one of the two sees the other.
      const rows = await tx.selectFrom('shipping_type').select('code').where('code', 'in', [...codes]).where('enabled', '=', true).forShare().execute()
      return new Set(rows.map((row) => row.code))
    },
    async bindShop(platform, shopId, ref) {
      await tx
        .insertInto('shop_binding')
        .values({ platform, shop_id: shopId, held_by_merchant: ref.merchantId, held_by_account: ref.id })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const row = await tx.selectFrom('shop_binding').select('held_by_account').where('platform', '=', platform).where('shop_id', '=', shopId).executeTakeFirstOrThrow()
      return row.held_by_account === ref.id
    },
    async nextWritePart(ref, kind) {
      const { part } = await tx
        .selectFrom('platform_write')
        .select((eb) => eb.fn.coalesce(eb.fn.max('part'), eb.val(0)).as('part'))
        .where('merchant_id', '=', ref.merchantId)
        .where('subject_id', '=', ref.id)
        .where('kind', '=', kind)
        .executeTakeFirstOrThrow()
      return Number(part) + 1
    },
    async emptyRevocation(merchantId, writeId) {
      await sql`
        update platform_write set request = request - 'sealed' - 'keyId' - 'sealedAs'
        where merchant_id = ${merchantId} and id = ${writeId} and kind = 'revocation'`.execute(tx)
    },
    async takeForCare(now, until, limit) {
      const { rows } = await sql<{ merchant_id: string; id: string }>`
        update ec_account set care_at = ${until}
         where (merchant_id, id) in (
           select merchant_id, id from ec_account where connection_status = 'connected' and care_at <= ${now} order by care_at limit ${limit} for update skip locked)
        returning merchant_id, id`.execute(tx)
      return rows.map((row) => ({ merchantId: row.merchant_id, id: row.id }) satisfies AccountRef)
    },
    async careAgainAt(ref, at) {
      await tx.updateTable('ec_account').set({ care_at: at }).where('merchant_id', '=', ref.merchantId).where('id', '=', ref.id).execute()
    },
  }
}

const takenBy = (name: string) => ({ ec_account_name: () => new Refusal('name_taken', { name }) })

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
    grantedScopes: row.granted_scopes,
    missingScopes: row.missing_scopes,
    connectedAt: row.connected_at,
    firstConnectedAt: row.first_connected_at,
    fetchEnabled: row.fetch_enabled,
    fetchSchedule: row.fetch_schedule,
    timeZone: row.time_zone,
    nextFetchAt: row.next_fetch_at,
    nextSlot: row.next_slot as EcAccount['nextSlot'],
    coveredUntil: row.covered_until,
    pushEnabled: row.push_enabled,
    pushPercentage: row.push_percentage,
    whenUnreachable: row.when_unreachable as EcAccount['whenUnreachable'],
    shopMethods: row.shop_methods as EcAccount['shopMethods'],
    shopMethodsReadAt: row.shop_methods_read_at,
    version: row.version,
  }
}

const columnOf = {
  displayName: 'display_name', salesChannelId: 'sales_channel_id', connectionStatus: 'connection_status', statusSince: 'status_since',
  disconnectReason: 'disconnect_reason', degradedSince: 'degraded_since', trouble: 'trouble', grantedScopes: 'granted_scopes',
  missingScopes: 'missing_scopes', connectedAt: 'connected_at', firstConnectedAt: 'first_connected_at', fetchEnabled: 'fetch_enabled',
  fetchSchedule: 'fetch_schedule', timeZone: 'time_zone', nextFetchAt: 'next_fetch_at', nextSlot: 'next_slot', coveredUntil: 'covered_until',
  pushEnabled: 'push_enabled', pushPercentage: 'push_percentage', whenUnreachable: 'when_unreachable', shopMethods: 'shop_methods', shopMethodsReadAt: 'shop_methods_read_at', version: 'version',
} as const satisfies Record<Exclude<keyof EcAccountChanges, 'shop'>, keyof EcAccountTable>
const jsonColumns = new Set<string>(['trouble', 'next_slot', 'shop_methods'])

function toColumns({ shop, ...changes }: EcAccountChanges): Updateable<EcAccountTable> {
  const columns: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) continue
    const column = columnOf[key as keyof typeof columnOf]
    columns[column] = jsonColumns.has(column) && value !== null ? JSON.stringify(value) : value
  }
  if (shop !== undefined) {
    Object.assign(columns, { shop_id: shop?.id ?? null, shop_title: shop?.title ?? null, shop_currency: shop?.currency ?? null, shop_time_zone: shop?.timeZone ?? null })
  }
  return columns as Updateable<EcAccountTable>
}

import type { Delivery, Temperature } from '@crossdock/domain'
import { Refusal, refuseStale } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'
import { refusingDuplicates } from '../duplicate.ts'
import { listShippingTypes, type ShippingTypeView } from './shipping-types.ts'

export interface ShippingTypeFields {
  name: { en: string; zh: string }
  carrier: string
  temperature: Temperature
  delivery: Delivery
  collectsCash: boolean
}
export type ShippingTypeChange = { [Field in keyof ShippingTypeFields]?: ShippingTypeFields[Field] | undefined } & { enabled?: boolean | undefined }

/** A custom type, enabled from the start. @throws Refusal `name_taken` when the code exists already */
export async function createShippingType(tx: Tx, { code, name, carrier, temperature, delivery, collectsCash }: ShippingTypeFields & { code: string }): Promise<ShippingTypeView> {
  const row = { code, name_en: name.en, name_zh: name.zh, carrier, temperature, delivery, collects_cash: collectsCash, preset: false, enabled: true }
  await refusingDuplicates({ shipping_type_pkey: () => new Refusal('name_taken', { name: code }) }, () => tx.insertInto('shipping_type').values(row).execute())
  return theOne(tx, code)
}

/** @throws Refusal `not_found`, `shipping_type_preset` (presets are only enabled and disabled), `shipping_type_in_use`, `version_conflict` */
export async function updateShippingType(tx: Tx, code: string, { enabled, version, ...fields }: ShippingTypeChange & { version?: number | undefined }): Promise<ShippingTypeView> {
  const before = await tx.selectFrom('shipping_type').selectAll().where('code', '=', code).forUpdate().executeTakeFirst()
  if (!before) throw new Refusal('not_found')
  refuseStale(version, before.version)
  const changes = columnsOf(fields)
  if (before.preset && Object.keys(changes).length > 0) throw new Refusal('shipping_type_preset')
  if (enabled === false && before.enabled) await refuseWhileUsed(tx, before)
  const set = { ...changes, ...(enabled === undefined ? {} : { enabled }) }
  if (Object.keys(set).length > 0) await tx.updateTable('shipping_type').set({ ...set, version: before.version + 1 }).where('code', '=', code).execute()
  return theOne(tx, code)
}

const namedMappings = 10

async function refuseWhileUsed(tx: Tx, type: { code: string; name_en: string; name_zh: string }): Promise<void> {
  const { rows } = await sql<{ label: string; total: number }>`
    select t.name || ' / ' || a.display_name || ': ' || m.platform_code as label, count(*) over () as total
      from shipping_type_mapping m
      join merchant t on t.merchant_id = m.merchant_id
      join ec_account a on a.merchant_id = m.merchant_id and a.id = m.ec_account_id
     where m.shipping_type_code = ${type.code}
     order by 1 limit ${namedMappings}`.execute(tx)
  if (rows.length === 0) return
  const more = (rows[0]?.total ?? 0) - rows.length
  throw new Refusal('shipping_type_in_use', { name: type.name_en, nameZh: type.name_zh, mappings: rows.map((row) => row.label).join(', ') + (more > 0 ? ` … +${more}` : '') })
}

async function theOne(tx: Tx, code: string): Promise<ShippingTypeView> {
  const [type] = await listShippingTypes(tx, { code })
  if (!type) throw new Refusal('not_found')
  return type
}

function columnsOf(fields: Omit<ShippingTypeChange, 'enabled'>) {
  return {
    ...(fields.name === undefined ? {} : { name_en: fields.name.en, name_zh: fields.name.zh }),
    ...(fields.carrier === undefined ? {} : { carrier: fields.carrier }),
    ...(fields.temperature === undefined ? {} : { temperature: fields.temperature }),
    ...(fields.delivery === undefined ? {} : { delivery: fields.delivery }),
    ...(fields.collectsCash === undefined ? {} : { collects_cash: fields.collectsCash }),
  }
}

import type { Delivery, Temperature } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

export interface ShippingTypeView {
  code: string
  name: { en: string; zh: string }
  carrier: string
  temperature: Temperature
  delivery: Delivery
  collectsCash: boolean
  preset: boolean
  enabled: boolean
  version: number
  /** Shipping type mappings within the scope that use it. */
  mappings: number
}

interface ShippingTypeRow {
  code: string
  name_en: string
  name_zh: string
  carrier: string
  temperature: Temperature
  delivery: Delivery
  collects_cash: boolean
  preset: boolean
  enabled: boolean
  version: number
  mappings: number
}

/** The whole catalogue, in the order of the presets, custom types after them. */
export async function listShippingTypes(tx: Tx, filter: { enabled?: boolean | undefined; code?: string | undefined }): Promise<ShippingTypeView[]> {
  const is = [sql`true`]
  if (filter.enabled !== undefined) is.push(sql`t.enabled = ${filter.enabled}`)
  if (filter.code !== undefined) is.push(sql`t.code = ${filter.code}`)
  const { rows } = await sql<ShippingTypeRow>`
    select t.*, (select count(*) from shipping_type_mapping m where m.shipping_type_code = t.code) as mappings
      from shipping_type t where ${sql.join(is, sql` and `)} order by t.preset desc, t.position, t.code`.execute(tx)
  return rows.map((row) => ({
    code: row.code, name: { en: row.name_en, zh: row.name_zh }, carrier: row.carrier, temperature: row.temperature, delivery: row.delivery,
    collectsCash: row.collects_cash, preset: row.preset, enabled: row.enabled, version: row.version, mappings: row.mappings,
  }))
}

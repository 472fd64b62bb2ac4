import { shippingTypePresets } from '@crossdock/domain'
import { sql } from 'kysely'
import { everyMerchant } from '@crossdock/flows/ports'
import type { Database } from './database.ts'

/** Puts the catalogue of shipping types in, or brings it up to date; what the warehouse has enabled stays so. Safe to repeat. */
export async function seedShippingTypes(database: Database): Promise<void> {
  const presets = shippingTypePresets.map((preset, position) => ({
    code: preset.code, name_en: preset.name.en, name_zh: preset.name.zh, carrier: preset.carrier, temperature: preset.temperature,
    delivery: preset.delivery, collects_cash: preset.collectsCash, position,
  }))
  await database.transact(everyMerchant, (tx) =>
    sql`
      insert into shipping_type (code, name_en, name_zh, carrier, temperature, delivery, collects_cash, preset, position)
      select code, name_en, name_zh, carrier, temperature, delivery, collects_cash, true, position
        from jsonb_to_recordset(${JSON.stringify(presets)}::jsonb)
          as p (code text, name_en text, name_zh text, carrier text, temperature text, delivery text, collects_cash boolean, position integer)
      on conflict (code) do update
         set name_en = excluded.name_en, name_zh = excluded.name_zh, carrier = excluded.carrier, temperature = excluded.temperature,
             delivery = excluded.delivery, collects_cash = excluded.collects_cash, position = excluded.position
       where (shipping_type.name_en, shipping_type.name_zh, shipping_type.carrier, shipping_type.temperature, shipping_type.delivery, shipping_type.collects_cash, shipping_type.position)
             is distinct from (excluded.name_en, excluded.name_zh, excluded.carrier, excluded.temperature, excluded.delivery, excluded.collects_cash, excluded.position)`.execute(tx),
  )
}

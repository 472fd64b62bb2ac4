import type { AccountRef } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

export interface MappingView {
  platformCode: string
  shippingTypeCode: string
  /** Pending orders that wait for this code. */
  waiting: number
  /** Whether the shipping type is enabled. */
  valid: boolean
}

/** A shipping code as it was seen on orders. */
export interface SeenCode {
  platformCode: string
  name: string | null
  /** Pending orders that wait for it. */
  waiting: number
}

const seenWithinDays = 90

export async function listMappings(tx: Tx, ref: AccountRef): Promise<MappingView[]> {
  const { rows } = await sql<MappingView>`
    select p.platform_code as "platformCode", p.shipping_type_code as "shippingTypeCode", coalesce(t.enabled, false) as valid,
           (select count(*)::int from orders o
             where o.merchant_id = p.merchant_id and o.ec_account_id = p.ec_account_id and o.shipping_code = p.platform_code
               and o.status = 'pending' and o.shipping_type_code is null) as waiting
      from shipping_type_mapping p left join shipping_type t on t.code = p.shipping_type_code
     where p.merchant_id = ${ref.merchantId} and p.ec_account_id = ${ref.id}
     order by p.platform_code`.execute(tx)
  return rows
}

/** The codes of an account's orders of the last months, those that orders wait for first. */
export async function listSeenCodes(tx: Tx, ref: AccountRef): Promise<SeenCode[]> {
  const { rows } = await sql<SeenCode>`
    select shipping_code as "platformCode", max(shipping_name) as name,
           count(*) filter (where status = 'pending' and shipping_type_code is null)::int as waiting
      from orders
     where merchant_id = ${ref.merchantId} and ec_account_id = ${ref.id} and placed_at > now() - make_interval(days => ${seenWithinDays})
     group by shipping_code
     order by waiting desc, shipping_code
     limit 200`.execute(tx)
  return rows
}

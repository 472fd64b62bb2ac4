import { ownerOfTrouble, type NamedTrouble } from '@crossdock/domain'
import { sql } from 'kysely'
import { storeFigures } from '../store-figures.ts'
import { addressed, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

/** What a store shows of stock and nothing explains, once its orders up to then are read; and a store whose stock could not be read. */
export const stockDrift: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; id: string; state: 'drift' | 'unread'; since: Date; account: string; merchant: string; products: number; sku: string; trouble: NamedTrouble & { message: string } | null; down: boolean }>`
    select found.merchant_id, found.id, found.state, found.since, a.display_name as account, m.name as merchant, found.products, found.sku, found.trouble, d.platform is not null as down
      from (
        select f.merchant_id, f.ec_account_id as id, 'drift' as state, min(f.shown_at) as since, count(*)::integer as products, (array_agg(f.sku order by abs(f.difference) desc, f.sku))[1] as sku, null::jsonb as trouble
          from ${storeFigures(sql`true`)} f join ec_account a on a.merchant_id = f.merchant_id and a.id = f.ec_account_id
         where f.kind = 'drift' and (f.orders_read or not a.fetch_enabled)
         group by f.merchant_id, f.ec_account_id
        union all
        select r.merchant_id, r.ec_account_id, 'unread', r.finished_at, 1, '', r.error
          from ec_account a
          cross join lateral (
            select * from stock_reading r where r.merchant_id = a.merchant_id and r.ec_account_id = a.id and r.status in ('succeeded', 'failed') order by r.id desc limit 1) r
         where r.status = 'failed' and a.connection_status = 'connected'
      ) found
      join ec_account a on a.merchant_id = found.merchant_id and a.id = found.id join merchant m on m.merchant_id = found.merchant_id and m.active left join (${platformsDown}) d on d.platform = a.platform`.execute(tx)
  return rows.flatMap(({ merchant_id, id, state, since, products, trouble, down, ...params }) => {
    const owner = state === 'drift' ? 'merchant' : trouble?.code ? ownerOfTrouble(trouble) : 'platform'
    return addressed('stock_drift', owner, down, { merchantId: merchant_id, groupKey: `${id}/${state}`, subjectId: id, since, count: products, params: { ...params, products, state, error: trouble?.message ?? '' } })
  })
}

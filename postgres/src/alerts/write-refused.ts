import { sql } from 'kysely'
import { refusedItems } from '../refused-items.ts'
import type { Condition } from './condition.ts'

/**
 * What a store refused for good, wholly or an item of it (`refused`); what nobody but a person can say the outcome of
 * (`asked`); and a grant that we cannot end, since what it is ended with does not open (`key_lost`): by account, kind of write
 * and which of these, until it is mended or a person leaves it as it is. A grant outlives its account.
 */
export const writeRefused: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; account_id: string; gone: boolean; write: string; what: 'refused' | 'asked' | 'key_lost'; since: Date; writes: number; account: string; merchant: string; error: string | null; items: boolean }>`
    select w.merchant_id, w.ec_account_id as account_id, a.id is null as gone, w.kind as write, w.what, min(w.at) as since, count(*)::integer as writes, coalesce(a.display_name, min(w.name), '–') as account,
           m.name as merchant, (array_agg(w.error order by w.at desc))[1] as error, bool_or(w.items) as items
      from (
        select merchant_id, ec_account_id, kind, request ->> 'displayName' as name, coalesce(settled_at, asked_at) as at, coalesce(error, error_code) as error,
               case when asked_at is not null then 'asked' when error_code = 'key_lost' then 'key_lost' else 'refused' end as what, false as items
          from platform_write where (state = 'rejected' and settled_at is not null and left_at is null) or asked_at is not null
        union all
        select t.merchant_id, t.ec_account_id, t.kind, null, t.settled_at, r.error, 'refused', true
          from ${refusedItems} r join platform_write t on t.merchant_id = r.merchant_id and t.id = r.write_id
      ) w
      left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
     where m.active and (a.id is not null or w.kind = 'revocation')
     group by w.merchant_id, w.ec_account_id, a.id, w.kind, w.what, a.display_name, m.name`.execute(tx)
  return rows.map(({ merchant_id, account_id, gone, since, writes, error, items, ...params }) => ({
    merchantId: merchant_id, groupKey: `${account_id} ${params.write}${params.what === 'refused' ? '' : ` ${params.what}`}`, subjectId: gone ? null : account_id, since, count: writes,
    params: { ...params, error: error ?? '', items: items ? 'some' : '' }, ...(params.what === 'key_lost' ? { owner: 'crossdock' as const } : {}),
  }))
}

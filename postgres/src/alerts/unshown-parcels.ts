import { ownerOfTrouble, roles } from '@crossdock/domain'
import { sql } from 'kysely'
import { isUnshown } from '../unshown.ts'
import { byMove, type Waiting } from './by-move.ts'
import { addressed, troubleOf, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'

interface Unshown extends Waiting {
  order_id: string
  number: string
  account: string
  merchant: string
  connected: boolean
  down: boolean
  trouble_kind: string | null
  trouble_code: string | null
  trouble: string | null
}

/**
 * Parcels that a store took a day ago and does not show, or cannot be asked about: whoever ordered them hears nothing. One
 * whose number was corrected here is a hold of its order, while that stands; one that somebody left is told of no more.
 */
export const unshownParcels: Condition = async (tx, now) => {
  const { rows } = await sql<Unshown>`
    select p.merchant_id, p.ec_account_id as account_id, min(w.settled_at) as since, count(*)::integer as writes, (array_agg(p.order_id order by w.settled_at, p.id))[1] as order_id,
           (array_agg(p.tracking_number order by w.settled_at, p.id))[1] as number, a.display_name as account, m.name as merchant, a.connection_status = 'connected' as connected, d.platform is not null as down,
           p.reading_trouble ->> 'kind' as trouble_kind, p.reading_trouble ->> 'code' as trouble_code, (array_agg(p.reading_trouble ->> 'message' order by w.settled_at, p.id))[1] as trouble
      from parcel p
      join platform_write w on w.merchant_id = p.merchant_id and w.id = p.write_id
      join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id
      join ec_account a on a.merchant_id = p.merchant_id and a.id = p.ec_account_id join merchant m on m.merchant_id = a.merchant_id
      left join (${platformsDown}) d on d.platform = a.platform
     where ${isUnshown(now)} and m.active
       and (a.connection_status = 'connected' or p.confirm_attempts > 0) and not 'tracking_differs' = any(o.holds)
     group by p.merchant_id, p.ec_account_id, a.display_name, m.name, a.connection_status, d.platform, p.reading_trouble ->> 'kind', p.reading_trouble ->> 'code'`.execute(tx)
  const ownerOf = ({ connected, trouble_kind, trouble_code }: Unshown) => {
    const trouble = troubleOf(trouble_kind, trouble_code)
    return !connected ? 'merchant' as const : trouble ? ownerOfTrouble(trouble) : 'platform' as const
  }
  return byMove(rows, ownerOf, (row) => `${row.account_id} taken`).flatMap(({ key, owner, oldest, count }) => {
    const { merchant_id, account_id, order_id, since, number, account, merchant, trouble, down } = oldest
    return addressed('write_unsent', owner, down, {
      merchantId: merchant_id, groupKey: key, subjectId: account_id, since, count, params: { account, merchant, status: 'taken', reading: trouble ? 'failed' : '', number, order: count === 1 ? order_id : '', error: trouble ?? '' },
      // Buyers wait for it: whosever move it is, their merchant hears of it.
      audience: roles,
    })
  })
}

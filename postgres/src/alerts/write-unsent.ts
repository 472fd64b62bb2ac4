import { ownerOfDelay } from '@crossdock/domain'
import { sql } from 'kysely'
import { byMove, type Waiting } from './by-move.ts'
import { addressed, before, ownTroubles, troubleOf, type Condition } from './condition.ts'
import { platformsDown } from './platforms-down.ts'
import { unshownParcels } from './unshown-parcels.ts'

/** So long after it was planned, a store has to know of a parcel, and of access that was ended, whatever keeps us from telling it. */
const longestUnsentMs = 24 * 3_600_000

interface Unsent extends Waiting {
  gone: boolean
  revoking: boolean
  account: string
  merchant: string
  status: string | null
  degraded: boolean
  down: boolean
  error_kind: string | null
  error_code: string | null
  error: string | null
}

/**
 * Writes that wait to be sent to a store that is connected; while it is not, that is the cause, and has an alert of its own,
 * but for parcels that left a day ago: of those somebody hears also where the store was disconnected on purpose. Access that
 * was ended here and not at the store is an alert of its own, also where the account is gone.
 */
const waitingWrites: Condition = async (tx, now) => {
  const { rows } = await sql<Unsent>`
    select w.merchant_id, w.ec_account_id as account_id, a.id is null as gone, w.kind = 'revocation' as revoking, min(w.planned_at) as since, count(*)::integer as writes,
           coalesce(a.display_name, min(w.request ->> 'displayName'), '–') as account, m.name as merchant, a.connection_status as status, a.degraded_since is not null as degraded, d.platform is not null as down,
           w.error_kind, w.error_code, (array_agg(w.error order by w.planned_at))[1] as error
      from platform_write w left join ec_account a on a.merchant_id = w.merchant_id and a.id = w.ec_account_id join merchant m on m.merchant_id = w.merchant_id
      left join (${platformsDown}) d on d.platform = a.platform
     where w.state in ('planned', 'sending', 'unknown') and w.asked_at is null and m.active
       and (w.kind in ('tracking', 'revocation') and w.planned_at <= ${before(now, longestUnsentMs)}
            or (w.kind = 'revocation' or a.connection_status = 'connected') and (w.error_code is null or w.error_code not in ${ownTroubles}))
     group by w.merchant_id, w.ec_account_id, a.id, w.kind = 'revocation', a.display_name, a.connection_status, a.degraded_since, m.name, d.platform, w.error_kind, w.error_code`.execute(tx)
  const ownerOf = ({ revoking, status, error_kind, error_code, degraded }: Unsent) =>
    revoking ? 'platform' as const : status === 'connected' ? ownerOfDelay(troubleOf(error_kind, error_code), { degraded }) : 'merchant' as const
  return byMove(rows, ownerOf, (row) => `${row.account_id}${row.revoking ? ' revocation' : ''}`).flatMap(({ key, owner, oldest, count }) => {
    const { merchant_id, account_id, gone, revoking, since, account, merchant, status, error, down } = oldest
    return addressed('write_unsent', owner, down && !revoking, {
      merchantId: merchant_id, groupKey: key, subjectId: gone ? null : account_id, since, count, params: { account, merchant, status: revoking ? 'revoking' : status, error: error ?? '' },
    })
  })
}

/** What a store has not been told yet, or was told and does not show. */
export const writeUnsent: Condition = async (tx, now) => [...(await waitingWrites(tx, now)), ...(await unshownParcels(tx, now))]

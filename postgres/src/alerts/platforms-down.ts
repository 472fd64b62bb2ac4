import { sql } from 'kysely'

/**
 * Platforms that are down as a whole, rather than one store being in trouble: at least three accounts, of more than one
 * merchant, and half of all that are connected. Rows of (platform, since, accounts).
 */
export const platformsDown = sql`
  select a.platform, min(a.degraded_since) as since, count(a.degraded_since)::integer as accounts
    from ec_account a
   where a.connection_status = 'connected'
   group by a.platform
  having count(a.degraded_since) >= 3 and count(distinct a.merchant_id) filter (where a.degraded_since is not null) >= 2
     and 2 * count(a.degraded_since) >= count(*)`

import { unshownAfterMs } from '@crossdock/domain'
import { sql, type RawBuilder } from 'kysely'

/** Whether a store took a parcel `p` by its write `w` a day before an instant, or longer, and does not show it. What somebody left is seen to. */
export function isUnshown(at: Date | RawBuilder<Date>): RawBuilder<boolean> {
  return sql<boolean>`(p.confirm_after is not null and w.state = 'accepted' and w.left_at is null and w.settled_at <= ${at}::timestamptz - make_interval(secs => ${sql.lit(unshownAfterMs / 1000)}))`
}

import { systemMerchantId } from '@crossdock/domain'
import { sql } from 'kysely'
import { before, type Condition } from './condition.ts'

const dayMs = 86_400_000

/** The latest mail that the server had an answer to, or should have had, was not taken; or one of the last day is in doubt, and nobody has sent it again. */
export const mailFailing: Condition = async (tx, now) => {
  const { rows } = await sql<{ since: Date | null; mails: number; error: string | null }>`
    select min(l.created_at) as since, count(*)::integer as mails, (array_agg(l.answer order by l.created_at desc))[1] as error
      from mail l
     where ((l.state = 'failed' or l.state in ('waiting', 'sending') and l.attempts >= 3) and l.created_at > coalesce((select max(settled_at) from mail where state = 'sent'), '-infinity')
            or l.state = 'unknown' and l.settled_at > ${before(now, dayMs)})
       and exists (select from mail_setting where enabled)`.execute(tx)
  const { since = null, mails = 0, error = null } = rows[0] ?? {}
  return since === null ? [] : [{ merchantId: systemMerchantId, groupKey: 'mail', subjectId: null, since, count: mails, params: { error: error ?? '' } }]
}

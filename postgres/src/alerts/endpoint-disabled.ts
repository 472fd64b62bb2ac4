import { systemMerchantId } from '@crossdock/domain'
import { sql } from 'kysely'
import type { Condition } from './condition.ts'

/** A receiver of webhooks that we switched off, since it failed for long or says that it is gone. */
export const endpointDisabled: Condition = async (tx) => {
  const { rows } = await sql<{ merchant_id: string; id: string; since: Date; url: string; reason: string; waiting: number }>`
    select e.merchant_id, e.id, e.disabled_at as since, e.url, e.disabled_reason as reason
      from notice_endpoint e
     where not e.enabled and e.disabled_reason in ('failing', 'gone')`.execute(tx)
  return rows.map(({ merchant_id, id, since, url, reason }) => ({
    merchantId: merchant_id, groupKey: id, subjectId: id, since, count: 1, params: { host: URL.parse(url)?.host ?? '', reason },
    ...(merchant_id === systemMerchantId ? { audience: ['admin', 'operator'] as const } : { owner: 'merchant' as const }),
  }))
}

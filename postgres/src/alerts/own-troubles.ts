import { systemMerchantId } from '@crossdock/domain'
import type { SystemTroubleKind } from '@crossdock/flows/ports'
import { listSystemTroubles } from '../queries/system-troubles.ts'
import type { Condition } from './condition.ts'

/** One alert for the admin, however many accounts meet the trouble. */
const ofKind = (kind: SystemTroubleKind): Condition => async (tx) =>
  (await listSystemTroubles(tx))
    .filter((trouble) => trouble.kind === kind)
    .map(({ platform, since, detail, accounts }) => ({
      merchantId: systemMerchantId, groupKey: platform, subjectId: null, since: new Date(since), count: Math.max(1, accounts), params: { platform, error: detail },
    }))

export const clientRefused = ofKind('client_refused')
export const secretUnreadable = ofKind('secret_unreadable')

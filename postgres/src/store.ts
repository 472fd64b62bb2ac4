import type { Store } from '@crossdock/flows/ports'
import type { Database } from './database.ts'
import type { Queue } from './queue.ts'
import { sent } from './send.ts'
import { accountRows } from './tables/accounts.ts'
import { alertRows } from './tables/alerts.ts'
import { authorizationRows } from './tables/authorizations.ts'
import { coverageRows } from './tables/coverage.ts'
import { credentialRows } from './tables/credentials.ts'
import { fetchRows } from './tables/fetching.ts'
import { holdRows } from './tables/holding.ts'
import { mailRows } from './tables/mails.ts'
import { matchRows } from './tables/matching.ts'
import { reconcileRows } from './tables/reconciling.ts'
import { reconnectionRows } from './tables/reconnections.ts'
import { rehearsalRows } from './tables/rehearsals.ts'
import { noticeRows } from './tables/notices.ts'
import { shipRows } from './tables/shipping.ts'
import { stockRows } from './tables/stocking.ts'
import { storeLevelRows } from './tables/store-levels.ts'
import { systemTroubleRows } from './tables/system-troubles.ts'
import { timelineRows } from './tables/timeline.ts'
import { webhookRows } from './tables/webhooks.ts'
import { writeRows } from './tables/writes.ts'

/** The use cases' store, on PostgreSQL. */
export function openStore(database: Database, queue: Queue): Store {
  return {
    transact: (scope, work, { reading = false } = {}) =>
      (reading ? database.read : database.transact)(scope, (tx) => {
        const jobs = queue.within(tx)
        return work({
          accounts: accountRows(tx),
          credentials: credentialRows(tx),
          authorizations: authorizationRows(tx),
          webhooks: webhookRows(tx),
          rehearsals: rehearsalRows(tx),
          reconnections: reconnectionRows(tx),
          systemTroubles: systemTroubleRows(tx),
          fetching: fetchRows(tx, jobs),
          coverage: coverageRows(tx),
          reconciling: reconcileRows(tx, jobs),
          matching: matchRows(tx),
          holding: holdRows(tx),
          shipping: shipRows(tx),
          stocking: stockRows(tx),
          levels: storeLevelRows(tx, jobs),
          writes: writeRows(tx, jobs),
          timeline: timelineRows(tx),
          alerts: alertRows(tx),
          mails: mailRows(tx, jobs),
          notices: noticeRows(tx, jobs),
          jobs,
          sent: () => sent(),
        })
      }),
  }
}

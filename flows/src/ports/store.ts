import type { Actor, Scope } from './actor.ts'
import type { JobQueue } from './jobs.ts'
import type { AccountRows } from './accounts.ts'
import type { AlertRows } from './alerts.ts'
import type { AuthorizationRows } from './authorizations.ts'
import type { CoverageRows, ReconcileRows } from './covering.ts'
import type { CredentialRows } from './credentials.ts'
import type { FetchRows } from './fetching.ts'
import type { HoldRows } from './holding.ts'
import type { MailRows } from './mails.ts'
import type { MatchRows } from './matching.ts'
import type { ReconnectionRows } from './reconnections.ts'
import type { RehearsalRows } from './rehearsals.ts'
import type { NoticeRows } from './notices.ts'
import type { ShipRows } from './shipping.ts'
import type { StockRows } from './stocking.ts'
import type { StoreLevelRows } from './store-levels.ts'
import type { SystemTroubleRows } from './system-troubles.ts'
import type { TimelineRows } from './timeline.ts'
import type { WebhookRows } from './webhooks.ts'
import type { WriteRows } from './writes.ts'

/** Where everything is kept. Work given to `transact` happens wholly or not at all, within one scope. */
export interface Store {
  /** @param how `reading` where work only reads, and asks for all of it before it waits for any answer: that is one way to the database and back */
  transact<Result>(scope: Scope, work: (tx: Transaction) => Promise<Result>, how?: { reading?: boolean }): Promise<Result>
}

/** What a use case may read and change inside a transaction; jobs enqueued in it exist when it commits, and not before. */
export interface Transaction {
  accounts: AccountRows
  credentials: CredentialRows
  authorizations: AuthorizationRows
  webhooks: WebhookRows
  rehearsals: RehearsalRows
  reconnections: ReconnectionRows
  systemTroubles: SystemTroubleRows
  fetching: FetchRows
  coverage: CoverageRows
  reconciling: ReconcileRows
  matching: MatchRows
  holding: HoldRows
  shipping: ShipRows
  stocking: StockRows
  levels: StoreLevelRows
  writes: WriteRows
  timeline: TimelineRows
  alerts: AlertRows
  mails: MailRows
  notices: NoticeRows
  jobs: JobQueue
  /** When all that was asked until now is with the database, answered or not. */
  sent(): Promise<void>
}

export type { Actor, Scope }

import type { AlertKind, AlertOwner, AlertUrgency, Role } from '@crossdock/domain'

export type AlertParams = Record<string, string | number | null>

/** Something that is the matter now, as found in the tables. */
export interface AlertCause {
  /** `systemMerchantId` when it is the system's as a whole. */
  merchantId: string
  kind: AlertKind
  /** All that has this cause is one alert. */
  groupKey: string
  /** Where the kind alone does not say whose move it is, or whom it concerns. */
  owner?: AlertOwner
  audience?: readonly Role[]
  subjectId: string | null
  since: Date
  count: number
  /** What the sentence is filled with. Nothing in it changes by itself as time passes, except in steps that are worth a look. */
  params: AlertParams
}

/** An alert as kept. */
export interface Alert extends Omit<AlertCause, 'owner' | 'audience'> {
  id: string
  owner: AlertOwner
  urgency: AlertUrgency
  audience: readonly Role[]
  /** The count that was told last, or has fallen to since. */
  toldCount: number
  toldAt: Date
  openedAt: Date
  updatedAt: Date
  goneSince: Date | null
  closedAt: Date | null
  reopened: number
}

export interface AlertRows {
  /** Takes the turn to look, unless another has it or looked less than so long ago; nobody else looks until the transaction ends. */
  takeRound(now: Date, everyMs: number): Promise<boolean>
  /** Everything that is the matter, over all merchants; and the kinds of which it could not be found out, each with why. */
  findCauses(now: Date): Promise<{ causes: AlertCause[]; unknown: Map<AlertKind, unknown> }>
  /** The open alerts, and of each group without one the alert that closed last, when it closed after an instant. */
  kept(closedAfter: Date): Promise<Alert[]>
  /** What closed after an instant and is closed still. */
  closedSince(at: Date): Promise<Alert[]>
  /** Writes alerts as they are now, new ones and known ones. */
  save(alerts: readonly Alert[]): Promise<void>
  /** An alert that is opened anew is news to everybody. */
  unsee(alerts: readonly Pick<Alert, 'merchantId' | 'id'>[]): Promise<void>
  /** Marks alerts within the scope as seen. @param ids all open ones when null @returns how many of them are seen now */
  see(reader: { id: string; role: Role }, ids: readonly string[] | null, at: Date): Promise<number>
  /** Forgets what closed long ago. */
  prune(closedBefore: Date): Promise<number>
}

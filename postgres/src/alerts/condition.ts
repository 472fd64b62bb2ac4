import { audienceOf, ownTroubleCodes, type AlertKind, type AlertOwner, type NamedTrouble } from '@crossdock/domain'
import type { AlertCause } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Finds what is the matter, over all merchants, at an instant. A kind's file says what its cause is, and nothing else does. */
export type Condition = (tx: Tx, now: Date) => Promise<Omit<AlertCause, 'kind'>[]>

export const before = (now: Date, ms: number) => new Date(now.getTime() - ms)

/** What waits for these waits for us alone: the admin has one alert of it, and nobody has one for each account. */
export const ownTroubles = sql`(${sql.join(ownTroubleCodes.map((code) => sql.lit(code)))})`

/** A failure as a row keeps it; null where nothing has failed, or nothing says how. */
export const troubleOf = (kind: string | null, code: string | null): NamedTrouble | null => (code === null ? null : { kind: kind ?? '', code })

/** A cause with whose move it is, for whom that concerns; none where nobody is to hear of it. @param cause.audience where it is not the kind's */
export function addressed(kind: AlertKind, owner: AlertOwner, down: boolean, cause: Omit<AlertCause, 'kind' | 'owner'>): Omit<AlertCause, 'kind'>[] {
  const audience = audienceOf(kind, owner, { platformDown: down, ...(cause.audience ? { audience: cause.audience } : {}) })
  return audience.length === 0 ? [] : [{ ...cause, owner, audience }]
}

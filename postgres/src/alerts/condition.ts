import type { AlertCause } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import type { Tx } from '../database.ts'

/** Finds what is the matter, over all merchants, at an instant. A kind's file says what its cause is, and nothing else does. */
export type Condition = (tx: Tx, now: Date) => Promise<Omit<AlertCause, 'kind'>[]>

export const before = (now: Date, ms: number) => new Date(now.getTime() - ms)

/** What waits for these waits for us alone: the admin has one alert of it, and nobody has one for each account. */
export const ownTroubles = sql`('client_refused', 'secret_unreadable')`

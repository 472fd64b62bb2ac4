import type { Tx } from '@crossdock/postgres'
import type { sql } from 'kysely'
import type { Agenda } from './agenda.ts'
import type { Mutation } from './mutations.ts'
import type { Platform } from './platform/platform.ts'
import type { Process } from './process.ts'
import type { Random } from './random.ts'

export interface DoneJob {
  name: string
  payload: unknown
}

export interface SimAccount {
  merchantId: string
  id: string
  shopId: string
  channelId: string
}

export type Acknowledged =
  | { what: 'parcel'; orderId: string; trackingNumber: string }
  | { what: 'inbound'; inboundId: string; status: string }
  | { what: 'stock'; note: string }
  | { what: 'overwrite'; pushId: string }
  | { what: 'proposal'; id: string; state: string }
  | { what: 'drift'; note: string; decisions: number }
  | { what: 'left'; note: string }

export interface World {
  seed: number
  random: Random
  agenda: Agenda
  platform: Platform
  accounts: SimAccount[]
  merchants: { id: string; channelId: string; skus: string[] }[]
  processes: Process[]
  /** Somebody who is alive and takes requests; null while nobody is. */
  anyApi(): Process | null
  /** Faults off, everybody up again. */
  calmDown(): void
  /** Everything is off for a while, as in a night without power. */
  blackout(ms: number): void
  /** When the power was off. */
  blackouts: { from: number; until: number }[]
  /** Reads the database as it is at this instant. */
  look<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]>
  /** One transaction that nothing disturbs, for what is no flow. */
  within<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>
  /** From here on nobody acts but the one that is answered: a process without any dangers. */
  stopAll(): Process
  /** Gives the process its own chance and ids back. */
  end(): void
  /** What happened, the latest last. */
  trace: string[]
  tell(what: string): void
  /** Invariants that were broken while it ran. */
  broken: string[]
  breaks(invariant: string): void
  counts: { transactions: number; jobs: number; crashes: number; actions: number; failpoints: Set<string> }
  /** Every job that a worker was given, once. */
  jobs: Map<string, DoneJob>
  /** Every delivery of a webhook that was kept. */
  deliveries: Map<string, { url: string; secret: string }>
  /** The secrets of receivers of webhooks, by address, as far as somebody was told them. */
  receivers: Map<string, string[]>
  /** What somebody was told is done: it holds, whatever dies afterwards. */
  acknowledged: Acknowledged[]
  mutation: Mutation | null
  /** Whether the platform reaches us. */
  hooks: boolean
}

import type { CallObserver, Connector, OpenBudget } from '@crossdock/connector-kit'
import type { AccountRef } from './accounts.ts'
import type { Lanes } from './lanes.ts'
import type { Store } from './store.ts'
import type { Telling } from './telling.ts'
import type { Timers } from './timers.ts'

export type { SharedRates } from '@crossdock/connector-kit'

/** What every use case is given. */
export interface Needs {
  store: Store
  connectors: ReadonlyMap<string, Connector>
  vault: Vault
  now: () => Date
  log: Log
  /** Names this process in leases. */
  worker: string
  /** How often accounts may be called, as all processes agree; without them, each process goes by what it knows. */
  budgets?: OpenBudget
  /** Of this process; without them, each job that sends has lanes of its own. */
  lanes?: Lanes
  /** Aborted when this process is about to end: work that can go on elsewhere is handed back at once. */
  ending?: AbortSignal
  /** Where browsers reach us, without a trailing slash. */
  publicUrl: string
  /** Whether platforms reach `publicUrl` too, so that webhooks are worth asking for. */
  webhooks: boolean
  calls: CallLog
  /** Without it, alerts stand in the inbox and nobody is written to. */
  telling?: Telling
  /** The real ones unless set. */
  timers?: Timers
  /**
   * Told at each place where dying would be dangerous, by its name. Only tests set it: one that dies there shows that
   * nothing is lost or doubled. Every name must have a test in tests/crash.
   */
  failpoint?: (name: string) => void
}

/** Keeps every call to a platform for people to look at. Never makes a call wait or fail. */
export interface CallLog {
  /** @param writeId the write that the calls are made for */
  of(account: AccountRef, writeId?: string): CallObserver
}

/** Seals secrets to one row: what is sealed for one place does not open in another. */
export interface Vault {
  seal(plain: string, place: SealPlace): { sealed: Uint8Array; keyId: string }
  /** @throws when it was not sealed for this place, was tampered with, or its key is gone */
  open(sealed: Uint8Array, keyId: string, place: SealPlace): string
}

export interface SealPlace {
  table: string
  merchantId: string
  rowId: string
  field: string
}

export interface Log {
  debug(facts: Record<string, unknown>, message: string): void
  info(facts: Record<string, unknown>, message: string): void
  warn(facts: Record<string, unknown>, message: string): void
  error(facts: Record<string, unknown>, message: string): void
}

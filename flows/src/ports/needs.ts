import type { Connector } from '@crossdock/connector-kit'
import type { Store } from './store.ts'

/** What every use case is given. */
export interface Needs {
  store: Store
  connectors: ReadonlyMap<string, Connector>
  vault: Vault
  now: () => Date
  log: Log
  /** Names this process in leases. */
  worker: string
  /** Where browsers and platforms reach us; null when platforms cannot. */
  publicUrl: string
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

import type { Drill } from './faults/drill.ts'
import type { Database } from './store/sqlite.ts'

export interface Settings {
  clientId: string
  clientSecret: string
  /** Exact matches; undefined lets any loopback address through. */
  redirectUris: string[] | undefined
  /** Without a trailing slash: the issuer, and the base of every address in the metadata. */
  publicUrl: string
}

/** What every part of the sandbox works with. */
export interface Context {
  db: Database
  /** Milliseconds since 1970. */
  now(): number
  settings: Settings
  /** Called after a delivery was queued, so that it leaves at once. */
  wakeDeliveries(): void
  /** Aborted when the server ends, so that no delivery holds it up. */
  ending: AbortSignal
  /** Waits so many milliseconds; rejects when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  faults: Drill
}

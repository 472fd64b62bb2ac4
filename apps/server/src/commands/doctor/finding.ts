import type pg from 'pg'
import type { Database, SeenProcess, WorkState } from '@crossdock/postgres'
import type { Config } from '../../config/config.ts'
import type { KeyRing } from '../../config/key-ring.ts'

export interface Finding {
  check: string
  /** Whether all is as it must be; a warning does not make it false. */
  ok: boolean
  warning: boolean
  /** What was found; where it is not ok, also what to do. */
  detail: string
}

export type Verdict = Omit<Finding, 'check'>

export const ok = (detail: string): Verdict => ({ ok: true, warning: false, detail })
export const warn = (detail: string): Verdict => ({ ok: true, warning: true, detail })
export const bad = (detail: string): Verdict => ({ ok: false, warning: false, detail })

/** What a check looks at. */
export interface Patient {
  config: Config
  keys: KeyRing
  database: Database
  signIn: pg.Pool
  processes: readonly SeenProcess[]
  work: WorkState
}

export interface Check {
  name: string
  run(): Promise<Verdict> | Verdict
}

/** A check that cannot be made is a finding too, never the end of the others. */
export async function look({ name, run }: Check): Promise<Finding> {
  try {
    return { check: name, ...(await run()) }
  } catch (err) {
    return { check: name, ...bad(`could not be looked at: ${(err as Error).message}`) }
  }
}

/** “40 s”, “12 min”, “3 h”, “2 days”. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`
}

import { setTimeout as delay } from 'node:timers/promises'
import type { CallWatch, ConnectorNeeds } from './connector.ts'
import { httpLimits, type HttpLimits } from './limits.ts'

/** `ConnectorNeeds` with nothing left open. */
export interface Needs {
  /** The wall clock, for what is shown and stored. */
  now: () => number
  /** A clock that never jumps, for waits and budgets. */
  ticks: () => number
  random: () => number
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  limits: HttpLimits
  watch: CallWatch
}

export function fillNeeds(needs: ConnectorNeeds): Needs {
  return {
    now: needs.now ?? Date.now,
    ticks: needs.now ?? (() => performance.now()),
    random: needs.random ?? Math.random,
    sleep: needs.sleep ?? ((ms, signal) => delay(ms, undefined, { signal })),
    limits: { ...httpLimits, ...needs.limits },
    watch: needs.watch ?? {},
  }
}

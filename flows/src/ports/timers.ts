import { setTimeout as delay } from 'node:timers/promises'

/** Waits, deadlines and beats. A simulation passes the time by itself. */
export interface Timers {
  /** @throws the signal's reason, when it is aborted meanwhile */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  /** @returns calls it off */
  after(ms: number, act: () => void): () => void
  /** @returns ends it */
  every(ms: number, act: () => void): () => void
}

const realTimers: Timers = {
  wait: (ms, signal) => delay(ms, undefined, { signal }),
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  every(ms, act) {
    const timer = setInterval(act, ms)
    return () => clearInterval(timer)
  },
}

export const timersOf = (needs: { timers?: Timers }): Timers => needs.timers ?? realTimers

/** A signal that aborts after so long, unless it is cleared. */
export function deadlineOf(needs: { timers?: Timers }, ms: number): { signal: AbortSignal; clear(): void } {
  const stop = new AbortController()
  return { signal: stop.signal, clear: timersOf(needs).after(ms, () => stop.abort(new DOMException('The deadline has passed.', 'TimeoutError'))) }
}

import { useSyncExternalStore } from 'react'

/** After so long a time on the screen is behind by what somebody would notice. */
const staleMs = 1_000

/**
 * One present for everything that shows how long ago something was, so that of two times the later is never shown as the
 * earlier. It moves on at each tick, and when something new comes to the screen.
 */
export function createSharedClock(tickMs: number, read: () => Date = () => new Date()) {
  let now = read()
  let timer: ReturnType<typeof setInterval> | undefined
  const lookers = new Set<() => void>()
  const tick = () => {
    now = read()
    for (const look of lookers) look()
  }
  return {
    now: () => now,
    subscribe(look: () => void): () => void {
      lookers.add(look)
      timer ??= setInterval(tick, tickMs)
      if (read().getTime() - now.getTime() >= staleMs) tick()
      return () => {
        lookers.delete(look)
        if (lookers.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

export const tickMs = 15_000
const clock = createSharedClock(tickMs)

/** The present, as everything on the screen sees it. */
export const usePresent = (): Date => useSyncExternalStore(clock.subscribe, clock.now)

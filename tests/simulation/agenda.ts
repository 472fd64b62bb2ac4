/** What happens when, in virtual time. One thing at a time: the next begins when all that the last one set off has come to rest. */
export interface Agenda {
  now(): number
  /** @returns calls it off */
  at(instant: number, act: () => void): () => void
  /** Work on the real database: virtual time stands still until it is done. */
  io<Result>(work: () => Promise<Result>): Promise<Result>
  /** Lets things happen until an instant, and none after it. @param enough asked before each; ends early */
  runUntil(instant: number, enough?: () => boolean): Promise<void>
}

interface Entry {
  instant: number
  act: (() => void) | null
}

export function createAgenda(start: number): Agenda {
  const entries: Entry[] = []
  let now = start
  let busy = 0
  let whenIdle: (() => void) | null = null

  /** Promises that are resolved run on before the next turn of the event loop; only the database takes longer. */
  const rest = async () => {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve))
      if (busy === 0) return
      await new Promise<void>((resolve) => (whenIdle = resolve))
    }
  }

  /** Behind all that is due at the same instant. */
  const placeOf = (instant: number): number => {
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (entries[middle]!.instant <= instant) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    now: () => now,
    at(instant, act) {
      const entry: Entry = { instant: Math.max(instant, now), act }
      entries.splice(placeOf(entry.instant), 0, entry)
      return () => { entry.act = null }
    },
    async io(work) {
      busy++
      try {
        return await work()
      } finally {
        busy--
        if (busy === 0) whenIdle?.()
      }
    },
    async runUntil(instant, enough = () => false) {
      await rest()
      while (!enough()) {
        const next = entries[0]
        if (!next || next.instant > instant) {
          now = Math.max(now, instant)
          return
        }
        entries.shift()
        if (!next.act) continue
        now = next.instant
        next.act()
        await rest()
      }
    },
  }
}

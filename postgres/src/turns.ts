import { Busy } from './failures.ts'

/** Lets so many through at a time for each key, in the order in which they came. */
export interface Turns {
  /** @returns gives the turn back @throws Busy when it does not come in time */
  take(key: string): Promise<() => void>
}

export function createTurns({ atOnce, patienceMs }: { atOnce: number; patienceMs: number }): Turns {
  const taken = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  const giveBack = (key: string) => () => {
    const [next, ...others] = waiting.get(key) ?? []
    if (others.length > 0) waiting.set(key, others)
    else waiting.delete(key)
    if (next) return next()
    const left = (taken.get(key) ?? 1) - 1
    if (left > 0) taken.set(key, left)
    else taken.delete(key)
  }

  return {
    async take(key) {
      const now = taken.get(key) ?? 0
      if (now < atOnce) {
        taken.set(key, now + 1)
        return giveBack(key)
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const queue = [...(waiting.get(key) ?? []), resolve]
      waiting.set(key, queue)
      const timer = setTimeout(() => {
        const left = (waiting.get(key) ?? []).filter((each) => each !== resolve)
        if (left.length > 0) waiting.set(key, left)
        else waiting.delete(key)
        reject(new Busy('No turn came in time'))
      }, patienceMs)
      try {
        await promise
      } finally {
        clearTimeout(timer)
      }
      return giveBack(key)
    },
  }
}

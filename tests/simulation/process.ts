import { openLanes } from '@crossdock/flows'
import type { Needs, Store, Timers } from '@crossdock/flows/ports'
import type { Agenda } from './agenda.ts'
import type { Random } from './random.ts'

/** Thrown where a process dies; whatever catches it belongs to the dead process and reaches nothing any more. */
export class Crash extends Error {
  override readonly name = 'Crash'
}

/** One life of a worker or an API process. When it is over, nothing of it goes on: what it waits for never comes. */
export interface Process {
  name: string
  role: 'worker' | 'api'
  alive: boolean
  /** Until when it stands still, as a machine that is paused. */
  frozenUntil: number
  /** When it stood still or died last: leases may have run out under it since. */
  disturbedAt: number
  needs: Needs
  /** How much it is doing. */
  jobs: number
  now(): number
  at(instant: number, act: () => void): () => void
  /** Lets so much time pass, and others act meanwhile. */
  step(ms: number): Promise<void>
  die(where: string): void
}

export interface Dangers {
  /** Whether a process dies at a named place. */
  killsAt(failpoint: string, process: Process): boolean
  /** What becomes of a transaction whose work is done. */
  commit(): 'fine' | 'dies_before' | 'dies_after' | 'fails_before' | 'unknown_after'
  /** How long a transaction waits for its turn, in ms. */
  latency(): number
  /** The database is away for this one. */
  refuses(): boolean
}

export const never = new Promise<never>(() => {})

export const connectionLost = () => Object.assign(new Error('Connection terminated unexpectedly'), { code: '57P01' })

export function createProcess({ name, role, agenda, store, needs, dangers, random, told, onDeath }: {
  name: string; role: Process['role']; agenda: Agenda; store: Store; needs: (process: Process) => Omit<Needs, 'store' | 'timers' | 'now' | 'failpoint' | 'worker'>
  dangers: Dangers; random: Random; told: (what: string) => void; onDeath: (process: Process, where: string) => void
}): Process {
  const process: Process = {
    name, role, alive: true, frozenUntil: 0, disturbedAt: -1, jobs: 0, needs: undefined as never,
    now: agenda.now,
    at(instant, act) {
      const due = () => {
        if (!process.alive) return
        if (process.frozenUntil > agenda.now()) agenda.at(process.frozenUntil, due)
        else act()
      }
      return agenda.at(instant, due)
    },
    step: (ms) => (process.alive ? new Promise((resolve) => void process.at(agenda.now() + ms, resolve)) : never),
    die(where) {
      if (!process.alive) return
      process.alive = false
      process.disturbedAt = agenda.now()
      onDeath(process, where)
    },
  }
  process.needs = {
    ...needs(process),
    worker: name,
    lanes: openLanes(),
    now: () => new Date(agenda.now()),
    timers: timersOf(process),
    store: storeOf(process, { agenda, store, dangers, random, told }),
    failpoint(place) {
      if (!process.alive) throw new Crash(place)
      if (!dangers.killsAt(place, process)) return
      process.die(place)
      throw new Crash(place)
    },
  }
  return process
}

function timersOf(process: Process): Timers {
  const every = (ms: number, act: () => void): (() => void) => {
    let callOff = () => {}
    const again = () => {
      callOff = process.at(process.now() + ms, () => {
        again()
        act()
      })
    }
    again()
    return () => callOff()
  }
  return {
    every,
    after: (ms, act) => process.at(process.now() + ms, act),
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const callOff = process.at(process.now() + ms, resolve)
        signal?.addEventListener('abort', () => {
          callOff()
          reject(signal.reason as Error)
        })
      }),
  }
}

/** Transactions of a process: one at a time in the whole world, each at its instant, with others between any two of them. */
function storeOf(process: Process, { agenda, store, dangers, told }: { agenda: Agenda; store: Store; dangers: Dangers; random: Random; told: (what: string) => void }): Store {
  return {
    async transact(scope, work) {
      await process.step(dangers.latency())
      if (dangers.refuses()) throw connectionLost()
      const end = dangers.commit()
      const outcome = await agenda.io(async () => {
        try {
          const value = await store.transact(scope, async (tx) => {
            const result = await work(tx)
            if (!process.alive) throw new Crash('in a transaction')
            if (end === 'dies_before') {
              process.die('before commit')
              throw new Crash('before commit')
            }
            if (end === 'fails_before') throw connectionLost()
            return result
          })
          return { value }
        } catch (err) {
          return { err }
        }
      })
      if (!process.alive) return never
      if ('err' in outcome) {
        await process.step(1)
        throw outcome.err
      }
      if (end === 'dies_after') {
        process.die('after commit')
        return never
      }
      if (end === 'unknown_after') {
        told(`${process.name} does not hear that it committed`)
        await process.step(1)
        throw connectionLost()
      }
      await process.step(1)
      return outcome.value
    },
  }
}

import type { JobDefinition, JobQueue } from '@crossdock/flows/ports'
import type { Queue, Tx } from '@crossdock/postgres'

interface Job {
  name: string
  payload: unknown
  /** ms */
  startAfter: number | null
}

/** A queue that lives in memory and may lose, double and reorder what it is given: a job is only a wake-up. */
export interface LossyQueue extends Queue {
  /** What a transaction enqueued goes out with its commit. */
  commit(tx: Tx): void
}

export function createLossyQueue({ deliver, isReady }: { deliver: (job: Job) => void; isReady: (name: string, key: string) => boolean }): LossyQueue {
  const gathered = new WeakMap<Tx, Job[]>()
  return {
    within(tx): JobQueue {
      const jobs = gathered.get(tx) ?? []
      gathered.set(tx, jobs)
      const parse = <Payload>(definition: JobDefinition<Payload>, payload: Payload) => definition.payload.parse(payload)
      return {
        async enqueue(definition, payload, startAfter) {
          jobs.push({ name: definition.name, payload: parse(definition, payload), startAfter: startAfter?.getTime() ?? null })
        },
        async enqueueAll(definition, payloads) {
          for (const payload of payloads) jobs.push({ name: definition.name, payload: parse(definition, payload), startAfter: null })
        },
        async enqueueMissing(definition, payloads) {
          for (const payload of payloads) {
            const parsed = parse(definition, payload)
            if (!isReady(definition.name, JSON.stringify(parsed))) jobs.push({ name: definition.name, payload: parsed, startAfter: null })
          }
        },
      }
    },
    commit(tx) {
      for (const job of gathered.get(tx) ?? []) deliver(job)
    },
    work: async () => {},
    stop: async () => {},
  }
}

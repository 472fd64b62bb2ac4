import { AsyncLocalStorage } from 'node:async_hooks'

/** What a piece of work belongs to: it stands in every line that the work logs. */
export interface Trail {
  requestId?: string
  job?: string
  jobId?: string
}

const trails = new AsyncLocalStorage<Trail>()

/** Does work within a trail. */
export const withTrail = <Result>(trail: Trail, work: () => Result): Result => trails.run({ ...trails.getStore(), ...trail }, work)

export const currentTrail = (): Trail => trails.getStore() ?? {}

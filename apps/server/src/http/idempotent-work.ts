import { AsyncLocalStorage } from 'node:async_hooks'
import { noteRequestWork, type Database } from '@crossdock/postgres'

/** The Idempotency-Key of the request under way, and whose it is. */
export interface RequestKey {
  principalId: string
  key: string
}

const current = new AsyncLocalStorage<RequestKey>()

/** Work within a request that bears a key: each transaction of it that keeps something notes so, beside what it keeps. */
export const withinRequest = <Result>(request: RequestKey, work: () => Promise<Result>): Promise<Result> => current.run(request, work)

/** The same database, whose transactions tell on a request's key that they kept something. */
export function notingWork(database: Database): Database {
  return {
    ...database,
    transact(scope, work) {
      const request = current.getStore()
      if (!request) return database.transact(scope, work)
      return database.transact(scope, async (tx) => {
        const result = await work(tx)
        await noteRequestWork(tx, request)
        return result
      })
    },
  }
}

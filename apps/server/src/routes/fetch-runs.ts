import { Refusal } from '@crossdock/flows/ports'
import { getFetchRun, listFetchRuns } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const fetchRuns = {
  list: api.fetchRuns.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listFetchRuns(tx, narrowed(input, principal)))),
  get: api.fetchRuns.get.handler(async ({ input, context: { transact } }) => {
    const run = await transact((tx) => getFetchRun(tx, input.id))
    if (!run) throw new Refusal('not_found')
    return run
  }),
}

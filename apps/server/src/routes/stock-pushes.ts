import { Refusal } from '@crossdock/flows/ports'
import { getStockPush, listStockPushes } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const stockPushes = {
  list: api.stockPushes.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listStockPushes(tx, narrowed(input, principal)))),
  get: api.stockPushes.get.handler(async ({ input, context: { transact } }) => {
    const push = await transact((tx) => getStockPush(tx, input.id))
    if (!push) throw new Refusal('not_found')
    return push
  }),
}

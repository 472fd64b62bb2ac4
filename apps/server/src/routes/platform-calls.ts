import { Refusal } from '@crossdock/flows/ports'
import { getPlatformCall, listPlatformCalls } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { warehouseTimeZone } from '../warehouse.ts'
import { narrowed } from './narrowed.ts'

export const platformCalls = {
  list: api.platformCalls.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listPlatformCalls(tx, narrowed(input, principal), warehouseTimeZone))),
  get: api.platformCalls.get.handler(async ({ input, context: { transact } }) => {
    const call = await transact((tx) => getPlatformCall(tx, input.id))
    if (!call) throw new Refusal('not_found')
    return call
  }),
}

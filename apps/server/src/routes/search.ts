import { findEverything } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { warehouseTimeZone } from '../warehouse.ts'

export const search = {
  find: api.search.find.handler(async ({ input, context }) => ({ items: await context.transact((tx) => findEverything(tx, input, warehouseTimeZone)) })),
}

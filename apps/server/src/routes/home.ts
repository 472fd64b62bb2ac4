import { readHome } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { warehouseTimeZone } from '../warehouse.ts'

export const home = {
  get: api.home.get.handler(({ input, context: { app, transact } }) => transact((tx) => readHome(tx, { ...input, now: app.needs.now(), timeZone: warehouseTimeZone }))),
}

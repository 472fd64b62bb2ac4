import { createShippingType, listShippingTypes, updateShippingType } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { pageOfWhole } from './whole-page.ts'

export const shippingTypes = {
  list: api.shippingTypes.list.handler(async ({ input, context }) => pageOfWhole(await context.transact((tx) => listShippingTypes(tx, input)), input, ({ code }) => code)),
  create: api.shippingTypes.create.handler(({ input, context }) => context.transact((tx) => createShippingType(tx, input))),
  update: api.shippingTypes.update.handler(({ input: { code, ...change }, context }) => context.transact((tx) => updateShippingType(tx, code, change))),
}

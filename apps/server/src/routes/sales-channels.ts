import { createSalesChannel, listSalesChannels, updateSalesChannel } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { pageOfWhole } from './whole-page.ts'

export const salesChannels = {
  list: api.salesChannels.list.handler(async ({ input, context }) => pageOfWhole(await context.transact((tx) => listSalesChannels(tx, input)), input, ({ id }) => id)),
  create: api.salesChannels.create.handler(({ input, context }) => context.transact((tx) => createSalesChannel(tx, input))),
  update: api.salesChannels.update.handler(({ input: { id, ...change }, context }) => context.transact((tx) => updateSalesChannel(tx, id, change, context.actor))),
}

import { Refusal } from '@crossdock/flows/ports'
import { createMerchant, getMerchant, listMerchants, updateMerchant } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { pageOfWhole } from './whole-page.ts'

export const merchants = {
  list: api.merchants.list.handler(async ({ input, context }) => pageOfWhole(await context.transact((tx) => listMerchants(tx, input)), input, ({ id }) => id)),
  create: api.merchants.create.handler(({ input, context }) => context.transact((tx) => createMerchant(tx, input))),
  get: api.merchants.get.handler(async ({ input, context }) => {
    const merchant = await context.transact((tx) => getMerchant(tx, input.id))
    if (!merchant) throw new Refusal('not_found')
    return merchant
  }),
  update: api.merchants.update.handler(({ input: { id, ...change }, context }) => context.transact((tx) => updateMerchant(tx, id, change))),
}

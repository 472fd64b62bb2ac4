import { adjustStock } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { getStock, listStock } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const stock = {
  list: api.stock.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listStock(tx, narrowed(input, principal)))),
  get: api.stock.get.handler(async ({ input: { productId, ...page }, context: { transact } }) => {
    const found = await transact((tx) => getStock(tx, productId, page))
    if (!found) throw new Refusal('not_found')
    return found
  }),
  adjust: api.stock.adjust.handler(async ({ input: { productId, delta, note }, context: { app, scope, actor, transact } }) => {
    const { released } = await adjustStock(app.needs, { scope, actor, productId, delta, note })
    const now = await transact((tx) => getStock(tx, productId, { limit: 1 }))
    if (!now) throw new Refusal('not_found')
    return { productId, onHand: now.onHand, reserved: now.reserved, available: now.available, released }
  }),
}

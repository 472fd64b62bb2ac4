import { overwriteStock, previewOverwrite } from '@crossdock/flows'
import { api } from '../implement.ts'

/** What a store sells from, set to what is here. */
export const stockOverwrite = {
  previewOverwrite: api.ecAccounts.previewOverwrite.handler(async ({ input: { id }, context: { app, scope } }) => {
    const { readAt, items } = await previewOverwrite(app.needs, { scope, ecAccountId: id })
    return { readAt: readAt.toISOString(), items }
  }),
  overwriteStock: api.ecAccounts.overwriteStock.handler(({ input: { id, items }, context: { app, scope, actor } }) =>
    overwriteStock(app.needs, { scope, actor, ecAccountId: id, items }),
  ),
}

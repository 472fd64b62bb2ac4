import { reconcileNow } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { getReconciliation, listReconciliations } from '@crossdock/postgres'
import { api, type CallerContext } from '../implement.ts'
import { accountIn } from './ec-accounts.ts'

export const reconciliations = {
  start: api.reconciliations.start.handler(async ({ input: { id, days }, context }) => {
    const { merchantId } = await accountIn(context.app, context.scope, id)
    return found(context, await reconcileNow(context.app.needs, { merchantId, ecAccountId: id, actor: context.actor, days }))
  }),
  list: api.reconciliations.list.handler(async ({ input: { id, ...page }, context: { app, scope, transact } }) => {
    const account = await accountIn(app, scope, id)
    return transact((tx) => listReconciliations(tx, account, page))
  }),
  get: api.reconciliations.get.handler(({ input: { id }, context }) => found(context, id)),
}

async function found({ transact }: Pick<CallerContext, 'transact'>, id: string) {
  const reconciliation = await transact((tx) => getReconciliation(tx, id))
  if (!reconciliation) throw new Refusal('not_found')
  return reconciliation
}

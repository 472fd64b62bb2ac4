import { confirmProposals, dismissProposals } from '@crossdock/flows'
import { listProposals } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'
import { toOutcomes } from './outcomes.ts'

export const pushProposals = {
  list: api.pushProposals.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listProposals(tx, narrowed(input, principal)))),
  confirm: api.pushProposals.confirm.handler(async ({ input: { ids, note }, context: { app, scope, actor, language } }) =>
    toOutcomes(await confirmProposals(app.needs, { scope, actor, proposalIds: ids, note }), language),
  ),
  dismiss: api.pushProposals.dismiss.handler(async ({ input: { ids, note }, context: { app, scope, actor, language } }) =>
    toOutcomes(await dismissProposals(app.needs, { scope, actor, proposalIds: ids, note }), language),
  ),
}

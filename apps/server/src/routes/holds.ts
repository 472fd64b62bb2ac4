import { releaseHolds } from '@crossdock/flows'
import { listHolds } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'
import { toOutcomes } from './outcomes.ts'

export const holds = {
  list: api.holds.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listHolds(tx, narrowed(input, principal)))),
  release: api.holds.release.handler(async ({ input, context: { app, scope, actor, language } }) =>
    toOutcomes(await releaseHolds(app.needs, { scope, actor, holdIds: input.ids, note: input.note }), language),
  ),
}

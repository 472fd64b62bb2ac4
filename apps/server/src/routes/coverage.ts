import { previewBackfill, queueBackfill } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { getCoverage, getFetchRun, listCoverage } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { accountIn } from './ec-accounts.ts'
import { narrowed } from './narrowed.ts'

export const coverage = {
  list: api.coverage.list.handler(({ input, context: { app, transact, principal } }) => transact((tx) => listCoverage(tx, { ...narrowed(input, principal), now: app.needs.now() }))),
  get: api.coverage.get.handler(async ({ input: { id }, context: { app, transact } }) => {
    const found = await transact((tx) => getCoverage(tx, id, app.needs.now()))
    if (!found) throw new Refusal('not_found')
    return found
  }),
  previewBackfill: api.coverage.previewBackfill.handler(async ({ input: { id, ...days }, context: { app, scope } }) => {
    const { merchantId } = await accountIn(app, scope, id)
    const { window, ...counts } = await previewBackfill(app.needs, { merchantId, ecAccountId: id, days })
    return { ...counts, window: { from: window.from.toISOString(), to: window.to.toISOString() } }
  }),
  backfill: api.coverage.backfill.handler(async ({ input: { id, ...days }, context: { app, scope, actor, transact } }) => {
    const { merchantId } = await accountIn(app, scope, id)
    const runId = await queueBackfill(app.needs, { merchantId, ecAccountId: id, days, actor })
    const run = await transact((tx) => getFetchRun(tx, runId))
    if (!run) throw new Refusal('not_found')
    return run
  }),
}

import { isProblemCode, problemText, type Language } from '@crossdock/contract'
import { acceptDrift, correctDrift, readStockNow, type DriftOutcome } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { countDrift, listDrift, listDriftDecisions, listStockReadings } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const stockDrift = {
  list: api.stockDrift.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listDrift(tx, narrowed(input, principal)))),
  counts: api.stockDrift.counts.handler(({ input, context: { transact, principal } }) => transact((tx) => countDrift(tx, narrowed(input, principal)))),
  accept: api.stockDrift.accept.handler(async ({ input, context: { app, scope, actor, language } }) => toResults(await acceptDrift(app.needs, { ...input, scope, actor }), language)),
  correct: api.stockDrift.correct.handler(async ({ input, context: { app, scope, actor, language } }) => toResults(await correctDrift(app.needs, { ...input, scope, actor }), language)),
  decisions: api.stockDrift.decisions.handler(({ input, context: { transact, principal } }) => transact((tx) => listDriftDecisions(tx, narrowed(input, principal)))),
  readings: api.stockDrift.readings.handler(({ input, context: { transact, principal } }) => transact((tx) => listStockReadings(tx, narrowed(input, principal)))),
  read: api.stockDrift.read.handler(async ({ input: { id }, context: { app, scope, actor, transact } }) => {
    const readingId = await readStockNow(app.needs, { scope, actor, ecAccountId: id })
    const { items } = await transact((tx) => listStockReadings(tx, { id: readingId, limit: 1 }))
    if (!items[0]) throw new Refusal('not_found')
    return items[0]
  }),
}

function toResults(outcomes: readonly DriftOutcome[], language: Language) {
  return {
    results: outcomes.map(({ ecAccountId, productId, refusal }) => ({
      ecAccountId, productId, ok: refusal === null, code: refusal?.code ?? null,
      detail: refusal && (isProblemCode(refusal.code) ? problemText(refusal.code, language, refusal.params).detail : refusal.message),
    })),
  }
}

import { cancelOrder, correctParcel, shipMany, shipOrder, startProcessing } from '@crossdock/flows'
import { api } from '../implement.ts'
import { orderFor } from './orders.ts'
import { rowProblemText } from './row-problems.ts'
import { readShipmentCsv } from './shipment-csv.ts'

/** What the floor does with orders. */
export const orderActions = {
  process: api.orders.process.handler(async ({ input: { id, evenIfUnread }, context }) => {
    await startProcessing(context.app.needs, { scope: context.scope, actor: context.actor, orderId: id, evenIfUnread })
    return orderFor(context, id)
  }),
  ship: api.orders.ship.handler(async ({ input: { id, ...shipment }, context }) => {
    await shipOrder(context.app.needs, { ...shipment, scope: context.scope, actor: context.actor, orderId: id })
    return orderFor(context, id)
  }),
  correctParcel: api.orders.correctParcel.handler(async ({ input: { id, ...correction }, context }) => {
    await correctParcel(context.app.needs, { ...correction, scope: context.scope, actor: context.actor, orderId: id })
    return orderFor(context, id)
  }),
  cancel: api.orders.cancel.handler(async ({ input: { id, note }, context }) => {
    await cancelOrder(context.app.needs, { scope: context.scope, actor: context.actor, orderId: id, note })
    return orderFor(context, id)
  }),
  shipMany: api.orders.shipMany.handler(async ({ input: { csv, ...input }, context: { app, scope, actor, language } }) => {
    const outcomes = await shipMany(app.needs, { ...input, scope, actor, rows: readShipmentCsv(csv) })
    const refused = outcomes.filter((each) => each.problem !== null).length
    return {
      shipped: outcomes.length - refused,
      refused,
      rows: outcomes.map(({ row, orderNumber, trackingNumber, orderId, problem }) => ({
        row, orderNumber, trackingNumber, orderId, ok: problem === null, code: problem?.code ?? null, detail: problem && rowProblemText(problem, language),
      })),
    }
  }),
}

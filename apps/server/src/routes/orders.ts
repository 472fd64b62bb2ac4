import { placeHold, placeHolds, processOrders, releaseOrders } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { countOrders, getOrder, getRawOrder, listOrders, type OrderDetail } from '@crossdock/postgres'
import { api, type CallerContext } from '../implement.ts'
import { warehouseTimeZone } from '../warehouse.ts'
import { narrowed } from './narrowed.ts'
import { toOutcomes } from './outcomes.ts'

export const orders = {
  list: api.orders.list.handler(({ input, context: { read, principal } }) => read((tx) => listOrders(tx, narrowed(input, principal), warehouseTimeZone))),
  counts: api.orders.counts.handler(({ input, context: { read, principal } }) => read((tx) => countOrders(tx, narrowed(input, principal), warehouseTimeZone))),
  get: api.orders.get.handler(({ input, context }) => orderFor(context, input.id)),
  raw: api.orders.raw.handler(async ({ input, context: { transact } }) => {
    const raw = await transact((tx) => getRawOrder(tx, input.id))
    if (!raw) throw new Refusal('not_found')
    return raw
  }),
  hold: api.orders.hold.handler(async ({ input: { id, reason, note }, context }) => {
    await placeHold(context.app.needs, { scope: context.scope, actor: context.actor, orderId: id, reason, note })
    return orderFor(context, id)
  }),
  bulk: api.orders.bulk.handler(async ({ input, context: { app, scope, actor, principal, language } }) => {
    const asked = { scope, actor, orderIds: input.ids }
    if (input.action === 'hold') return toOutcomes(await placeHolds(app.needs, { ...asked, reason: input.reason, note: input.note }), language)
    if (input.action === 'release') return toOutcomes(await releaseOrders(app.needs, { ...asked, note: input.note }), language)
    // The same as orders.process, which is the floor's.
    if (principal.role === 'merchant') throw new Refusal('forbidden')
    return toOutcomes(await processOrders(app.needs, { ...asked, evenIfUnread: input.evenIfUnread }), language)
  }),
}

/** An order as the caller may see it. @throws Refusal not_found */
export async function orderFor(context: Pick<CallerContext, 'app' | 'read'>, id: string): Promise<OrderDetail> {
  const order = await context.read((tx) => getOrder(tx, id, context.app.needs.now()))
  if (!order) throw new Refusal('not_found')
  return order
}

import { cancelInbound, completeInbound, correctInbound, createInbound, putAway, receiveInbound } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { getInbound, listInbounds, type InboundDetail } from '@crossdock/postgres'
import { api, type CallerContext } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const inbounds = {
  list: api.inbounds.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listInbounds(tx, narrowed(input, principal)))),
  create: api.inbounds.create.handler(async ({ input, context }) => inboundFor(context, await createInbound(context.app.needs, { ...input, scope: context.scope }))),
  get: api.inbounds.get.handler(({ input, context }) => inboundFor(context, input.id)),
  receive: api.inbounds.receive.handler(async ({ input: { id, lines }, context }) => {
    await receiveInbound(context.app.needs, { ...who(context), inboundId: id, lines })
    return inboundFor(context, id)
  }),
  putAway: api.inbounds.putAway.handler(async ({ input: { id, lines }, context }) => {
    const { released } = await putAway(context.app.needs, { ...who(context), inboundId: id, lines })
    return { ...(await inboundFor(context, id)), released }
  }),
  complete: api.inbounds.complete.handler(async ({ input: { id }, context }) => {
    const { released } = await completeInbound(context.app.needs, { ...who(context), inboundId: id })
    return { ...(await inboundFor(context, id)), released }
  }),
  correct: api.inbounds.correct.handler(async ({ input: { id, lines, note }, context }) => {
    const { released } = await correctInbound(context.app.needs, { ...who(context), inboundId: id, lines, note })
    return { ...(await inboundFor(context, id)), released }
  }),
  cancel: api.inbounds.cancel.handler(async ({ input: { id }, context }) => {
    await cancelInbound(context.app.needs, { scope: context.scope, inboundId: id })
    return inboundFor(context, id)
  }),
}

const who = ({ scope, actor }: CallerContext) => ({ scope, actor })

async function inboundFor({ transact }: Pick<CallerContext, 'transact'>, id: string): Promise<InboundDetail> {
  const inbound = await transact((tx) => getInbound(tx, id))
  if (!inbound) throw new Refusal('not_found')
  return inbound
}

import { changeEndpoint, createEndpoint, removeEndpoint, replayFailed, replayNotice, rotateSecret, testEndpoint } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { getEndpoint, getNotice, listEndpoints, listNotices } from '@crossdock/postgres'
import { api, type CallerContext } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const webhookEndpoints = {
  list: api.webhookEndpoints.list.handler(({ input, context: { app, transact, principal } }) => transact((tx) => listEndpoints(tx, { ...narrowed(input, principal), now: app.needs.now() }))),
  create: api.webhookEndpoints.create.handler(({ input, context: { app, scope, actor, principal } }) =>
    // A merchant user's own merchant, unless they name another: that one is not there for them.
    createEndpoint(app.needs, { scope, actor, merchantId: input.merchantId ?? principal.merchantId, url: input.url, description: input.description ?? null, kinds: input.kinds }),
  ),
  get: api.webhookEndpoints.get.handler(({ input, context }) => endpointFor(context, input.id)),
  update: api.webhookEndpoints.update.handler(async ({ input: { id, version, ...change }, context }) => {
    await changeEndpoint(context.app.needs, { scope: context.scope, id, version, change })
    return endpointFor(context, id)
  }),
  remove: api.webhookEndpoints.remove.handler(async ({ input: { id }, context: { app, scope } }) => {
    await removeEndpoint(app.needs, { scope, id })
    return { id }
  }),
  rotateSecret: api.webhookEndpoints.rotateSecret.handler(async ({ input: { id }, context: { app, scope } }) => {
    const { secret, oldSecretUntil } = await rotateSecret(app.needs, { scope, id })
    return { id, secret, oldSecretUntil: oldSecretUntil.toISOString() }
  }),
  test: api.webhookEndpoints.test.handler(({ input: { id }, context: { app, scope } }) => testEndpoint(app.needs, { scope, id })),
  replay: api.webhookEndpoints.replay.handler(async ({ input: { id, since }, context: { app, scope } }) => ({ replayed: await replayFailed(app.needs, { scope, id, since: new Date(since) }) })),
}

export const webhookDeliveries = {
  list: api.webhookDeliveries.list.handler(async ({ input: { id, ...page }, context }) => {
    await endpointFor(context, id)
    return context.transact((tx) => listNotices(tx, { ...page, endpointId: id }))
  }),
  get: api.webhookDeliveries.get.handler(({ input: { id }, context }) => noticeFor(context, id)),
  replay: api.webhookDeliveries.replay.handler(async ({ input: { id }, context }) => {
    const notice = await noticeFor(context, id)
    await replayNotice(context.app.needs, { scope: context.scope, endpointId: notice.endpointId, noticeId: id, state: notice.state })
    return { id }
  }),
}

async function endpointFor({ app, transact }: Pick<CallerContext, 'app' | 'transact'>, id: string) {
  const endpoint = await transact((tx) => getEndpoint(tx, id, app.needs.now()))
  if (!endpoint) throw new Refusal('not_found')
  return endpoint
}

async function noticeFor({ transact }: Pick<CallerContext, 'transact'>, id: string) {
  const notice = await transact((tx) => getNotice(tx, id))
  if (!notice) throw new Refusal('not_found')
  return notice
}

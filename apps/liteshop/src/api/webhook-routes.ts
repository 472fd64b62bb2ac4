import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import type { Topic } from '../webhooks/subscriptions.ts'
import { listSubscriptions, subscribe, topics, unsubscribe } from '../webhooks/subscriptions.ts'
import { allow } from './access.ts'
import { readObject, readText } from './body.ts'
import { invalid, Problem } from './problem.ts'

export function webhookRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/webhooks', (request) => {
    const { shopId, grant } = allow(request, 'webhooks:write')
    return { webhooks: listSubscriptions(ctx, shopId, grant.client_id).map(({ id, topic, url }) => ({ id, topic, url })) }
  })

  app.post('/webhooks', (request, reply) => {
    const { shopId, grant } = allow(request, 'webhooks:write')
    const body = readObject(request.body, 'The body')
    const topic = readText(body, 'topic')
    const url = readText(body, 'url')
    if (!isTopic(topic)) throw invalid(`topic is one of ${topics.join(', ')}.`)
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw invalid('url is not an http or https address.')
    const make = () => subscribe(ctx, shopId, grant.client_id, topic, url)
    const subscription = ctx.faults.feigns(request) ? ctx.db.transact(() => ctx.db.undone(make)) : make()
    return reply.status(201).send({ id: subscription.id, topic, url: subscription.url, secret: subscription.secret })
  })

  app.delete<{ Params: { webhookId: string } }>('/webhooks/:webhookId', (request, reply) => {
    const { shopId, grant } = allow(request, 'webhooks:write')
    if (!unsubscribe(ctx, shopId, grant.client_id, request.params.webhookId)) throw new Problem(404, 'not_found', 'There is no such subscription.')
    return reply.status(204).send()
  })
}

function isTopic(text: string): text is Topic {
  return (topics as readonly string[]).includes(text)
}

import { ConnectorError, id, parseJson, readShape, text, verifyWebhook, type CallApi, type WebhookReader, type WebhookSubscribing } from '@crossdock/connector-kit'
import { z } from 'zod'
import { pathPart } from './path-part.ts'

const topics = ['order.created', 'order.updated', 'order.cancelled', 'authorization.revoked'] as const
const listShape = z.object({ webhooks: z.array(z.object({ id, topic: text, url: text })) })
const subscribedShape = z.object({ id, secret: z.string().min(1) })
const hintShape = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['order.created', 'order.updated', 'order.cancelled']), data: z.object({ shop_id: id, order_id: id }) }),
  z.object({ type: z.literal('authorization.revoked'), data: z.object({ shop_id: id }) }),
])
const scope = 'webhooks:write'

export function createWebhooks(call: CallApi): WebhookSubscribing {
  return {
    topics,
    list: () => call({ purpose: 'webhooks.list', method: 'GET', path: '/api/v1/webhooks', scope, read: (body) => readShape(listShape, body).webhooks }),
    subscribe: (topic, url) =>
      call({ purpose: 'webhooks.subscribe', method: 'POST', path: '/api/v1/webhooks', body: { topic, url }, repeatable: true, scope, read: (body) => readShape(subscribedShape, body) }),
    async unsubscribe(webhookId) {
      const part = pathPart(webhookId)
      if (part === null) return
      try {
        await call({ purpose: 'webhooks.unsubscribe', method: 'DELETE', path: `/api/v1/webhooks/${part}`, scope, read: () => null })
      } catch (err) {
        if (!(err instanceof ConnectorError) || err.code !== 'not_found') throw err
      }
    },
  }
}

export function createWebhookReader(now: () => number): WebhookReader {
  return {
    read(raw, headers, secrets) {
      const verified = verifyWebhook(raw, headers, secrets, now())
      if (!verified) return null
      const hint = hintShape.safeParse(parseBody(raw)).data
      if (!hint) return null
      return hint.type === 'authorization.revoked'
        ? { id: verified.id, kind: 'revoked', shopId: hint.data.shop_id, platformOrderId: null }
        : { id: verified.id, kind: 'order', shopId: hint.data.shop_id, platformOrderId: hint.data.order_id }
    },
  }
}

function parseBody(raw: Uint8Array): unknown {
  try {
    return parseJson(raw)
  } catch {
    return null
  }
}

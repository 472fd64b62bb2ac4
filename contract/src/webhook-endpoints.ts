import { alertKinds } from '@crossdock/domain'
import { z } from 'zod'
import { endpoint, flag, id, instant, named, optionalText, page, pageQuery, reference, versionRead } from './base.ts'

const tag = 'Outgoing webhooks'
const url = reference(1000)
const kinds = z.array(z.enum(alertKinds)).max(alertKinds.length).describe('kinds of alerts; all when empty')
const secret = z.string().describe('`whsec_…`, shown this once')

const receiver = z.object({
  id, merchant: named.nullable().describe('null: hears of every merchant'), url: z.string(), description: z.string().nullable(), kinds: z.array(z.enum(alertKinds)), enabled: z.boolean(),
  disabledReason: z.enum(['person', 'failing', 'gone']).nullable(), disabledAt: instant.nullable(), failingSince: instant.nullable(), oldSecretUntil: instant.nullable(),
  createdAt: instant, createdBy: z.string(), version: z.int(), waiting: z.int(), failed: z.int(), lastDeliveredAt: instant.nullable(),
})

export const webhookEndpoints = {
  list: endpoint({ method: 'GET', path: '/webhook-endpoints', summary: 'Where outgoing webhooks go', tag }).input(z.object({ merchantId: id.optional(), enabled: flag.optional(), ...pageQuery })).output(page(receiver)),
  create: endpoint({ method: 'POST', path: '/webhook-endpoints', summary: 'Add a receiver of webhooks; its secret is shown this once', tag, successStatus: 201 }, 'not_found', 'webhook_url_refused', 'too_many_endpoints')
    .input(z.object({ merchantId: id.nullish().describe('every merchant’s alerts when left out, for warehouse people'), url, description: optionalText(200), kinds: kinds.default([]) }))
    .output(z.object({ id, secret })),
  get: endpoint({ method: 'GET', path: '/webhook-endpoints/{id}', summary: 'One receiver', tag }, 'not_found').input(z.object({ id })).output(receiver),
  update: endpoint({ method: 'PATCH', path: '/webhook-endpoints/{id}', summary: 'Change, disable or enable a receiver; enabling sends what was kept', tag }, 'not_found', 'webhook_url_refused', 'version_conflict')
    .input(z.object({ id, version: versionRead, url: url.optional(), description: optionalText(200), kinds: kinds.optional(), enabled: z.boolean().optional() }))
    .output(receiver),
  remove: endpoint({ method: 'DELETE', path: '/webhook-endpoints/{id}', summary: 'Remove a receiver with all that was kept for it', tag }, 'not_found').input(z.object({ id })).output(z.object({ id })),
  rotateSecret: endpoint({ method: 'POST', path: '/webhook-endpoints/{id}/rotate-secret', summary: 'Make a new secret; the old one signs too for 24 hours', tag }, 'not_found')
    .input(z.object({ id }))
    .output(z.object({ id, secret, oldSecretUntil: instant })),
  test: endpoint({ method: 'POST', path: '/webhook-endpoints/{id}/test', summary: 'Send a test event now', tag }, 'not_found')
    .input(z.object({ id }))
    .output(z.object({ deliveryId: id, delivered: z.boolean(), status: z.int().nullable(), durationMs: z.int(), error: z.string().nullable() })),
  replay: endpoint({ method: 'POST', path: '/webhook-endpoints/{id}/replay', summary: 'Send all again that failed since an instant', tag }, 'not_found')
    .input(z.object({ id, since: instant }))
    .output(z.object({ replayed: z.int() })),
}

const delivery = z.object({
  id, messageId: z.string().describe('the header `webhook-id`'), type: z.string(), state: z.enum(['waiting', 'sending', 'delivered', 'failed', 'expired']), attempts: z.int(), createdAt: instant,
  nextAttemptAt: instant.nullable(), settledAt: instant.nullable(), status: z.int().nullable().describe('of the last attempt'), durationMs: z.int().nullable(), error: z.string().nullable(),
})

export const webhookDeliveries = {
  list: endpoint({ method: 'GET', path: '/webhook-endpoints/{id}/deliveries', summary: 'What was sent to a receiver, newest first; kept for 30 days', tag }, 'not_found')
    .input(z.object({ id, state: z.enum(['waiting', 'sending', 'delivered', 'failed', 'expired']).optional(), ...pageQuery }))
    .output(page(delivery)),
  get: endpoint({ method: 'GET', path: '/webhook-deliveries/{id}', summary: 'One delivery: what was sent, and every attempt', tag }, 'not_found')
    .input(z.object({ id }))
    .output(delivery.extend({ endpointId: id, payload: z.string(), history: z.array(z.object({ number: z.int(), at: instant, status: z.int().nullable(), durationMs: z.int(), error: z.string().nullable(), answer: z.string().nullable() })) })),
  replay: endpoint({ method: 'POST', path: '/webhook-deliveries/{id}/replay', summary: 'Send one again, under the same id', tag }, 'not_found', 'webhook_not_replayable')
    .input(z.object({ id }))
    .output(z.object({ id })),
}

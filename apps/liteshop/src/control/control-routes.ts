import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FaultWish } from '../faults/wish.ts'
import { failureStatus, Problem, sendProblem } from '../api/problem.ts'
import { ShopFailure } from '../shop/failures.ts'
import type { BulkWish, Control, OrderPatch, OrderWish } from './control.ts'
import type { ShopWish } from './open-shop.ts'

type At = FastifyRequest<{ Params: { shopId: string; orderId: string; sku: string; faultId: string }; Querystring: Record<string, string | undefined> }>

/** The control API, to be mounted below /_sandbox: for programs on this machine, never for pages of other sites. */
export function controlRoutes(app: FastifyInstance, control: Control): void {
  app.addHook('onRequest', async (request) => {
    if (!isLocal(request)) throw new Problem(403, 'forbidden', 'The control API answers programs on this machine alone.')
  })
  app.setErrorHandler((err: Error & { statusCode?: number }, _request, reply) => sendProblem(reply, problemOf(err)))

  app.get('/shops', () => ({ shops: control.shops() }))
  app.post('/shops', (request: At, reply) => {
    reply.status(201)
    return control.openShop(bodyOf(request) as unknown as ShopWish)
  })
  app.get('/shops/:shopId', (request: At) => control.shop(request.params.shopId))
  app.get('/shops/:shopId/orders', (request: At) => ({ orders: control.orders(request.params.shopId) }))
  app.post('/shops/:shopId/orders', (request: At, reply) => {
    const wish = bodyOf(request)
    reply.status(201)
    return 'count' in wish
      ? control.createOrders(request.params.shopId, wish as unknown as BulkWish)
      : control.createOrder(request.params.shopId, wish as OrderWish)
  })
  app.get('/shops/:shopId/orders/:orderId', (request: At) => control.order(request.params.shopId, request.params.orderId))
  app.patch('/shops/:shopId/orders/:orderId', (request: At) => control.changeOrder(request.params.shopId, request.params.orderId, bodyOf(request) as OrderPatch))
  app.post('/shops/:shopId/orders/:orderId/cancel', (request: At) => control.cancelOrder(request.params.shopId, request.params.orderId))
  app.get('/shops/:shopId/orders/:orderId/fulfillments', (request: At) => ({ fulfillments: control.fulfillments(request.params.shopId, request.params.orderId) }))
  app.get('/shops/:shopId/fulfillments', (request: At) => ({ fulfillments: control.fulfillments(request.params.shopId) }))
  app.get('/shops/:shopId/stock', (request: At) => ({ levels: control.stock(request.params.shopId) }))
  app.patch('/shops/:shopId/stock/:sku', (request: At) => control.editStock(request.params.shopId, request.params.sku, bodyOf(request)))
  app.post('/shops/:shopId/shipping_methods', (request: At, reply) => {
    reply.status(201)
    return control.addShippingMethod(request.params.shopId, bodyOf(request) as { code: string; name: string })
  })
  app.post('/shops/:shopId/tokens', (request: At, reply) => {
    reply.status(201)
    return control.issueTokens(request.params.shopId, bodyOf(request)['scope'] as string | undefined)
  })
  app.post('/shops/:shopId/tokens/expire', (request: At) => ({ expired: control.expireAccessTokens(request.params.shopId) }))
  app.delete('/shops/:shopId/grants', (request: At) => ({ revoked: control.revokeGrants(request.params.shopId) }))
  app.put('/shops/:shopId/late', (request: At) => {
    const { seconds, every } = bodyOf(request) as { seconds: number; every?: number }
    control.setLateVisibility(request.params.shopId, seconds, every)
    return { seconds, every: every ?? 1 }
  })
  app.get('/shops/:shopId/webhooks', (request: At) => ({ subscriptions: control.subscriptions(request.params.shopId), deliveries: control.deliveries(request.params.shopId) }))
  app.post('/deliveries/run', async () => ({ tries: await control.deliverDue() }))
  app.post('/authorize', (request) => {
    const { authorize_url, shop_id, allow, scope } = bodyOf(request) as { authorize_url: string; shop_id: string; allow?: boolean; scope?: string }
    return { redirect_to: control.authorize(authorize_url, shop_id, { allow, scope }) }
  })
  app.get('/journal', (request: At) => {
    const { after, shop, method, path, limit, struck } = request.query
    return { calls: control.journal({ shop, method, path, struck: struck === 'true', after: after === undefined ? undefined : Number(after), limit: limit === undefined ? undefined : Number(limit) }) }
  })
  app.delete('/journal', (_request, reply) => {
    control.clearJournal()
    return reply.status(204).send()
  })
  app.get('/faults', () => ({ catalogue: control.faultCatalogue(), faults: control.faults() }))
  app.post('/faults', (request: At, reply) => {
    reply.status(201)
    return control.switchOnFault(bodyOf(request) as unknown as FaultWish)
  })
  app.delete('/faults', (request: At) => ({ cleared: control.clearFaults(request.query['shop']) }))
  app.delete('/faults/:faultId', (request: At, reply) => {
    control.switchOffFault(request.params.faultId)
    return reply.status(204).send()
  })
  app.post('/reset', (_request, reply) => {
    control.reset()
    return reply.status(204).send()
  })
}

/** By the socket, by the name that was called (another name may have been made to lead here), and by what browsers say of the page behind it. */
function isLocal(request: FastifyRequest): boolean {
  const from = request.socket.remoteAddress ?? ''
  const site = request.headers['sec-fetch-site']
  return (/^(::ffff:)?127\./.test(from) || from === '::1') && ['127.0.0.1', 'localhost', '[::1]'].includes((request.headers.host ?? '').replace(/:\d+$/, '')) && (site === undefined || site === 'none' || site === 'same-origin')
}

function bodyOf(request: FastifyRequest): Record<string, unknown> {
  if (request.body === undefined || request.body === null) return {}
  if (typeof request.body !== 'object' || Array.isArray(request.body)) throw new Problem(400, 'invalid_request', 'The body is to be a JSON object.')
  return request.body as Record<string, unknown>
}

function problemOf(err: Error & { statusCode?: number }): Problem {
  if (err instanceof Problem) return err
  if (err instanceof ShopFailure) return new Problem(failureStatus[err.code], err.code, err.message)
  const status = err.statusCode ?? 500
  return status < 500 ? new Problem(status, 'invalid_request', err.message) : new Problem(500, 'internal_error', err.message)
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { ShopFailure } from '../shop/failures.ts'
import { getShop, listShippingMethods } from '../shop/shops.ts'
import { admit, allow } from './access.ts'
import { fulfillmentRoutes } from './fulfillment-routes.ts'
import { pathOf } from './idempotency.ts'
import { inventoryRoutes } from './inventory-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { failureStatus, Problem, sendProblem } from './problem.ts'
import { createRateLimiter } from './rate-limit.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** What exists below /api/v1, to tell a wrong method (405) from a wrong path (404). */
const operations: [RegExp, string][] = [
  [/^\/api\/v1\/(shop|shipping_methods|orders|orders\/count|orders\/[^/]+)$/, 'GET, HEAD'],
  [/^\/api\/v1\/orders\/[^/]+\/fulfillments$/, 'GET, HEAD, POST'],
  [/^\/api\/v1\/inventory\/levels$/, 'GET, HEAD, PUT'],
  [/^\/api\/v1\/inventory\/adjustments$/, 'POST'],
  [/^\/api\/v1\/webhooks$/, 'GET, HEAD, POST'],
  [/^\/api\/v1\/webhooks\/[^/]+$/, 'DELETE']
]

/** The Partner API, to be mounted below /api/v1. */
export function partnerApi(app: FastifyInstance, ctx: Context, onAdmitted: (request: FastifyRequest, shopId: string) => void): void {
  const limiter = createRateLimiter(ctx.now)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, undefined)
    try {
      done(null, JSON.parse(String(body)))
    } catch (err) {
      done(err instanceof SyntaxError ? new Problem(400, 'invalid_request', 'The body is not JSON.') : (err as Error))
    }
  })

  app.addHook('onRequest', async (request, reply) => {
    const { shopId } = admit(ctx, request)
    onAdmitted(request, shopId)
    limiter.take(shopId, reply)
  })

  app.setErrorHandler((err: Error & { statusCode?: number }, _request, reply) => sendProblem(reply, problemOf(err)))

  app.setNotFoundHandler((request, reply) => {
    const allowed = operations.find(([path]) => path.test(pathOf(request)))?.[1]
    return sendProblem(reply, allowed
      ? new Problem(405, 'invalid_request', `${request.method} is not possible here.`, { allow: allowed })
      : new Problem(404, 'not_found', 'There is nothing at this path.'))
  })

  app.get('/shop', (request) => {
    const shop = getShop(ctx, allow(request, 'shop:read').shopId)
    return { id: shop.id, shop_title: shop.title, domain: shop.domain, currency: 'TWD', timezone: 'Asia/Taipei' }
  })

  app.get('/shipping_methods', (request) => {
    const { shopId } = allow(request, 'shop:read')
    return { shipping_methods: listShippingMethods(ctx, shopId).map(({ code, name, enabled }) => ({ code, name, enabled: enabled === 1 })) }
  })

  orderRoutes(app, ctx)
  fulfillmentRoutes(app, ctx)
  inventoryRoutes(app, ctx)
  webhookRoutes(app, ctx)
}

function problemOf(err: Error & { statusCode?: number }): Problem {
  if (err instanceof Problem) return err
  if (err instanceof ShopFailure) return new Problem(failureStatus[err.code], err.code, err.message)
  const status = err.statusCode ?? 500
  if (status === 415) return new Problem(415, 'invalid_request', 'The body has to be application/json.')
  if (status < 500) return new Problem(status, 'invalid_request', 'The request cannot be read.')
  return new Problem(500, 'internal_error', 'Something went wrong here. Try again.')
}

import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { formatInstant, parseInstant } from '../instants.ts'
import type { Parcel } from '../shop/fulfillments.ts'
import { addFulfillment, listFulfillments } from '../shop/fulfillments.ts'
import { getOrder } from '../shop/orders.ts'
import { allow } from './access.ts'
import { readInteger, readObject, readObjects, readOptionalText, readText } from './body.ts'
import { answerOnce } from './idempotency.ts'
import { invalid } from './problem.ts'

export function fulfillmentRoutes(app: FastifyInstance, ctx: Context): void {
  app.get<{ Params: { orderId: string } }>('/orders/:orderId/fulfillments', (request) => {
    const { shopId } = allow(request, 'orders:read', 'fulfillments:write')
    const order = getOrder(ctx, shopId, request.params.orderId)
    return { fulfillments: listFulfillments(ctx, shopId, order.id) }
  })

  app.post<{ Params: { orderId: string } }>('/orders/:orderId/fulfillments', (request, reply) => {
    const { shopId } = allow(request, 'fulfillments:write')
    return answerOnce(ctx, shopId, request, reply, 201, () => {
      const order = getOrder(ctx, shopId, request.params.orderId)
      return addFulfillment(ctx, shopId, order.id, readParcel(request.body))
    })
  })
}

function readParcel(body: unknown): Parcel {
  const object = readObject(body, 'The body')
  const shippedAt = parseInstant(readText(object, 'shipped_at'))
  if (shippedAt === undefined) throw invalid('shipped_at is not an RFC 3339 instant in UTC.')
  const trackingUrl = readOptionalText(object, 'tracking_url')
  if (trackingUrl !== undefined && !URL.canParse(trackingUrl)) throw invalid('tracking_url is not an address.')
  return {
    tracking_number: readText(object, 'tracking_number'),
    carrier: readText(object, 'carrier'),
    ...(trackingUrl === undefined ? {} : { tracking_url: trackingUrl }),
    shipped_at: formatInstant(shippedAt),
    ...(object['lines'] === undefined ? {} : { lines: readLines(object['lines']) })
  }
}

function readLines(value: unknown): { line_id: string; quantity: number }[] {
  return readObjects(value, 'lines').map((item) => {
    const quantity = readInteger(item, 'quantity')
    if (quantity < 1) throw invalid('quantity is 1 or more.')
    return { line_id: readText(item, 'line_id'), quantity }
  })
}

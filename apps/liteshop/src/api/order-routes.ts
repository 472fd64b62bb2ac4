import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import type { OrderFilter, Position } from '../shop/list-orders.ts'
import { countOrders, listOrders } from '../shop/list-orders.ts'
import { orderStatuses, shipmentStatuses } from '../shop/order.ts'
import { getOrder } from '../shop/orders.ts'
import { allow } from './access.ts'
import { openCursor, sealCursor } from './cursor.ts'
import { queryOf, readChoice, readInstant, readLimit, refuseStrays } from './query.ts'

const filterNames = ['updated_at_min', 'updated_at_max', 'created_at_min', 'created_at_max', 'order_status', 'shipment_status'] as const

export function orderRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/orders', (request, reply) => {
    const { shopId } = allow(request, 'orders:read')
    const query = queryOf(request)
    refuseStrays(query, [...filterNames, 'limit', 'cursor'])
    const limit = readLimit(query)
    const cursor = query.get('cursor')
    let filters = filtersOf(query)
    let after: Position | undefined
    readFilter(filters)
    if (cursor !== null) {
      const opened = openCursor(ctx, cursor, 'orders', shopId, filters)
      filters = opened.filters
      after = { updatedAt: Number(opened.after[0]), id: String(opened.after[1]) }
    }
    const found = listOrders(ctx, shopId, readFilter(filters), after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const next = found.length > limit && last ? sealCursor(ctx, 'orders', shopId, filters, [last.updated_at, last.id]) : null
    // Orders are stored as the JSON that is sent: a page is joined, not parsed and written again.
    return reply.type('application/json; charset=utf-8').send(`{"orders":[${page.map((order) => order.json).join(',')}],"next_cursor":${JSON.stringify(next)}}`)
  })

  app.get('/orders/count', (request) => {
    const { shopId } = allow(request, 'orders:read')
    const query = queryOf(request)
    refuseStrays(query, filterNames)
    return { count: countOrders(ctx, shopId, readFilter(filtersOf(query))) }
  })

  app.get<{ Params: { orderId: string } }>('/orders/:orderId', (request) => {
    const { shopId } = allow(request, 'orders:read')
    return getOrder(ctx, shopId, request.params.orderId)
  })
}

function filtersOf(query: URLSearchParams): [string, string][] {
  return [...query].filter(([name]) => (filterNames as readonly string[]).includes(name))
}

function readFilter(filters: [string, string][]): OrderFilter {
  const values = new Map(filters)
  return {
    updatedMin: readInstant(values, 'updated_at_min'),
    updatedMax: readInstant(values, 'updated_at_max'),
    createdMin: readInstant(values, 'created_at_min'),
    createdMax: readInstant(values, 'created_at_max'),
    orderStatus: readChoice(values, 'order_status', orderStatuses),
    shipmentStatus: readChoice(values, 'shipment_status', shipmentStatuses)
  }
}

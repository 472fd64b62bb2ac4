import { ConnectorError, expectSame, id, readShape, whole, type CallApi, type OrderReading, type ReadOrder, type Window } from '@crossdock/connector-kit'
import { z } from 'zod'
import { manifest } from './manifest.ts'
import { readOrder } from './order-shape.ts'
import { createPagingGuard, cursor, type PagingGuard, type Place } from './paging.ts'
import { pathPart } from './path-part.ts'

const pageSize = 250
const pageShape = z.object({ orders: z.array(z.unknown()).max(10_000), next_cursor: cursor.nullable() })
const countShape = z.object({ count: whole.min(0) })
const namedShape = z.object({ id })
const scope = 'orders:read'

export function createOrders(call: CallApi): OrderReading {
  const guards = new Map<string, PagingGuard>()

  const guardOf = (window: Window): PagingGuard => {
    const key = `${window.from.getTime()}-${window.to.getTime()}`
    const guard = guards.get(key) ?? createPagingGuard(manifest.name)
    guards.set(key, guard)
    return guard
  }

  return {
    async list(window, after) {
      // Beside a cursor the filters are repeated exactly: whether the platform keeps them in it or not, the pages are the same.
      const query = [...filtersOf(window), ['limit', String(pageSize)] as const, ...(after === null ? [] : [['cursor', after] as const])]
      const page = await call({ purpose: 'orders.list', method: 'GET', path: '/api/v1/orders', query, scope, read: (body) => readShape(pageShape, body) }).catch((err) => {
        throw after === null ? err : asExpiredCursor(err)
      })
      const orders = page.orders.map(readOrder)
      guardOf(window).check(after, page.next_cursor, orders.map(placeOf))
      if (page.next_cursor === null) guards.delete(`${window.from.getTime()}-${window.to.getTime()}`)
      return { orders, nextCursor: page.next_cursor }
    },

    async count(window, only) {
      const query = [...filtersOf(window), ...(only ? [['created_at_max', only.placedBefore.toISOString()] as const] : [])]
      const { count } = await call({ purpose: 'orders.count', method: 'GET', path: '/api/v1/orders/count', query, scope, read: (body) => readShape(countShape, body) })
      return count
    },

    async get(platformOrderId) {
      const part = pathPart(platformOrderId)
      if (part === null) return null
      try {
        return await call({
          purpose: 'orders.get',
          method: 'GET',
          path: `/api/v1/orders/${part}`,
          scope,
          read(body) {
            expectSame(platformOrderId, readShape(namedShape, body).id, 'id')
            return readOrder(body)
          },
        })
      } catch (err) {
        if (err instanceof ConnectorError && err.status === 404 && err.code === 'not_found') return null
        throw err
      }
    },
  }
}

/** Where an order stands in the list; one that cannot be read stands where it says, or nowhere. */
const placeOf = (read: ReadOrder): Place =>
  read.order === null ? { at: read.updatedAt ?? '', id: read.platformOrderId ?? JSON.stringify(read.raw) } : { at: read.order.updatedAt, id: read.order.platformOrderId }

const filtersOf = (window: Window): (readonly [string, string])[] => [
  ['updated_at_min', window.from.toISOString()],
  ['updated_at_max', window.to.toISOString()],
]

function asExpiredCursor(err: unknown): unknown {
  if (!(err instanceof ConnectorError) || err.status !== 400 || err.code !== 'invalid_request') return err
  return new ConnectorError({ kind: 'rejected', code: 'cursor_expired', message: 'Liteshop no longer knows the place in the list: the window has to be begun again.', status: err.status })
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Context } from '../context.ts'
import { formatInstant } from '../instants.ts'
import type { Product, StockResult } from '../shop/stock.ts'
import { adjustStock, findProduct, overwriteStock } from '../shop/stock.ts'
import { allow } from './access.ts'
import { readInteger, readObject, readObjects, readOptionalText, readText } from './body.ts'
import { openCursor, sealCursor } from './cursor.ts'
import { answerOnce } from './idempotency.ts'
import { invalid } from './problem.ts'
import { queryOf, readLimit, refuseStrays } from './query.ts'

const mostItems = 100

export function inventoryRoutes(app: FastifyInstance, ctx: Context): void {
  app.get('/inventory/levels', (request) => {
    const { shopId } = allow(request, 'inventory:write')
    const query = queryOf(request)
    refuseStrays(query, ['sku', 'limit', 'cursor'], ['sku'])
    const limit = readLimit(query)
    const cursor = query.get('cursor')
    let filters = query.getAll('sku').map((sku): [string, string] => ['sku', sku])
    let after = ''
    if (filters.length > mostItems) throw invalid(`At most ${mostItems} sku parameters are possible.`)
    if (cursor !== null) {
      const opened = openCursor(ctx, cursor, 'levels', shopId, filters)
      filters = opened.filters
      after = String(opened.after[0])
    }
    const found = listTracked(ctx, shopId, filters.map(([, sku]) => sku), after, limit + 1)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      levels: page.map(({ sku, title, stock, updated_at }) => ({ sku, title, stock, updated_at: formatInstant(updated_at) })),
      next_cursor: found.length > limit && last ? sealCursor(ctx, 'levels', shopId, filters, [last.sku]) : null
    }
  })

  app.put('/inventory/levels', (request, reply) => {
    const { shopId } = allow(request, 'inventory:write')
    return answerOnce(ctx, shopId, request, reply, 200, () => {
      const items = readItems(request.body, 'stock')
      return { results: items.map(({ sku, figure }) => refuseItem(ctx, request, shopId, sku) ?? overwriteStock(ctx, shopId, sku, figure)) }
    })
  })

  app.post('/inventory/adjustments', (request, reply) => {
    const { shopId } = allow(request, 'inventory:write')
    return answerOnce(ctx, shopId, request, reply, 200, () => {
      const items = readItems(request.body, 'delta')
      const body = readObject(request.body, 'The body')
      const reason = readOptionalText(body, 'reason')
      if (reason !== undefined && reason !== 'inbound' && reason !== 'correction') throw invalid('reason is inbound or correction.')
      readOptionalText(body, 'reference')
      return { results: items.map(({ sku, figure }) => refuseItem(ctx, request, shopId, sku) ?? adjustStock(ctx, shopId, sku, figure)) }
    })
  })
}

function listTracked(ctx: Context, shopId: string, skus: string[], after: string, limit: number): Pick<Product, 'sku' | 'title' | 'stock' | 'updated_at'>[] {
  return ctx.db.all(
    `select sku, title, stock, updated_at from products
     where shop_id = ? and tracked = 1 and sku > ? and (? = 0 or sku in (select value from json_each(?))) order by sku limit ?`,
    shopId, after, skus.length, JSON.stringify(skus), limit)
}

/** What the fire drill makes of an item, if anything; it is not applied then. */
function refuseItem(ctx: Context, request: FastifyRequest, shopId: string, sku: string): StockResult | undefined {
  const result = ctx.faults.quiet ? undefined : ctx.faults.refusedItem(request)
  return result && { sku, result, stock: result === 'invalid_quantity' ? (findProduct(ctx, shopId, sku)?.stock ?? null) : null }
}

function readItems(body: unknown, name: 'stock' | 'delta'): { sku: string; figure: number }[] {
  const items = readObjects(readObject(body, 'The body')['items'], 'items', mostItems)
  return items.map((item) => ({ sku: readText(item, 'sku'), figure: readInteger(item, name) }))
}

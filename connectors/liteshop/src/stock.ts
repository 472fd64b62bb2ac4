import { ConnectorError, readShape, ShapeError, text, whole, type CallApi, type StockResult, type StockWriting } from '@crossdock/connector-kit'
import { z } from 'zod'
import { keyLifeMs } from './key-life.ts'
import { manifest } from './manifest.ts'
import { createPagingGuard, cursor } from './paging.ts'

const maxItems = 100
// Well under what servers allow for a request line, where a Chinese SKU takes nine characters a sign.
const longestQuery = 6_000
const levelsShape = z.object({ levels: z.array(z.object({ sku: text, stock: whole })), next_cursor: cursor.nullable() })
const resultsShape = z.object({
  results: z.array(
    z.object({
      sku: text,
      result: z.enum(['applied', 'unknown_sku', 'not_tracked', 'invalid_quantity']),
      // What it says beside the result is welcome; a figure that nothing here could hold must not put an item in doubt that was applied.
      stock: z.unknown().optional().transform((stock) => whole.safeParse(stock).data ?? null),
    }),
  ),
})
const scope = 'inventory:write'

export function createStock(call: CallApi): StockWriting {
  return {
    keyLifeMs,
    maxItems,
    async levels(skus) {
      const levels = new Map<string, number>()
      for (const chunk of chunkSkus(skus)) for (const level of await readLevels(call, chunk)) levels.set(level.sku, level.stock)
      return Array.from(levels, ([sku, stock]) => ({ sku, stock }))
    },
    increase: (items, reference, idempotencyKey, reason) =>
      write(call, items, {
        purpose: 'stock.increase', method: 'POST', path: '/api/v1/inventory/adjustments', idempotencyKey,
        body: { reason: reason ?? 'inbound', reference, items: items.map(({ sku, delta }) => ({ sku, delta })) },
      }),
    overwrite: (items, idempotencyKey) =>
      write(call, items, {
        purpose: 'stock.overwrite', method: 'PUT', path: '/api/v1/inventory/levels', idempotencyKey,
        body: { items: items.map(({ sku, stock }) => ({ sku, stock })) },
      }),
  }
}

async function readLevels(call: CallApi, skus: readonly string[]): Promise<{ sku: string; stock: number }[]> {
  const guard = createPagingGuard(manifest.name)
  const asked = new Set(skus)
  const levels: { sku: string; stock: number }[] = []
  let after: string | null = null
  do {
    const query: (readonly [string, string])[] = [...skus.map((sku) => ['sku', sku] as const), ['limit', '250'] as const]
    if (after !== null) query.push(['cursor', after])
    const page: z.infer<typeof levelsShape> = await call({ purpose: 'stock.levels', method: 'GET', path: '/api/v1/inventory/levels', query, scope, read: (body) => readShape(levelsShape, body) })
    guard.check(after, page.next_cursor, page.levels.map(({ sku }) => ({ at: '', id: sku })))
    levels.push(...page.levels.filter((level) => asked.has(level.sku)))
    after = page.next_cursor
  } while (after !== null)
  return levels
}

function chunkSkus(skus: readonly string[]): string[][] {
  const chunks: string[][] = []
  let length = 0
  // Without any SKU the platform would list its whole stock.
  for (const sku of new Set(skus.filter((one) => one !== '' && one.isWellFormed()))) {
    const size = encodeURIComponent(sku).length + 5
    const last = chunks.at(-1)
    if (last && last.length < maxItems && length + size <= longestQuery) {
      last.push(sku)
      length += size
    } else {
      chunks.push([sku])
      length = size
    }
  }
  return chunks
}

interface StockCall {
  purpose: string
  method: 'POST' | 'PUT'
  path: string
  body: object
  idempotencyKey: string
}

async function write(call: CallApi, items: readonly { sku: string }[], stockCall: StockCall): Promise<StockResult[]> {
  if (items.length === 0) return []
  if (items.length > maxItems) {
    throw new ConnectorError({ kind: 'rejected', code: 'too_many_items', message: `Liteshop takes ${maxItems} items a call, not ${items.length}.`, outcome: 'not_sent' })
  }
  return call({ ...stockCall, scope, read: (body) => pairResults(items, readShape(resultsShape, body).results) })
}

/** One result an item, in the order of the items. */
function pairResults(items: readonly { sku: string }[], results: StockResult[]): StockResult[] {
  if (results.length !== items.length) throw new ShapeError(`results: expected ${items.length}, got ${results.length}`)
  if (items.every((item, index) => item.sku === results[index]!.sku)) return results
  const bySku = Map.groupBy(results, (result) => result.sku)
  return items.map((item) => {
    const result = bySku.get(item.sku)?.shift()
    if (!result) throw new ShapeError(`results: expected one for ${JSON.stringify(item.sku)}, got none`)
    return result
  })
}

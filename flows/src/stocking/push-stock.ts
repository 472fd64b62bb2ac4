import { ConnectorError, type StockResult, type StockWriting } from '@crossdock/connector-kit'
import type { Needs, StockPushLineResult } from '../ports/index.ts'
import type { Attempt, ConnectedExecutor } from '../writing/executor.ts'
import { isKeyForgotten, OutcomeUnknown } from '../writing/settle-outcome.ts'
import { openAttempt } from '../writing/open-attempt.ts'
import { noteLevels } from './note-levels.ts'
import type { IncrementRequest, OverwriteRequest } from './plan-stock-push.ts'

const explanations: Record<StockResult['result'], string | null> = {
  applied: null,
  unknown_sku: 'The store has no product with this SKU.',
  not_tracked: 'The store does not track the stock of this SKU.',
  invalid_quantity: 'The store does not take this figure.',
}

/** A figure that was approved is set for so long; later the store may have sold too much for it. */
const figureHoldsMs = 3_600_000

/**
 * Raises a store's stock. The key is what keeps it from being raised twice; without it the store's own records tell, and
 * where it keeps none, nothing is sent before a person has said what became of it.
 */
export const incrementExecutor: ConnectedExecutor = {
  async send(needs, attempt) {
    const { reference, reason, items } = attempt.write.request as IncrementRequest
    const stock = open(needs, attempt)
    if (isKeyForgotten(attempt.write, stock.keyLifeMs, attempt.at)) {
      const known = await findIncrease(stock, items, reference, attempt.write.idempotencyKey)
      if (known) return known
    }
    return inChunks(items, stock.maxItems, attempt.write.idempotencyKey, async (chunk, key) => {
      const results = await stock.increase(chunk, reference, key, reason)
      needs.failpoint?.('stock.chunk-taken')
      return results
    })
  },
  record: recordLines,
}

/**
 * Sets a store's stock to figures that a person approved. The same figures again soon do no harm; later they would undo what
 * the store sold, so they are refused, or asked about where an earlier attempt may have set them.
 */
export const overwriteExecutor: ConnectedExecutor = {
  async send(needs, attempt) {
    const { items, approvedAt } = attempt.write.request as OverwriteRequest
    const stock = open(needs, attempt)
    const isOutdated = attempt.at.getTime() - (approvedAt ? new Date(approvedAt) : attempt.write.plannedAt).getTime() > figureHoldsMs
    if (isOutdated && attempt.write.uncertainSince === null) {
      throw new ConnectorError({ kind: 'rejected', code: 'figures_outdated', message: 'Not sent: these figures could not be set within an hour of their approval, and the store may have sold since.', outcome: 'not_sent' })
    }
    if (isOutdated || isKeyForgotten(attempt.write, stock.keyLifeMs, attempt.at)) {
      const levels = new Map((await stock.levels(items.map(({ sku }) => sku))).map((level) => [level.sku, level.stock]))
      if (items.every(({ sku, stock: figure }) => levels.get(sku) === figure)) return items.map(({ sku, stock: figure }) => toLineResult({ sku, result: 'applied', stock: figure }))
      if (isOutdated) throw new OutcomeUnknown()
    }
    return inChunks(items, stock.maxItems, attempt.write.idempotencyKey, (chunk, key) => stock.overwrite(chunk, key))
  },
  record: recordLines,
}

/** @returns what the store's records have of an earlier increase, piece by piece; null when they have none of any. @throws OutcomeUnknown */
async function findIncrease(stock: StockWriting, items: IncrementRequest['items'], reference: string, key: string): Promise<StockPushLineResult[] | null> {
  if (!stock.findIncrease) throw new OutcomeUnknown()
  const found = await inChunks(items, stock.maxItems, key, async (chunk, chunkKey) => (await stock.findIncrease!(chunk, reference, chunkKey)) ?? [])
  // A part of the pieces that arrived is no answer for the whole: sending the rest again would need their keys.
  if (found.length > 0 && found.length < items.length) throw new OutcomeUnknown('The store has taken some pieces of this and not others.')
  return found.length === 0 ? null : found
}

/**
 * Cut the same way with the same keys at every attempt, so that what went through before is answered again and not done
 * again. Once the store took a chunk, one that it refuses is the refusal of that chunk's lines and not of the whole.
 */
async function inChunks<Item extends { sku: string }>(
  items: readonly Item[],
  size: number,
  key: string,
  send: (chunk: Item[], key: string) => Promise<StockResult[]>,
): Promise<StockPushLineResult[]> {
  const results: StockPushLineResult[] = []
  const refusals: ConnectorError[] = []
  for (let from = 0; from < items.length; from += size) {
    const chunk = items.slice(from, from + size)
    try {
      results.push(...(await send(chunk, items.length <= size ? key : `${key}.${from / size + 1}`)).map(toLineResult))
    } catch (err) {
      if (!(err instanceof ConnectorError) || err.kind !== 'rejected') throw results.some((line) => line.result !== 'refused') ? asUncertain(err) : err
      refusals.push(err)
      results.push(...chunk.map(({ sku }) => ({ sku, result: 'refused' as const, stockAfter: null, detail: err.message })))
    }
  }
  if (refusals[0] && results.every((line) => line.result === 'refused')) throw refusals[0]
  return results
}

/** An attempt of which the store has taken a piece may have been carried out, however its other pieces ended. */
function asUncertain(err: unknown): unknown {
  if (!(err instanceof ConnectorError)) return err
  const { kind, code, message, status, retryAfterMs, permission } = err
  return new ConnectorError({ kind, code, message, status, retryAfterMs, permission, outcome: 'unknown', cause: err })
}

async function recordLines(...[tx, write, outcome]: Parameters<NonNullable<ConnectedExecutor['record']>>): Promise<void> {
  if (outcome.state === 'rejected') return tx.stocking.refusePart(write.merchantId, write.subjectId, write.part, outcome.error)
  const results = outcome.answer as StockPushLineResult[]
  await noteLevels(tx, write, results, outcome.at)
  await tx.stocking.recordResults(write.merchantId, write.subjectId, write.part, results)
  await tx.stocking.refusePart(write.merchantId, write.subjectId, write.part, 'The store answered without a word on this SKU.')
}

function toLineResult({ sku, result, stock }: StockResult): StockPushLineResult {
  return { sku, result, stockAfter: stock, detail: explanations[result] }
}

function open(needs: Needs, attempt: Attempt): StockWriting {
  const { stock } = openAttempt(needs, attempt)
  if (!stock) throw new ConnectorError({ kind: 'rejected', code: 'not_supported', message: 'This platform takes no stock figures.', outcome: 'not_sent' })
  return stock
}

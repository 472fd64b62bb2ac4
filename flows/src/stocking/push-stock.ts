import { ConnectorError, type StockResult, type StockWriting } from '@crossdock/connector-kit'
import type { Needs, StockPushLineResult } from '../ports/index.ts'
import type { Attempt, ConnectedExecutor } from '../writing/executor.ts'
import { openAttempt } from '../writing/open-attempt.ts'
import type { IncrementRequest, OverwriteRequest } from './plan-stock-push.ts'

const explanations: Record<StockResult['result'], string | null> = {
  applied: null,
  unknown_sku: 'The store has no product with this SKU.',
  not_tracked: 'The store does not track the stock of this SKU.',
  invalid_quantity: 'The store does not take this figure.',
}

/** Raises a store's stock. The key is all that keeps it from being raised twice, so nothing is sent once the key may be forgotten. */
export const incrementExecutor: ConnectedExecutor = {
  async send(needs, attempt) {
    if (attempt.keyForgotten) {
      throw new ConnectorError({
        kind: 'rejected', code: 'outcome_unknown', outcome: 'not_sent',
        message: 'The store never answered whether it took this, and it is too late to ask. Compare the stock there before sending it again, or overwrite it.',
      })
    }
    const { reference, reason, items } = attempt.write.request as IncrementRequest
    const stock = open(needs, attempt)
    return inChunks(items, stock.maxItems, attempt.write.idempotencyKey, async (chunk, key) => {
      const results = await stock.increase(chunk, reference, key, reason)
      needs.failpoint?.('stock.chunk-taken')
      return results
    })
  },
  record: recordLines,
}

/** Sets a store's stock to figures. The same figures again do no harm. */
export const overwriteExecutor: ConnectedExecutor = {
  async send(needs, attempt) {
    const { items } = attempt.write.request as OverwriteRequest
    const stock = open(needs, attempt)
    return inChunks(items, stock.maxItems, attempt.write.idempotencyKey, (chunk, key) => stock.overwrite(chunk, key))
  },
  record: recordLines,
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
      if (!(err instanceof ConnectorError) || err.kind !== 'rejected') throw err
      refusals.push(err)
      results.push(...chunk.map(({ sku }) => ({ sku, result: 'refused' as const, stockAfter: null, detail: err.message })))
    }
  }
  if (refusals[0] && results.every((line) => line.result === 'refused')) throw refusals[0]
  return results
}

async function recordLines(...[tx, write, outcome]: Parameters<NonNullable<ConnectedExecutor['record']>>): Promise<void> {
  if (outcome.state === 'rejected') return tx.stocking.refusePart(write.merchantId, write.subjectId, write.part, outcome.error)
  await tx.stocking.recordResults(write.merchantId, write.subjectId, write.part, outcome.answer as StockPushLineResult[])
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

import { newId } from '@crossdock/domain'
import type { NewStockPush, PlannedWrite, Transaction } from '../ports/index.ts'

/** Items of one write. Platforms that take fewer a call are asked several times within it. */
export const itemsPerPart = 100

export interface IncrementRequest {
  /** Our own number, for the store's records. */
  reference: string
  /** An inbound when left out. */
  reason?: 'correction'
  items: { sku: string; delta: number }[]
}

export interface OverwriteRequest {
  items: { sku: string; stock: number }[]
}

export interface StockPushPlan extends Omit<NewStockPush, 'lines'> {
  lines: readonly { productId: string; sku: string; quantity: number }[]
  reference: string
}

/** Keeps a stock push and plans its writes, one for each part, each with a key of its own. */
export async function planStockPush(tx: Transaction, merchantId: string, { reference, ...push }: StockPushPlan): Promise<void> {
  const lines = push.lines.map((line, index) => ({ ...line, part: Math.floor(index / itemsPerPart) + 1 }))
  await tx.stocking.addPush(merchantId, { ...push, lines })
  const parts = Map.groupBy(lines, (line) => line.part)
  await tx.writes.plan(merchantId, [...parts].map(([part, inPart]) => planPart(push, part, inPart, reference)))
}

/** The write that carries one part of a push. */
export function planPart(
  push: Pick<NewStockPush, 'id' | 'ecAccountId' | 'kind'> & { origin?: NewStockPush['origin'] },
  part: number,
  lines: readonly { sku: string; quantity: number }[],
  reference: string,
): PlannedWrite {
  const request: IncrementRequest | OverwriteRequest = push.kind === 'increment'
    ? { reference, ...(push.origin === 'correction' || push.origin === 'drift' ? { reason: 'correction' } : {}), items: lines.map(({ sku, quantity }) => ({ sku, delta: quantity })) }
    : { items: lines.map(({ sku, quantity }) => ({ sku, stock: quantity })) }
  return {
    id: newId(), ecAccountId: push.ecAccountId, kind: push.kind === 'increment' ? 'stock_increment' : 'stock_overwrite',
    subjectId: push.id, part, idempotencyKey: stockKey(push.id, part), request,
  }
}

export function stockKey(stockPushId: string, part: number, generation = 1): string {
  return `stock-${stockPushId}-${part}${generation === 1 ? '' : `-${generation}`}`
}

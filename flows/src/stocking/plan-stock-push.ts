import { createHash } from 'node:crypto'
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
  /** When a person last said that these figures are to be set; in rows of older versions, when they were planned. */
  approvedAt?: string
  items: { sku: string; stock: number }[]
}

export interface StockPushPlan extends Omit<NewStockPush, 'lines'> {
  lines: readonly { productId: string; sku: string; quantity: number }[]
  reference: string
  /** Of figures that overwrite: when a person saw and approved them. */
  approvedAt?: Date
  /** What its keys are made of, where the same push planned again must be the same to the store; its own id unless given. */
  keyBase?: string
}

/** Keeps a stock push and plans its writes, one for each part, each with a key of its own. */
export async function planStockPush(tx: Transaction, merchantId: string, { reference, approvedAt, keyBase, ...push }: StockPushPlan): Promise<void> {
  const lines = push.lines.map((line, index) => ({ ...line, part: Math.floor(index / itemsPerPart) + 1 }))
  await tx.stocking.addPush(merchantId, { ...push, lines })
  const parts = Map.groupBy(lines, (line) => line.part)
  await tx.writes.plan(merchantId, [...parts].map(([part, inPart]) => ({ ...planPart({ ...push, approvedAt }, part, inPart, reference), idempotencyKey: stockKey(keyBase ?? push.id, part) })))
}

/** The write that carries one part of a push. */
export function planPart(
  push: Pick<NewStockPush, 'id' | 'ecAccountId' | 'kind'> & { origin?: NewStockPush['origin']; approvedAt?: Date | undefined },
  part: number,
  lines: readonly { sku: string; quantity: number }[],
  reference: string,
): PlannedWrite {
  const request: IncrementRequest | OverwriteRequest = push.kind === 'increment'
    ? { reference, ...(push.origin === 'correction' || push.origin === 'drift' ? { reason: 'correction' } : {}), items: lines.map(({ sku, quantity }) => ({ sku, delta: quantity })) }
    : { ...(push.approvedAt ? { approvedAt: push.approvedAt.toISOString() } : {}), items: lines.map(({ sku, quantity }) => ({ sku, stock: quantity })) }
  return {
    id: newId(), ecAccountId: push.ecAccountId, kind: push.kind === 'increment' ? 'stock_increment' : 'stock_overwrite',
    subjectId: push.id, part, idempotencyKey: stockKey(push.id, part), request,
  }
}

/**
 * The share that one inbound gives one store bears the same key whenever it is planned: after an older backup was restored,
 * the same inbound is completed again, under the number on its papers, and the store knows that it has it.
 */
export function inboundKeyBase(ecAccountId: string, inboundNumber: string): string {
  return `inbound-${ecAccountId}-${createHash('sha256').update(inboundNumber).digest('hex').slice(0, 32)}`
}

export function stockKey(base: string, part: number, generation = 1): string {
  return `stock-${base}-${part}${generation === 1 ? '' : `-${generation}`}`
}

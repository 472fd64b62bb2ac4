import type { InboundStatus } from '@crossdock/domain'
import { Refusal, type Actor, type LockedInbound, type Needs, type Scope, type Transaction } from '../ports/index.ts'
import { sumByProduct } from './create-inbound.ts'
import { serveWaiting } from './serve-waiting.ts'

type Quantities = readonly { sku: string; quantity: number }[]

/**
 * One round of receiving. Quantities add up; goods that nobody announced get a line of their own, and more than was
 * announced is received as what it is. Nothing is stock before it is put away.
 * @throws Refusal not_found, inbound_wrong_status, unknown_sku
 */
export async function receiveInbound(
  needs: Needs,
  { scope, actor, inboundId, lines }: { scope: Scope; actor: Actor; inboundId: string; lines: Quantities },
): Promise<void> {
  await needs.store.transact(scope, async (tx) => {
    const inbound = await lockInbound(tx, inboundId, 'pending', 'receiving', 'received')
    const arrived = await sumByProduct(tx, inbound.merchantId, lines)
    await tx.stocking.addToInbound(inbound.merchantId, inbound.id, arrived.map(({ product, quantity }) => ({ productId: product.id, received: quantity, putAway: 0 })))
    await tx.stocking.addRound(inbound.merchantId, inbound.id, { kind: 'receive', actor, at: needs.now(), lines: arrived.map(({ product, quantity }) => ({ sku: product.sku, quantity })) })
    const more = new Map(arrived.map(({ product, quantity }) => [product.id, quantity]))
    const whole = inbound.lines.every((line) => line.received + (more.get(line.productId) ?? 0) >= line.expected)
    await tx.stocking.setInboundStatus(inbound.merchantId, inbound.id, whole ? 'received' : 'receiving')
    needs.failpoint?.('inbound.received')
  })
}

/**
 * Received goods go on the shelf: they are stock from now on, and orders that waited for them get it.
 * @throws Refusal not_found, inbound_wrong_status, unknown_sku, put_away_exceeds_received
 */
export async function putAway(
  needs: Needs,
  { scope, actor, inboundId, lines }: { scope: Scope; actor: Actor; inboundId: string; lines: Quantities },
): Promise<{ released: number }> {
  return needs.store.transact(scope, async (tx) => {
    const inbound = await lockInbound(tx, inboundId, 'receiving', 'received')
    const shelved = await sumByProduct(tx, inbound.merchantId, lines)
    for (const { product, quantity } of shelved) {
      const line = inbound.lines.find((each) => each.productId === product.id)
      const left = line ? line.received - line.putAway : 0
      if (quantity > left) throw new Refusal('put_away_exceeds_received', { sku: product.sku, quantity, left })
    }
    return { released: await shelve(tx, inbound, shelved.map(({ product, quantity }) => ({ productId: product.id, sku: product.sku, quantity })), actor, needs.now()) }
  })
}

/** Cancels an inbound of which nothing has arrived. @throws Refusal not_found, inbound_wrong_status */
export async function cancelInbound(needs: Needs, { scope, inboundId }: { scope: Scope; inboundId: string }): Promise<void> {
  await needs.store.transact(scope, async (tx) => {
    const inbound = await lockInbound(tx, inboundId, 'pending')
    await tx.stocking.setInboundStatus(inbound.merchantId, inbound.id, 'canceled')
  })
}

/** @throws Refusal not_found, inbound_wrong_status */
export async function lockInbound(tx: Transaction, inboundId: string, ...expected: InboundStatus[]): Promise<LockedInbound> {
  const inbound = await tx.stocking.lockInbound(inboundId)
  if (!inbound) throw new Refusal('not_found')
  if (!expected.includes(inbound.status)) throw new Refusal('inbound_wrong_status', { number: inbound.number, status: inbound.status, expected: expected.join(', ') })
  return inbound
}

/** Puts lines of an inbound on the shelf, in the caller's transaction. @returns how many orders nothing holds any more */
export async function shelve(tx: Transaction, inbound: LockedInbound, lines: readonly { productId: string; sku: string; quantity: number }[], actor: Actor, at: Date): Promise<number> {
  if (lines.length === 0) return 0
  const { merchantId } = inbound
  await tx.matching.lockMerchant(merchantId)
  await tx.stocking.addToInbound(merchantId, inbound.id, lines.map(({ productId, quantity }) => ({ productId, received: 0, putAway: quantity })))
  await tx.stocking.addRound(merchantId, inbound.id, { kind: 'put_away', actor, at, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) })
  const cause = { kind: 'inbound' as const, id: inbound.id, label: inbound.number }
  await tx.stocking.changeStock(merchantId, lines.map(({ productId, quantity }) => ({ productId, delta: quantity })), { kind: 'inbound', cause, actor, note: null, at })
  return serveWaiting(tx, merchantId, lines.map((line) => line.productId), actor)
}

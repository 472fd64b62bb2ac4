import { correctEarned, pushDue } from '@crossdock/domain'
import { Refusal, type Actor, type LockedInbound, type Needs, type Scope, type Transaction } from '../ports/index.ts'
import { sumByProduct } from './create-inbound.ts'
import { lockInbound } from './receive-inbound.ts'
import { serveWaiting } from './serve-waiting.ts'

interface Change {
  productId: string
  sku: string
  delta: number
}

/**
 * Corrects what a completed inbound put away: somebody counted again. Stock on hand moves by the difference, and each store
 * that the inbound earned for gets a proposal that keeps its ledger's floor right; nothing is told to a store before a
 * person confirms it.
 * @param lines what each SKU really was; SKUs that are left out stay as they are
 * @throws Refusal not_found, inbound_wrong_status, unknown_sku, nothing_to_correct, not_enough_stock (what is reserved cannot be taken away)
 */
export async function correctInbound(
  needs: Needs,
  { scope, actor, inboundId, lines, note }: { scope: Scope; actor: Actor; inboundId: string; lines: readonly { sku: string; quantity: number }[]; note: string },
): Promise<{ released: number }> {
  return needs.store.transact(scope, async (tx) => {
    const inbound = await lockInbound(tx, inboundId, 'completed')
    const changes = await changesOf(tx, inbound, lines)
    if (changes.length === 0) throw new Refusal('nothing_to_correct', { number: inbound.number })
    const at = needs.now()
    const { merchantId } = inbound
    await tx.matching.lockMerchant(merchantId)
    for (const { productId, sku, delta } of changes.toSorted((a, b) => a.productId.localeCompare(b.productId))) {
      const { available } = await tx.stocking.lockStock(merchantId, productId)
      if (available + delta < 0) throw new Refusal('not_enough_stock', { sku, available, wanted: -delta })
    }
    await tx.stocking.addToInbound(merchantId, inbound.id, changes.map(({ productId, delta }) => ({ productId, received: delta, putAway: delta })))
    await tx.stocking.addRound(merchantId, inbound.id, { kind: 'correct', actor, note, at, lines: changes.map(({ sku, delta }) => ({ sku, quantity: delta })) })
    const cause = { kind: 'inbound' as const, id: inbound.id, label: inbound.number }
    await tx.stocking.changeStock(merchantId, changes, { kind: 'inbound', cause, actor, note, at })
    needs.failpoint?.('correction.counted')
    for (const share of await tx.stocking.sharesOf(merchantId, inbound.id)) await proposeFor(tx, inbound, share, changes, { actor, note, at })
    const more = changes.filter((change) => change.delta > 0).map((change) => change.productId)
    return { released: more.length > 0 ? await serveWaiting(tx, merchantId, more, actor) : 0 }
  })
}

async function changesOf(tx: Transaction, inbound: LockedInbound, lines: readonly { sku: string; quantity: number }[]): Promise<Change[]> {
  const counted = await sumByProduct(tx, inbound.merchantId, lines)
  return counted
    .map(({ product, quantity }) => ({ productId: product.id, sku: product.sku, delta: quantity - (inbound.lines.find((line) => line.productId === product.id)?.putAway ?? 0) }))
    .filter((change) => change.delta !== 0)
}

async function proposeFor(
  tx: Transaction,
  { merchantId, id }: LockedInbound,
  { ecAccountId, percentage }: { ecAccountId: string; percentage: number },
  changes: readonly Change[],
  { actor, note, at }: { actor: Actor; note: string; at: Date },
): Promise<void> {
  const ledgers = await tx.stocking.lockLedger(merchantId, ecAccountId, changes.map((change) => change.productId))
  for (const { productId, delta } of changes) ledgers.set(productId, correctEarned(ledgers.get(productId) ?? { earnedHundredths: 0, pushed: 0 }, delta, percentage))
  await tx.stocking.saveLedger(merchantId, ecAccountId, ledgers)
  await tx.stocking.propose(merchantId, ecAccountId, Array.from(ledgers, ([productId, ledger]) => ({ productId, quantity: pushDue(ledger) })), { inboundId: id, actor, note }, at)
}

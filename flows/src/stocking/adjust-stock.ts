import { Refusal, type Actor, type Needs, type Scope } from '../ports/index.ts'
import { serveWaiting } from './serve-waiting.ts'

/**
 * Corrects the stock on hand by hand. Stores are not told: what they sell from is overwritten on its own.
 * @throws Refusal not_found, not_enough_stock (reserved stock cannot be taken away)
 */
export async function adjustStock(
  needs: Needs,
  { scope, actor, productId, delta, note }: { scope: Scope; actor: Actor; productId: string; delta: number; note: string },
): Promise<{ released: number }> {
  return needs.store.transact(scope, async (tx) => {
    const product = await tx.stocking.findProduct(productId)
    if (!product) throw new Refusal('not_found')
    await tx.matching.lockMerchant(product.merchantId)
    const { available } = await tx.stocking.lockStock(product.merchantId, product.id)
    if (available + delta < 0) throw new Refusal('not_enough_stock', { sku: product.sku, available, wanted: -delta })
    const cause = { kind: 'person' as const, id: null, label: actor.name }
    await tx.stocking.changeStock(product.merchantId, [{ productId, delta }], { kind: 'adjustment', cause, actor, note, at: needs.now() })
    return { released: delta > 0 ? await serveWaiting(tx, product.merchantId, [productId], actor) : 0 }
  })
}

import { newId } from '@crossdock/domain'
import { Refusal, refuseStale, type Actor, type Needs, type Scope } from '../ports/index.ts'

/**
 * A product that the warehouse knows from now on. Orders that waited for its SKU find it.
 * @returns its id, and how many orders nothing holds any more
 * @throws Refusal not_found (the merchant), merchant_inactive, sku_taken
 */
export async function createProduct(
  needs: Needs,
  input: { scope: Scope; actor: Actor; merchantId: string; sku: string; name: string; barcode?: string | null },
): Promise<{ id: string; released: number }> {
  const { merchantId, sku, actor } = input
  return needs.store.transact(input.scope, async (tx) => {
    const merchant = await tx.accounts.merchant(merchantId)
    if (!merchant) throw new Refusal('not_found')
    if (!merchant.active) throw new Refusal('merchant_inactive', { name: merchant.name })
    await tx.matching.lockMerchant(merchantId)
    const id = newId()
    if (!(await tx.stocking.createProduct({ merchantId, id, sku, name: input.name, barcode: input.barcode ?? null }))) throw new Refusal('sku_taken', { sku })
    await tx.stocking.resolveUnknown(merchantId, sku, id, needs.now())
    const linked = await tx.matching.linkProducts(merchantId, [sku])
    const served = await tx.matching.reserve(merchantId, linked.productIds)
    const { released } = await tx.matching.settle(merchantId, [...new Set([...linked.orderIds, ...served])], actor)
    return { id, released }
  })
}

/** @throws Refusal not_found, version_conflict */
export async function updateProduct(needs: Needs, input: { scope: Scope; productId: string; name?: string; barcode?: string | null; version?: number | undefined }): Promise<void> {
  await needs.store.transact(input.scope, async (tx) => {
    const product = await tx.stocking.findProduct(input.productId)
    if (!product) throw new Refusal('not_found')
    const kept = await tx.stocking.lockProduct(product.merchantId, product.id)
    refuseStale(input.version, kept.version)
    await tx.stocking.updateProduct(product.merchantId, product.id, { name: input.name, barcode: input.barcode })
  })
}

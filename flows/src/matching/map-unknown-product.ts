import { newId } from '@crossdock/domain'
import { Refusal, type Actor, type Needs, type Scope, type Transaction } from '../ports/index.ts'

/** A product that exists, or one to be made. */
export type MappedProduct = { productId: string } | { create: { sku: string; name: string } }

/** How many orders are told of it in one statement. */
const batch = 1000

/**
 * Says which product a SKU is that matched nothing, for all orders that wait for it and all that will come: their lines
 * get the product, stock is reserved, and what nothing holds any more goes on.
 * @returns `lines` that got the product, `released` orders that nothing holds any more
 * @throws Refusal not_found (also of the product, when it is another merchant's), unknown_product_resolved, sku_taken
 */
export async function mapUnknownProduct(
  needs: Needs,
  { scope, actor, unknownProductId, product }: { scope: Scope; actor: Actor; unknownProductId: string; product: MappedProduct },
): Promise<{ productId: string; lines: number; released: number }> {
  return needs.store.transact(scope, async (tx) => {
    const unknown = await tx.holding.lockUnknownProduct(unknownProductId)
    if (!unknown) throw new Refusal('not_found')
    if (unknown.resolved) throw new Refusal('unknown_product_resolved')
    const { merchantId, productKey } = unknown
    const found = await findOrCreate(tx, merchantId, product)
    await tx.holding.keepAlias(merchantId, productKey, found.id)
    // A product that is made for one key may be what another key waits for by its very SKU.
    const keys = [...new Set([productKey, found.sku])]
    for (const key of keys) await tx.stocking.resolveUnknown(merchantId, key, found.id, needs.now())
    const linked = await tx.matching.linkProducts(merchantId, keys)
    for (let from = 0; from < linked.orderIds.length; from += batch) {
      const told = linked.orderIds.slice(from, from + batch)
      await tx.timeline.write(merchantId, told.map((subjectId) => ({ subjectId, type: 'product_mapped', actor, data: { key: productKey, sku: found.sku, name: found.name } })))
    }
    const served = await tx.matching.reserve(merchantId, linked.productIds)
    const settled = await tx.matching.settle(merchantId, [...new Set([...linked.orderIds, ...served])], actor)
    needs.failpoint?.('product.mapped')
    return { productId: found.id, lines: linked.lines, released: settled.released }
  })
}

async function findOrCreate(tx: Transaction, merchantId: string, wanted: MappedProduct): Promise<{ id: string; sku: string; name: string }> {
  if ('productId' in wanted) {
    const found = await tx.stocking.findProduct(wanted.productId)
    if (!found || found.merchantId !== merchantId) throw new Refusal('not_found', {}, [{ path: 'productId', code: 'not_found', message: 'is not a product of this merchant' }])
    return found
  }
  const id = newId()
  if (!(await tx.stocking.createProduct({ merchantId, id, ...wanted.create, barcode: null }))) throw new Refusal('sku_taken', { sku: wanted.create.sku })
  return { id, ...wanted.create }
}

import { api } from '../../api/client.ts'

const pagesRead = 10

/**
 * Names of a merchant's products by SKU, to show beside lines that were pasted.
 * @returns `complete` false when the merchant has more products than were read: a SKU that is not among them may still exist
 */
export async function readKnownProducts(merchantId: string): Promise<{ names: Map<string, string>; complete: boolean }> {
  const names = new Map<string, string>()
  let cursor: string | undefined
  for (let page = 0; page < pagesRead; page++) {
    const { items, nextCursor } = await api.products.list.call({ merchantId, limit: 200, cursor }, { context: {} })
    for (const { sku, name } of items) names.set(sku, name)
    if (nextCursor === null) return { names, complete: true }
    cursor = nextCursor
  }
  return { names, complete: false }
}

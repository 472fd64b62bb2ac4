import { newId } from '@crossdock/domain'
import { Refusal, type KeptProduct, type Needs, type Scope, type Transaction } from '../ports/index.ts'

const warehouseDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei', year: 'numeric', month: '2-digit', day: '2-digit' })

/**
 * Announces goods that will arrive. Lines of one SKU are summed.
 * @returns the inbound's id
 * @throws Refusal not_found (the merchant), merchant_inactive, unknown_sku, name_taken (the number)
 */
export async function createInbound(
  needs: Needs,
  input: {
    scope: Scope; merchantId: string; number?: string; expectedOn?: string | null; supplier?: string | null; note?: string | null
    lines: readonly { sku: string; expected: number }[]
  },
): Promise<string> {
  const { merchantId } = input
  return needs.store.transact(input.scope, async (tx) => {
    const merchant = await tx.accounts.merchant(merchantId)
    if (!merchant) throw new Refusal('not_found')
    if (!merchant.active) throw new Refusal('merchant_inactive', { name: merchant.name })
    const lines = await sumByProduct(tx, merchantId, input.lines.map(({ sku, expected }) => ({ sku, quantity: expected })))
    const number = input.number ?? (await tx.stocking.nextInboundNumber(merchantId, warehouseDay.format(needs.now())))
    const id = newId()
    const created = await tx.stocking.createInbound({
      merchantId, id, number, expectedOn: input.expectedOn ?? null, supplier: input.supplier ?? null, note: input.note ?? null,
      lines: lines.map(({ product, quantity }) => ({ productId: product.id, expected: quantity })),
    })
    if (!created) throw new Refusal('name_taken', { name: number })
    return id
  })
}

/**
 * Quantities by SKU as quantities by product, in the order given.
 * @throws Refusal unknown_sku
 */
export async function sumByProduct(
  tx: Transaction,
  merchantId: string,
  lines: readonly { sku: string; quantity: number }[],
): Promise<{ product: KeptProduct; quantity: number }[]> {
  const products = await tx.stocking.productsBySku(merchantId, lines.map((line) => line.sku))
  const sums = new Map<string, number>()
  lines.forEach(({ sku, quantity }, index) => {
    if (!products.has(sku)) throw new Refusal('unknown_sku', { sku }, [{ path: `lines.${index}.sku`, code: 'unknown_sku', message: '{sku} is not a product of this merchant', params: { sku } }])
    sums.set(sku, (sums.get(sku) ?? 0) + quantity)
  })
  return [...sums].map(([sku, quantity]) => ({ product: products.get(sku)!, quantity }))
}

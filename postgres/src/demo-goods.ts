import { newId, shippingTypePresets } from '@crossdock/domain'
import { system } from '@crossdock/flows/ports'
import type { Tx } from './database.ts'
import { createMerchant } from './queries/merchants.ts'
import { createSalesChannel } from './queries/sales-channels.ts'
import { stockRows } from './tables/stocking.ts'

/** A store of a platform's sandbox, with the products of it that the warehouse knows. */
export interface DemoShop {
  title: string
  /** Several shops may belong to one merchant. */
  merchant: string
  products: { sku: string; title: string }[]
}

/** What a Taiwanese warehouse usually works with; the rest of the catalogue is one click away. */
const usualShippingTypes = new Set(['tcat', 'tcat_chilled', 'tcat_frozen', 'seven_eleven', 'familymart', 'hilife', 'okmart', 'self_pickup'])
const enabledTypes = shippingTypePresets.map((preset) => preset.code).filter((code) => usualShippingTypes.has(code))
const note = 'Demo'

/**
 * Merchants, sales channels, products with stock, and an inbound that is about to arrive, for each merchant of these shops
 * that is not there yet. No EC account: connecting is the newcomer's part.
 * @param day of the warehouse, `YYYY-MM-DD`
 * @returns the merchants made now
 */
export async function layInDemoGoods(tx: Tx, shops: readonly DemoShop[], { at, day }: { at: Date; day: string }): Promise<string[]> {
  await tx.updateTable('shipping_type').set({ enabled: true }).where('code', 'in', enabledTypes).execute()
  const known = new Set((await tx.selectFrom('merchant').select('name').execute()).map((merchant) => merchant.name))
  const made: string[] = []
  for (const [name, shopsOfOne] of Map.groupBy(shops, (shop) => shop.merchant)) {
    if (known.has(name)) continue
    const merchant = await createMerchant(tx, { code: `DEMO${known.size + made.length + 1}`, name })
    for (const { title } of shopsOfOne) await createSalesChannel(tx, { merchantId: merchant.id, name: title, enabled: true })
    const products = new Map(shopsOfOne.flatMap((shop) => shop.products).map((product) => [product.sku, product.title]))
    await stockProducts(tx, merchant.id, products, { at, day })
    made.push(name)
  }
  return made
}

async function stockProducts(tx: Tx, merchantId: string, products: ReadonlyMap<string, string>, { at, day }: { at: Date; day: string }): Promise<void> {
  const stocking = stockRows(tx)
  const made: { productId: string; delta: number }[] = []
  for (const [sku, name] of products) {
    const id = newId()
    if (await stocking.createProduct({ merchantId, id, sku, name, barcode: null })) made.push({ productId: id, delta: stockOf(made.length) })
  }
  const stocked = made.filter((product) => product.delta > 0)
  await stocking.changeStock(merchantId, stocked, { kind: 'adjustment', cause: { kind: 'person', id: null, label: note }, actor: system, note, at })
  const arriving = made.slice(0, 3).map(({ productId }, index) => ({ productId, expected: 20 * (index + 1) }))
  if (arriving.length === 0) return
  const number = await stocking.nextInboundNumber(merchantId, day)
  await stocking.createInbound({ merchantId, id: newId(), number, expectedOn: day, supplier: note, note: null, lines: arriving })
}

/** Plenty of most, little of every seventh, none of every fifteenth: enough to ship from, and something to wait for. */
function stockOf(position: number): number {
  if (position % 15 === 14) return 0
  return position % 7 === 6 ? 3 : 120
}

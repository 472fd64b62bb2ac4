import type { DemoShop } from '@crossdock/postgres'
import { z } from 'zod'
import { Sentence } from '../running/sentence.ts'

const catalogue = z.object({
  shops: z.array(
    z.object({
      title: z.string(),
      merchant: z.object({ name: z.string() }),
      skus: z.array(z.object({ sku: z.string(), title: z.string(), variant_title: z.string().nullish(), warehouse: z.boolean() })),
    }),
  ),
})

/**
 * What the sandbox at this address sells, as far as the warehouse is to know it.
 * @throws Sentence when there is no sandbox there
 */
export async function readCatalogue(address: string): Promise<DemoShop[]> {
  try {
    const answer = await fetch(new URL('/_sandbox/shops', address), { signal: AbortSignal.timeout(10_000) })
    const { shops } = catalogue.parse(await answer.json())
    return shops.map(({ title, merchant, skus }) => ({
      title,
      merchant: merchant.name,
      products: skus
        .filter((each) => each.warehouse && each.sku.trim() !== '')
        .map((each) => ({ sku: each.sku, title: [each.title, each.variant_title].filter(Boolean).join(' / ') })),
    }))
  } catch (err) {
    throw new Sentence(`There is no sandbox store at ${address} to make a demo from. Start one with CROSSDOCK_SANDBOX=on.`, { cause: err })
  }
}

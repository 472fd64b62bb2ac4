import { createProduct, updateProduct } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { getProduct, listProducts, type ProductView } from '@crossdock/postgres'
import { api, type CallerContext } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const products = {
  list: api.products.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listProducts(tx, narrowed(input, principal)))),
  create: api.products.create.handler(async ({ input, context }) => {
    const { app, scope, actor } = context
    const { id, released } = await createProduct(app.needs, { ...input, scope, actor })
    return { ...(await productFor(context, id)), released }
  }),
  get: api.products.get.handler(({ input, context }) => productFor(context, input.id)),
  update: api.products.update.handler(async ({ input: { id, ...change }, context }) => {
    await updateProduct(context.app.needs, { scope: context.scope, productId: id, ...change })
    return productFor(context, id)
  }),
}

async function productFor({ transact }: Pick<CallerContext, 'transact'>, id: string): Promise<ProductView> {
  const product = await transact((tx) => getProduct(tx, id))
  if (!product) throw new Refusal('not_found')
  return product
}

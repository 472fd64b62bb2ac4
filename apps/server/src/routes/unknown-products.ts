import { mapUnknownProduct, type MappedProduct } from '@crossdock/flows'
import { Refusal } from '@crossdock/flows/ports'
import { listUnknownProducts } from '@crossdock/postgres'
import { api } from '../implement.ts'
import { narrowed } from './narrowed.ts'

export const unknownProducts = {
  list: api.unknownProducts.list.handler(({ input, context: { transact, principal } }) => transact((tx) => listUnknownProducts(tx, narrowed(input, principal)))),
  map: api.unknownProducts.map.handler(({ input, context: { app, scope, actor } }) =>
    mapUnknownProduct(app.needs, { scope, actor, unknownProductId: input.id, product: productOf(input) }),
  ),
}

function productOf({ productId, create }: { productId?: string | undefined; create?: { sku: string; name: string } | undefined }): MappedProduct {
  if (productId !== undefined) return { productId }
  if (create !== undefined) return { create }
  throw new Refusal('invalid_input', {}, [{ path: 'productId', code: 'required', message: 'either productId or create' }])
}

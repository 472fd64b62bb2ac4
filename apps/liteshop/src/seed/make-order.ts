import type { OrderDraft, OrderLine } from '../shop/order.ts'
import { reckonMoney } from '../shop/order.ts'
import { brandOf } from '../shop/place-order.ts'
import type { ShippingMethod } from '../shop/shops.ts'
import type { Product } from '../shop/stock.ts'
import { pickBuyer, pickNote, pickStore } from './people.ts'
import type { Random } from './random.ts'

/** Draws a new order that is ready to ship, as a buyer would place it, from these products and methods. */
export function makeOrder(random: Random, products: readonly Product[], methods: readonly ShippingMethod[]): OrderDraft {
  const method = random.pick(methods)
  const isCold = method.code.startsWith('coldchain')
  const shelf = products.filter((product) => (product.cold === 1) === isCold)
  const lines = pickLines(random, shelf.length > 0 ? shelf : products)
  const store = pickStore(random, brandOf(method.code))
  const note = pickNote(random)
  const order: OrderDraft = {
    order_status: 'new',
    shipment_status: 'ready_to_ship',
    payment_status: method.code.endsWith('_cod') ? 'cod' : 'paid',
    shipping: { code: method.code, name: method.name },
    recipient: pickBuyer(random, store === undefined && method.code !== 'selfpickup'),
    ...(store ? { pickup_store: store } : random.chance(0.5) ? { pickup_store: null } : {}),
    lines,
    currency: 'TWD',
    subtotal: 0,
    shipping_fee: method.fee,
    discount: random.chance(0.2) ? random.pick([50, 100, 150]) : 0,
    total: 0,
    ...(note ? { buyer_note: note } : {}),
    storefront: random.pick(['web', 'web', 'app'])
  }
  reckonMoney(order)
  return order
}

function pickLines(random: Random, products: readonly Product[]): OrderLine[] {
  const chosen = new Set<Product>()
  const count = random.pick([1, 1, 1, 2, 2, 3, 4])
  for (let index = 0; index < count; index++) chosen.add(random.pick(products))
  return [...chosen].map((product, index) => ({
    id: `L${index + 1}`,
    sku: product.sku,
    title: product.title,
    ...(product.variant_title ? { variant_title: product.variant_title } : {}),
    quantity: random.pick([1, 1, 1, 1, 2, 2, 3]),
    price: product.price
  }))
}

import type { Context } from '../context.ts'
import { day, formatInstant, taipeiMidnight } from '../instants.ts'
import type { OrderDraft } from '../shop/order.ts'
import { reckonMoney } from '../shop/order.ts'
import type { Order } from '../shop/order.ts'
import { insertOrder } from '../shop/orders.ts'
import type { ShippingMethod } from '../shop/shops.ts'
import { listShippingMethods, putShippingMethod } from '../shop/shops.ts'
import type { Product } from '../shop/stock.ts'
import { listProducts } from '../shop/stock.ts'
import { tables } from '../store/schema.ts'
import type { SeedShop } from './catalogue.ts'
import { seedShops, seedUsers } from './catalogue.ts'
import { makeOrder } from './make-order.ts'
import type { Random } from './random.ts'
import { randomFrom } from './random.ts'

/** How many days back the orders reach, counted from the Taipei midnight before the seed. */
const reach = 10

/** Fills an empty store: the same on any two runs of one Taipei day. */
export function seed(ctx: Context): void {
  ctx.db.transact(() => {
    for (const user of seedUsers) {
      ctx.db.run('insert into users (id, email, password, name, merchant_id, merchant_name) values (?, ?, ?, ?, ?, ?)',
        user.id, user.email, user.password, user.name, user.merchantId, user.merchantName)
    }
    seedShops.forEach((shop, position) => seedShop(ctx, shop, position))
  })
}

/** Empties everything, grants and journal among it, and seeds anew. */
export function reset(ctx: Context): void {
  ctx.db.transact(() => {
    for (const table of tables) ctx.db.run(`delete from ${table}`)
    seed(ctx)
  })
}

export function isEmpty(ctx: Context): boolean {
  return ctx.db.get('select 1 from shops limit 1') === undefined
}

function seedShop(ctx: Context, shop: SeedShop, position: number): void {
  const random = randomFrom(shop.id)
  const midnight = taipeiMidnight(ctx.now())
  ctx.db.run('insert into shops (id, merchant_id, title, domain, order_prefix, position) values (?, ?, ?, ?, ?, ?)',
    shop.id, shop.merchantId, shop.title, shop.domain, shop.orderPrefix, position)
  for (const [code, name, fee, enabled] of shop.methods) putShippingMethod(ctx, shop.id, { code, name, fee, enabled })
  for (const product of shop.products) {
    ctx.db.run('insert into products (shop_id, sku, title, variant_title, price, stock, tracked, warehouse, cold, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      shop.id, product.sku, product.title, product.variant ?? null, product.price, product.untracked ? 0 : random.whole(0, 60),
      product.untracked ? 0 : 1, product.shopOnly ? 0 : 1, product.cold ? 1 : 0, midnight - reach * day)
  }
  const products = listProducts(ctx, shop.id)
  const known = products.filter((product) => product.warehouse === 1)
  const unknown = products.filter((product) => product.warehouse === 0)
  const methods = listShippingMethods(ctx, shop.id).filter((method) => method.enabled)
  const moments = Array.from({ length: shop.orders }, () => midnight - Math.floor(random.fraction() * reach * day)).sort((left, right) => left - right)
  for (const createdAt of moments) seedOrder(ctx, shop.id, random, { createdAt, midnight, known, unknown, methods })
}

interface Surroundings {
  createdAt: number
  midnight: number
  known: Product[]
  unknown: Product[]
  methods: ShippingMethod[]
}

function seedOrder(ctx: Context, shopId: string, random: Random, { createdAt, midnight, known, unknown, methods }: Surroundings): void {
  const draft = makeOrder(random, known, methods)
  if (random.chance(0.05)) {
    const product = random.pick(unknown)
    draft.lines.push({ id: `L${draft.lines.length + 1}`, sku: product.sku, title: product.title, quantity: 1, price: product.price })
  } else if (random.chance(0.02)) {
    draft.lines.push({ id: `L${draft.lines.length + 1}`, sku: '', title: '客製刻字服務', variant_title: null, quantity: 1, price: 120 })
  }
  reckonMoney(draft)
  const age = (midnight - createdAt) / day
  const updatedAt = Math.min(midnight, createdAt + advance(random, draft, age))
  const order = insertOrder(ctx, shopId, draft, { createdAt, updatedAt, announce: false })
  if (draft.lines.some((line) => line.fulfilled_quantity)) recordShipment(ctx, shopId, order, random)
}

/** Moves an order along as its age would have, and answers how long that took in milliseconds. */
function advance(random: Random, draft: OrderDraft, age: number): number {
  const fate = random.fraction()
  if (fate < 0.05) {
    draft.order_status = 'cancelled'
    if (draft.payment_status === 'paid') draft.payment_status = 'refunded'
    return random.whole(60, 6 * 3600) * 1000
  }
  if (fate < 0.11) {
    draft.shipment_status = 'unready'
    if (draft.payment_status === 'paid') draft.payment_status = 'pending'
    return 0
  }
  if (fate < 0.16) {
    draft.order_status = 'processing'
    return random.whole(600, 12 * 3600) * 1000
  }
  const mayHaveLeft = age > 4 ? 0.75 : age > 2 ? 0.3 : 0
  if (!random.chance(mayHaveLeft)) return random.chance(0.3) ? random.whole(30, 3600) * 1000 : 0
  for (const line of draft.lines) line.fulfilled_quantity = line.quantity
  if (age > 5 && random.chance(0.7)) {
    draft.order_status = 'completed'
    draft.shipment_status = random.chance(0.05) ? 'returned' : 'delivered'
    return random.whole(40, 96) * 3600_000
  }
  draft.order_status = 'awaiting_receipt'
  draft.shipment_status = 'shipped'
  return random.whole(12, 48) * 3600_000
}

function recordShipment(ctx: Context, shopId: string, order: Order, random: Random): void {
  const id = `ful_${String(order.id.slice('ord_'.length)).slice(-7)}`
  const shippedAt = Date.parse(order.created_at) + 12 * 3600_000
  const fulfillment = {
    id,
    order_id: order.id,
    tracking_number: String(random.whole(900_000_000_000, 999_999_999_999)),
    carrier: order.pickup_store ? '超商物流' : '黑貓宅急便',
    shipped_at: formatInstant(shippedAt),
    lines: order.lines.map((line) => ({ line_id: line.id, quantity: line.quantity }))
  }
  ctx.db.run('insert into fulfillments (shop_id, id, order_id, created_at, json) values (?, ?, ?, ?, ?)', shopId, id, order.id, shippedAt, JSON.stringify(fulfillment))
}

import type { IncomingOrder } from '@crossdock/domain'
import { shippingCodes } from './people/stores.ts'
import type { Shop } from './platform/shop.ts'
import { sql } from 'kysely'
import type { World } from './world.ts'

/** The buyers and the keeper of one shop: orders come, change and are canceled, and leave is taken back now and then. */
export function keepShop(world: World, shop: Shop, skus: readonly string[]): void {
  const { random, agenda, platform } = world
  const eager = random.between(12_000, 60_000)
  let serial = 0
  const lateMs = () => (random.chance(0.2) ? random.between(1_000, 110_000) : 0)

  const order = (): Omit<IncomingOrder, 'updatedAt'> => {
    const id = `${shop.id}-o${String(++serial).padStart(3, '0')}`
    const lines = Array.from({ length: random.between(1, 3) }, (_, index) => {
      const sku = random.chance(0.93) ? random.pick(skus) : random.pick(['NEW-A', 'NEW-B'])
      return { lineId: `l${index + 1}`, sku, title: sku, variantTitle: null, quantity: random.between(1, 3), price: 100, fulfilledQuantity: 0 }
    })
    const total = lines.reduce((sum, line) => sum + line.quantity * line.price, 0)
    return {
      platformOrderId: id, orderNumber: `N-${id}`, orderStatus: 'new', shipmentStatus: random.chance(0.85) ? 'ready_to_ship' : 'unready', paymentStatus: 'paid',
      placedAt: new Date(shop.now()).toISOString(), shippingCode: random.pick(shippingCodes), shippingName: null,
      recipient: { name: '王小明', phone: '0912345678', email: null, country: 'TW', postalCode: null, city: null, district: null, address: `No. ${serial}` },
      pickupStore: null, lines, currency: 'TWD', subtotal: total, shippingFee: 0, discount: 0, total, codAmount: 0, buyerNote: null,
    }
  }

  /** What is ordered leaves the shelf; what is canceled comes back to it. */
  const sell = (sku: string, quantity: number) => {
    const item = shop.stock.get(sku)
    if (item) item.stock -= quantity
  }
  const place = () => {
    const placed = order()
    // Several at one instant, across a page's border.
    const at = random.chance(0.25) ? Math.floor(shop.now() / 60_000) * 60_000 : shop.now()
    shop.put(placed, { lateMs: lateMs(), at: Math.max(at, shop.now() - 90_000), broken: world.platform.weather.strikes(0.03) ? 'lines.0.quantity: expected a whole number' : null })
    for (const line of placed.lines) sell(line.sku, line.quantity)
  }
  const change = () => {
    const orders = shop.orders().filter((each) => each.orderStatus === 'new' || each.orderStatus === 'processing')
    if (orders.length === 0) return place()
    const chosen = random.pick(orders)
    const { updatedAt: _, ...kept } = chosen
    const what = random.next()
    if (what < 0.35) shop.put({ ...kept, shipmentStatus: kept.shipmentStatus === 'unready' ? 'ready_to_ship' : kept.shipmentStatus, recipient: { ...kept.recipient, address: `${kept.recipient.address}'` } }, { lateMs: lateMs() })
    else if (what < 0.5 && kept.lines[0]!.fulfilledQuantity === 0) {
      const quantity = random.between(1, 4)
      sell(kept.lines[0]!.sku, quantity - kept.lines[0]!.quantity)
      shop.put({ ...kept, lines: [{ ...kept.lines[0]!, quantity }, ...kept.lines.slice(1)] }, { lateMs: lateMs() })
    }
    else if (what < 0.6) shop.put({ ...kept, shippingCode: random.pick(shippingCodes) }, { lateMs: lateMs() })
    else if (what < 0.7) shop.put({ ...kept }, { broken: world.platform.weather.strikes(0.3) ? 'recipient.name: expected text' : null })
    else if (what < 0.9 && kept.lines.every((line) => line.fulfilledQuantity === 0)) {
      for (const line of kept.lines) sell(line.sku, -line.quantity)
      shop.put({ ...kept, orderStatus: 'cancelled' }, { lateMs: lateMs() })
    }
    else shop.put({ ...kept, shipmentStatus: 'ready_to_ship' })
  }

  const again = (): void => {
    // Few buy while the warehouse has no power: what is to be seen then is the time that passes.
    const off = world.blackouts.at(-1)
    const slower = off && off.until > agenda.now() ? (off.until - agenda.now()) / 4 : 0
    agenda.at(agenda.now() + Math.round(slower + eager * (0.3 + 1.4 * random.next())), () => {
      if (platform.weather.calm) return
      if (random.chance(0.65)) place()
      else change()
      if (platform.weather.strikes(0.04)) shop.meddle(random.pick(skus), random.between(-3, 3) || 4)
      if (platform.weather.strikes(0.01)) platform.grants.endAll(shop.id)
      if (platform.weather.strikes(0.02)) platform.grants.killAccessTokens(shop.id)
      again()
    })
  }
  again()
}

/** After the storm, what could not be read is put right by its shop. */
export function mendBrokenOrders(world: World): void {
  for (const shop of world.platform.shops.values()) for (const order of shop.orders()) if (shop.isBroken(order.platformOrderId)) shop.put(order)
}

/** Parcels that were told under another number than they have: somebody corrects that in the shop, as the task asks them to. */
export async function mendLabels(world: World): Promise<void> {
  const differing = await world.look<{ accountId: string; orderId: string; told: string; number: string }>(sql`
    select p.ec_account_id as "accountId", o.platform_order_id as "orderId", p.told_number as told, p.tracking_number as number
      from parcel p join orders o on o.merchant_id = p.merchant_id and o.id = p.order_id where p.told_number is not null order by p.tracking_number`)
  for (const { accountId, orderId, told, number } of differing) {
    const { shopId } = world.accounts.find((each) => each.id === accountId)!
    world.platform.shops.get(shopId)!.relabel(orderId, told, number)
  }
}

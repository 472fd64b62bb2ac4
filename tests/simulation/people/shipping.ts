import { cancelOrder, correctParcel, placeHold, processOrders, releaseOrders, shipMany, shipOrder, startProcessing } from '@crossdock/flows'
import { sql } from 'kysely'
import { mendLabels } from '../keepers.ts'
import { nextNumber, pause, someOrders, who, type Act } from './acting.ts'

const trackingNumber = () => `T${String(nextNumber()).padStart(6, '0')}`

export const ship: Act = async (world, needs) => {
  const { random } = world
  const orders = await someOrders(world, sql`o.status in ('pending', 'processing')`)
  if (orders.length === 0) return
  // Held ones are tried now and then: they must be refused.
  const free = orders.filter((order) => order.holds.length === 0)
  const order = random.pick(free.length > 0 && random.chance(0.85) ? free : orders)
  const lines = order.lines.filter((line) => line.left > 0)
  const parcels = [{ trackingNumber: trackingNumber(), carrier: 'T-Cat', ...(random.chance(0.3) && lines.length > 0 ? { lines: [{ lineId: random.pick(lines).lineId, quantity: 1 }] } : {}) }]
  const once = async () => {
    await shipOrder(needs, { ...who, orderId: order.id, parcels })
    world.acknowledged.push({ what: 'parcel', orderId: order.id, trackingNumber: parcels[0]!.trackingNumber })
  }
  // A double click.
  await Promise.allSettled(random.chance(0.2) ? [once(), once()] : [once()])
}

export const shipFromFile: Act = async (world, needs) => {
  const orders = (await someOrders(world, sql`o.status in ('pending', 'processing')`)).slice(0, 4)
  if (orders.length === 0) return
  const rows = orders.map((order, index) => ({ row: index + 1, orderNumber: order.number, trackingNumber: trackingNumber(), carrier: 'HCT', sku: '', quantity: '' }))
  const dryRun = world.random.chance(0.2)
  for (const { orderId, trackingNumber, problem } of await shipMany(needs, { ...who, rows, dryRun })) {
    if (!dryRun && orderId !== null && problem === null) world.acknowledged.push({ what: 'parcel', orderId, trackingNumber })
  }
}

export const process: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.status = 'pending'`)
  if (orders.length === 0) return
  if (world.random.chance(0.5)) await startProcessing(needs, { ...who, orderId: world.random.pick(orders).id })
  else await processOrders(needs, { ...who, orderIds: orders.slice(0, 4).map((order) => order.id) })
}

export const hold: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.status in ('pending', 'processing')`)
  if (orders.length > 0) await placeHold(needs, { ...who, orderId: world.random.pick(orders).id, reason: 'address_issue', note: null })
}

export const release: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.holds <> '{}'`)
  if (orders.length > 0) await releaseOrders(needs, { ...who, orderIds: [world.random.pick(orders).id], note: null })
}

export const cancel: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.status in ('pending', 'processing')`)
  if (orders.length > 0) await cancelOrder(needs, { ...who, orderId: world.random.pick(orders).id })
}

/** The label was read wrongly; where the store has the wrong number, it is corrected there too, later on. */
export const correctLabel: Act = async (world, needs) => {
  const parcels = await world.look<{ id: string; orderId: string; carrier: string }>(sql`select id, order_id as "orderId", carrier from parcel order by tracking_number desc limit 4`)
  if (parcels.length === 0) return
  const { id, orderId, carrier } = world.random.pick(parcels)
  void pause(world, world.random.between(10_000, 200_000)).then(() => mendLabels(world))
  await correctParcel(needs, { ...who, orderId, parcelId: id, trackingNumber: trackingNumber(), carrier })
}

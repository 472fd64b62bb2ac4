import { ConnectorError } from '@crossdock/connector-kit'
import {
  adjustStock, answerWrite, beginAuthorization, cancelOrder, completeAuthorization, completeInbound, createInbound, createProduct, fetchNow, mapUnknownProduct, overwriteStock, placeHold, processOrders, putAway,
  receiveInbound, releaseOrders, retryWrite, revokeAuthorization, shipMany, shipOrder, startProcessing, updateAccount, verifyConnection,
} from '@crossdock/flows'
import { everyMerchant, Refusal, type Actor, type Needs } from '@crossdock/flows/ports'
import { sql } from 'kysely'
import { platformName } from './platform/connector.ts'
import type { SimAccount, World } from './world.ts'

const actor: Actor = { kind: 'user', name: 'Operator' }
const who = { scope: everyMerchant, actor }
export const shippingCodes = ['home', 'home', 'home', 'cvs', 'cold']

/** One thing that a person does, through a process that may die under them. */
type Act = (world: World, needs: Needs) => Promise<void>

const pause = (world: World, ms: number) => new Promise<void>((resolve) => void world.agenda.at(world.agenda.now() + ms, resolve))

/** Works until the storm is over. Who gets no answer in a minute goes on with something else. */
export async function operate(world: World): Promise<void> {
  for (;;) {
    await pause(world, world.random.between(2_000, 45_000))
    if (world.platform.weather.calm) return
    if (world.processes.length === 0) {
      await pause(world, 600_000)
      continue
    }
    const act = chooseAct(world)
    await Promise.race([attempt(world, act), pause(world, 60_000)])
  }
}

/** @returns whether it was done, as far as whoever asked was told */
export async function attempt(world: World, act: Act): Promise<boolean> {
  const api = world.anyApi()
  if (!api) return false
  world.counts.actions++
  try {
    await act(world, api.needs)
    return true
  } catch (err) {
    if (err instanceof Refusal || err instanceof ConnectorError) return false
    if ((err as { code?: string }).code === '57P01') return false
    api.needs.log.error({ err }, 'An action failed')
    return false
  }
}

interface OrderRow { id: string; merchantId: string; number: string; status: string; holds: string[]; lines: { lineId: string; sku: string; left: number }[] }

const someOrders = (world: World, condition: ReturnType<typeof sql>) =>
  world.look<OrderRow>(sql`
    select o.id, o.merchant_id as "merchantId", o.order_number as number, o.status, o.holds,
           (select jsonb_agg(jsonb_build_object('lineId', l.line_id, 'sku', l.sku, 'left', l.quantity - l.shipped) order by l.position) from order_line l where l.merchant_id = o.merchant_id and l.order_id = o.id) as lines
      from orders o where ${condition} order by o.placed_at, o.order_number limit 20`)

let serial = 0
const trackingNumber = () => `T${String(++serial).padStart(6, '0')}`
export const beginPeople = () => { serial = 0 }

const ship: Act = async (world, needs) => {
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

const shipFromFile: Act = async (world, needs) => {
  const orders = (await someOrders(world, sql`o.status in ('pending', 'processing')`)).slice(0, 4)
  if (orders.length === 0) return
  const rows = orders.map((order, index) => ({ row: index + 1, orderNumber: order.number, trackingNumber: trackingNumber(), carrier: 'HCT', sku: '', quantity: '' }))
  const dryRun = world.random.chance(0.2)
  for (const { orderId, trackingNumber, problem } of await shipMany(needs, { ...who, rows, dryRun })) {
    if (!dryRun && orderId !== null && problem === null) world.acknowledged.push({ what: 'parcel', orderId, trackingNumber })
  }
}

const process: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.status = 'pending'`)
  if (orders.length === 0) return
  if (world.random.chance(0.5)) await startProcessing(needs, { ...who, orderId: world.random.pick(orders).id })
  else await processOrders(needs, { ...who, orderIds: orders.slice(0, 4).map((order) => order.id) })
}

const hold: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.status in ('pending', 'processing')`)
  if (orders.length > 0) await placeHold(needs, { ...who, orderId: world.random.pick(orders).id, reason: 'address_issue', note: null })
}

const release: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.holds <> '{}'`)
  if (orders.length > 0) await releaseOrders(needs, { ...who, orderIds: [world.random.pick(orders).id], note: null })
}

const cancel: Act = async (world, needs) => {
  const orders = await someOrders(world, sql`o.status in ('pending', 'processing')`)
  if (orders.length > 0) await cancelOrder(needs, { ...who, orderId: world.random.pick(orders).id })
}

const fetchOrders: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  await fetchNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor })
}

const inbound: Act = async (world, needs) => {
  const { random } = world
  const merchant = random.pick(world.merchants)
  const products = [...new Set(Array.from({ length: random.between(1, 4) }, () => random.pick(merchant.skus)))].map((sku) => ({ sku, quantity: random.between(1, 9) }))
  const inboundId = await createInbound(needs, { scope: everyMerchant, merchantId: merchant.id, lines: products.map(({ sku, quantity }) => ({ sku, expected: quantity })) })
  await receiveInbound(needs, { ...who, inboundId, lines: products })
  if (random.chance(0.3)) await putAway(needs, { ...who, inboundId, lines: [products[0]!] })
  const complete = async () => {
    await completeInbound(needs, { ...who, inboundId })
    world.acknowledged.push({ what: 'inbound', inboundId, status: 'completed' })
  }
  await Promise.allSettled(random.chance(0.25) ? [complete(), complete()] : [complete()])
}

/** Goes on with what a process that died left lying about. */
const finishInbound: Act = async (world, needs) => {
  const open = await world.look<{ id: string }>(sql`select id from inbound where status in ('receiving', 'received') order by number limit 3`)
  if (open.length > 0) await completeInbound(needs, { ...who, inboundId: world.random.pick(open).id })
}

const adjust: Act = async (world, needs) => {
  const products = await world.look<{ id: string }>(sql`select id from product order by sku`)
  const note = `count ${++serial}`
  await adjustStock(needs, { ...who, productId: world.random.pick(products).id, delta: world.random.between(-3, 6) || 1, note })
  world.acknowledged.push({ what: 'stock', note })
}

const overwrite: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  const merchant = world.merchants.find((each) => each.id === account.merchantId)!
  const { stockPushId } = await overwriteStock(needs, { ...who, ecAccountId: account.id, items: [{ sku: world.random.pick(merchant.skus), stock: world.random.between(0, 30) }] })
  world.acknowledged.push({ what: 'overwrite', pushId: stockPushId })
}

const map: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  const codes = ['home', ...['cvs', 'cold'].filter(() => world.random.chance(0.6))]
  await updateAccount(needs, { ...who, ecAccountId: account.id, update: { shippingMappings: codes.map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' })) } })
}

const resolveUnknown: Act = async (world, needs) => {
  const unknown = await world.look<{ id: string; key: string; merchantId: string }>(sql`select id, product_key as key, merchant_id as "merchantId" from unknown_product where resolved_at is null order by product_key limit 5`)
  if (unknown.length === 0) return
  const { id, key, merchantId } = world.random.pick(unknown)
  if (world.random.chance(0.5)) await createProduct(needs, { ...who, merchantId, sku: key, name: key })
  else {
    const products = await world.look<{ id: string }>(sql`select id from product where merchant_id = ${merchantId} order by sku limit 3`)
    await mapUnknownProduct(needs, { ...who, unknownProductId: id, product: { productId: world.random.pick(products).id } })
  }
}

const revoke: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  await revokeAuthorization(needs, { ...who, ecAccountId: account.id })
}

const verify: Act = async (world, needs) => void (await verifyConnection(needs, world.random.pick(world.accounts)))

const reconnect: Act = async (world, needs) => {
  const dark = await world.look<{ id: string }>(sql`select id from ec_account where connection_status <> 'connected' order by id`)
  const account = world.accounts.find((each) => each.id === dark[0]?.id)
  if (account) await authorise(account)(world, needs)
}

const retry: Act = async (world, needs) => {
  const refused = await world.look<{ id: string }>(sql`select id from platform_write where state = 'rejected' and kind <> 'revocation' order by idempotency_key limit 5`)
  if (refused.length > 0) await retryWrite(needs, { scope: everyMerchant, actor: who.actor, writeId: world.random.pick(refused).id })
}

/** Where a platform has forgotten a key, a person looks at the store and says what became of the write. */
export const answerQuestions: Act = async (world, needs) => {
  const asked = await world.look<{ id: string; key: string; accountId: string }>(sql`select id, idempotency_key as key, ec_account_id as "accountId" from platform_write where asked_at is not null order by idempotency_key`)
  for (const { id, key, accountId } of asked) {
    const { shopId } = world.accounts.find((each) => each.id === accountId)!
    const arrived = world.platform.journal.entries.some((entry) => entry.shopId === shopId && (entry.facts['key'] === key || String(entry.facts['key']).startsWith(`${key}.`)))
    await answerWrite(needs, { ...who, writeId: id, answer: arrived ? 'arrived' : 'not_arrived' })
  }
}

const settings: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  await saveSettings(account, { slots: ['09:00', '09:20'], percentage: world.random.pick([0, 20, 33, 50]) })(world, needs)
}

const acts: [Act, number][] = [
  [ship, 30], [shipFromFile, 5], [process, 12], [hold, 5], [release, 8], [cancel, 3], [fetchOrders, 12], [inbound, 12], [finishInbound, 4], [adjust, 4], [overwrite, 4], [map, 5], [resolveUnknown, 5],
  [revoke, 2], [verify, 2], [reconnect, 8], [retry, 5], [answerQuestions, 3], [settings, 1],
]
const total = acts.reduce((sum, [, weight]) => sum + weight, 0)

function chooseAct(world: World): Act {
  let at = world.random.next() * total
  for (const [act, weight] of acts) if ((at -= weight) < 0) return act
  return ship
}

/** To the platform and back; the code can be lost with the process that exchanges it, and is asked for anew then. */
export function authorise(account: SimAccount): Act {
  return async (world, needs) => {
    const { url } = await beginAuthorization(needs, { ...who, ecAccountId: account.id, visitor: { kind: 'api_key', id: 'key' } })
    const state = new URLSearchParams(url.split('?')[1]).get('state') ?? ''
    await pause(world, world.random.between(500, 20_000))
    const query = new URLSearchParams({ state, code: world.platform.grants.issueCode(account.shopId) })
    const api = world.anyApi()
    if (!api) return
    const end = await completeAuthorization(api.needs, { platform: platformName, query, visitor: null })
    world.tell(`${account.shopId}: authorization ${end.outcome}`)
  }
}

export function saveSettings(account: SimAccount, { slots, percentage }: { slots: string[]; percentage: number }): Act {
  return async (_, needs) => {
    await updateAccount(needs, { ...who, ecAccountId: account.id, update: { settings: { fetchEnabled: true, fetchSchedule: slots, pushEnabled: true, pushPercentage: percentage } } })
  }
}

export function mapCodes(account: SimAccount, codes: readonly string[]): Act {
  return async (_, needs) => {
    await updateAccount(needs, { ...who, ecAccountId: account.id, update: { shippingMappings: codes.map((platformCode) => ({ platformCode, shippingTypeCode: 'tcat' })) } })
  }
}

export const fetchAll = (account: SimAccount): Act => async (_, needs) => void (await fetchNow(needs, { merchantId: account.merchantId, ecAccountId: account.id, actor }))

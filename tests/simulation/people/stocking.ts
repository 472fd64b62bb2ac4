import {
  acceptDrift, adjustStock, completeInbound, confirmProposals, correctDrift, correctInbound, createInbound, createProduct, dismissProposals, mapUnknownProduct, overwriteStock, putAway, readStockNow, receiveInbound,
} from '@crossdock/flows'
import { everyMerchant } from '@crossdock/flows/ports'
import { listDrift } from '@crossdock/postgres'
import { sql } from 'kysely'
import { done, nextNumber, who, type Act } from './acting.ts'

export const inbound: Act = async (world, needs) => {
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
export const finishInbound: Act = async (world, needs) => {
  const open = await world.look<{ id: string }>(sql`select id from inbound where status in ('receiving', 'received') order by number limit 3`)
  if (open.length > 0) await completeInbound(needs, { ...who, inboundId: world.random.pick(open).id })
}

export const adjust: Act = async (world, needs) => {
  const products = await world.look<{ id: string }>(sql`select id from product order by sku`)
  const note = `count ${nextNumber()}`
  await adjustStock(needs, { ...who, productId: world.random.pick(products).id, delta: world.random.between(-3, 6) || 1, note })
  world.acknowledged.push({ what: 'stock', note })
}

export const overwrite: Act = async (world, needs) => {
  const account = world.random.pick(world.accounts)
  const merchant = world.merchants.find((each) => each.id === account.merchantId)!
  const { stockPushId } = await overwriteStock(needs, { ...who, ecAccountId: account.id, items: [{ sku: world.random.pick(merchant.skus), stock: world.random.between(0, 30) }] })
  world.acknowledged.push({ what: 'overwrite', pushId: stockPushId })
}

export const resolveUnknown: Act = async (world, needs) => {
  const unknown = await world.look<{ id: string; key: string; merchantId: string }>(sql`select id, product_key as key, merchant_id as "merchantId" from unknown_product where resolved_at is null order by product_key limit 5`)
  if (unknown.length === 0) return
  const { id, key, merchantId } = world.random.pick(unknown)
  if (world.random.chance(0.5)) await createProduct(needs, { ...who, merchantId, sku: key, name: key })
  else {
    const products = await world.look<{ id: string }>(sql`select id from product where merchant_id = ${merchantId} order by sku limit 3`)
    await mapUnknownProduct(needs, { ...who, unknownProductId: id, product: { productId: world.random.pick(products).id } })
  }
}

/** Somebody counted again. */
export const correct: Act = async (world, needs) => {
  const inbounds = await world.look<{ id: string; lines: { sku: string; quantity: number }[] }>(sql`
    select i.id, (select jsonb_agg(jsonb_build_object('sku', p.sku, 'quantity', l.put_away) order by p.sku) from inbound_line l join product p on p.merchant_id = l.merchant_id and p.id = l.product_id
                   where l.merchant_id = i.merchant_id and l.inbound_id = i.id) as lines
      from inbound i where i.status = 'completed' order by i.number desc limit 4`)
  if (inbounds.length === 0) return
  const { id, lines } = world.random.pick(inbounds)
  const note = `recount ${nextNumber()}`
  await correctInbound(needs, { ...who, inboundId: id, note, lines: lines.map(({ sku, quantity }) => ({ sku, quantity: Math.max(0, quantity + world.random.between(-4, 4)) })) })
  world.acknowledged.push({ what: 'stock', note })
}

export const decideProposals: Act = async (world, needs) => {
  const open = await world.look<{ id: string }>(sql`select id from push_proposal where state = 'open' order by id limit 6`)
  if (open.length === 0) return
  const proposalIds = open.map((each) => each.id)
  const confirms = world.random.chance(0.7)
  const decide = async () => {
    const outcomes = await (confirms ? confirmProposals : dismissProposals)(needs, { ...who, proposalIds, note: 'seen' })
    for (const { id } of done(outcomes)) world.acknowledged.push({ what: 'proposal', id, state: confirms ? 'confirmed' : 'dismissed' })
  }
  // A double click.
  await Promise.allSettled(world.random.chance(0.3) ? [decide(), decide()] : [decide()])
}

export const readLevels: Act = async (world, needs) => void (await readStockNow(needs, { ...who, ecAccountId: world.random.pick(world.accounts).id }))

export const decideDrift: Act = async (world, needs) => {
  const { items } = await world.within((tx) => listDrift(tx, { show: 'drift', limit: 5 }))
  const seen = items.flatMap(({ ecAccount, productId, difference }) => (difference === null ? [] : [{ ecAccountId: ecAccount.id, productId, difference }]))
  if (seen.length === 0) return
  const note = `drift ${nextNumber()}`
  const accepts = world.random.chance(0.4)
  const decide = async () => {
    const outcomes = await (accepts ? acceptDrift : correctDrift)(needs, { ...who, items: seen, note })
    if (done(outcomes).length > 0) world.acknowledged.push({ what: 'drift', note, decisions: done(outcomes).length })
  }
  await Promise.allSettled(world.random.chance(0.3) ? [decide(), decide()] : [decide()])
}
